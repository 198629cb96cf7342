"""The way from Wagtail's panels to the desk of an issue."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse

from newsletters.models import NewsletterIssuePage
from newsletters.problems import DESK

register = template.Library()


@register.simple_tag
def desk_url(page: Any) -> str:
    """Of a saved issue; "" of anything else."""
    if isinstance(page, NewsletterIssuePage) and page.pk:
        return reverse(DESK, args=[page.pk])
    return ""
