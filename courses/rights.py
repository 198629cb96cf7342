"""What the roles of the house may do with courses; a provider's rights stand in create_provider."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib.auth.models import Group, Permission
from wagtail.models import (
    Collection,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
)

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
    for name in KEEPERS:
        group = _give(name, KEEPER_RIGHTS)
        root = Page.get_first_root_node()
        for right in KEEPER_PAGE_RIGHTS:
            if not GroupPagePermission.objects.filter(
                group=group, page=root, permission__codename=f"{right}_page"
            ).exists():
                GroupPagePermission.objects.create(group=group, page=root, permission_type=right)
        for permission in Permission.objects.filter(
            content_type__app_label__in=("wagtailimages", "wagtaildocs"),
            codename__in=FILE_CODENAMES,
        ):
            GroupCollectionPermission.objects.get_or_create(
                group=group, collection=Collection.get_first_root_node(), permission=permission
            )


def _give(name: str, rights: Mapping[str, tuple[str, ...]]) -> Group:
    group, _ = Group.objects.get_or_create(name=name)
    for app_label, codenames in rights.items():
        group.permissions.add(
            *Permission.objects.filter(content_type__app_label=app_label, codename__in=codenames)
        )
    return group
