"""The welcome series: each message once, in the reader's language, until they leave."""

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import Locale

from mail.models import Delivery, DeliveryState, Priority
from mail.rendering import render_message
from mail.sending import send_deliveries
from newsletters.actions import leave
from newsletters.actions.proof import Proof
from newsletters.models import ConsentRecord, Deed, LeftBy, Subscription, WelcomeMessage
from newsletters.welcoming import send_welcomes
from tests.factories.newsletters import make_list, make_reader

from .conftest import mails

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
NOW = timezone.now()


def welcome(number=1, days=0, **fields):
    return WelcomeMessage.objects.create(
        mailing_list=make_list(),
        number=number,
        days=days,
        **{
            "locale": Locale.objects.get(language_code="en"),
            "subject": f"Welcome {number}",
            "body": '<p>Read <a href="/en/courses/">the courses</a> &amp; more.</p>',
            **fields,
        },
    )


def joined(reader, *, days=0):
    Subscription.objects.filter(reader=reader).update(confirmed_at=NOW - timedelta(days=days))
    return reader


def test_whoever_joined_gets_the_first_message_once():
    welcome()
    joined(make_reader("sari@example.org", name="Sari"))

    assert send_welcomes(at=NOW) == 1
    assert send_welcomes(at=NOW) == 0

    (mail,) = mails("welcome")
    assert mail.scopes == "list:network"
    assert mail.priority == Priority.BULK
    message = render_message(mail)
    assert message.subject == "Welcome 1"
    assert "Dear Sari," in message.body
    assert "the courses <http://127.0.0.1:8000/en/courses/> & more." in message.body
    assert 'href="http://127.0.0.1:8000/en/courses/"' in message.alternatives[0][0]


def test_its_headers_let_a_provider_unsubscribe_by_one_click(client):
    welcome()
    joined(make_reader(language="ko"))
    send_welcomes(at=NOW)
    (mail,) = mails("welcome")

    headers = render_message(mail).extra_headers
    address = headers["List-Unsubscribe"].partition(">")[0].strip("<")
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = address.removeprefix("http://127.0.0.1:8000")
    assert path == f"/ko/newsletter/unsubscribe/{mail.token.hex}/"
    assert client.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200

    assert not Subscription.objects.active().exists()


def test_it_comes_in_the_readers_language_else_in_english():
    message = welcome()
    korean, _is_new = Locale.objects.get_or_create(language_code="ko")
    translated = message.copy_for_translation(korean)
    translated.subject = "환영합니다"
    translated.save()
    joined(make_reader("ko@example.org", language="ko"))
    joined(make_reader("bn@example.org", language="bn"))

    send_welcomes(at=NOW)

    subjects = {mail.to_email: mail.context["subject"] for mail in mails("welcome")}
    assert subjects == {"ko@example.org": "환영합니다", "bn@example.org": "Welcome 1"}


def test_leaving_stops_the_series():
    welcome(1)
    welcome(2, days=3)
    reader = joined(make_reader(), days=3)
    Delivery.objects.all().delete()
    leave(reader=reader, by=LeftBy.LINK, proof=Proof("mail", "en"), at=NOW)

    assert send_welcomes(at=NOW) == 0


def test_leaving_stops_what_is_written_and_not_sent(smtp_server, settings):
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", smtp_server.port
    welcome()
    reader = joined(make_reader())
    send_welcomes(at=NOW)
    leave(reader=reader, by=LeftBy.ONE_CLICK, proof=Proof("one-click", "en"), at=NOW)

    send_deliveries(seconds=5)

    assert mails("welcome")[0].state == DeliveryState.SKIPPED
    assert not smtp_server.messages


def test_nobody_is_welcomed_who_joined_long_before_or_was_imported():
    welcome()
    joined(make_reader("old@example.org"), days=30)
    imported = joined(make_reader("imported@example.org"))
    ConsentRecord.objects.create(
        reader=imported,
        mailing_list=make_list(),
        deed=Deed.IMPORTED,
        at=NOW,
        source="import:old.csv",
        language="en",
    )

    assert send_welcomes(at=NOW) == 0


def test_another_list_has_its_own_series():
    welcome()
    joined(make_reader(lists=("youth",)))

    assert send_welcomes(at=NOW) == 0


@pytest.mark.parametrize("count", [1, 20])
def test_the_queries_do_not_grow_with_those_who_wait(django_assert_max_num_queries, count):
    welcome()
    for _number in range(count):
        joined(make_reader())

    # lists, messages, candidates, what they had, two for the letter; for each reader the locked
    # subscription, the row, three atomic blocks
    with django_assert_max_num_queries(10 + 10 * count):
        assert send_welcomes(at=NOW) == count
