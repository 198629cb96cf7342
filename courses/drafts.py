"""What of a course is not published yet, and what stops it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Revision

from courses.arranging import arranged_paths, wanted
from courses.findings import Finding, find_dead_links, find_refusals, find_session_refusals
from courses.models import Course, CoursePage, LessonPage, ModulePage
from courses.models.course_page import ANNOUNCED_FORMATS
from courses.tree import read_nodes

# The code of the finding that no lesson stands below a page.
NO_LESSON = "no_lesson"
LOOK_AGAIN = _("Something changed since you looked. Nothing was published: look at it again.")


class DraftsChanged(ValueError):
    """What would be published is not what was looked at. The text says what to do."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A page with changes that nobody sees yet.

    `page` is what readers have, `drafted` what its author left. `findings`: what stops it.
    """

    page: Page
    drafted: Page
    revision: Revision
    findings: tuple[Finding, ...]
    is_new: bool

    @property
    def is_ready(self) -> bool:
        return not self.findings

    @property
    def problem(self) -> str:
        """All that stops it in one text, or ""."""
        return "; ".join(finding.text for finding in self.findings)

    @property
    def mark(self) -> str:
        """What tells this text from every earlier and later one of its page.

        The time belongs to it: Wagtail saves by itself into the revision that is already there.
        """
        return f"{self.revision.pk}@{self.revision.created_at.isoformat()}"


def lock_drafts(course: Course) -> list[Draft]:
    """`find_drafts`, and until the transaction ends none of them gets another text.

    First the revisions, then the pages, as Wagtail writes them. Four queries more.
    """
    roots = CoursePage.objects.filter(translation_key=course.key).values_list("path", flat=True)
    below = Q()
    for path in roots:
        below |= Q(path__startswith=path)
    pages = (
        Page.objects.filter(below, has_unpublished_changes=True) if below else Page.objects.none()
    )
    revisions = Revision.objects.filter(
        pk__in=list(pages.values_list("latest_revision", flat=True))
    )
    list(revisions.select_for_update().order_by("pk").values_list("pk"))
    list(pages.select_for_update().order_by("pk").values_list("pk"))
    return find_drafts(course)


def require_seen(drafts: Iterable[Draft], seen: Mapping[int, str]) -> None:
    """Raises DraftsChanged unless these are the drafts that were seen: mark by page id."""
    if {draft.page.pk: draft.mark for draft in drafts} != dict(seen):
        raise DraftsChanged(LOOK_AGAIN)


def find_drafts(course: Course) -> list[Draft]:
    """Drafts of the course in every language, from the course page down, in reading order; without
    what was taken out.

    Two queries for each language, one for the lessons, two for links and one for the courses of a
    programme, besides what a page's own rules ask. Two more where the course was rearranged.
    """
    roots = list(
        CoursePage.objects.filter(translation_key=course.key).values_list(
            "path", "locale__language_code"
        )
    )
    is_arranged = course.arrangement is not None or course.retired_keys
    nodes = read_nodes(course) if is_arranged else []
    order = wanted(course, nodes)
    drafts: list[Draft] = []
    for path, language in roots:
        pages = (
            Page.objects.filter(path__startswith=path, has_unpublished_changes=True)
            .exclude(latest_revision=None)
            .select_related("latest_revision", "locale")
            .order_by("path")
        )
        found = [_read(page) for page in pages if not order.is_out(str(page.translation_key))]
        found = _ask_about_all(found, [root for root, _code in roots])
        if language == course.source_language:  # a translation may come before its lessons
            found = _ask_for_lessons(path, found, arranged_paths(nodes, order))
        drafts += found
    return drafts


def _ask_about_all(drafts: list[Draft], below: list[str]) -> list[Draft]:
    """What is asked of all pages at once: their links, their sessions and courses."""
    pages = [draft.drafted for draft in drafts]
    dead = find_dead_links(pages, below=below)
    refused = find_session_refusals(pages)
    return [
        replace(draft, findings=(*draft.findings, *dead.get(key, ()), *refused.get(key, ())))
        for draft in drafts
        for key in (draft.page.pk,)
    ]


def _ask_for_lessons(path: str, drafts: list[Draft], moved: Mapping[str, str]) -> list[Draft]:
    """The drafts of the course page at `path`; where a lesson is missing they say so.

    `moved`: where each page would stand; without what is taken out. Empty: as they stand.
    """
    if not any(isinstance(draft.drafted, CoursePage | ModulePage) for draft in drafts):
        return drafts
    found = LessonPage.objects.filter(path__startswith=path).values_list("path", "live")
    lessons = {moved.get(at, at): is_live for at, is_live in found if not moved or at in moved}
    ready = {moved.get(each.page.path, each.page.path) for each in drafts if each.is_ready}
    usable = [at for at, is_live in lessons.items() if is_live or at in ready]
    return [
        _ask_for_lesson(each, moved.get(each.page.path, each.page.path), lessons, usable)
        for each in drafts
    ]


def _ask_for_lesson(draft: Draft, at: str, lessons: Iterable[str], usable: Iterable[str]) -> Draft:
    """`at`: its own path; `lessons`: those of all of the course; `usable`: ready or live ones."""
    page = draft.drafted
    if isinstance(page, ModulePage) and not _stands_below(at, lessons):
        text = _("There is no lesson in this module yet. Add one, or delete the module.")
    elif _is_nothing_alone(draft) and not _stands_below(at, usable):
        text = _("There is no lesson yet that is ready. A course needs at least one.")
    else:
        return draft
    return replace(draft, findings=(*draft.findings, Finding(NO_LESSON, str(text), True)))


def _is_nothing_alone(draft: Draft) -> bool:
    page = draft.drafted
    return isinstance(page, CoursePage) and draft.is_new and page.format not in ANNOUNCED_FORMATS


def _stands_below(at: str, paths: Iterable[str]) -> bool:
    return any(path.startswith(at) for path in paths)


def _read(page: Page) -> Draft:
    revision = page.latest_revision
    drafted = revision.as_object()
    drafted.locale = page.locale  # read with the page
    return Draft(
        page=page,
        drafted=drafted,
        revision=revision,
        findings=tuple(find_refusals(drafted)),
        is_new=not page.live,
    )
