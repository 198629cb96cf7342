"""The blocks of an issue as plain values, for the page, the mail and the plain text alike."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.images.models import AbstractImage, AbstractRendition
from wagtail.models import Page, Site
from wagtail.rich_text import RichText

from core.moments import zone_of
from courses.cards import CourseCard, read_cards
from courses.models import RunState
from courses.storage import is_protected
from newsletters.models import NewsletterIssuePage

PICTURE_SPEC = "max-1200x1200"
PORTRAIT_SPEC = "fill-240x240"


@dataclass(frozen=True, slots=True)
class Picture:
    """`width` and `height` are those of the file, which may be twice what is shown."""

    url: str
    alt: str
    width: int
    height: int
    caption: str = ""

    @property
    def mail_height(self) -> int:
        """Of the picture in a column of 536 px."""
        return round(self.height * 536 / self.width) if self.width else 0


@dataclass(frozen=True, slots=True)
class Part:
    """One block. `kind` names its templates; what a kind does not have is empty.

    `button` is filled where `is_first`: one thing to do in an issue stands out.
    """

    kind: str
    key: str
    title: str = ""
    role: str = ""
    html: str = ""
    url: str = ""
    button: str = ""
    picture: Picture | None = None
    card: CourseCard | None = None
    is_large: bool = False
    is_first: bool = False

    @property
    def facts(self) -> tuple[str, ...]:
        """Who teaches, how long it takes, when it starts: each a few words."""
        if self.card is None:
            return ()
        return tuple(
            filter(None, (self.card.provider_name, self.card.duration, *_dates(self.card)))
        )

    @property
    def web_template(self) -> str:
        return f"newsletters/parts/{self.kind}.html"

    @property
    def mail_template(self) -> str:
        return f"newsletters/mail/parts/{self.kind}.html"

    @property
    def text_template(self) -> str:
        return f"newsletters/mail/parts/{self.kind}.txt"


def _dates(card: CourseCard) -> tuple[str, ...]:
    """When its run starts, and until when one can enroll, in the run's own zone."""
    run, state = card.run, card.state
    if run is None:
        return ()
    if state == RunState.ENDED:
        return (str(RunState.ENDED.label),)
    if run.is_always_open:
        return (_("Start at any time"),)
    if run.starts_at is None:
        return (_("Date to be announced"),)
    starts = _("Starts %(date)s") % {"date": local_date(run.starts_at, run.time_zone)}
    if state == RunState.OPEN and run.closes_at:
        closes = local_date(run.closes_at, run.time_zone)
        return (starts, _("Enroll until %(date)s") % {"date": closes})
    return (starts,)


def local_date(moment: datetime, zone: str) -> str:
    """The day of that moment in this zone, in the reader's words."""
    return date_format(moment.astimezone(zone_of(zone)), "DATE_FORMAT", use_l10n=True)


def shown_at(page: NewsletterIssuePage) -> datetime:
    """The moment whose dates an issue tells: a later reader sees what its first ones saw."""
    return page.first_published_at or timezone.now()


def read_parts(page: NewsletterIssuePage, request: HttpRequest | None = None) -> list[Part]:
    """The blocks in the language that is active. Queries: of all courses together, see read_cards.

    And one for each picture, and for each link to a page. What is gone (a course that is no longer
    live, a link to no page) and what nobody has filled yet is left out.
    """
    cards = _cards(page, request)
    parts: list[Part] = []
    for block in page.body:
        read = READERS[block.block_type]
        part = read(block, request, cards)
        if part is None:
            continue
        has_button = bool(part.button) or (part.kind == "course" and part.is_large)
        is_first = has_button and not any(each.is_first for each in parts)
        parts.append(replace(part, is_first=is_first))
    return _without_idle_dividers(parts)


def nobodys_request() -> HttpRequest:
    """Wagtail remembers with a request where its sites begin; without one it asks for each page."""
    request = HttpRequest()
    request._wagtail_site = Site.objects.filter(is_default_site=True).first()  # type: ignore[attr-defined]
    return request


