"""Rights on plain rows in the CMS that follow from a question, not from a table of permissions."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Model, QuerySet
from wagtail.permission_policies.base import BasePermissionPolicy


class AskingPolicy(BasePermissionPolicy):
    """`may(user, action)` answers; `actions` are those that anybody at all may do.

    Which rows a person meets is another question, asked by `OwnRowsViewSet`.
    """

    def __init__(
        self, model: type[Model], may: Callable[[Any, str], bool], actions: Iterable[str]
    ) -> None:
        super().__init__(model)
        self.may = may
        self.actions = frozenset(actions)

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action in self.actions and user.is_active and self._ask(user, action)

    def _ask(self, user: Any, action: str) -> bool:
        """Once for each user object, which lives as long as its request: a list asks for each row.

        So does Django with a user's permissions.
        """
        if not hasattr(user, "_policy_answers"):
            user._policy_answers = {}
        answers: dict[object, bool] = user._policy_answers
        key = (self.may, action)
        if key not in answers:
            answers[key] = self.may(user, action)
        return answers[key]

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet:
        people = get_user_model().objects.filter(is_active=True)
        ids = [each.pk for each in people if self.user_has_any_permission(each, actions)]
        return people.filter(pk__in=ids)
