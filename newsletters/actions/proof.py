"""What every verb about a reader shares: the locked row, and the proof that is written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from newsletters.models import ConsentRecord, Deed, MailingList, Reader

if TYPE_CHECKING:
    from users.models import User


@dataclass(frozen=True, slots=True)
class Proof:
    """Where, in which words and language, and by whom something was asked or done.

    `source` is a short word ("footer", "home", "sign-up", "profile", "mail", "import:<file>");
    `wording` the text that stood beside the box or the button, as it was read. `sending_id` names
    the sending whose mail led there.
    """

    source: str
    language: str
    wording: str = ""
    by: User | None = None
    sending_id: int | None = None


def lock(reader: Reader) -> Reader:
    """The row as it is now, held until the transaction ends: two clicks follow each other."""
    return Reader.objects.select_for_update().get(pk=reader.pk)


def record(
    reader: Reader,
    deed: Deed,
    *,
    proof: Proof,
    at: datetime,
    lists: Iterable[MailingList | None] = (None,),
) -> None:
    """One row of proof for each list, or one about none."""
    ConsentRecord.objects.bulk_create(
        ConsentRecord(
            reader=reader,
            mailing_list=mailing_list,
            deed=deed,
            at=at,
            source=proof.source[:200],
            wording=proof.wording,
            language=proof.language,
            by=proof.by,
            sending_id=proof.sending_id,
        )
        for mailing_list in lists
    )
