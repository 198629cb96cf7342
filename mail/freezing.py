"""Writing down a sending's readers in one statement: the other place where databases differ."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from .models import Delivery, DeliveryState, Priority, Sending

COLUMNS = ("to_email", "to_name", "email_key", "text_language", "user_id", "scopes")
"""What `recipients` must hold; `text_language` is that of one of the sending's texts."""
TARGETS = ["language" if name == "text_language" else name for name in COLUMNS]


def freeze(*, sending: Sending, recipients: QuerySet[Any], at: datetime) -> int:
    """One delivery for each recipient; an address that is there already stays one. Returns how
    many rows the sending has.

    They are written in the order of `email_key`, an HMAC: so the receivers' domains are mixed and
    none of them gets its readers in a row. Raises ValueError for other columns.
    """
    query = recipients.query
    names = {*query.values_select, *query.annotation_select}
    if names != set(COLUMNS):
        raise ValueError(f"Recipients need {COLUMNS}, not {sorted(names)}")
    inner, parameters = recipients.order_by().query.sql_with_params()
    quote = connection.ops.quote_name
    fixed: dict[str, Any] = {
        "sending_id": sending.pk,
        "priority": Priority.BULK,
        "template": "",
        "context": "{}",
        "subject": "",
        "text": "",
        "html": "",
        "from_email": "",
        "is_secret": False,
        "state": DeliveryState.PENDING,
        "attempts": 0,
        "doubts": 0,
        "has_turn": False,
        "next_attempt_at": connection.ops.adapt_datetimefield_value(at),
        "created_at": connection.ops.adapt_datetimefield_value(at),
        "last_reply": "",
    }
    token = (
        "gen_random_uuid()" if connection.vendor == "postgresql" else "lower(hex(randomblob(16)))"
    )
    columns = [*fixed, "token", *TARGETS]
    sql = f"""
        INSERT INTO {quote(Delivery._meta.db_table)} ({", ".join(map(quote, columns))})
        SELECT {", ".join(_typed(name) for name in fixed)},
            {token}, {", ".join(f"r.{quote(name)}" for name in COLUMNS)}
        FROM ({inner}) r WHERE true ORDER BY r.email_key
        ON CONFLICT DO NOTHING
    """  # noqa: S608 - only our own words and a QuerySet's SQL are put in
    with connection.cursor() as cursor:
        cursor.execute(sql, [*fixed.values(), *parameters])
    return Delivery.objects.filter(sending=sending).count()


def _typed(name: str) -> str:
    """PostgreSQL knows no type of a parameter that stands in a SELECT."""
    kinds = {
        "context": "jsonb",
        "is_secret": "boolean",
        "has_turn": "boolean",
        "next_attempt_at": "timestamptz",
        "created_at": "timestamptz",
    }
    if connection.vendor != "postgresql" or name not in kinds:
        return "%s"
    return f"CAST(%s AS {kinds[name]})"
