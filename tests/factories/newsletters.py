"""Lists, readers and sendings as the platform makes them."""

from __future__ import annotations

import itertools
from datetime import timedelta
from typing import Any

from django.db.models import F, QuerySet, Value
from django.utils import timezone

from mail.addresses import email_key
from mail.freezing import COLUMNS
from mail.models import Delivery, Sending, SendingState, SendingText
from mail.sendings import Words, start_sending
from mail.slots import slot
from newsletters.actions import subscribe
from newsletters.actions.proof import Proof
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


def make_waiting(
    email: str = "", *, days: int, lists: tuple[str, ...] = ("network",), **fields: Any
) -> Reader:
    """Somebody who asked so many days ago, got the mail, and has not confirmed."""
    at = timezone.now() - timedelta(days=days)
    reader = subscribe(
        address=email or f"reader{next(_numbers)}@example.org",
        lists=[make_list(key) for key in lists],
        language="en",
        proof=Proof("home", "en", "Send me the newsletter."),
        at=at,
        **fields,
    )
    Reader.objects.filter(pk=reader.pk, created_at__gt=at).update(created_at=at)
    letters = Delivery.objects.filter(email_key=reader.email_key)
    letters.filter(key__endswith=at.isoformat()).update(created_at=at + timedelta(seconds=1))
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


WORDS = Words(
    language="en",
    subject="Two live trainings begin",
    html=f"<p>Dear {slot('name')}</p><a href='https://example.org/{slot('token')}/'>Leave</a>",
    text=f"Dear {slot('name')},\n.\nLeave: https://example.org/{slot('token')}/\n",
)


def recipients() -> QuerySet:
    """All readers, as `start_sending` wants them."""
    return Reader.objects.annotate(
        to_email=F("email"),
        to_name=F("name"),
        text_language=F("language"),
        scopes=Value("list:network"),
    ).values(*COLUMNS)


def make_readers(count: int) -> None:
    """reader0@example.org and so on, in one query."""
    addresses = [f"reader{number}@example.org" for number in range(count)]
    Reader.objects.bulk_create(
        Reader(email=each, email_key=email_key(each), language="en", name="Nadia")
        for each in addresses
    )


def make_running_sending(count: int = 3, *, words: Words = WORDS, **fields: Any) -> Sending:
    """A sending that has just been started, to `count` new readers and to all others."""
    make_readers(count)
    sending = make_sending(
        **{
            "starts_at": timezone.now() - timedelta(minutes=1),
            "unsubscribe_path": "/{language}/newsletter/unsubscribe/{token}/",
            "list_id": "news.example.org",
            **fields,
        }
    )
    sending.texts.all().delete()
    start_sending(sending=sending, recipients=recipients(), words=[words], at=timezone.now())
    sending.refresh_from_db()
    return sending
