"""What a browser would send of the page "Publish course"."""

from __future__ import annotations

from typing import Any

from bs4 import BeautifulSoup


def shown(response: Any, deed: str = "publish") -> dict[str, Any]:
    """The fields of the page's first form as they stand there, with the button that is pressed."""
    form = BeautifulSoup(response.content, "html.parser").select_one(".studio-page form")
    values: dict[str, Any] = {}
    for field in form.select("input[name]"):
        is_choice = field.get("type") in {"checkbox", "radio"}
        if field.has_attr("disabled") or (is_choice and not field.has_attr("checked")):
            continue
        values.setdefault(field["name"], []).append(field.get("value", "on" if is_choice else ""))
    return {**values, "deed": deed}
