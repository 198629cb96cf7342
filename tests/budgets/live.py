"""How many queries the pages of live sessions, calendars and webinars may cost."""

from .table import Budget

LIVE: list[Budget] = []
SESSIONS_CMS: list[Budget] = []
