"""Staff and learners. Hashing one password is slow on purpose, so all accounts share one hash."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group

from courses.models import Provider
from demo.network import PASSWORD, LearnerEntry, Network, StaffEntry
from users.actions import agree_to_policies
from users.models import User
from users.policies import read_policies
from users.roles import ADMINISTRATOR, REVIEWER, SECRETARIAT

_GROUPS = {"administrator": ADMINISTRATOR, "secretariat": SECRETARIAT, "reviewer": REVIEWER}


def ensure_staff(
    network: Network, providers: dict[str, Provider], *, at: datetime
) -> dict[str, User]:
    """Accounts with their roles; whoever exists keeps theirs. Returns who was made, by e-mail."""
    made = _create_missing(
        ((person.email, _staff_fields(person)) for person in network.staff), at=at
    )
    for person in network.staff:
        if person.email in made:
            made[person.email].groups.add(*_groups_of(person, providers))
    return made


def ensure_learners(network: Network, *, at: datetime) -> dict[str, User]:
    """The learners that were made now, by e-mail."""
    return _create_missing(
        ((person.email, _learner_fields(person, at)) for person in network.learners), at=at
    )


def _create_missing(
    people: Iterable[tuple[str, dict[str, Any]]], *, at: datetime
) -> dict[str, User]:
    """Create who is missing, as if they had signed up and confirmed. Returns who was made."""
    wanted = dict(people)
    there = set(User.objects.filter(email__in=wanted).values_list("email", flat=True))
    missing = {email: fields for email, fields in wanted.items() if email not in there}
    if not missing:
        return {}
    password = make_password(PASSWORD)
    made = {
        email: User.objects.create(email=email, password=password, **fields)
        for email, fields in missing.items()
    }
    for user in made.values():
        agree_to_policies(
            user=user,
            policies=read_policies(user.language),
            language=user.language,
            source="demo",
            at=at,
        )
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=email, verified=True, primary=True)
        for email, user in made.items()
    )
    return made


def _staff_fields(person: StaffEntry) -> dict[str, Any]:
    is_administrator = person.role == "administrator"
    return {"name": person.name, "is_staff": True, "is_superuser": is_administrator}


def _learner_fields(person: LearnerEntry, at: datetime) -> dict[str, Any]:
    return {
        "name": person.name,
        "certificate_name": person.name,
        "certificate_name_latin": person.latin,
        "certificate_name_confirmed_at": at,
        "country": person.country,
        "language": person.language,
        "time_zone": person.time_zone,
    }


def _groups_of(person: StaffEntry, providers: dict[str, Provider]) -> list[Group]:
    if not person.provider:
        return [Group.objects.get_or_create(name=_GROUPS[person.role])[0]]
    provider = providers[person.provider]
    if person.role == "author":
        return [provider.author_group]
    return [provider.administrator_group, provider.author_group]
