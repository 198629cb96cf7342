"""Sendings against a real SMTP server: who gets it, who does not, and why."""

from datetime import timedelta
from email.header import decode_header, make_header
from email.utils import parseaddr

import pytest
from django.utils import timezone

from mail import bulk
from mail.actions import queue_delivery, send_again, suppress
from mail.bouncing import settle
from mail.bulk import send_bulk
from mail.finishing import read_tally, reopen_unfinished
from mail.freezing import freeze
from mail.marking import next_batch, record
from mail.message_ids import message_id
from mail.models import (
    Bounce,
    BounceKind,
    Delivery,
    DeliveryState,
    Sending,
    SendingState,
    Suppression,
)
from mail.outcome import Fate, Outcome
from mail.personal_data import erase_address
from mail.sending import reap, send_deliveries
from mail.sendings import (
    cancel_sending,
    go_although_late,
    leave_doubtful,
    pause_sending,
    resume_sending,
    send_doubtful_again,
    start_sending,
)
from tests.factories.newsletters import WORDS, make_reader, make_running_sending, recipients
from users.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture(params=[False, True], ids=["one-by-one", "in-a-row"])
def relay(request, smtp_server, settings):
    smtp_server.takes_commands_in_a_row = request.param
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", smtp_server.port
    return smtp_server


@pytest.fixture
def editor():
    return User.objects.create_user("editor@example.org", "a-long-password")


def states(sending) -> list[str]:
    return sorted(sending.deliveries.values_list("state", flat=True))


def make_due() -> None:
    Delivery.objects.update(next_attempt_at=timezone.now() - timedelta(seconds=1))


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


def test_a_reader_who_left_since_the_start_gets_nothing():
    sending = make_running_sending(2)
    suppress(address="reader0@example.org", scope="list:network", reason=Suppression.Reason.LEFT)

    batch = next_batch(sending, count=10)

    assert [row.to_email for row in batch.marked] == ["reader1@example.org"]
    assert Delivery.objects.get(to_email="reader0@example.org").state == DeliveryState.SKIPPED


def test_who_left_one_of_two_lists_gets_it_by_the_other(relay):
    sending = make_running_sending(1)
    sending.deliveries.update(scopes="list:network list:courses")
    suppress(address="reader0@example.org", scope="list:network", reason=Suppression.Reason.LEFT)

    send_bulk(seconds=20)

    assert len(relay.messages) == 1


def test_leaving_a_list_stops_no_mail_about_ones_own_courses(relay):
    suppress(address="reader0@example.org", scope="list:network", reason=Suppression.Reason.LEFT)
    queue_delivery(
        key="k", template="account/notice", language="en", to_email="reader0@example.org"
    )

    send_deliveries(seconds=5)

    assert len(relay.messages) == 1


def test_paused_nothing_leaves_and_resumed_all_do(relay, editor):
    sending = make_running_sending(5)
    assert pause_sending(sending=sending, by=editor, at=timezone.now())

    assert send_bulk(seconds=5) == 0
    assert resume_sending(sending=sending, by=editor, at=timezone.now())
    send_bulk(seconds=20)

    assert len(relay.messages) == 5


def test_after_a_pause_nothing_is_marked_and_what_was_marked_is_recorded(editor):
    sending = make_running_sending(3)
    batch = next_batch(sending, count=2)
    pause_sending(sending=sending, by=editor, at=timezone.now())
    batch.outcomes[batch.marked[0].pk] = None

    assert next_batch(sending, count=2, before=batch).marked == []

    assert states(sending) == [DeliveryState.PENDING, DeliveryState.PENDING, DeliveryState.SENT]
    assert set(sending.deliveries.values_list("state", "attempts")) == {("PENDING", 0), ("SENT", 1)}


def test_cancelled_whoever_waits_gets_nothing(relay, editor):
    sending = make_running_sending(5)

    assert cancel_sending(sending=sending, by=editor, at=timezone.now())
    assert not cancel_sending(sending=sending, by=editor, at=timezone.now())
    send_bulk(seconds=5)

    assert relay.messages == []
    assert states(sending) == [DeliveryState.SKIPPED] * 5


