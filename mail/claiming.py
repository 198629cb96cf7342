"""Claiming single messages: one of the places where the databases differ (see `taking`)."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.db import connection, transaction

from .models import (
    WAITING_STATES,
    Delivery,
    DeliveryState,
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


def release(*, lease: uuid.UUID, at: datetime) -> int:
    """Give back what this lease holds and never marked: provably unsent."""
    return Delivery.objects.filter(lease=lease, state=DeliveryState.LEASED).update(
        state=DeliveryState.PENDING, lease=None, lease_expires_at=None, next_attempt_at=at
    )
