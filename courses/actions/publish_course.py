"""Publish course: all ready drafts in one transaction, one outline number."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log
from wagtail.models import Page

from courses.actions.arrange import apply_arrangement
from courses.arranging import nodes_of, wanted
from courses.compiling import compile_outline, read_tree
from courses.drafts import LOOK_AGAIN, Draft, DraftsChanged, lock_drafts, require_seen
from courses.findings.completion import refuse_unmeetable
from courses.findings.sessions import refuse_wrong_shape
from courses.models import Course, CourseOutline, CoursePage
from courses.tree import refuse_hidden

if TYPE_CHECKING:
    from users.models import User


class Audience(models.TextChoices):
    """Whom a change of the outline reaches."""

    EVERYBODY = "EVERYBODY", _("For everybody")
    NEXT_RUN = "NEXT_RUN", _("From the next run on")


@transaction.atomic
def publish_course(
    course: Course,
    *,
    by: User | None,
    audience: Audience = Audience.EVERYBODY,
    page_ids: Collection[int] | None = None,
    seen: Mapping[int, str] | None = None,
    with_arrangement: bool = True,
    arrangement_seen: int | None = None,
    note: str = "",
) -> CourseOutline | None:
    """Publish the drafts that are ready (or those of them in `page_ids`), put the pages in the
    order that is wanted, and compile once.

    "From the next run on" pins every open or running run to its present outline; "for everybody"
    lets them follow the newest again. Twice changes nothing. Returns the newest outline.
    `seen`: what was looked at, the mark of each draft by the id of its page; where one of those to
    be published is another by now, or where the order is (`arrangement_seen`, its number),
    DraftsChanged is raised. Raises OutlineRefused where nobody
    could complete what would be published, or where it is no course of its format. `note` is kept
    with the new outline.
    """
    locked = Course.objects.select_for_update().get(pk=course.pk)
    before = locked.newest_outline
    drafts = [
        draft
        for draft in lock_drafts(locked)
        if draft.is_ready and (page_ids is None or draft.page.pk in page_ids)
    ]
    if seen is not None:
        asked = seen if page_ids is None else {pk: seen.get(pk, "") for pk in page_ids}
        require_seen(drafts, asked)
    if arrangement_seen not in (None, locked.arrangement_number):
        raise DraftsChanged(LOOK_AGAIN)
    for draft in drafts:
        draft.revision.publish(user=by, skip_permission_checks=True)
    if with_arrangement and locked.arrangement is not None:
        _refuse_hidden(locked)
        apply_arrangement(locked, by=by)
    outline = compile_outline(locked, by=by, audience=audience, note=note)
    made = outline.outline if outline else None
    refuse_wrong_shape(locked.format, str(locked.key), made)
    refuse_unmeetable(locked.completion_rule, made)
    _pin_or_free(locked, audience=audience, before=before)
    Course.objects.filter(pk=locked.pk).update(asked_audience="", asked_note="")
    if drafts or outline != before:
        _log_publication(locked, drafts, outline, audience, by)
    return outline


def _refuse_hidden(course: Course) -> None:
    source = CoursePage.objects.filter(
        translation_key=course.key, locale__language_code=course.source_language
    )
    tree = read_tree(source.values_list("path", flat=True).first())[1:]
    refuse_hidden(tree, wanted(course, nodes_of(tree)))


def publish_approved_course(
    sender: type[Page],
    page: Page,
    by: User | None,
    is_from_next_run: bool,
    page_ids: Collection[int] | None = None,
    note: str = "",
    **kwargs: Any,
) -> None:
    """Receiver of course_approved: its page may have been submitted in any language."""
    course = Course.objects.filter(key=page.translation_key).first()
    if course is not None:
        audience = Audience.NEXT_RUN if is_from_next_run else Audience.EVERYBODY
        publish_course(course, by=by, audience=audience, page_ids=page_ids, note=note)


def _pin_or_free(course: Course, *, audience: Audience, before: CourseOutline | None) -> None:
    now = timezone.now()
    # In the order in which seats are locked, so that neither waits for the other for ever.
    runs = course.runs.select_for_update(of=("self",), no_key=True).order_by("pk")
    list(runs.values_list("pk"))
    if audience == Audience.EVERYBODY:
        pinned = course.runs.unfinished(at=now).exclude(pinned_outline=None)
        pinned.update(pinned_outline=None)
    elif before is not None:
        following = course.runs.open_or_running(at=now).filter(pinned_outline=None)
        following.update(pinned_outline=before)


def _log_publication(
    course: Course,
    drafts: list[Draft],
    outline: CourseOutline | None,
    audience: Audience,
    by: User | None,
) -> None:
    log(
        instance=course,
        action="courses.publish_course",
        user=by,
        data={
            "outline": outline.number if outline else None,
            "pages": [draft.page.pk for draft in drafts],
            "audience": str(audience),
        },
    )
