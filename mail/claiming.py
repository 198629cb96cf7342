"""Claiming rows: the one place where the databases differ."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection, transaction

from .models import WAITING_STATES, Delivery, DeliveryState, Sending, SendingState

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
        if not cursor.rowcount:
            return lease, []
    rows = Delivery.objects.filter(lease=lease).order_by("priority", "next_attempt_at", "id")
    return lease, list(rows)


TAKEN = (
    *("id", "sending_id", "token", "to_email", "to_name", "email_key", "language", "scopes"),
    *("attempts", "has_turn", "next_attempt_at"),
)


def take(*, sending_id: int, count: int, at: datetime) -> tuple[uuid.UUID, list[Delivery]]:
    """Mark up to `count` due rows of this sending as in flight, under a new lease.

    Claim and mark in one statement: rows of a sending have no state between them, so that each
    costs two updates and not three. None while the sending does not run at this moment. Their
    index begins with the sending: a million that wait make it no slower. The rows hold TAKEN.
    """
    lease = uuid.uuid4()
    table = connection.ops.quote_name(Delivery._meta.db_table)
    sendings = connection.ops.quote_name(Sending._meta.db_table)
    lock = "FOR UPDATE SKIP LOCKED" if connection.features.has_select_for_update_skip_locked else ""
    sql = f"""
        UPDATE {table} SET state = '{DeliveryState.IN_FLIGHT}', lease = %s,
            lease_expires_at = %s, attempts = attempts + 1
        WHERE id IN (
            SELECT id FROM {table}
            WHERE state IN ('{WAITING_STATES[0]}', '{WAITING_STATES[1]}')
            AND sending_id = %s AND next_attempt_at <= %s
            AND EXISTS (
                SELECT 1 FROM {sendings} s WHERE s.id = %s AND s.state = '{SendingState.RUNNING}'
            )
            ORDER BY next_attempt_at, id LIMIT %s {lock}
        )
        RETURNING {", ".join(TAKEN)}
    """  # noqa: S608 - only our own words are put in
    adapt = connection.ops.adapt_datetimefield_value
    is_sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        cursor.execute(
            sql,
            [
                lease.hex if is_sqlite else lease,
                adapt(at + LEASE),
                sending_id,
                adapt(at),
                sending_id,
                count,
            ],
        )
        found = [dict(zip(TAKEN, values, strict=True)) for values in cursor.fetchall()]
    for values in found:
        values["token"] = uuid.UUID(str(values["token"]))
        values["has_turn"] = bool(values["has_turn"])
        values["next_attempt_at"] = _aware(values["next_attempt_at"])
    return lease, [Delivery(**values) for values in found]


def _aware(value: Any) -> datetime:
    """SQLite gives what it stores: text in UTC."""
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def release(*, lease: uuid.UUID, at: datetime) -> int:
    """Give back what this lease holds and never marked: provably unsent."""
    return Delivery.objects.filter(lease=lease, state=DeliveryState.LEASED).update(
        state=DeliveryState.PENDING, lease=None, lease_expires_at=None, next_attempt_at=at
    )
