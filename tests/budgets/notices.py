"""How many queries the pages of the notification centre may cost."""

from .table import Budget

NOTICES: list[Budget] = []
