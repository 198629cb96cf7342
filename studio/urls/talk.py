"""What a run's team says to its people, and what they say to each other."""

from django.urls import path

from studio.views import moderating, talk

urlpatterns = [
    path("runs/<int:run_id>/announce/", talk.run_announce, name="run-announce"),
    path("runs/<int:run_id>/moderation/", moderating.run_moderation, name="run-moderation"),
    path("announcements/<int:announcement_id>/", talk.announcement, name="announcement"),
]
