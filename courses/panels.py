"""What belongs into a page, told to its author in the editor."""

from __future__ import annotations

from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext as _
from wagtail.admin.panels import HelpPanel

from courses.skeletons import course_guidance, guidance


class GuidancePanel(HelpPanel):
    """Reads the `part` of the page while nothing is written on it, or of a course that nobody sees
    yet what all courses need.

    In the author's language; no template of the site knows of it.
    """

    class BoundPanel(HelpPanel.BoundPanel):
        def __init__(self, **kwargs: Any) -> None:
            super().__init__(**kwargs)
            words = _say(self.instance)
            self.content = words and format_html(
                '<p class="page-guidance"><strong>{}</strong> {}</p>',
                _("What belongs here:"),
                words,
            )

        def is_shown(self) -> bool:
            return bool(self.content)


def _say(page: Any) -> str:
    if hasattr(page, "part"):
        is_written = page.body if hasattr(page, "body") else page.summary
        return "" if is_written else str(guidance(page.part))
    return "" if page.live else str(course_guidance())
