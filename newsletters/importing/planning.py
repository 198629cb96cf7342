"""The dry run: every row is read, judged and kept, and no reader is touched."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from django.db import transaction

from core.csv_file import Table
from mail.addresses import AddressRefused, check_address, email_key
from newsletters.models import ImportRow, MailingList, ReaderImport

from .judging import judge, outcome_of_file
from .reader_file import FileRow, file_rows

if TYPE_CHECKING:
    from users.models import User

CHUNK: Final = 1000


@dataclass(frozen=True, slots=True)
class Facts:
    """What holds where a row says nothing itself: how, when and where these people agreed."""

    mailing_list: MailingList
    language: str
    consent_date: date | None = None
    source: str = ""


def plan_import(
    *, table: Table, file_name: str, facts: Facts, by: User, at: datetime
) -> ReaderImport:
    """Keep the rows with what would become of each.

    They are judged before the transaction, so that no other writer waits for that.
    """
    rows = _judged(table, facts, at.date())
    with transaction.atomic():
        planned = ReaderImport.objects.create(
            mailing_list=facts.mailing_list,
            file_name=file_name[-150:],
            source=facts.source,
            consent_date=facts.consent_date,
            unused_columns=", ".join(table.unused_columns)[:500],
            created_by=by,
        )
        for row in rows:
            row.reader_import = planned
        ImportRow.objects.bulk_create(rows, batch_size=CHUNK)
    return planned


def _judged(table: Table, facts: Facts, today: date) -> list[ImportRow]:
    rows = [_row(row, facts) for row in file_rows(table)]
    seen: set[str] = set()
    for start in range(0, len(rows), CHUNK):
        _judge(rows[start : start + CHUNK], facts.mailing_list, seen, today)
    return rows


def _row(row: FileRow, facts: Facts) -> ImportRow:
    notes = list(row.notes)
    try:
        address = check_address(row.email)
        key = email_key(address)
    except AddressRefused as refusal:
        address, key = row.email[:254], ""
        notes.insert(0, str(refusal))
    return ImportRow(
        number=row.number,
        email=address,
        email_key=key,
        name=row.name,
        language=row.language or facts.language,
        consent_date=None if row.has_bad_date else row.consent_date or facts.consent_date,
        source=row.source or facts.source,
        note=" ".join(notes)[:300],
    )


def _judge(rows: list[ImportRow], mailing_list: MailingList, seen: set[str], today: date) -> None:
    open_rows = []
    for row in rows:
        decided = outcome_of_file(row, seen=seen, today=today)
        if decided is None:
            open_rows.append(row)
        else:
            row.outcome = decided
        if row.email_key:
            seen.add(row.email_key)
    judge(open_rows, mailing_list)
