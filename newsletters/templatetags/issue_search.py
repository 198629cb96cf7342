"""`{% issues_found words as issues %}`: what the newsletter has written about it."""

from __future__ import annotations

from typing import Any

from django import template

from newsletters.archive import IssueLine, find_issues

register = template.Library()


@register.simple_tag(takes_context=True)
def issues_found(context: dict[str, Any], words: str) -> list[IssueLine]:
    """Issues in the reader's language that hold these words. Two queries; none without words."""
    request = context.get("request")
    return find_issues(words, request) if words and request else []
