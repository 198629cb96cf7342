"""Reading pages in tests."""

from __future__ import annotations

from typing import Any

from bs4 import BeautifulSoup


def text_of(response: Any) -> str:
    """What a reader sees of it, in one line."""
    soup = BeautifulSoup(response.content, "html.parser")
    return " ".join((soup.main or soup).get_text(" ", strip=True).split())


def fields_of(response: Any) -> dict[str, str]:
    """What the page's form would send as it stands there."""
    form = BeautifulSoup(response.content, "html.parser").select_one(".studio-page form")
    values: dict[str, str] = {}
    for field in form.select("input[name]"):
        is_choice = field.get("type") in {"checkbox", "radio"}
        if not is_choice or field.has_attr("checked"):
            values[field["name"]] = field.get("value", "on" if is_choice else "")
    for field in form.select("textarea[name]"):
        values[field["name"]] = field.get_text().strip()
    for field in form.select("select[name]"):
        chosen = field.select_one("option[selected]") or field.select_one("option")
        values[field["name"]] = chosen["value"]
    return values
