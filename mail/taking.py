"""Taking rows of a sending, and writing that the last ones were accepted: one statement for both.

It is what a newsletter does most. On PostgreSQL a worker waits for one answer and one commit for
each batch; SQLite, which has one writer anyhow, does the two after one another.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models.base import ModelState

from .claiming import LEASE
from .models import (
    WAITING_STATES,
    Delivery,
    DeliveryState,
    Sending,
    SendingState,
    Suppression,
)

TAKEN = (
    *("id", "sending_id", "scopes", "token", "to_email", "to_name", "email_key", "language"),
    *("attempts", "next_attempt_at", "has_turn"),
)
"""Names of columns, which are those of attributes."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A row in flight, and the scopes in which its address is suppressed at this moment."""

    row: Delivery
    suppressed: frozenset[str]


@dataclass(frozen=True, slots=True)
class Accepted:
    """Rows that the relay took, by primary key, and the lease under which they went."""

    lease: uuid.UUID
    pks: Sequence[int] = ()


def take(
    *, sending_id: int, count: int, at: datetime, accepted: Accepted | None = None
) -> tuple[uuid.UUID, list[Taken]]:
    """Mark up to `count` due rows of this sending as in flight, under a new lease; write that
    those before were accepted.

    Claim and mark in one statement: rows of a sending have no state between them, so that each
    costs two updates and not three. None while the sending does not run at this moment. Their
    index begins with the sending: a million that wait make it no slower. The rows hold TAKEN.
    """
    lease = uuid.uuid4()
    adapt = connection.ops.adapt_datetimefield_value
    values = [_uuid(lease), adapt(at + LEASE), sending_id, adapt(at), sending_id]
    sql = _take_sql(count)
    is_one_statement = connection.features.has_select_for_update_skip_locked
    with nullcontext() if is_one_statement else transaction.atomic():
        if accepted is not None and is_one_statement:
            first, before = _accepted_sql(accepted, at)
            sql, values = f"WITH accepted AS ({first}) {sql}", [*before, *values]
        elif accepted is not None:
            write_accepted(accepted, at=at)
        return lease, _taken(_fetch(sql, values))


def write_accepted(accepted: Accepted, *, at: datetime) -> None:
    """As SENT, where they are still under this lease."""
    with connection.cursor() as cursor:
        cursor.execute(*_accepted_sql(accepted, at))


def _fetch(sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """On PostgreSQL planned once for a connection: planning is a third of this statement's work.

    Django's own cursors never prepare a statement, since older connection poolers lose it; the
    setting `LMS_PREPARED_STATEMENTS` says whether this one may.
    """
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql" or not settings.LMS_PREPARED_STATEMENTS:
            cursor.execute(sql, values)
            return list(cursor.fetchall())
    return _fetch_prepared(sql, values)


def _fetch_prepared(sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    from psycopg import Cursor

    with connection.wrap_database_errors, Cursor(connection.connection) as cursor:
        cursor.execute(sql, values, prepare=True)
        return cursor.fetchall()


def _accepted_sql(accepted: Accepted, at: datetime) -> tuple[str, list[Any]]:
    sql = f"""
        UPDATE {_table()} SET state = '{DeliveryState.SENT}', sent_at = %s,
            last_reply = 'Accepted', lease = NULL, lease_expires_at = NULL
        WHERE id {_one_of(accepted.pks)} AND lease = %s
    """  # noqa: S608 - only our own words are put in
    pks = [list(accepted.pks)] if connection.vendor == "postgresql" else accepted.pks
    sent_at = connection.ops.adapt_datetimefield_value(at)
    return sql, [sent_at, *pks, _uuid(accepted.lease)]


def _one_of(pks: Sequence[int]) -> str:
    """One value on PostgreSQL, so that the statement is the same for any number of them."""
    if connection.vendor == "postgresql":
        return "= ANY(%s::bigint[])"
    return f"IN ({', '.join(['%s'] * len(pks))})"


def _uuid(value: uuid.UUID) -> uuid.UUID | str:
    return value if connection.features.has_native_uuid_field else value.hex


def _table() -> str:
    return connection.ops.quote_name(Delivery._meta.db_table)


@cache
def _take_sql(count: int) -> str:
    """The count is a word of it, so that whoever plans it once knows how few are asked for."""
    quote, table = connection.ops.quote_name, _table()
    sendings = quote(Sending._meta.db_table)
    can_skip = connection.features.has_select_for_update_skip_locked
    join = "STRING_AGG(s.scope, ' ')" if can_skip else "GROUP_CONCAT(s.scope, ' ')"
    return f"""
        UPDATE {table} SET state = '{DeliveryState.IN_FLIGHT}', lease = %s,
            lease_expires_at = %s, attempts = attempts + 1
        WHERE id IN (
            SELECT id FROM {table}
            WHERE state IN ('{WAITING_STATES[0]}', '{WAITING_STATES[1]}')
            AND sending_id = %s AND next_attempt_at <= %s
            AND EXISTS (
                SELECT 1 FROM {sendings} s WHERE s.id = %s AND s.state = '{SendingState.RUNNING}'
            )
            ORDER BY next_attempt_at, id LIMIT {count:d}
            {"FOR UPDATE SKIP LOCKED" if can_skip else ""}
        )
        RETURNING {", ".join(TAKEN)}, (
            SELECT {join} FROM {quote(Suppression._meta.db_table)} s
            WHERE s.email_key = {table}.email_key AND s.lifted_at IS NULL
        )
    """  # noqa: S608 - only our own words are put in


def _taken(rows: Iterable[Sequence[Any]]) -> list[Taken]:
    alias, is_raw = connection.alias, connection.vendor == "sqlite"
    return [
        Taken(
            _delivery(alias, _read(values) if is_raw else values),
            frozenset((values[-1] or "").split()),
        )
        for values in rows
    ]


def _delivery(alias: str, values: Sequence[Any]) -> Delivery:
    """As `from_db`, without going through the fields that were not asked for: they are still
    fetched by whoever asks. That costs a twentieth of all work on a message.
    """
    row = Delivery.__new__(Delivery)
    row.__dict__.update(zip(TAKEN, values, strict=False))
    row._state = state = ModelState()
    state.db, state.adding = alias, False
    return row


def _read(values: Sequence[Any]) -> list[Any]:
    """Of SQLite, which gives what it stores."""
    found: dict[str, Any] = dict(zip(TAKEN, values, strict=False))
    found["token"] = uuid.UUID(found["token"])
    found["has_turn"] = bool(found["has_turn"])
    found["next_attempt_at"] = _aware(found["next_attempt_at"])
    return list(found.values())


def _aware(value: Any) -> datetime:
    """It stores text in UTC."""
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