def _without_idle_dividers(parts: Iterable[Part]) -> list[Part]:
    """No line at the beginning, at the end, or beside another one."""
    kept: list[Part] = []
    for part in parts:
        if part.kind != "divider" or (kept and kept[-1].kind != "divider"):
            kept.append(part)
    while kept and kept[-1].kind == "divider":
        kept.pop()
    return kept


def _cards(page: NewsletterIssuePage, request: HttpRequest | None) -> dict[int, CourseCard]:
    """The card of each course block, by the id of the page that it names."""
    named = [block.value["course"] for block in page.body if block.block_type == "course"]
    keys = {course.pk: course.translation_key for course in named if course}
    if not keys:
        return {}
    language = get_language() or ""
    cards = read_cards(
        request, keys=keys.values(), language=language, at=shown_at(page), with_sessions=False
    )
    by_key = {card.key: card for card in cards}
    return {pk: by_key[key] for pk, key in keys.items() if key in by_key}


Cards = dict[int, CourseCard]
Asked = HttpRequest | None


def _story(block: Any, request: Asked, cards: Cards) -> Part | None:
    value = block.value
    if not value["title"]:
        return None
    return Part(
        kind="story",
        key=block.id or "",
        title=value["title"],
        html=show_rich_text(value["text"]),
        url=link_of(value, request),
        button=value["button"],
        picture=read_picture(value["picture"], value["alt_text"], PICTURE_SPEC),
    )


def _course(block: Any, request: Asked, cards: Cards) -> Part | None:
    value = block.value
    card = cards.get(value["course"].pk) if value["course"] else None
    if card is None:
        return None
    return Part(
        kind="course",
        key=block.id or "",
        title=card.title,
        html=show_rich_text(value["text"]),
        url=card.url,
        card=card,
        is_large=bool(value["is_large"]),
    )


def _person(block: Any, request: Asked, cards: Cards) -> Part | None:
    value = block.value
    if not value["name"]:
        return None
    return Part(
        kind="person",
        key=block.id or "",
        title=value["name"],
        role=value["role"],
        html=show_rich_text(value["text"]),
        picture=read_picture(value["picture"], value["alt_text"], PORTRAIT_SPEC),
    )


def _text(block: Any, request: Asked, cards: Cards) -> Part | None:
    html = show_rich_text(block.value)
    return Part(kind="text", key=block.id or "", html=html) if html else None


def _image(block: Any, request: Asked, cards: Cards) -> Part | None:
    value = block.value
    picture = read_picture(value["image"], value["alt_text"], PICTURE_SPEC, value["caption"])
    return Part(kind="image", key=block.id or "", picture=picture) if picture else None


def _button(block: Any, request: Asked, cards: Cards) -> Part | None:
    url = link_of(block.value, request)
    if not url or not block.value["label"]:
        return None
    return Part(kind="button", key=block.id or "", url=url, button=block.value["label"])


def _divider(block: Any, request: Asked, cards: Cards) -> Part:
    return Part(kind="divider", key=block.id or "")


READERS = {
    "story": _story,
    "course": _course,
    "person": _person,
    "text": _text,
    "image": _image,
    "button": _button,
    "divider": _divider,
}


def link_of(value: Any, request: HttpRequest | None) -> str:
    """Where a block leads: the page in the reader's language where there is one, or ""."""
    page: Page | None = value["page"]
    if page is None:
        return value["url"] or ""
    return (page.localized.get_url(request) if page.live else "") or ""


def show_rich_text(value: RichText | None) -> str:
    """HTML with the addresses of pages in it, or "" where nothing is written."""
    if value is None or not re.sub(r"<[^>]*>|\s", "", value.source):
        return ""
    return value.__html__()


def public_url(copy: AbstractRendition) -> str:
    """Our own address of a copy: a storage's may expire, and a mail is read for years."""
    return reverse("courses:public-file", args=[copy.file.name])


def read_picture(
    image: AbstractImage | None, alt: str, spec: str, caption: str = ""
) -> Picture | None:
    """The picture in this size. One of a lesson has no public address: it is not shown."""
    if image is None or is_protected(image.file.name):
        return None
    copy = image.get_rendition(spec)
    return Picture(public_url(copy), alt, copy.width, copy.height, caption)
