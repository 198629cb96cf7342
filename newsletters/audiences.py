"""From saved conditions to readers: counted, sampled, and frozen when a sending starts.

A condition is {"kind": …, "values": [...], "is_not": bool}. Whatever they say, an audience holds
only readers who confirmed a list and have not left it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from operator import and_, or_
from typing import Any
from uuid import UUID

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Concat, Trim
from django.utils.translation import gettext_lazy as _

from learning.models import Enrollment
from mail.freezing import COLUMNS
from members.models import Affiliation
from newsletters.models import MailingList, Reader, Subscription
from users.models import User

Values = list[str]
Build = Callable[[Values, datetime], Q]


class ConditionRefused(ValueError):
    """The text says which condition cannot be read, and what to do."""


@dataclass(frozen=True, slots=True)
class Kind:
    """`is_number`: its one value is a number of days, not a choice of several."""

    label: Any
    build: Build
    is_number: bool = False


def _on_lists(values: Values, at: datetime) -> Q:
    rows = Subscription.objects.active().filter(mailing_list__key__in=values)
    return Q(Exists(rows.filter(reader=OuterRef("pk"))))


def _affiliated(**lookup: Any) -> Q:
    rows = Affiliation.objects.filter(user=OuterRef("user_id"), **lookup)
    return Q(Exists(rows))


def _in_country(values: Values, at: datetime) -> Q:
    theirs = User.objects.filter(pk=OuterRef("user_id"), country__in=values)
    return Q(Exists(theirs)) | _affiliated(member__country__code__in=values)


def _with_role(values: Values, at: datetime) -> Q:
    return Q(Exists(User.objects.filter(pk=OuterRef("user_id"), groups__name__in=values)))


def _enrolled(**lookup: Any) -> Q:
    rows = Enrollment.objects.active().filter(learner=OuterRef("user_id"), **lookup)
    return Q(Exists(rows))


def _keys(values: Values) -> list[UUID]:
    try:
        return [UUID(value) for value in values]
    except ValueError:
        raise ConditionRefused(
            _("A course of this audience is gone. Open it and mend it.")
        ) from None


def _in_course(values: Values, at: datetime) -> Q:
    return _enrolled(run__course__key__in=_keys(values))


def _through_course(values: Values, at: datetime) -> Q:
    return _enrolled(run__course__key__in=_keys(values), completed_at__isnull=False)


def _active_within(values: Values, at: datetime) -> Q:
    return _enrolled(last_active_at__gte=at - timedelta(days=int(values[0])))


KINDS: dict[str, Kind] = {
    "list": Kind(_("On the list"), _on_lists),
    "language": Kind(_("Reads in"), lambda values, at: Q(language__in=values)),
    "member_kind": Kind(
        _("From a member that is a"), lambda values, at: _affiliated(member__kind__in=values)
    ),
    "region": Kind(
        _("From a member in"), lambda values, at: _affiliated(member__region__in=values)
    ),
    "country": Kind(_("In the country or territory"), _in_country),
    "cluster": Kind(
        _("From a member of the cluster"),
        lambda values, at: _affiliated(member__clusters__key__in=values),
    ),
    "role": Kind(_("With the role"), _with_role),
    "enrolled": Kind(_("Enrolled in the course"), _in_course),
    "completed": Kind(_("Completed the course"), _through_course),
    "active": Kind(_("Learned something within this many days"), _active_within, is_number=True),
}


def read_condition(condition: dict[str, Any], *, at: datetime) -> Q:
    """Raises ConditionRefused for what no form of ours wrote."""
    kind = KINDS.get(str(condition.get("kind")))
    values = [str(value) for value in condition.get("values") or []]
    if kind is None or not values:
        raise ConditionRefused(_("A condition of this audience is empty. Open it and mend it."))
    if kind.is_number and not _is_days(values[0]):
        raise ConditionRefused(_("A number of days is from 1 to 3650. Open the audience."))
    found = kind.build(values, at)
    return ~found if condition.get("is_not") else found


def _is_days(value: str) -> bool:
    return value.isdecimal() and len(value) <= 4 and 0 < int(value) <= 3650


def readers_of(
    conditions: list[dict[str, Any]],
    *,
    must_meet_all: bool,
    at: datetime,
    lists: Iterable[MailingList] | None = None,
) -> QuerySet[Reader]:
    """Readers of `lists` (or of any) who meet all (or any) of the conditions; no condition: all."""
    readers = Reader.objects.subscribed() if lists is None else _readers_on(lists)
    tests = [read_condition(condition, at=at) for condition in conditions]
    return readers.filter(reduce(and_ if must_meet_all else or_, tests)) if tests else readers


def _readers_on(lists: Iterable[MailingList]) -> QuerySet[Reader]:
    rows = Subscription.objects.active().filter(mailing_list__in=[each.pk for each in lists])
    return Reader.objects.known().filter(Exists(rows.filter(reader=OuterRef("pk"))))


def recipients_of(
    conditions: list[dict[str, Any]],
    *,
    must_meet_all: bool,
    lists: Sequence[MailingList],
    languages: Iterable[str],
    fallback: str,
    at: datetime,
) -> QuerySet[Any]:
    """As `mail.sendings.start_sending` wants them: readers of `lists` alone, each once.

    Through those of them that a reader has it comes, and those its links leave. Whoever reads in
    none of `languages` gets the `fallback`.
    """
    readers = readers_of(conditions, must_meet_all=must_meet_all, at=at, lists=lists)
    return readers.annotate(
        to_email=F("email"),
        to_name=F("name"),
        text_language=Case(
            When(language__in=list(languages), then=F("language")), default=Value(fallback)
        ),
        scopes=_scopes(lists),
    ).values(*COLUMNS)


def _scopes(lists: Sequence[MailingList]) -> Any:
    """ "list:network list:courses": those of `lists` that the reader subscribed to."""
    parts = [
        Case(
            When(
                Exists(
                    Subscription.objects.active().filter(
                        reader=OuterRef("pk"), mailing_list=each.pk
                    )
                ),
                then=Value(f"{each.scope} "),
            ),
            default=Value(""),
        )
        for each in lists
    ]
    return Trim(Concat(Value(""), Value(""), *parts))
