"""The words that a form of the newsletter shows and the proof keeps."""

from __future__ import annotations

from django import template

from newsletters import wording

register = template.Library()


@register.simple_tag
def asking_words() -> str:
    return wording.asking()
