"""Wagtail's editor of running text, without what no database and no page can hold."""

from __future__ import annotations

import re
from typing import Any

from wagtail.admin.rich_text import DraftailRichTextArea

# NUL, and halves of letters: a text cut in the middle of one comes so from other programs.
_UNHOLDABLE = re.compile("[\0\ud800-\udfff]")


class RunningTextArea(DraftailRichTextArea):
    """What is pasted is JSON on its way here, where Django's fields do not look."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str | None:
        html: str | None = super().value_from_datadict(data, files, name)
        return None if html is None else _UNHOLDABLE.sub("", html)
