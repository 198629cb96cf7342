"""What one agrees to by confirming."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from users.models import Purpose
from users.policies import Policy


def agreement(policies: Iterable[Policy]) -> SafeString:
    """With links to the texts in force, where there are any."""
    addresses = {policy.purpose: policy.url for policy in policies}
    return format_html(
        _("By confirming you agree to the {terms} and say that you have read the {privacy}."),
        terms=_link(_("terms of use"), addresses.get(Purpose.TERMS, "")),
        privacy=_link(_("privacy notice"), addresses.get(Purpose.PRIVACY, "")),
    )


def _link(words: str, url: str) -> str | SafeString:
    return format_html('<a href="{}">{}</a>', url, words) if url else words
