"""What an outside expert opens with a personal link, on the site and not in the CMS."""

from django.urls import path

from studio.views import guests

app_name = "review"
urlpatterns = [
    path("", guests.guest_course, name="course"),
    path("link/<str:token>/", guests.guest_open, name="open"),
    path("pages/<int:draft_id>/", guests.guest_page, name="page"),
    path("pages/<int:draft_id>/comment/", guests.guest_comment, name="comment"),
    path("verdict/", guests.guest_verdict, name="verdict"),
]
