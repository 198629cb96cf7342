"""What the roles of the house may do with courses; a provider's rights stand in create_provider."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.contrib.auth.models import Group, Permission
from django.db.models import Q, QuerySet
from wagtail.models import (
    Collection,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
)

from courses.models import CourseRun, Provider
from users.models import User
from users.roles import ADMINISTRATOR, REVIEWER, SECRETARIAT

KEEPERS = (SECRETARIAT, ADMINISTRATOR)
KEEPER_PAGE_RIGHTS = ("add", "change", "publish", "lock", "unlock")
REVIEWER_RIGHTS = {"wagtailadmin": ("access_admin",), "courses": ("publish_course",)}
KEEPER_RIGHTS = {
    "wagtailadmin": ("access_admin",),
    "wagtail_localize": ("submit_translation",),
    "courses": (
        "publish_course",
        "manage_all_providers",
        "add_provider",
        "change_provider",
        "view_provider",
        "add_courserun",
        "change_courserun",
        "view_courserun",
        "add_theme",
        "change_theme",
        "delete_theme",
    ),
}
FILE_CODENAMES = tuple(
    f"{verb}_{kind}"
    for verb in ("add", "change", "delete", "choose")
    for kind in ("image", "document")
)


def ensure_staff_rights() -> None:
    """Give reviewers, the secretariat and administrators their rights. Safe to repeat."""
    _give(REVIEWER, REVIEWER_RIGHTS)
    root, files = Page.get_first_root_node(), Collection.get_first_root_node()
    for name in KEEPERS:
        group = _give(name, KEEPER_RIGHTS)
        grant_pages(group, [root], KEEPER_PAGE_RIGHTS)
        grant_files(group, [files], FILE_CODENAMES)


def colleagues_of(provider: Provider) -> QuerySet[User]:
    """Who works for this provider: its authors and administrators, by name."""
    groups = [provider.author_group_id, provider.administrator_group_id]
    people = User.objects.filter(groups__in=groups, is_active=True)
    return people.distinct().order_by("name", "email")


def team_of(run: CourseRun) -> list[User]:
    """Who hears what happens in a run: its team, else the administrators of the provider.

    For a run that was read with its course and provider. Two queries at most.
    """
    team = list(run.team.filter(is_active=True))
    return team or list(administrators_of(run.course.provider))


def judges_in(run: CourseRun, *, author: int) -> list[User]:
    """Who is asked about what this person did in a run: never they themselves.

    Its team, else the administrators of the provider, else the secretariat. Three queries at most.
    """
    team = run.team.filter(is_active=True)
    speakers = administrators_of(run.course.provider)
    keepers = User.objects.filter(groups__name=SECRETARIAT, is_active=True).order_by("pk")
    for people in (team, speakers, keepers):
        if found := list(people.exclude(pk=author)):
            return found
    return []


def administrators_of(provider: Provider) -> QuerySet[User]:
    """Who speaks for this provider."""
    people = User.objects.filter(groups=provider.administrator_group_id, is_active=True)
    return people.order_by("pk")


def grant_pages(group: Group, pages: Iterable[Page], rights: Iterable[str]) -> None:
    """`rights` as in "add", "change", "publish". Two queries; safe to repeat.

    Raises ValueError for a right that Wagtail does not know.
    """
    permissions = _permissions(["wagtailcore"], {f"{right}_page" for right in rights})
    GroupPagePermission.objects.bulk_create(
        [
            GroupPagePermission(group=group, page=page, permission=permission)
            for page in pages
            for permission in permissions
        ],
        ignore_conflicts=True,
    )


def grant_files(group: Group, collections: Iterable[Collection], codenames: Iterable[str]) -> None:
    """`codenames` as in "add_image". Two queries; safe to repeat.

    Raises ValueError for a right that Wagtail does not know.
    """
    permissions = _permissions(["wagtailimages", "wagtaildocs"], set(codenames))
    GroupCollectionPermission.objects.bulk_create(
        [
            GroupCollectionPermission(group=group, collection=collection, permission=permission)
            for collection in collections
            for permission in permissions
        ],
        ignore_conflicts=True,
    )


def _permissions(apps: list[str], codenames: set[str]) -> list[Permission]:
    found = list(
        Permission.objects.filter(content_type__app_label__in=apps, codename__in=codenames)
    )
    unknown = codenames - {permission.codename for permission in found}
    if unknown:
        raise ValueError(f"No such right: {', '.join(sorted(unknown))}")
    return found


def _give(name: str, rights: Mapping[str, tuple[str, ...]]) -> Group:
    group, _ = Group.objects.get_or_create(name=name)
    grant(group, rights)
    return group


def grant(group: Group, rights: Mapping[str, tuple[str, ...]]) -> None:
    """`rights`: codenames by app label. Three queries at most; safe to repeat."""
    wanted = Q()
    for app_label, codenames in rights.items():
        wanted |= Q(content_type__app_label=app_label, codename__in=codenames)
    if rights:
        group.permissions.add(*Permission.objects.filter(wanted))
