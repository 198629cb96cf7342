"""Colleagues of a provider: another role, and out of it. Who joins is invited: see `invite`."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.admin.models import EditingSession
from wagtail.log_actions import LogContext, log
from wagtail.models import Page, PageSubscription

from courses.models import CourseRun, Provider, ProviderPage
from users.models import GuestKind, GuestLink

if TYPE_CHECKING:
    from users.models import User


class LastAdministrator(ValueError):
    """Nobody would be left who may invite others. The text says what to do first."""


@transaction.atomic
def change_colleague(
    *, provider: Provider, person: User, is_administrator: bool, by: User, at: datetime
) -> bool:
    """Make a colleague an administrator, or an author alone. False where they are that already.

    Raises LastAdministrator.
    """
    locked = Provider.objects.select_for_update().get(pk=provider.pk)
    group = locked.administrator_group
    is_one = group.user_set.filter(pk=person.pk).exists()
    is_colleague = is_one or locked.author_group.user_set.filter(pk=person.pk).exists()
    if is_one == is_administrator or not is_colleague:
        return False
    if not is_administrator:
        _require_another(locked, person)
    with LogContext(user=by):
        if is_administrator:
            group.user_set.add(person)
        else:
            group.user_set.remove(person)
            locked.author_group.user_set.add(person)
    return True


@transaction.atomic
def remove_colleague(*, provider: Provider, person: User, by: User, at: datetime) -> bool:
    """From now on they see and change nothing of this provider. False where they are no colleague.

    What they wrote stays. Pages that they locked are open again, pages that they have open in an
    editor are theirs no more, no mail tells them of comments, links that they sent to experts end,
    and they leave the teams of its runs. Raises LastAdministrator.
    """
    locked = Provider.objects.select_for_update().get(pk=provider.pk)
    groups = (locked.author_group, locked.administrator_group)
    if not person.groups.filter(pk__in=[group.pk for group in groups]).exists():
        return False
    _require_another(locked, person)
    with LogContext(user=by):
        person.groups.remove(*groups)
    log(locked, "courses.remove_colleague", user=by, data={"user": person.pk}, timestamp=at)
    CourseRun.team.through.objects.filter(
        courserun__course__provider=locked, user=person.pk
    ).delete()
    _leave_pages(locked, person)
    _end_links(locked, person, at)
    return True


def _require_another(provider: Provider, person: User) -> None:
    administrators = provider.administrator_group.user_set.filter(is_active=True)
    if not administrators.filter(pk=person.pk).exists():
        return
    if not administrators.exclude(pk=person.pk).exists():
        raise LastAdministrator(
            _(
                "This is the last administrator: nobody could invite colleagues any more. Make "
                "somebody else an administrator first."
            )
        )


def _leave_pages(provider: Provider, person: User) -> None:
    for path in ProviderPage.objects.filter(translation_key=provider.key).values_list("path"):
        pages = Page.objects.filter(path__startswith=path[0])
        pages.filter(locked_by=person).update(locked=False, locked_by=None, locked_at=None)
        keys = [str(pk) for pk in pages.values_list("pk", flat=True)]
        EditingSession.objects.filter(user=person, object_id__in=keys).delete()
        PageSubscription.objects.filter(user=person, page__in=pages).delete()


def _end_links(provider: Provider, person: User, at: datetime) -> None:
    """Else they read on with a link to an address of their own. Others may ask the experts anew."""
    links = GuestLink.objects.filter(kind=GuestKind.COURSE_DRAFT, invited_by=person)
    theirs = links.filter(subject_key__in=provider.courses.values("key"), revoked_at=None)
    theirs.update(revoked_at=at)
