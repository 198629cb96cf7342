"""Sendings against a real SMTP server: who gets it, in which words, and in which turn."""

from email.header import decode_header, make_header
from email.utils import parseaddr

import pytest
from django.utils import timezone

from mail.actions import queue_delivery
from mail.bulk import send_bulk
from mail.finishing import read_tally
from mail.freezing import freeze
from mail.message_ids import message_id
from mail.models import DeliveryState, SendingState
from mail.sendings import start_sending
from tests.factories.newsletters import WORDS, make_reader, make_running_sending, recipients

from .ledger import states

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_each_reader_gets_one_message_and_the_sending_is_done(relay):
    sending = make_running_sending(25)

    send_bulk(seconds=20)

    sending.refresh_from_db()
    assert states(sending) == [DeliveryState.SENT] * 25
    assert sending.state == SendingState.DONE
    assert sending.recipient_count == 25
    assert sorted(m["To"] for m in relay.messages) == sorted(
        f"Nadia <reader{number}@example.org>" for number in range(25)
    )
    assert read_tally(sending, at=timezone.now()).percent == 100


def test_a_message_carries_what_readers_and_providers_ask_for(relay, settings):
    settings.LMS_UNSUBSCRIBE_MAILBOX = "leave@example.org"
    settings.LMS_BOUNCE_MAILBOX = "bounce@example.org"
    settings.LMS_SITE_URL = "https://learn.example.org"
    sending = make_running_sending(1)

    send_bulk(seconds=20)

    (message,) = relay.messages
    row = sending.deliveries.get()
    link = f"https://learn.example.org/en/newsletter/unsubscribe/{row.token.hex}/"
    assert message["List-Unsubscribe"].startswith(f"<{link}>,")
    assert f"<mailto:leave+{row.token.hex}-" in message["List-Unsubscribe"]
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["List-Id"] == "<news.example.org>"
    assert message["Content-Language"] == "en"
    assert message["Message-ID"] == message_id(row)
    assert message["Feedback-ID"] == f"{sending.pk}:newsletter:learn.example.org"
    assert message["Subject"] == WORDS.subject
    plain, html = (message.get_body((kind,)).get_content() for kind in ("plain", "html"))
    plain = plain.replace("\r\n", "\n")
    assert f"Dear Nadia,\n.\nLeave: https://example.org/{row.token.hex}/" in plain
    assert f"<a href='https://example.org/{row.token.hex}/'>" in html


def test_html_in_a_name_and_line_breaks_in_it_do_no_harm(relay):
    make_reader("b@example.org", name="<b>Nadia</b>\r\nBcc: victim@example.org")
    make_running_sending(0)

    send_bulk(seconds=20)

    (message,) = relay.messages
    assert message["Bcc"] is None
    assert "&lt;b&gt;Nadia&lt;/b&gt; Bcc: victim@example.org" in (
        message.get_body(("html",)).get_content()
    )


NAMES = ["নাদিয়া রহমান", "김민준" * 20, "Ångström, Ö.", 'A "b" c']


# ASCII, too long to be quoted and short enough for a line: commas and brackets name nobody else.
NAMES.append("Rahman, Nadia (streets) <somebody@example.net>; Department of Roads, x")


@pytest.mark.parametrize("name", NAMES)
def test_a_name_in_any_script_stands_in_the_header(relay, name):
    make_reader("b@example.org", name=name)
    make_running_sending(0)

    send_bulk(seconds=20)

    (message,) = relay.messages
    header = dict(message.raw_items())["To"]
    shown, address = parseaddr(header)
    assert (str(make_header(decode_header(shown))), address) == (name, "b@example.org")
    assert max(len(line) for line in header.splitlines()) <= 78


def test_each_reader_gets_their_language():
    make_reader("en@example.org")
    make_reader("ko@example.org", language="ko")
    sending = make_running_sending(0)

    assert set(sending.deliveries.values_list("to_email", "language")) == {
        ("en@example.org", "en"),
        ("ko@example.org", "ko"),
    }


def test_starting_twice_writes_nobody_twice(relay):
    sending = make_running_sending(4)

    again = start_sending(
        sending=sending, recipients=recipients(), words=[WORDS], at=timezone.now()
    )
    freeze(sending=sending, recipients=recipients(), at=timezone.now())

    assert not again
    assert sending.deliveries.count() == 4


def test_mail_about_sign_in_goes_before_the_newsletter(relay):
    make_running_sending(30)
    queue_delivery(
        key="k", template="account/notice", language="en", to_email="a@example.org", is_secret=True
    )

    send_bulk(seconds=20)

    assert relay.messages[0]["To"] == "a@example.org"
    assert len(relay.messages) == 31


def test_asked_to_stop_the_rest_of_the_batch_goes_back(relay):
    sending = make_running_sending(10)

    send_bulk(seconds=20, is_stopping=lambda: len(relay.messages) >= 3)

    assert states(sending) == [DeliveryState.PENDING] * 7 + [DeliveryState.SENT] * 3
    assert set(sending.deliveries.filter(state="PENDING").values_list("attempts", flat=True)) == {0}


def test_an_internationalized_domain_goes_out_in_letters_of_ascii(relay):
    make_reader("nadia@münchen-stadt.org")
    sending = make_running_sending(0)

    send_bulk(seconds=20)

    assert [m["To"] for m in relay.messages] == ["Nadia <nadia@xn--mnchen-stadt-dlb.org>"]
    assert states(sending) == [DeliveryState.SENT]
