"""Lists, readers and sendings as the platform makes them."""

from __future__ import annotations

import itertools
from typing import Any

from django.utils import timezone

from mail.addresses import email_key
from mail.models import Sending, SendingState, SendingText
from newsletters.models import MailingList, MailingListText, Reader, Subscription

_numbers = itertools.count(1)


def make_list(key: str = "network", **fields: Any) -> MailingList:
    """The list of this key, with an English name; the existing one, if there is one."""
    found = MailingList.objects.filter(key=key).first()
    if found is not None:
        return found
    made = MailingList.objects.create(key=key, **fields)
    MailingListText.objects.create(mailing_list=made, language="en", name=f"{key.title()} news")
    return made


def make_reader(email: str = "", *, lists: tuple[str, ...] = ("network",), **fields: Any) -> Reader:
    """A reader who confirmed these lists."""
    address = email or f"reader{next(_numbers)}@example.org"
    now = timezone.now()
    reader = Reader.objects.create(
        email=address,
        email_key=email_key(address),
        **{"language": "en", "name": "Nadia", "confirmed_at": now, **fields},
    )
    for key in lists:
        Subscription.objects.create(
            reader=reader, mailing_list=make_list(key), asked_at=now, confirmed_at=now
        )
    return reader


def make_sending(**fields: Any) -> Sending:
    """A scheduled sending with an English text and nobody in it."""
    number = next(_numbers)
    sending = Sending.objects.create(
        **{
            "key": f"test:{number}",
            "title": f"News {number}",
            "state": SendingState.SCHEDULED,
            "starts_at": timezone.now(),
            **fields,
        }
    )
    SendingText.objects.create(
        sending=sending, language="en", subject="News", html="<p>News</p>", text="News\n"
    )
    return sending
