"""The secretariat watches, stops and settles a sending; others find no such address."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from mail.models import Delivery, DeliveryState, SendingState
from mail.outages import note_away
from newsletters.models import (
    Audience,
    ConsentRecord,
    Deed,
    IssueSending,
    LeftBy,
    Link,
    Reader,
    Subscription,
)
from newsletters.planning import start_due_sendings
from tests.factories.courses import make_provider
from tests.factories.issues import make_issue
from tests.factories.newsletters import make_list
from users.models import User

from .cms_pages import do, page

pytestmark = pytest.mark.django_db


def test_a_mail_server_that_is_away_is_said_while_the_sending_waits_for_it(editor, client, planned):
    note_away("[Errno 111] Connection refused")

    assert "The mail server cannot be reached" in page(client, "sending-list").content.decode()
    for name in ("sending", "sending-progress"):
        shown = page(client, name, planned.pk).content.decode()
        assert "The mail server cannot be reached" in shown
        assert "goes on by itself" in shown
    Delivery.objects.update(state=DeliveryState.SENT, sent_at=timezone.now())
    assert "cannot be reached" not in page(client, "sending", planned.pk).content.decode()


def test_an_issue_leads_to_its_sendings_and_they_lead_back(editor, client, planned):
    issue = make_issue()
    IssueSending.objects.update(issue_key=issue.translation_key)
    desk = reverse("newsletter-issues:desk", args=[issue.pk])
    send = reverse("newsletters_cms:issue-send", args=[issue.translation_key])

    assert send in client.get(desk).content.decode()
    assert desk in page(client, "sending", planned.pk).content.decode()
    Audience.objects.create(name="Everybody")
    assert desk in client.get(send).content.decode()


def test_a_second_sending_says_how_many_had_it_before(editor, client, planned):
    IssueSending.objects.update(had_it_count=6)

    shown = page(client, "sending", planned.pk).content.decode()

    assert "6 more have it already" in shown


def test_the_page_of_a_sending_names_doubts_and_numbers(editor, client, planned):
    row = planned.sending.deliveries.order_by("pk").first()
    Delivery.objects.filter(pk=row.pk).update(
        state=DeliveryState.IN_FLIGHT,
        lease=uuid.uuid4(),
        lease_expires_at=timezone.now() - timedelta(minutes=1),
    )
    Link.objects.create(
        issue_sending=planned, code="a", url="https://example.org/course/", click_count=7
    )

    text = page(client, "sending", planned.pk).content.decode()

    assert "In doubt: did they get it?" in text
    assert row.to_email in text
    assert "Send again to 1 reader" in text
    assert "https://example.org/course/" in text
    assert "1 of 3 readers, 33 %" in text


def test_pause_go_on_cancel_and_a_second_click(editor, client, planned):
    def state():
        planned.sending.refresh_from_db()
        return planned.sending.state

    do(client, planned, "pause")
    assert state() == SendingState.PAUSED
    assert "changed meanwhile" in do(client, planned, "pause").content.decode()
    do(client, planned, "resume")
    assert state() == SendingState.RUNNING
    asked = do(client, planned, "cancel").content.decode()
    assert "for good?" in asked
    assert "0 of 3 readers have it" in asked
    assert state() != SendingState.CANCELLED
    done = do(client, planned, "cancel", sure="1").content.decode()
    assert "whoever had not got it will not" in done
    assert state() == SendingState.CANCELLED
    assert "changed meanwhile" in do(client, planned, "resume").content.decode()


def test_doubts_are_settled_together(editor, client, planned):
    Delivery.objects.update(
        state=DeliveryState.IN_FLIGHT,
        lease=uuid.uuid4(),
        lease_expires_at=timezone.now() - timedelta(minutes=1),
    )

    assert "3 messages." in do(client, planned, "leave").content.decode()

    assert set(Delivery.objects.values_list("state", flat=True)) == {DeliveryState.SENT}


def test_who_got_it_stands_there_by_name_and_in_a_file(editor, client, planned):
    Delivery.objects.filter(to_email="reader0@example.org").update(
        state=DeliveryState.FAILED, to_name="=HYPERLINK()", last_reply="550 5.1.1 no such user"
    )

    failed = page(client, "sending-readers", planned.pk, fate="failed").content.decode()
    assert "reader0@example.org" in failed
    assert "550 5.1.1 no such user" in failed
    assert "reader1@example.org" not in failed
    found = page(client, "sending-readers", planned.pk, q="reader2").content.decode()
    assert "reader2@example.org" in found
    assert "reader0@example.org" not in found
    answer = page(client, "sending-readers", planned.pk, format="csv")
    lines = b"".join(answer.streaming_content).decode().splitlines()
    assert len(lines) == 4
    assert "When (UTC)" in lines[0]
    assert any("'=HYPERLINK()" in line and "550 5.1.1" in line for line in lines)


def test_who_left_by_its_links_is_counted(editor, client, planned):
    row = planned.sending.deliveries.order_by("pk").first()
    reader = Reader.objects.get(email_key=row.email_key)
    Subscription.objects.create(
        reader=reader,
        mailing_list=make_list(),
        asked_at=timezone.now(),
        confirmed_at=timezone.now(),
    )
    one_click = reverse("newsletters:unsubscribe", args=[row.token.hex])

    client.post(one_click, {"List-Unsubscribe": "One-Click"})

    assert ConsentRecord.objects.get(deed=Deed.LEFT).sending == planned.sending
    assert reader.subscriptions.get().left_by == LeftBy.ONE_CLICK
    assert planned.left_count == 1


def test_others_find_no_such_address(client, planned):
    author = User.objects.create_user("author@example.org", "a-long-password")
    author.groups.add(make_provider().author_group)
    client.force_login(author)

    for name, args in (
        ("sending-list", []),
        ("sending", [planned.pk]),
        ("sending-readers", [planned.pk]),
        ("issue-send", [planned.issue_key]),
        ("audience-list", []),
    ):
        assert page(client, name, *args).status_code == 404
    assert do(client, planned, "cancel").status_code == 404
    start_due_sendings(at=timezone.now())
    planned.sending.refresh_from_db()
    assert planned.sending.state == SendingState.RUNNING
