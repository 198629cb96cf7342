"""The live sessions of a run: their plan, their day, who attended."""

from django.urls import path

from studio.views import sessions

urlpatterns = [
    path("runs/<int:run_id>/sessions/", sessions.run_sessions, name="run-sessions"),
    path("runs/<int:run_id>/sessions/new/", sessions.session_new, name="session-new"),
]
