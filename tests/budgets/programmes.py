"""How many queries the pages of programmes may cost."""

from .table import Budget

PROGRAMMES_CMS: list[Budget] = []
