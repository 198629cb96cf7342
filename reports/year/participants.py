"""Participants of a year: each person once, by country, kind of member and gender.

One pass over the enrollments of the year: a person is one row of the inner query, and the outer one
counts these. Django has no way to say so, and it is what lets a million rows take seconds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.db import connection

from reports.groups import Group
from reports.year.period import Year

PEOPLE: Final = """
    SELECT place, kind, COALESCE(u.gender, ''), COUNT(*), COUNT(done), SUM(number) FROM (
        SELECT learner_id, MAX(country) AS place, MAX(affiliation_kind) AS kind,
            MAX(completed_at) AS done, COUNT(*) AS number
        FROM learning_enrollment WHERE enrolled_at >= %s AND enrolled_at < %s GROUP BY learner_id
    ) AS people LEFT JOIN users_user u ON u.id = learner_id AND u.gender <> '' AND EXISTS (
        SELECT 1 FROM users_consent c
        WHERE c.user_id = u.id AND c.purpose = 'STATISTICS' AND c.withdrawn_at IS NULL
    ) GROUP BY place, kind, u.gender
"""


@dataclass(frozen=True, slots=True)
class Participants:
    """`enrollments`: a person may have several."""

    people: int
    enrollments: int
    by_country: tuple[Group, ...]
    by_kind: tuple[Group, ...]
    by_gender: tuple[Group, ...]


def read_participants(year: Year) -> Participants:
    """One query. Of somebody who said two things in one year the later in the alphabet counts; a
    gender counts only while the person consents to statistics.
    """
    moments = map(connection.ops.adapt_datetimefield_value, (year.begins, year.ends))
    with connection.cursor() as cursor:
        cursor.execute(PEOPLE, [*moments])
        rows = cursor.fetchall()
    return Participants(
        people=sum(row[3] for row in rows),
        enrollments=sum(int(row[5]) for row in rows),
        by_country=_sums((row[0], row[3], row[4]) for row in rows),
        by_kind=_sums((row[1], row[3], row[4]) for row in rows),
        by_gender=_sums((row[2], row[3], row[4]) for row in rows),
    )


def _sums(rows: Iterable[tuple[str, int, int]]) -> tuple[Group, ...]:
    found: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for key, people, completed in rows:
        found[key][0] += people
        found[key][1] += completed
    return tuple(Group(key, *counts) for key, counts in found.items())
