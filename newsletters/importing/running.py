"""What was foreseen is written, a thousand rows at a time. Nobody gets a mail."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from datetime import time as day_time
from typing import TYPE_CHECKING, Final

from django.db import connection, transaction
from django.utils import timezone

from core.doorbell import wake
from newsletters.models import (
    ConsentRecord,
    Deed,
    ImportOutcome,
    ImportRow,
    MailingList,
    Reader,
    ReaderImport,
    Subscription,
)

from .judging import judge
from .planning import CHUNK

if TYPE_CHECKING:
    pass

KEPT: Final = timedelta(days=30)


@transaction.atomic
def start_import(*, planned: ReaderImport, at: datetime) -> bool:
    """Let a worker write it. False if somebody did so before."""
    started = ReaderImport.objects.filter(pk=planned.pk, started_at=None).update(started_at=at)
    if started:
        wake("newsletters.run_imports")
    return bool(started)


def run_imports(*, seconds: float, at: datetime) -> bool:
    """Go on with what was started, for at most `seconds`. Whether something is left to do.

    Twice at once is safe: each chunk locks its import. Rows of a month ago are deleted.
    """
    ends_at = time.monotonic() + seconds
    for started in ReaderImport.objects.filter(started_at__isnull=False, finished_at=None):
        if not run_import(started, go_on=lambda: time.monotonic() < ends_at):
            return True
    ImportRow.objects.filter(reader_import__created_at__lt=at - KEPT).delete()
    return False


def run_import(started: ReaderImport, *, go_on: Callable[[], bool] = lambda: True) -> bool:
    """Whether all rows are done."""
    while go_on():
        if not _write_chunk(started):
            return True
        if connection.vendor == "sqlite":
            time.sleep(0.01)  # else no other process gets to write
    return False


@transaction.atomic
def _write_chunk(started: ReaderImport) -> bool:
    """The next rows. False if there were none.

    Imports for one list follow each other, so that the second sees whom the first brought in, and
    writes no proof of a consent that is there.
    """
    now = timezone.now()
    locked = ReaderImport.objects.select_for_update().get(pk=started.pk)
    MailingList.objects.select_for_update(no_key=True).get(pk=locked.mailing_list_id)
    rows = list(locked.rows.filter(done_at=None)[:CHUNK])
    if not rows:
        ReaderImport.objects.filter(pk=locked.pk, finished_at=None).update(finished_at=now)
        return False
    asked = [row for row in rows if row.outcome == ImportOutcome.JOINS]
    judge(asked, locked.mailing_list)  # somebody may have left since the dry run
    # In one order, so that two imports at once wait for each other and not each for the other.
    joining = sorted(
        (row for row in asked if row.outcome == ImportOutcome.JOINS), key=lambda row: row.email_key
    )
    _join(joining, locked, now)
    changed = [row for row in asked if row.outcome != ImportOutcome.JOINS]
    ImportRow.objects.bulk_update(changed, ["outcome"])
    ImportRow.objects.filter(pk__in=[row.pk for row in rows]).update(done_at=now)
    return True


def _join(rows: list[ImportRow], started: ReaderImport, now: datetime) -> None:
    """Readers, their subscriptions and the proof, in a few queries."""
    Reader.objects.bulk_create(
        [
            Reader(
                email=row.email,
                email_key=row.email_key,
                name=row.name,
                language=row.language,
                confirmed_at=_moment(row),
            )
            for row in rows
        ],
        ignore_conflicts=True,
    )
    found = Reader.objects.filter(email_key__in=[row.email_key for row in rows])
    readers = {reader.email_key: reader for reader in found}
    Subscription.objects.bulk_create(
        [
            Subscription(
                reader=readers[row.email_key],
                mailing_list=started.mailing_list,
                asked_at=_moment(row),
                confirmed_at=_moment(row),
            )
            for row in rows
        ],
        update_conflicts=True,
        unique_fields=["reader", "mailing_list"],
        update_fields=["confirmed_at"],
    )
    ConsentRecord.objects.bulk_create(
        ConsentRecord(
            reader=readers[row.email_key],
            mailing_list=started.mailing_list,
            deed=Deed.IMPORTED,
            at=now,
            source=f"{started.proof_source}"[:200],
            wording=f"{row.consent_date}: {row.source}",
            language=row.language,
            by_id=started.created_by_id,
        )
        for row in rows
    )


def _moment(row: ImportRow) -> datetime:
    assert row.consent_date is not None  # noqa: S101 (a row without one does not join)
    return datetime.combine(row.consent_date, day_time(12), tzinfo=UTC)
