"""The live sessions of a run: their plan, their day, who attended."""

from django.urls import path

from studio.views import (
    attendance,
    attendance_files,
    changing_session,
    desk,
    session_materials,
    sessions,
    webinar_dates,
)

urlpatterns = [
    path("runs/<int:run_id>/sessions/", sessions.run_sessions, name="run-sessions"),
    path("runs/<int:run_id>/sessions/new/", sessions.session_new, name="session-new"),
    path("runs/<int:run_id>/dates/", webinar_dates.webinar_dates, name="webinar-dates"),
    path("runs/<int:run_id>/sessions/file/", attendance_files.run_attended, name="run-attended"),
    path(
        "sessions/<int:session_id>/file/",
        attendance_files.session_attended,
        name="session-attended",
    ),
    path("sessions/<int:session_id>/attendance/", attendance.session_import, name="session-import"),
    path(
        "sessions/<int:session_id>/attendance/<uuid:token>/",
        attendance.session_report,
        name="session-report",
    ),
    path("sessions/<int:session_id>/", changing_session.session_change, name="session"),
    path(
        "sessions/<int:session_id>/cancel/", changing_session.session_cancel, name="session-cancel"
    ),
    path(
        "sessions/<int:session_id>/materials/",
        session_materials.session_materials,
        name="session-materials",
    ),
    path("sessions/<int:session_id>/desk/", desk.session_desk, name="session-desk"),
    path("sessions/<int:session_id>/desk/live/", desk.session_live, name="session-live"),
    path("sessions/<int:session_id>/desk/list/", desk.session_list, name="session-list"),
    path("sessions/<int:session_id>/desk/code/", desk.session_code, name="session-code"),
    path("sessions/<int:session_id>/desk/link/", desk.session_link, name="session-link"),
    path("sessions/<int:session_id>/desk/late/", desk.session_late, name="session-late"),
    path("sessions/<int:session_id>/desk/end/", desk.session_end, name="session-end"),
]
