"""How many queries the pages of discussions and announcements may cost."""

from .table import Budget

TALK: list[Budget] = []
TALK_CMS: list[Budget] = []
