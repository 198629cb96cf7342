"""Rights on plain rows in the CMS that follow from a question, not from a table of permissions."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Model, QuerySet
from wagtail.permission_policies.base import BasePermissionPolicy

Question = Callable[[Any], bool]


def asked_once(may: Question) -> Question:
    """Ask once for each user object, which lives as long as its request.

    A list asks for each of its rows, and a menu for each of its entries. So does Django with a
    user's permissions.
    """

    @wraps(may)
    def answered(user: Any) -> bool:
        if not hasattr(user, "_answers"):
            user._answers = {}
        answers: dict[Question, bool] = user._answers
        if answered not in answers:
            answers[answered] = may(user)
        return answers[answered]

    return answered


class AskingPolicy(BasePermissionPolicy):
    """`may(user)` answers; `actions` are those that anybody at all may do.

    Which rows a person meets is another question, asked by `OwnRowsViewSet`.
    """

    def __init__(self, model: type[Model], may: Question, actions: Iterable[str]) -> None:
        super().__init__(model)
        self.may = may
        self.actions = frozenset(actions)

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action in self.actions and user.is_active and self.may(user)

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet:
        people = get_user_model().objects.filter(is_active=True)
        ids = [each.pk for each in people if self.user_has_any_permission(each, actions)]
        return people.filter(pk__in=ids)