def test_too_late_it_asks_and_goes_when_told(relay, editor):
    sending = make_running_sending(2, send_before=timezone.now() - timedelta(seconds=1))
    assert sending.state == SendingState.LATE
    assert not sending.deliveries.exists()

    assert go_although_late(sending=sending, by=editor, at=timezone.now())
    sending.refresh_from_db()
    start_sending(sending=sending, recipients=recipients(), words=[WORDS], at=timezone.now())
    send_bulk(seconds=20)

    assert len(relay.messages) == 2


def test_a_refused_recipient_is_a_bounce_and_the_others_get_it(relay):
    def refuse(stage, envelope):
        is_first = envelope.rcpt_tos == ["reader0@example.org"]
        return "550 5.1.1 no such user" if stage == "RCPT" and is_first else None

    relay.answer = refuse
    sending = make_running_sending(12)

    send_bulk(seconds=20)

    assert states(sending) == [DeliveryState.FAILED, *[DeliveryState.SENT] * 11]
    assert Bounce.objects.get().kind == BounceKind.HARD
    assert Suppression.objects.in_force().get().reason == Suppression.Reason.HARD_BOUNCE


def test_a_burst_of_refusals_pauses_and_does_not_burn_the_list(relay):
    relay.answer = lambda stage, envelope: "550 5.7.1 blocked" if stage == "RCPT" else None
    sending = make_running_sending(120)

    send_bulk(seconds=20)

    sending.refresh_from_db()
    assert sending.state == SendingState.PAUSED
    assert "blocked" in sending.paused_because
    assert sending.deliveries.filter(state=DeliveryState.FAILED).count() <= bulk.WINDOW
    assert not Suppression.objects.exists()


def test_a_relay_that_refuses_the_sender_pauses_at_once(relay):
    relay.answer = lambda stage, envelope: "553 5.7.1 not you" if stage == "MAIL" else None
    sending = make_running_sending(30)

    send_bulk(seconds=20)

    sending.refresh_from_db()
    assert sending.state == SendingState.PAUSED
    assert sending.paused_because == "553 5.7.1 not you"
    assert states(sending) == [DeliveryState.PENDING] * 30


def test_a_later_please_is_deferred_and_sent_in_the_second_attempt(relay):
    relay.answer = lambda stage, envelope: "451 later" if stage == "RCPT" else None
    sending = make_running_sending(3)
    send_bulk(seconds=5)
    assert states(sending) == [DeliveryState.DEFERRED] * 3

    relay.answer = lambda stage, envelope: None
    make_due()
    send_bulk(seconds=20)

    sending.refresh_from_db()
    assert states(sending) == [DeliveryState.SENT] * 3
    assert sending.state == SendingState.DONE


def test_a_relay_that_is_away_costs_no_attempt(relay):
    relay.stop()
    sending = make_running_sending(3)

    send_bulk(seconds=5)
    assert set(sending.deliveries.values_list("state", "attempts")) == {("PENDING", 0)}

    relay.start()
    make_due()
    send_bulk(seconds=20)
    assert len(relay.messages) == 3


def test_what_is_in_doubt_of_a_cancelled_sending_is_sent_again_by_nobody(editor):
    sending = make_running_sending(1)
    next_batch(sending, count=1)
    Delivery.objects.update(lease_expires_at=timezone.now() - timedelta(seconds=1))
    cancel_sending(sending=sending, by=editor, at=timezone.now())

    again = send_again(delivery=sending.deliveries.get(), by=editor, at=timezone.now())

    assert not again
    assert read_tally(sending, at=timezone.now()).in_doubt == 1


def test_what_is_in_doubt_is_held_and_named_until_the_editor_decides(relay, editor):
    def drop(stage, envelope):
        if stage == "DATA":
            raise ConnectionAbortedError
        return None

    relay.answer = drop
    sending = make_running_sending(1)
    send_bulk(seconds=5)
    Delivery.objects.update(lease_expires_at=timezone.now() - timedelta(seconds=1))

    reap(at=timezone.now())
    send_bulk(seconds=5)
    sending.refresh_from_db()

    assert read_tally(sending, at=timezone.now()).in_doubt == 1
    assert sending.state == SendingState.DONE
    relay.answer = lambda stage, envelope: None
    assert send_doubtful_again(sending=sending, by=editor, at=timezone.now()) == 1
    send_bulk(seconds=20)
    assert [m["Message-ID"] for m in relay.messages] == [message_id(sending.deliveries.get())]


