"""Where a learner comes from, as it is copied when they enroll."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from learning.models import AffiliationKind
from users.models import User


@dataclass(frozen=True, slots=True)
class Origin:
    """A country's code, and what the learner's city or organization is to the network."""

    country: str
    affiliation_kind: str


def read_origins(learners: Iterable[User]) -> dict[int, Origin]:
    """By the learner's id. One query."""
    rows = User.objects.filter(pk__in=[learner.pk for learner in learners]).values_list(
        "pk", "country", "affiliation", "affiliation__member__kind"
    )
    return {
        pk: Origin(country, kind or (AffiliationKind.OTHER if affiliation else ""))
        for pk, country, affiliation, kind in rows
    }
