"""A course as its author sees it."""

from .outline import add_url
from .reading import Overview, read_overview

__all__ = ["Overview", "add_url", "read_overview"]
