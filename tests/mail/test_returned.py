"""Returned mail: only to addresses that we signed, each report once, no auto-replies."""

import io
import sys
from email.mime.text import MIMEText
from mailbox import Maildir
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from mail.actions import queue_delivery
from mail.models import Bounce, BounceKind, Suppression
from mail.returned import read_maildir, receive_mail
from mail.returning import bounce_address, read_token, unsubscribe_address
from newsletters.models import LeftBy
from tests.factories.newsletters import make_list, make_reader

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def mailboxes(settings):
    settings.LMS_BOUNCE_MAILBOX = "bounce@example.org"
    settings.LMS_UNSUBSCRIBE_MAILBOX = "leave@example.org"


@pytest.fixture
def delivery():
    return queue_delivery(
        key="k", template="newsletters/link", language="en", to_email="ayu@example.org"
    )


def multipart(to: str, *parts: tuple[str, str], header: str = "To", number: str = "1") -> bytes:
    """A message of parts, each a type and what it holds."""
    lines = [
        f"{header}: {to}",
        "From: MAILER-DAEMON@mx.example.org",
        f"Message-ID: <report-{number}@mx.example.org>",
        "MIME-Version: 1.0",
        'Content-Type: multipart/report; boundary="b"',
        "",
    ]
    for kind, content in parts:
        lines += ["--b", f"Content-Type: {kind}", "", content]
    return "\r\n".join([*lines, "--b--", ""]).encode()


def report(to, *, status="5.1.1", action="failed", header="To", number="1") -> bytes:
    """As RFC 3464 shows one."""
    fields = (
        "Reporting-MTA: dns; mx.example.org\r\n\r\n"
        f"Final-Recipient: rfc822; ayu@example.org\r\nAction: {action}\r\nStatus: {status}\r\n"
        f"Diagnostic-Code: smtp; 550 {status}\r\n\tno such user\r\n"
    )
    return multipart(
        to,
        ("text/plain", "Your message could not be delivered.\r\n"),
        ("message/delivery-status", fields),
        ("message/rfc822", "Subject: News\r\n\r\nHello\r\n"),
        header=header,
        number=number,
    )


def receive(content) -> bool:
    return receive_mail(content, at=timezone.now())


def test_a_report_of_a_missing_address_suppresses_once(delivery):
    content = report(bounce_address(delivery))

    assert receive(content)
    assert not receive(content)

    bounce = Bounce.objects.get()
    assert (bounce.kind, bounce.status) == (BounceKind.HARD, "5.1.1")
    assert bounce.reply == "smtp; 550 5.1.1 no such user"
    assert Suppression.objects.in_force().count() == 1


@pytest.mark.parametrize(
    ("status", "kind"),
    [("5.2.2", BounceKind.SOFT), ("4.4.1", BounceKind.SOFT), ("5.7.1", BounceKind.POLICY)],
)
def test_a_full_mailbox_is_soft_and_a_rule_is_policy(delivery, status, kind):
    receive(report(bounce_address(delivery), status=status))

    assert Bounce.objects.get().kind == kind
    assert not Suppression.objects.exists()


def test_a_delay_is_no_bounce(delivery):
    assert not receive(report(bounce_address(delivery), action="delayed", status="4.4.1"))
    assert not Bounce.objects.exists()


def test_an_absent_readers_reply_changes_nothing(delivery):
    reply = MIMEText("I am away until Monday. 5.1.1\n")
    reply["To"] = bounce_address(delivery)

    assert not receive(reply.as_bytes())
    assert not Bounce.objects.exists()


def test_a_report_to_an_address_that_we_did_not_sign_changes_nothing(delivery):
    signed = bounce_address(delivery)
    local, _at, domain = signed.partition("@")
    forged = f"{local[:-1]}{'0' if local[-1] != '0' else '1'}@{domain}"

    assert not receive(report(forged))
    assert not receive(report(f"bounce+{delivery.token.hex}@example.org"))
    assert not Bounce.objects.exists()


def test_signed_addresses_fit_a_local_part_and_lead_back(delivery):
    for address in (bounce_address(delivery), unsubscribe_address(delivery).upper()):
        assert len(address.partition("@")[0]) <= 64
        assert read_token(address) == delivery.token


def test_a_complaint_by_rfc_5965_suppresses_and_the_reader_has_left(delivery):
    reader = make_reader("ayu@example.org")
    fields = "Feedback-Type: abuse\r\nUser-Agent: provider/1.0\r\nVersion: 1\r\n"
    content = multipart(bounce_address(delivery), ("message/feedback-report", fields))

    assert receive(content)

    assert Bounce.objects.get().kind == BounceKind.COMPLAINT
    assert reader.subscriptions.get().left_by == LeftBy.COMPLAINT


def test_a_mail_to_the_address_of_the_header_unsubscribes(delivery):
    make_list("youth")
    reader = make_reader("ayu@example.org")
    wish = MIMEText("\n")
    wish["To"] = f"Leave <{unsubscribe_address(delivery)}>"

    for _sent_twice in range(2):
        receive(wish.as_bytes())

    assert reader.subscriptions.get().left_by == LeftBy.MAIL
    assert not Suppression.objects.filter(scope=Suppression.ALL).exists()


def test_the_header_that_the_server_adds_counts(delivery):
    assert receive(report(bounce_address(delivery), header="Delivered-To"))


def test_a_maildir_is_read_and_emptied(delivery, tmp_path, capsys):
    box = Maildir(tmp_path / "box")
    box.add(report(bounce_address(delivery)))
    box.add(report("nobody@example.org", number="2"))

    call_command("receive_mail", maildir=tmp_path / "box")

    assert "1 told something new" in capsys.readouterr().out
    assert len(Maildir(tmp_path / "box")) == 0
    with pytest.raises(CommandError, match="no Maildir"):
        call_command("receive_mail", maildir=tmp_path)


def test_a_server_pipes_a_report_to_the_command(delivery, monkeypatch):
    content = io.BytesIO(report(bounce_address(delivery)))
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=content))

    call_command("receive_mail")

    assert Bounce.objects.exists()


def test_bytes_that_are_no_mail_change_nothing():
    assert not receive(b"\xff\xfe\x00" * 100)


@pytest.mark.parametrize("header", ["To: <", "Message-ID: <[", "Content-Type: multipart/report; ="])
def test_a_mail_that_nobody_can_read_stops_no_other(delivery, tmp_path, header):
    box = Maildir(tmp_path / "box")
    box.add(f"{header}\r\n\r\nx\r\n".encode())
    box.add(report(bounce_address(delivery)))

    assert read_maildir(tmp_path / "box", at=timezone.now()) == 1

    assert len(Maildir(tmp_path / "box")) == 0


def test_parts_within_parts_without_end_are_read_by_nobody(delivery):
    parts = "".join(
        f'Content-Type: multipart/mixed; boundary="b{each}"\r\n\r\n--b{each}\r\n'
        for each in range(3000)
    )

    assert not receive(f"To: {bounce_address(delivery)}\r\n{parts}".encode())


def test_a_server_that_numbers_all_its_reports_alike_is_heard_about_each(delivery):
    other = queue_delivery(
        key="l", template="newsletters/link", language="en", to_email="sari@example.org"
    )

    assert receive(report(bounce_address(delivery), number="1"))
    assert receive(report(bounce_address(other), number="1"))
