"""From an issue page to the text of a sending: HTML, plain text, counted links."""

from .rendering import Rendered, render_issue
from .tracking import track_links

__all__ = ["Rendered", "render_issue", "track_links"]
