"""What a host announces to everybody in a run: counted, shown in each language, then told once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from courses.models import CourseRun
from discussions.announced import ANNOUNCEMENT, hearers, mail_values
from discussions.models import Announcement
from learning.mails import course_titles
from live.models import LiveSession
from studio.log.wording import person_of
from studio.people.messaging import Text
from users.models import User

LANGUAGES = dict(settings.LANGUAGES)
TOLD_A_PAGE = 20  # announcements that stand below the form


@dataclass(frozen=True, slots=True)
class Hearers:
    """`languages`: in which we write to them, the commonest first."""

    count: int
    languages: tuple[str, ...]


def find_hearers(run: CourseRun) -> Hearers:
    """One query."""
    languages = Counter(hearers(run).values_list("language", flat=True))
    return Hearers(languages.total(), tuple(code for code, _n in languages.most_common()))


def find_session(run: CourseRun, pk: int | None) -> LiveSession | None:
    """The session of this run that an announcement is about. One query where one is named."""
    return None if pk is None else LiveSession.objects.filter(run=run, pk=pk).first()


def propose_text(run: CourseRun, session: LiveSession) -> dict[str, Text]:
    """Words to begin with, in the language of the course: which session, and where it stands."""
    language = run.course.source_language
    with override(language):
        path = reverse("live:session", args=[run.slug, session.key])
        link = settings.LMS_SITE_URL + path
        words = _("The page of the session: %(link)s") % {"link": link}
        return {language: Text(f"{session.title}: "[:150], f"\n\n{words}")}


@dataclass(frozen=True, slots=True)
class ShownMail:
    language: str
    language_name: str
    subject: str
    body: str


def show_mail(run: CourseRun, texts: Iterable[tuple[str, Text]], *, by: User) -> list[ShownMail]:
    """The mail in each language in which it was written. A query."""
    titles = course_titles(run.course)
    return [_show(run, code, text, titles, by) for code, text in texts]


def _show(run: CourseRun, code: str, text: Text, titles: dict[str, str], by: User) -> ShownMail:
    words = {"subject": text.subject, "body": text.body}
    with override(code):
        context = {**mail_values(run, words, code, titles, by=by), "name": "…"}
        body = render_to_string(f"email/{ANNOUNCEMENT}/body.txt", context).strip()
    return ShownMail(code, str(LANGUAGES.get(code, code)), text.subject, body)


@dataclass(frozen=True, slots=True)
class Told:
    """An announcement that was made, by its words in the language of the course."""

    announcement: Announcement
    subject: str
    texts: tuple[ShownMail, ...]
    by: str


def read_told(run: CourseRun, *, number: str | None) -> tuple[Page[Announcement], list[Told]]:
    """The newest first. Two queries."""
    rows = run.announcements.select_related("by").order_by("-at", "-pk")
    page = Paginator(rows, TOLD_A_PAGE).get_page(number)
    return page, [say_told(row, run) for row in page]


def say_told(row: Announcement, run: CourseRun) -> Told:
    main = run.course.source_language
    order = sorted(row.texts, key=lambda code: code != main)
    texts = tuple(
        ShownMail(code, str(LANGUAGES.get(code, code)), text["subject"], text["body"])
        for code, text in ((code, row.texts[code]) for code in order)
    )
    return Told(row, row.texts[main]["subject"], texts, person_of(row.by))
