"""Start this month’s issue: the last one's shape, filled with what is new."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from html import escape
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.log_actions import log
from wagtail.models import Page

from newsletters.models import NewsletterIndexPage, NewsletterIssuePage, StartedIssue
from newsletters.news import Day, News, dates_title, find_news, issue_title, tell_day

if TYPE_CHECKING:
    from users.models import User

RawBlock = dict[str, Any]
EMPTY: dict[str, Any] = {
    "story": {"title": "", "text": "", "picture": None, "alt_text": ""}
    | {"page": None, "url": "", "button": ""},
    "person": {"name": "", "role": "", "picture": None, "alt_text": "", "text": ""},
    "text": "",
    "image": {"image": None, "alt_text": "", "caption": ""},
    "button": {"label": "", "page": None, "url": ""},
    "divider": None,
}
FIRST_SHAPE = ("story", "divider", "course", "divider", "text")


class IssueNotStarted(ValueError):
    """The text says what to do first."""


@transaction.atomic
def start_issue(*, by: User, at: datetime) -> tuple[NewsletterIssuePage, bool]:
    """This month's issue in the site's first language, and whether it is new.

    Idempotent: the archive is locked, and a month has one row. Raises IssueNotStarted.
    """
    archive = NewsletterIndexPage.objects.filter(
        locale__language_code=settings.LANGUAGE_CODE
    ).first()
    if archive is None:
        raise IssueNotStarted(
            _("Make the archive first: a newsletter archive below the home page.")
        )
    Page.objects.select_for_update().get(pk=archive.pk)
    month = timezone.localtime(at).date().replace(day=1)
    found = _find_started(archive, month)
    if found is not None:
        return found, False
    page = _write_issue(archive, month, by=by, at=at)
    StartedIssue.objects.update_or_create(month=month, defaults={"issue_key": page.translation_key})
    return page, True


def _find_started(archive: NewsletterIndexPage, month: date) -> NewsletterIssuePage | None:
    """The one that was started, or one that somebody made by hand for this month."""
    pages = NewsletterIssuePage.objects.child_of(archive)
    keys = StartedIssue.objects.filter(month=month).values("issue_key")
    started: NewsletterIssuePage | None = pages.filter(translation_key__in=keys).first()
    return started or pages.filter(month=month).order_by("pk").first()


def _write_issue(
    archive: NewsletterIndexPage, month: date, *, by: User, at: datetime
) -> NewsletterIssuePage:
    last = NewsletterIssuePage.objects.child_of(archive).order_by("-month", "-pk").first()
    with override(settings.LANGUAGE_CODE):
        news = find_news(since=_since(last, at), at=at)
        title = issue_title(month)
        body = make_body(last, news)
    page = NewsletterIssuePage(
        title=title,
        slug=_free_slug(archive, month),
        month=month,
        body=body,
        live=False,
        has_unpublished_changes=True,
        owner=by,
        locale=archive.locale,
    )
    archive.add_child(instance=page)
    page.save_revision(user=by)
    log(page, "wagtail.create", user=by)
    return page


def _since(last: NewsletterIssuePage | None, at: datetime) -> datetime:
    """When the last issue came out; else a month ago."""
    if last is None:
        return at - timedelta(days=31)
    first_day = timezone.make_aware(datetime.combine(last.month, time.min))
    return last.first_published_at or first_day


def _free_slug(archive: NewsletterIndexPage, month: date) -> str:
    """The month; with a number where somebody else's page has it."""
    taken = set(Page.objects.child_of(archive).values_list("slug", flat=True))
    wanted = f"{month:%Y-%m}"
    numbered = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
    return next(slug for slug in (wanted, *numbered) if slug not in taken)


def make_body(last: NewsletterIssuePage | None, news: News) -> list[RawBlock]:
    """The kinds of the last issue in their order, each empty; its courses are the new ones.

    More courses than it had stand behind its last one. Coming days are a text at the end.
    """
    shape = [(block.block_type, _size(block)) for block in last.body] if last else []
    shape = shape or [(kind, False) for kind in FIRST_SHAPE]
    waiting = [page.pk for page in news.pages]
    last_course = max(
        (place for place, (kind, _large) in enumerate(shape) if kind == "course"), default=-1
    )
    blocks: list[RawBlock] = []
    for place, (kind, is_large) in enumerate(shape):
        if kind != "course":
            blocks.append(_block(kind, EMPTY[kind]))
        elif waiting:
            blocks.append(_course(waiting.pop(0), is_large=is_large))
        if place == last_course:
            blocks += [_course(pk, is_large=False) for pk in waiting]
            waiting = []
    blocks += [_course(pk, is_large=False) for pk in waiting]
    return blocks + ([_block("text", _tell_days(news.days))] if news.days else [])


def _size(block: Any) -> bool:
    return block.block_type == "course" and bool(block.value["is_large"])


def _course(pk: int, *, is_large: bool) -> RawBlock:
    return _block("course", {"course": pk, "text": "", "is_large": is_large})


def _block(kind: str, value: Any) -> RawBlock:
    return {"type": kind, "value": value, "id": str(uuid4())}


def _tell_days(days: tuple[Day, ...]) -> str:
    points = []
    for day in days:
        link = f'<a linktype="page" id="{day.page_id}">{escape(day.title)}</a>'
        points.append(f"<li>{tell_day(day.day, day.words, link)}</li>")
    return f"<h2>{dates_title()}</h2><ul>{''.join(points)}</ul>"
