"""What is missing before publication: what stops it, and what a careful colleague would say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.models import Page

from courses.actions import first_summary
from courses.drafts import NO_LESSON, Draft
from courses.findings import Finding, find_advice
from courses.models import Course, CourseFormat, CoursePage, CourseRun, LessonPage, ModulePage
from courses.models.course_page import ANNOUNCED_FORMATS
from studio.publication import rehearse
from studio.running.enrollment import OPENS, has_dates, why_nobody_can_enroll

from .outline import Row, add_url, edit_url, is_empty_lesson

TOO_MANY_TO_LIST = 4
NAMED_LESSONS = 3


@dataclass(frozen=True, slots=True)
class Missing:
    """`is_blocking`: stops publication; else advice. `url` is where `remedy` is done.

    `where` is the block of the page, for example "Block 3, Image", or "".
    """

    title: str
    text: str
    url: str
    remedy: str
    is_blocking: bool
    where: str = ""


def find_blocking(drafts: Sequence[Draft], rows: tuple[Row, ...]) -> list[Missing]:
    """What keeps drafts from being published, each with where it is mended.

    Many empty lessons are one line: the outline names them.
    """
    empty = [row for row in rows if row.is_empty]
    listed = [draft for draft in drafts if not draft.is_ready]
    together: list[Missing] = []
    if len(empty) >= TOO_MANY_TO_LIST:
        listed = [draft for draft in listed if not is_empty_lesson(draft.drafted)]
        title = _("%(number)d empty lessons") % {"number": len(empty)}
        text = _("There is nothing in them yet. The outline says what belongs there.")
        together = [Missing(title, text, empty[0].edit_url, _("Write the first"), is_blocking=True)]
    each = [_say(draft, finding, rows) for draft in listed for finding in draft.findings]
    return [*each, *together]


def find_refusal(course: Course, drafts: Sequence[Draft]) -> list[Missing]:
    """What keeps all of them from being published together: a rule that nobody could meet, say.

    Two queries where something waits for publication.
    """
    if not drafts and course.arrangement is None:
        return []
    refusal = rehearse(course, drafts).refusal
    remedy = _("See the outline")
    return [Missing(_("Whole course"), refusal, "#outline", remedy, True)] if refusal else []


def _say(draft: Draft, finding: Finding, rows: tuple[Row, ...]) -> Missing:
    url, remedy = _remedy(draft, finding, rows)
    return Missing(draft.drafted.title, finding.text, url, remedy, True, finding.where)


def _remedy(draft: Draft, finding: Finding, rows: tuple[Row, ...]) -> tuple[str, str]:
    """The address where the finding is mended, and the words of the link."""
    if finding.code != NO_LESSON:
        return place_of(draft.page.pk, finding), _("Mend it")
    if isinstance(draft.drafted, ModulePage):
        return add_url(LessonPage, below=draft.page.pk), _("Add a lesson")
    if not rows:
        return add_url(ModulePage, below=draft.page.pk), _("Add a module")
    return "#outline", _("See the outline")


def place_of(page_id: int, finding: Finding) -> str:
    """The editor of the page, opened where the finding stands."""
    return edit_url(page_id) + finding.anchor


def find_draft_advice(drafts: Sequence[Draft]) -> list[Missing]:
    """What is worth a second look in what would be published. Two queries."""
    found = find_advice([draft.drafted for draft in drafts])
    return [
        Missing(
            draft.drafted.title,
            finding.text,
            place_of(draft.page.pk, finding),
            _("Mend it"),
            is_blocking=False,
            where=finding.where,
        )
        for draft in drafts
        for finding in found.get(draft.page.pk, ())
    ]


def find_course_advice(page: CoursePage, rows: tuple[Row, ...]) -> list[Missing]:
    """About the course as a whole. `page` as its author left it. A query."""
    title, mend = _("Whole course"), _("Mend it")
    return [
        Missing(
            title, text, f"{edit_url(page.pk)}{Finding('', '', field=field).anchor}", mend, False
        )
        for field, text in _of_whole(page, sum(row.minutes or 0 for row in rows))
    ]


def _of_whole(page: CoursePage, minutes: int) -> Iterator[tuple[str, str]]:
    """(field where it is mended, sentence). `minutes`: of all lessons."""
    if not minutes and (page.live or page.format in ANNOUNCED_FORMATS):
        yield "", _("There is no lesson yet: people can read of it, and learn nothing.")
    elif (
        page.format != CourseFormat.PROGRAMME  # whose effort is that of its courses
        and minutes
        and not 0.5 <= page.effort_minutes / minutes <= 2
    ):
        words = _("Effort says %(effort)d minutes. Lessons add up to %(lessons)d minutes.")
        yield "effort_minutes", words % {"effort": page.effort_minutes, "lessons": minutes}
    if page.summary == _made_summary(page):
        words = _(
            "The summary says format and length alone. Write two sentences for the catalogue."
        )
        yield "summary", words
    if not page.goals.exists():
        yield "goals", _("No goal is chosen: the course is found under none.")
    if not page.outcomes:
        yield "outcomes", _("Nothing says yet what people will be able to do.")
    if not page.audience:
        yield "audience", _("Nothing says yet who it is for.")


def _made_summary(page: CoursePage) -> str:
    """What `create_course` wrote, in the language of the course."""
    with override(page.locale.language_code):
        return first_summary(page.get_format_display(), page.duration)


def find_run_advice(runs: Sequence[CourseRun], *, at: datetime) -> list[Missing]:
    """A run in which nobody can enroll, or that starts before anybody could have enrolled."""
    late = _("It starts before enrollment opens: nobody can be there on the first day.")
    found = []
    for run in runs:
        if run.archived_at is None and run.starts_at and run.opens_at:
            text = late if run.starts_at < run.opens_at else ""
        else:
            text = why_nobody_can_enroll(run, at=at) if has_dates(run) else ""
        if text:
            url = f"{reverse('runs:edit', args=[run.pk])}#{OPENS}"
            found.append(Missing(str(run), text, url, _("Change the dates"), False))
    return found


def find_promise_advice(runs: Sequence[CourseRun], pages: Sequence[CoursePage]) -> list[Missing]:
    """A language that a run promises, and in which the course has no page. No query.

    `pages` with their locale.
    """
    there = {page.locale.language_code for page in pages if page.alias_of_id is None}
    names = dict(settings.LANGUAGES)
    text = _("It promises %(languages)s, and the course has no page in it. Translate it first.")
    found = []
    for run in runs:
        absent = [code for code in run.languages if code not in there]
        if absent:
            said = ", ".join(str(names.get(code, code)) for code in absent)
            url = reverse("runs:edit", args=[run.pk])
            words = text % {"languages": said}
            found.append(Missing(str(run), words, url, _("Change the languages"), False))
    return found


def find_language_advice(
    pages: Sequence[CoursePage], source: CoursePage, rows: tuple[Row, ...]
) -> list[Missing]:
    """Lessons that are missing in a language in which the course is offered. A query.

    Offered is a language with a course page of its own. A page that only mirrors the original
    (wagtail's alias) is no translation.
    """
    others = [page for page in pages if page.pk != source.pk and page.alias_of_id is None]
    if not others:
        return []
    lessons = _lessons_by_language([source, *others])
    titles, there = lessons.get(source.locale_id, {}), {row.key for row in rows}
    found = []
    for page in others:
        translated = lessons.get(page.locale_id, {})
        absent = [title for key, title in titles.items() if key not in translated and key in there]
        if absent:
            found.append(_say_absent(page, absent))
    return found


def _lessons_by_language(pages: Sequence[CoursePage]) -> Mapping[int, dict[str, str]]:
    """By locale: titles of the lessons by their key, in the order of reading."""
    below = LessonPage.objects.none()
    for page in pages:
        below = below | LessonPage.objects.filter(path__startswith=page.path)
    found: dict[int, dict[str, str]] = {}
    rows = below.filter(alias_of=None).order_by("path")
    for locale, key, title in rows.values_list("locale", "translation_key", "draft_title"):
        found.setdefault(locale, {})[str(key)] = title
    return found


def _say_absent(page: Page, absent: list[str]) -> Missing:
    named = ", ".join(absent[:NAMED_LESSONS])
    if len(absent) > NAMED_LESSONS:
        named = _("%(names)s and %(number)d more") % {
            "names": named,
            "number": len(absent) - NAMED_LESSONS,
        }
    text = _("Not there in this language yet: %(lessons)s. Learners read them in the original.")
    url = reverse("wagtailadmin_explore", args=[page.pk])
    return Missing(
        str(page.locale), text % {"lessons": named}, url, _("See the pages"), is_blocking=False
    )
