"""One text for all readers of a language; what differs by reader is a slot (see mail.slots)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import css_inline
from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import get_language_info, override

from courses.models import CoursePage
from courses.pictures import MAIL_PICTURE, MAIL_THUMB, plan_url
from mail.rendering import render_plain
from mail.slots import slot, without_slots
from newsletters.archive import absolute
from newsletters.models import NewsletterIssuePage
from newsletters.parts import Part, nobodys_request, public_url, read_parts
from newsletters.plain_text import parts_to_text
from sdgs.models import Goal

from .faces import face_of

COVER_SPECS = {
    True: "fill-1072x464|format-jpeg|jpegquality-80",
    False: "fill-264x198|format-jpeg|jpegquality-80",
}
_LOCAL = re.compile(r'\b(href|src)="/(?!/)')
_inliner = css_inline.CSSInliner(
    keep_style_tags=False, keep_at_rules=True, load_remote_stylesheets=False
)


@dataclass(frozen=True, slots=True)
class Rendered:
    """Styles are inlined, addresses absolute; slots wait for the reader's values."""

    subject: str
    html: str
    text: str

    @property
    def size(self) -> int:
        """Bytes of the HTML, which some mail programs cut after 102,400."""
        return len(self.html.encode())


def render_issue(page: NewsletterIssuePage) -> Rendered:
    """The issue in its own language. The page may be a draft that nobody saved."""
    language = page.locale.language_code
    request = nobodys_request()
    with override(language):
        parts = [_absolute_part(part) for part in read_parts(page, request)]
        frame = _frame(page, language, request)
        html = render_to_string(
            "newsletters/mail/issue.html",
            {**frame, **face_of(language), "content": _content(parts)},
        )
        words = page.plain_text.strip() or parts_to_text(parts)
        text = render_plain("newsletters/mail/issue.txt", {**frame, "content": _safe(words)})
    tidy = re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"
    return Rendered(subject=frame["subject"], html=_inliner.inline(_link_out(html)), text=tidy)


def _frame(page: NewsletterIssuePage, language: str, request: HttpRequest) -> dict[str, Any]:
    """What stands around the blocks. Every link of a reader goes by the delivery's token."""
    reader = f"{settings.LMS_SITE_URL.rstrip('/')}/{language}/newsletter"
    goals = Goal.objects.filter(number__in=page.goal_numbers)
    web_url = page.get_url(request) if page.pk else ""
    return {
        "language": language,
        "direction": "rtl" if get_language_info(language)["bidi"] else "ltr",
        "site_url": settings.LMS_SITE_URL.rstrip("/"),
        "subject": " ".join(_safe(page.mail_subject).split()),
        "preheader": _safe(page.preheader),
        "title": _safe(page.title),
        "lead": _safe(page.lead),
        "month": page.month_name,
        "banner_url": absolute(plan_url(page.slug or "issue", goals, MAIL_PICTURE)),
        "web_url": absolute(web_url or f"/{language}/"),
        "preferences_url": f"{reader}/preferences/{slot('token')}/",
        "unsubscribe_url": f"{reader}/unsubscribe/{slot('token')}/",
        "greeting": slot("greeting"),
        "email": slot("email"),
    }


def _safe(words: str) -> str:
    """An editor's words hold no slot: nobody's token gets into them."""
    return without_slots(words)


def _content(parts: list[Part]) -> str:
    covers = _covers(parts)
    rows = [
        render_to_string(
            part.mail_template, {"part": part, "picture_url": covers.get(part.key, "")}
        )
        for part in parts
    ]
    return _safe("".join(rows))


def _covers(parts: list[Part]) -> dict[str, str]:
    """The picture of each course block: its provider's own as JPEG, or its plan as PNG.

    One query, and one for each provider's picture.
    """
    shown = [part for part in parts if part.card]
    keys = {part.card.key for part in shown if part.card and part.card.cover_url}
    pages = CoursePage.objects.filter(translation_key__in=keys).select_related("cover_image")
    own = {page.translation_key: page.cover_image for page in pages if page.cover_image}
    return {part.key: absolute(_cover(part, own)) for part in shown}


def _cover(part: Part, own: dict[UUID, Any]) -> str:
    assert part.card is not None  # noqa: S101 (only courses are asked)
    image = own.get(part.card.key)
    if image is not None:
        return public_url(image.get_rendition(COVER_SPECS[part.is_large]))
    size = MAIL_PICTURE if part.is_large else MAIL_THUMB
    return plan_url(part.card.slug, part.card.goals, size)


def _absolute_part(part: Part) -> Part:
    """With addresses that a mail program can open."""
    picture = part.picture and replace(part.picture, url=absolute(part.picture.url))
    url = absolute(part.url) if part.url else ""
    return replace(part, url=url, picture=picture, html=_link_out(part.html))


def _link_out(html: str) -> str:
    site = settings.LMS_SITE_URL.rstrip("/")
    return _LOCAL.sub(lambda found: f'{found[1]}="{site}/', html)
