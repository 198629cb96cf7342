"""Claiming rows: the one place where the databases differ."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from django.db import connection, transaction

from .models import (
    WAITING_STATES,
    Delivery,
    DeliveryState,
    Sending,
    SendingState,
    Suppression,
)

LEASE = timedelta(minutes=3)


def claim(*, count: int, at: datetime) -> tuple[uuid.UUID, list[Delivery]]:
    """Take up to `count` due rows of no sending under a new lease; no other worker gets them.

    One UPDATE. PostgreSQL skips rows that another worker is just taking; SQLite has one writer
    at a time, since its transactions begin IMMEDIATE.
    """
    lease = uuid.uuid4()
    table = connection.ops.quote_name(Delivery._meta.db_table)
    lock = "FOR UPDATE SKIP LOCKED" if connection.features.has_select_for_update_skip_locked else ""
    sql = f"""
        UPDATE {table} SET state = %s, lease = %s, lease_expires_at = %s
        WHERE id IN (
            SELECT id FROM {table}
            WHERE state IN ('{WAITING_STATES[0]}', '{WAITING_STATES[1]}')
            AND sending_id IS NULL AND next_attempt_at <= %s
            ORDER BY priority, next_attempt_at, id LIMIT %s {lock}
        )
        RETURNING id
    """  # noqa: S608 - only our own words are put in
    adapt = connection.ops.adapt_datetimefield_value
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            sql,
            [
                DeliveryState.LEASED,
                lease.hex if connection.vendor == "sqlite" else lease,
                adapt(at + LEASE),
                adapt(at),
                count,
            ],
        )
        found = [pk for (pk,) in cursor.fetchall()]
    if not found:
        return lease, []
    rows = Delivery.objects.filter(pk__in=found).order_by("priority", "next_attempt_at", "id")
    return lease, list(rows)


TAKEN = (
    *("id", "sending_id", "scopes", "token", "to_email", "to_name", "email_key", "language"),
    *("attempts", "next_attempt_at", "has_turn"),
)
"""In the order of the model's fields."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A row in flight, and the scopes in which its address is suppressed at this moment."""

    row: Delivery
    suppressed: frozenset[str]


def take(*, sending_id: int, count: int, at: datetime) -> tuple[uuid.UUID, list[Taken]]:
    """Mark up to `count` due rows of this sending as in flight, under a new lease.

    Claim and mark in one statement: rows of a sending have no state between them, so that each
    costs two updates and not three. None while the sending does not run at this moment. Their
    index begins with the sending: a million that wait make it no slower. The rows hold TAKEN.
    """
    lease = uuid.uuid4()
    adapt = connection.ops.adapt_datetimefield_value
    is_sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        cursor.execute(
            _take_sql(),
            [
                lease.hex if is_sqlite else lease,
                adapt(at + LEASE),
                sending_id,
                adapt(at),
                sending_id,
                count,
            ],
        )
        return lease, [_taken(values) for values in cursor.fetchall()]


@cache
def _take_sql() -> str:
    quote = connection.ops.quote_name
    table, sendings = quote(Delivery._meta.db_table), quote(Sending._meta.db_table)
    can_skip = connection.features.has_select_for_update_skip_locked
    join = "STRING_AGG(s.scope, ' ')" if can_skip else "GROUP_CONCAT(s.scope, ' ')"
    return f"""
        UPDATE {table} AS d SET state = '{DeliveryState.IN_FLIGHT}', lease = %s,
            lease_expires_at = %s, attempts = attempts + 1
        WHERE id IN (
            SELECT id FROM {table}
            WHERE state IN ('{WAITING_STATES[0]}', '{WAITING_STATES[1]}')
            AND sending_id = %s AND next_attempt_at <= %s
            AND EXISTS (
                SELECT 1 FROM {sendings} s WHERE s.id = %s AND s.state = '{SendingState.RUNNING}'
            )
            ORDER BY next_attempt_at, id LIMIT %s {"FOR UPDATE SKIP LOCKED" if can_skip else ""}
        )
        RETURNING {", ".join(TAKEN)}, (
            SELECT {join} FROM {quote(Suppression._meta.db_table)} s
            WHERE s.email_key = d.email_key AND s.lifted_at IS NULL
        )
    """  # noqa: S608 - only our own words are put in


def _taken(values: tuple[Any, ...]) -> Taken:
    """SQLite gives what it stores."""
    found: dict[str, Any] = dict(zip(TAKEN, values, strict=False))
    if connection.vendor == "sqlite":
        found["token"] = uuid.UUID(found["token"])
        found["has_turn"] = bool(found["has_turn"])
        found["next_attempt_at"] = _aware(found["next_attempt_at"])
    row = Delivery.from_db(connection.alias, TAKEN, tuple(found.values()))
    return Taken(row, frozenset((values[-1] or "").split()))


def _aware(value: Any) -> datetime:
    """SQLite gives what it stores: text in UTC."""
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def release(*, lease: uuid.UUID, at: datetime) -> int:
    """Give back what this lease holds and never marked: provably unsent."""
    return Delivery.objects.filter(lease=lease, state=DeliveryState.LEASED).update(
        state=DeliveryState.PENDING, lease=None, lease_expires_at=None, next_attempt_at=at
    )
