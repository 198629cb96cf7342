"""What a personal link of a mail opens: `join/<token>/` and below, without signing in."""

from django.urls import path

from live.views import joining

urlpatterns = [
    path("join/<str:token>/", joining.personal, name="personal"),
    path("join/<str:token>/open/", joining.personal_join, name="personal-join"),
    path("sessions/<slug:run_slug>/<uuid:session_key>/join/", joining.join_session, name="join"),
]