def test_what_is_in_doubt_may_be_left(relay, editor):
    sending = make_running_sending(1)
    next_batch(sending, count=10)
    Delivery.objects.update(lease_expires_at=timezone.now() - timedelta(seconds=1))

    assert leave_doubtful(sending=sending, by=editor, at=timezone.now()) == 1
    assert send_doubtful_again(sending=sending, by=editor, at=timezone.now()) == 0

    assert states(sending) == [DeliveryState.SENT]


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


def test_a_server_that_takes_twenty_and_closes_gets_all(relay):
    counter = {"open": 0}

    def close_after_twenty(stage, envelope):
        if stage == "RCPT":
            counter["open"] += 1
            if counter["open"] % 21 == 0:
                raise ConnectionAbortedError
        return None

    relay.answer = close_after_twenty
    sending = make_running_sending(50)

    send_bulk(seconds=30)

    assert states(sending) == [DeliveryState.SENT] * 50
    assert len({m["Message-ID"] for m in relay.messages}) == len(relay.messages) == 50


def test_an_internationalized_domain_goes_out_in_letters_of_ascii(relay):
    make_reader("nadia@münchen-stadt.org")
    sending = make_running_sending(0)

    send_bulk(seconds=20)

    assert [m["To"] for m in relay.messages] == ["Nadia <nadia@xn--mnchen-stadt-dlb.org>"]
    assert states(sending) == [DeliveryState.SENT]


def test_a_text_that_is_missing_fails_its_readers_and_nobody_else(relay):
    make_reader("ja@example.org", language="ja")
    sending = make_running_sending(3)

    send_bulk(seconds=20)

    assert states(sending) == [DeliveryState.FAILED, *[DeliveryState.SENT] * 3]
    assert not Bounce.objects.exists()


def test_a_report_within_the_lease_settles_too():
    sending = make_running_sending(1)
    batch = next_batch(sending, count=1)

    assert settle(delivery=batch.marked[0], at=timezone.now())
    record(batch)

    assert states(sending) == [DeliveryState.SENT]


def test_what_a_server_said_of_somebody_who_was_erased_meanwhile_is_not_kept():
    sending = make_running_sending(1)
    batch = next_batch(sending, count=1)
    erase_address(address="reader0@example.org", at=timezone.now())
    refusal = Outcome(
        Fate.REFUSED, "550 5.1.1 reader0@example.org unknown", "5.1.1", is_bounce=True, is_hard=True
    )
    batch.outcomes[batch.marked[0].pk] = refusal

    record(batch)

    assert sending.deliveries.get().last_reply == ""
    assert Bounce.objects.get().reply == ""
    assert Suppression.objects.get(scope=Suppression.ALL).note == ""


def test_nul_in_an_answer_loses_no_batch(relay):
    relay.answer = lambda stage, envelope: "550 5.1.1 no\0body" if stage == "RCPT" else None
    sending = make_running_sending(2)

    send_bulk(seconds=20)

    assert states(sending) == [DeliveryState.FAILED] * 2


def test_a_row_given_back_late_reopens_its_sending():
    sending = make_running_sending(1)
    Sending.objects.filter(pk=sending.pk).update(
        state=SendingState.DONE, finished_at=timezone.now()
    )

    assert reopen_unfinished() == 1

    sending.refresh_from_db()
    assert sending.state == SendingState.RUNNING


def test_doubts_of_a_cancelled_sending_are_not_sent_again(editor):
    sending = make_running_sending(1)
    next_batch(sending, count=1)
    cancel_sending(sending=sending, by=editor, at=timezone.now())
    Delivery.objects.update(lease_expires_at=timezone.now() - timedelta(seconds=1))

    assert send_doubtful_again(sending=sending, by=editor, at=timezone.now()) == 0
