"""The archive of the newsletter in every language, and its issues in those that have texts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from wagtail.models import Locale, Page

from courses.models import CourseIndexPage, CoursePage
from demo.course_files import CONTENT_DIR, Data, RawBlock, read_yaml, stable_id
from demo.prose import prose_to_html
from home.models import HomePage
from newsletters.models import NewsletterIndexPage, NewsletterIssuePage
from newsletters.models.review_task import ensure_issue_review

from .translations import register_translation

SOURCE = "en"
FILE = CONTENT_DIR / "newsletters.yaml"


@transaction.atomic
def ensure_newsletters(*, at: datetime) -> None:
    """Make what is missing; an issue that is there, however changed, is left alone."""
    data = read_yaml(FILE)
    archives = {
        locale.language_code: _ensure_archive(locale, data["archive"][locale.language_code])
        for locale in Locale.objects.filter(language_code__in=data["archive"])
    }
    ensure_issue_review()
    for entry in data["issues"]:
        _ensure_issue(entry, archives, at)


def _ensure_archive(locale: Locale, texts: Data) -> NewsletterIndexPage:
    found = NewsletterIndexPage.objects.filter(locale=locale).first()
    if found is not None:
        return found
    key = NewsletterIndexPage.objects.values_list("translation_key", flat=True).first()
    page = NewsletterIndexPage(
        title=texts["title"],
        slug="newsletters",
        introduction=texts["introduction"],
        locale=locale,
        translation_key=key or UUID(stable_id("newsletters")),
    )
    HomePage.objects.get(locale=locale).add_child(instance=page)
    return page


def month_before(day: date, count: int) -> date:
    """The first day of the month that lies `count` months before the one of `day`."""
    months = day.year * 12 + day.month - 1 - count
    return date(months // 12, months % 12 + 1, 1)


def _ensure_issue(entry: Data, archives: dict[str, NewsletterIndexPage], at: datetime) -> None:
    key = UUID(stable_id("newsletter", entry["key"]))
    if NewsletterIssuePage.objects.filter(translation_key=key).exists():
        return
    month = month_before(at.date(), entry["months_ago"])
    published_at = datetime(month.year, month.month, 5, 2, tzinfo=UTC)
    languages = sorted((code for code in archives if code in entry), key=lambda c: c != SOURCE)
    pages: list[Page] = []
    for code in languages:
        texts = entry[code]
        page = NewsletterIssuePage(
            **{name: texts[name] for name in ("title", "subject", "preheader", "lead")},
            slug=f"{month:%Y-%m}",
            month=month,
            body=_raw_body(entry["key"], texts["body"]),
            locale=archives[code].locale,
            translation_key=key,
            first_published_at=published_at,
            last_published_at=published_at + timedelta(minutes=1),
        )
        archives[code].add_child(instance=page)
        pages.append(page)
    for translated in pages[1:]:
        register_translation(pages[0], translated)


def _raw_body(key: str, blocks: list[Data]) -> list[RawBlock]:
    return [_raw_block(block, (key, place)) for place, block in enumerate(blocks)]


def _raw_block(block: Data, path: tuple[object, ...]) -> RawBlock:
    ((kind, value),) = block.items()
    return {"type": kind, "value": _BUILDERS[kind](value), "id": stable_id("newsletter", *path)}


def _leads_to(value: Data) -> dict[str, Any]:
    """Every language's page names the English one; readers are led to their own."""
    if "to" not in value:
        return {"page": None, "url": ""}
    return {"page": CourseIndexPage.objects.get(locale__language_code=SOURCE).pk, "url": ""}


def _story(value: Data) -> dict[str, Any]:
    return {
        "title": value["title"],
        "text": prose_to_html(value["text"]),
        "picture": None,
        "alt_text": "",
        "button": value.get("button", ""),
        **_leads_to(value),
    }


def _course(value: Data) -> dict[str, Any]:
    key = UUID(stable_id(value["key"]))
    page = CoursePage.objects.get(translation_key=key, locale__language_code=SOURCE)
    text = prose_to_html(value["text"]) if "text" in value else ""
    return {"course": page.pk, "text": text, "is_large": value.get("large", False)}


def _button(value: Data) -> dict[str, Any]:
    return {"label": value["label"], **_leads_to(value)}


_BUILDERS: dict[str, Callable[[Any], Any]] = {
    "story": _story,
    "course": _course,
    "text": prose_to_html,
    "button": _button,
    "divider": lambda value: None,
}
