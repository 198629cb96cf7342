"""What a personal link of a mail opens: `join/<token>/` and below, without signing in."""

from django.urls import path

from live.views import codes, joining, recording

urlpatterns = [
    path("join/<str:token>/", joining.personal, name="personal"),
    path("join/<str:token>/open/", joining.personal_join, name="personal-join"),
    path("join/<str:token>/recording/", recording.personal_recording, name="personal-recording"),
    path("join/<str:token>/files/<slug:what>/", recording.personal_file, name="personal-file"),
    path("join/<str:token>/code/", codes.personal_code, name="personal-code"),
    path("sessions/<slug:run_slug>/<uuid:session_key>/code/", codes.code, name="code"),
    path("sessions/<slug:run_slug>/<uuid:session_key>/join/", joining.join_session, name="join"),
]
