"""Pages of the sessions of a run, for who is enrolled; one's own calendar."""

from django.urls import path

from live.views import calendars, recording, sessions

urlpatterns = [
    path("my-calendar/", calendars.my_calendar, name="my-calendar"),
    path("sessions/<slug:run_slug>/", sessions.run_sessions, name="run-sessions"),
    path("sessions/<slug:run_slug>/<uuid:session_key>/", sessions.session, name="session"),
    path(
        "sessions/<slug:run_slug>/<uuid:session_key>/recording/",
        recording.recording,
        name="recording",
    ),
    path(
        "sessions/<slug:run_slug>/<uuid:session_key>/watched/",
        recording.watched,
        name="watched",
    ),
]
