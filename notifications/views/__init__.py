"""Entry points of `notifications`: a view parses, calls, renders."""

from .centre import choices, list_notices, seen
from .leaving import off

__all__ = ["choices", "list_notices", "off", "seen"]
