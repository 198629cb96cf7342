"""The lists that every network begins with."""

from __future__ import annotations

import json
from pathlib import Path

from django.db import transaction

from .models import MailingList, MailingListText

DATA = Path(__file__).parent / "data" / "lists.json"


@transaction.atomic
def load_lists() -> int:
    """Make the lists and texts that are missing; returns how many lists were new.

    What the secretariat changed stays: running it again changes nothing.
    """
    new_count = 0
    for order, entry in enumerate(json.loads(DATA.read_text(encoding="utf-8")), start=1):
        mailing_list, is_new = MailingList.objects.get_or_create(
            key=entry["key"], defaults={"sort_order": order * 10}
        )
        new_count += is_new
        there = set(mailing_list.texts.values_list("language", flat=True))
        MailingListText.objects.bulk_create(
            MailingListText(
                mailing_list=mailing_list, language=language, name=name, description=description
            )
            for language, (name, description) in entry["texts"].items()
            if language not in there
        )
    return new_count
