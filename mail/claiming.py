"""Claiming rows: the one place where the databases differ."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.db import connection, transaction

from .models import WAITING_STATES, Delivery, DeliveryState

LEASE = timedelta(minutes=3)


def claim(
    *, count: int, at: datetime, sending_id: int | None = None
) -> tuple[uuid.UUID, list[Delivery]]:
    """Take up to `count` due rows under a new lease; no other worker gets them meanwhile.

    Rows of this sending, or without one those of none: each has an index of its own, so that a
    million waiting readers make no claim slower. One UPDATE. PostgreSQL skips rows that another
    worker is just taking; SQLite has one writer at a time, since its transactions begin IMMEDIATE.
    """
    lease = uuid.uuid4()
    table = connection.ops.quote_name(Delivery._meta.db_table)
    lock = "FOR UPDATE SKIP LOCKED" if connection.features.has_select_for_update_skip_locked else ""
    which = "sending_id IS NULL" if sending_id is None else "sending_id = %s"
    order = ("priority, " if sending_id is None else "") + "next_attempt_at, id"
    sql = f"""
        UPDATE {table} SET state = %s, lease = %s, lease_expires_at = %s
        WHERE id IN (
            SELECT id FROM {table}
            WHERE state IN ('{WAITING_STATES[0]}', '{WAITING_STATES[1]}')
            AND {which} AND next_attempt_at <= %s
            ORDER BY {order} LIMIT %s {lock}
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
                *([] if sending_id is None else [sending_id]),
                adapt(at),
                count,
            ],
        )
        if not cursor.rowcount:
            return lease, []
    rows = Delivery.objects.filter(lease=lease).order_by("priority", "next_attempt_at", "id")
    return lease, list(rows)


def release(*, lease: uuid.UUID, at: datetime) -> int:
    """Give back what this lease holds and never marked: provably unsent."""
    return Delivery.objects.filter(lease=lease, state=DeliveryState.LEASED).update(
        state=DeliveryState.PENDING, lease=None, lease_expires_at=None, next_attempt_at=at
    )
