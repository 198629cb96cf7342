"""What breaks the constraints of `newsletters`."""

from __future__ import annotations

import uuid

from wagtail.models import Locale

from newsletters.models import (
    ImportOutcome,
    ImportRow,
    IssueSending,
    Link,
    ReaderImport,
    WelcomeMessage,
)
from tests.constraints.breaking import Break, change, copy
from tests.factories.courses import NOW
from tests.factories.newsletters import make_list, make_reader, make_sending


def import_row() -> ImportRow:
    planned = ReaderImport.objects.create(mailing_list=make_list(), file_name="old.csv")
    return ImportRow.objects.create(
        reader_import=planned, number=2, language="en", outcome=ImportOutcome.JOINS
    )


def welcome() -> WelcomeMessage:
    return WelcomeMessage.objects.create(
        mailing_list=make_list(),
        number=1,
        subject="Welcome",
        body="<p>Hello</p>",
        locale=Locale.objects.get(language_code="en"),
    )


def link() -> Link:
    of = IssueSending.objects.create(issue_key=uuid.uuid4(), sending=make_sending())
    return Link.objects.create(issue_sending=of, code="code", url="https://example.org/")


BREAKS: dict[str, Break] = {
    "newsletters_mailinglisttext_once": copy(lambda: make_list().texts.get()),
    "newsletters_reader_erased_is_empty": change(make_reader, erased_at=NOW),
    "newsletters_subscription_once": copy(lambda: make_reader().subscriptions.get()),
    "newsletters_subscription_left_by_something": change(
        lambda: make_reader().subscriptions.get(), left_at=NOW
    ),
    "newsletters_link_once_a_sending": copy(link, code="other"),
    "newsletters_importrow_once": copy(import_row),
    "newsletters_welcomemessage_once": copy(welcome, translation_key=uuid.uuid4()),
    "newsletters_welcomemessage_one_to_three": change(welcome, number=4),
}
