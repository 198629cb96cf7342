"""The colleagues of a provider, with what they may do and whether they have come."""

from __future__ import annotations

from dataclasses import dataclass

from courses.models import Provider
from courses.rights import colleagues_of
from users.models import User


@dataclass(frozen=True, slots=True)
class Colleague:
    """`has_come`: has signed in at least once; else the invitation waits."""

    person: User
    is_administrator: bool
    is_last_administrator: bool
    is_you: bool

    @property
    def has_come(self) -> bool:
        return self.person.last_login is not None


def read_colleagues(provider: Provider, *, asker: User) -> list[Colleague]:
    """Administrators first, then by name. Two queries."""
    people = list(colleagues_of(provider))
    administrators = set(provider.administrator_group.user_set.values_list("pk", flat=True))
    active = administrators & {person.pk for person in people}
    found = [
        Colleague(
            person=person,
            is_administrator=person.pk in administrators,
            is_last_administrator=active == {person.pk},
            is_you=person.pk == asker.pk,
        )
        for person in people
    ]
    return sorted(found, key=lambda each: not each.is_administrator)
