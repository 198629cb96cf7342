"""How many queries the pages of live sessions, calendars and webinars may cost."""

from .frame import FRAME
from .table import SIGNED_IN, Budget

LIVE: list[Budget] = [
    # enrollment with run and course; the sessions; the course's title
    Budget("live:run-sessions", "learner", SIGNED_IN + 3),
    Budget("live:session", "learner", SIGNED_IN + 3),
]
SESSIONS_CMS: list[Budget] = [
    # the run with its course, provider and outlines; its sessions
    Budget("studio:run-sessions", "author", FRAME + 2),
    Budget("studio:session-new", "author", FRAME + 3),
]
