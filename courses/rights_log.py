"""Who works for a provider is logged on the provider, whatever page or command changed it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from django.contrib.auth.models import Group
from django.db.models import Q
from wagtail.log_actions import log

from courses.models import Provider
from users.models import User

AUTHORS: Final = "authors"
ADMINISTRATORS: Final = "administrators"
ACTIONS: Final = {
    "post_add": "courses.give_rights",
    "post_remove": "courses.take_rights",
    "pre_clear": "courses.take_rights",
}


def groups_changed(
    sender: type[Any],
    instance: User | Group,
    action: str,
    reverse: bool,
    pk_set: set[int] | None,
    **kwargs: Any,
) -> None:
    """Receiver of m2m_changed for the groups of users. Who did it says the log's context."""
    if action not in ACTIONS:
        return
    if isinstance(instance, Group):
        people = pk_set if pk_set is not None else _keys(instance.user_set.all())
        _log(ACTIONS[action], {instance.pk}, people)
    else:
        groups = pk_set if pk_set is not None else _keys(instance.groups.all())
        _log(ACTIONS[action], groups, {instance.pk})


def _keys(rows: Any) -> set[int]:
    return set(rows.values_list("pk", flat=True))


def _log(action: str, groups: set[int], people: Iterable[int]) -> None:
    """Ids alone: who it was is named by whoever shows the log, and may be erased."""
    if not groups:
        return
    is_theirs = Q(author_group__in=groups) | Q(administrator_group__in=groups)
    for provider in Provider.objects.filter(is_theirs):
        named = {
            AUTHORS: provider.author_group_id,
            ADMINISTRATORS: provider.administrator_group_id,
        }
        for group in [name for name, key in named.items() if key in groups]:
            for person in people:
                log(provider, action, data={"user": person, "group": group})
