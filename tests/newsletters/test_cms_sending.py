"""The secretariat plans, watches, stops and settles a sending; others find no such address."""

import re
import uuid
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from mail.models import Delivery, DeliveryState, SendingState
from mail.outages import note_away
from members.models import Country
from newsletters.cms.planning_forms import PlanForm
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
from tests.factories.newsletters import make_list, make_reader, make_running_sending
from users.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client):
    user = User.objects.create_superuser("editor@example.org", "a-long-password")
    client.force_login(user)
    return user


@pytest.fixture
def planned():
    made = IssueSending.objects.create(
        issue_key=uuid.uuid4(),
        sending=make_running_sending(3),
        audience={"name": "Everybody", "conditions": [], "must_meet_all": True},
    )
    made.lists.add(make_list())
    return made


def page(client, name, *args, **query):
    return client.get(reverse(f"newsletters_cms:{name}", args=args), query)


def do(client, planned, deed, **more):
    address = reverse("newsletters_cms:sending-deed", args=[planned.pk])
    return client.post(address, {"deed": deed, **more}, follow=True)


def test_a_mail_server_that_is_away_is_said_while_the_sending_waits_for_it(editor, client, planned):
    note_away("[Errno 111] Connection refused")

    assert "The mail server cannot be reached" in page(client, "sending-list").content.decode()
    for name in ("sending", "sending-progress"):
        shown = page(client, name, planned.pk).content.decode()
        assert "The mail server cannot be reached" in shown
        assert "goes on by itself" in shown
    Delivery.objects.update(state=DeliveryState.SENT, sent_at=timezone.now())
    assert "cannot be reached" not in page(client, "sending", planned.pk).content.decode()


def form_of(response) -> dict[str, str]:
    return {"token": re.search(r'name="token" value="([^"]+)"', response.content.decode())[1]}


def test_an_issue_is_planned_for_a_time_in_a_named_zone(editor, client):
    issue = make_issue()
    make_reader()
    audience = Audience.objects.create(name="Everybody")
    address = reverse("newsletters_cms:issue-send", args=[issue.translation_key])
    typed = {
        **form_of(client.get(address)),
        "lists": ["network"],
        "audience": audience.pk,
        "when": "later",
        "starts_at": (timezone.now() + timedelta(days=2)).strftime("%Y-%m-%d 09:00"),
        "time_zone": "Pacific/Fiji",
        "late_hours": "12",
        "fallback_language": "en",
    }

    asked = client.post(address, typed).content.decode()
    assert "to 1 reader later?" in asked
    assert "09:00 (Pacific/Fiji), which is" in asked
    assert "21:00 (UTC)" in asked
    assert not IssueSending.objects.exists()
    for _click in range(2):
        answer = client.post(address, {**typed, "sure": "1"})

    planned = IssueSending.objects.get()
    assert answer.url == reverse("newsletters_cms:sending", args=[planned.pk])
    assert planned.sending.starts_at.strftime("%H:%M") == "21:00"  # 9:00 in Suva, UTC+12
    assert planned.sending.send_before - planned.sending.starts_at == timedelta(hours=12)
    assert planned.sending.state == SendingState.SCHEDULED


def test_sent_now_it_waits_only_for_the_worker(editor, client):
    issue = make_issue()
    make_reader()
    audience = Audience.objects.create(name="Everybody")
    address = reverse("newsletters_cms:issue-send", args=[issue.translation_key])

    typed = {
        **form_of(client.get(address)),
        **{"lists": ["network"], "audience": audience.pk, "when": "now"},
        **{"time_zone": "UTC", "late_hours": "12", "fallback_language": "en"},
    }
    asked = client.post(address, typed).content.decode()
    assert "to 1 reader now?" in asked
    assert re.search(r'name="lists" value="network"', asked)
    assert not IssueSending.objects.exists()
    client.post(address, {**typed, "sure": "1"})

    planned = IssueSending.objects.get()
    assert [each.key for each in planned.lists.all()] == ["network"]
    assert planned.sending.state == SendingState.SCHEDULED
    assert 'data-live="yes"' in page(client, "sending", planned.pk).content.decode()
    assert start_due_sendings(at=timezone.now()) == 1


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"starts_at": "2020-01-01 09:00"}, "This time has passed"),
        ({"starts_at": ""}, "Say when it goes out"),
        ({"starts_at": "2020-01-01 09:00", "late_hours": "0"}, "greater than or equal to 1"),
        ({"audience": "0"}, "Select a valid choice"),
        ({"lists": []}, "Tick at least one list."),
        ({"lists": ["\x00"]}, "no longer offered"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(editor, client, typed, words):
    issue = make_issue()
    make_reader()
    audience = Audience.objects.create(name="Everybody")
    address = reverse("newsletters_cms:issue-send", args=[issue.translation_key])
    whole = {
        **form_of(client.get(address)),
        "lists": ["network"],
        "audience": audience.pk,
        "when": "later",
        "time_zone": "UTC",
        "late_hours": "12",
        "fallback_language": "en",
    }

    answer = client.post(address, {**whole, **typed})

    assert words in answer.content.decode()
    assert not IssueSending.objects.exists()


def test_the_form_counts_who_would_get_it_and_keeps_what_was_chosen(editor, client):
    issue = make_issue()
    make_reader(lists=("network", "courses"))
    make_reader(lists=("courses",))
    narrow = Audience.objects.create(
        name="A narrow one",
        conditions=[{"kind": "language", "values": ["ko"], "is_not": False}],
    )
    wide = Audience.objects.create(name="Everybody")
    address = reverse("newsletters_cms:issue-send", args=[issue.translation_key])

    first = client.get(address).content.decode()

    assert re.search(rf'value="{wide.pk}"[^>]*selected', first)
    assert re.search(r'value="courses"[^>]*checked', first)  # the first list, by its key here
    assert not re.search(r'value="network"[^>]*checked', first)
    assert "2 readers" in first
    typed = {"token": uuid.uuid4(), "when": "now", "time_zone": "UTC", "late_hours": "12"}
    chosen = {"lists": ["network"], "fallback_language": "en", **typed}
    for button in ("look", "back"):
        counted = client.post(address, {**chosen, "audience": wide.pk, button: "1"})
        assert "1 reader<" in counted.content.decode()
    refused = client.post(address, {**chosen, "audience": narrow.pk}).content.decode()
    assert "Nobody of this audience would get it" in refused
    assert not IssueSending.objects.exists()


def test_the_next_form_begins_as_the_last_sending_was_planned(editor, client, planned):
    issue = make_issue()
    make_reader(lists=("network",))
    make_list("courses")
    Audience.objects.create(name="Another")
    used = Audience.objects.create(name="Everybody")
    planned.sending.time_zone = "Asia/Kuala_Lumpur"
    planned.sending.save()

    shown = page(client, "issue-send", issue.translation_key).content.decode()

    assert re.search(r'value="network"[^>]*checked', shown)
    assert not re.search(r'value="courses"[^>]*checked', shown)
    assert re.search(rf'value="{used.pk}"[^>]*selected', shown)
    assert re.search(r'value="Asia/Kuala_Lumpur"[^>]*selected', shown)


def test_zones_of_the_network_stand_first_and_ones_own_is_chosen(editor, client):
    Country.objects.create(code="KR")
    Audience.objects.create(name="Everybody")
    editor.time_zone = "Asia/Dhaka"
    editor.save()

    shown = page(client, "issue-send", make_issue().translation_key).content.decode()

    assert shown.index("South Korea: Seoul") < shown.index('value="UTC"')
    assert shown.count('value="Asia/Seoul"') == 1
    assert re.search(r'value="Asia/Dhaka"[^>]*selected', shown)


def test_a_planned_hour_stands_there_in_its_zone_and_on_ones_own_clock(editor, client, planned):
    planned.sending.state, planned.sending.time_zone = SendingState.SCHEDULED, "Asia/Seoul"
    planned.sending.starts_at = datetime(2026, 11, 25, 22, 41, tzinfo=UTC)
    planned.sending.save()

    for name, args in (("sending", [planned.pk]), ("sending-list", [])):
        shown = page(client, name, *args).content.decode()
        assert "26 November 2026, 07:41 (Asia/Seoul), which is 25 November 2026, 22:41 (UTC)" in (
            shown
        )
        assert "To “Everybody” on Network news" in shown
    editor.time_zone = "Asia/Tokyo"
    editor.save()
    same = page(client, "sending", planned.pk).content.decode()
    assert "Goes out on 26 November 2026, 07:41 (Asia/Seoul)" in same
    assert "which is" not in same


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


@pytest.mark.parametrize("own_zone", ["UTC", "Europe/Berlin"])
def test_a_time_that_clocks_leave_out_is_refused_where_it_is_left_out(own_zone):
    """Clocks in Berlin go from 2:00 to 3:00 on that morning; those in Seoul do not."""
    audience = Audience.objects.create(name="Everybody")
    typed = {
        "token": uuid.uuid4(),
        "lists": ["network"],
        "audience": audience.pk,
        "when": "later",
        "starts_at": "2027-03-28 02:30",
        "late_hours": "12",
        "fallback_language": "en",
    }

    def errors(zone):
        form = PlanForm({**typed, "time_zone": zone}, languages=[("en", "English")])
        return form.errors.get("starts_at", [])

    make_list()
    with time_machine.travel(datetime(2027, 3, 20, tzinfo=UTC)), timezone.override(own_zone):
        assert "no such time" in "".join(errors("Europe/Berlin"))
        assert errors("Asia/Seoul") == []


@pytest.mark.both_databases
def test_what_no_database_takes_is_no_value_of_a_condition(editor, client):
    make_list()
    for kind in ("list", "country", "language"):
        typed = {
            **{"name": "x", "add": "1", "new_kind": "language"},
            **{"condition-TOTAL_FORMS": "1", "condition-INITIAL_FORMS": "0"},
            **{"condition-0-kind": kind, "condition-0-values": "\0"},
        }
        assert client.post(reverse("newsletters_cms:audience-new"), typed).status_code == 200


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


def test_an_audience_is_made_condition_by_condition_and_nothing_typed_is_lost(editor, client):
    make_reader(name="Ayu", language="ko")
    make_reader(name="Ben")
    address = reverse("newsletters_cms:audience-new")
    empty = {"condition-TOTAL_FORMS": "0", "condition-INITIAL_FORMS": "0"}

    added = client.post(
        address,
        {**empty, "name": "Korean", "must_meet_all": "1", "add": "1", "new_kind": "language"},
    ).content.decode()
    assert 'value="Korean"' in added
    assert 'name="condition-0-values"' in added
    rows = {
        "condition-TOTAL_FORMS": "1",
        "condition-INITIAL_FORMS": "0",
        "condition-0-kind": "language",
        "condition-0-values": ["ko"],
        "name": "Korean",
        "must_meet_all": "1",
    }
    counted = client.post(address, {**rows, "look": "1"}).content.decode()
    assert "1 reader" in counted
    assert "Ayu" in counted
    assert "Ben" not in counted
    client.post(address, {**rows, "save": "1"})

    audience = Audience.objects.get()
    assert audience.conditions == [{"kind": "language", "values": ["ko"], "is_not": False}]
    assert audience.created_by == editor
    again = page(client, "audience", audience.pk).content.decode()
    assert re.search(r'value="ko"[^>]*checked', again)


@pytest.mark.parametrize(("chosen", "must_meet_all"), [("1", True), ("", False)])
def test_an_audience_of_all_and_one_of_any_conditions_are_saved(
    editor, client, chosen, must_meet_all
):
    rows = {
        "condition-TOTAL_FORMS": "1",
        "condition-INITIAL_FORMS": "0",
        "condition-0-kind": "language",
        "condition-0-values": ["ko"],
        "name": "Readers of Korean",
        "must_meet_all": chosen,
        "save": "1",
    }

    client.post(reverse("newsletters_cms:audience-new"), rows)
    made = Audience.objects.get()
    assert made.must_meet_all is must_meet_all
    client.post(reverse("newsletters_cms:audience", args=[made.pk]), rows)

    made.refresh_from_db()
    assert made.must_meet_all is must_meet_all
    assert made.conditions[0]["values"] == ["ko"]


def test_an_audience_with_an_empty_condition_is_not_saved(editor, client):
    rows = {
        "condition-TOTAL_FORMS": "1",
        "condition-INITIAL_FORMS": "0",
        "condition-0-kind": "list",
        "name": "Nobody",
        "save": "1",
    }

    answer = client.post(reverse("newsletters_cms:audience-new"), rows)

    assert "Choose at least one, or remove it." in answer.content.decode()
    assert not Audience.objects.exists()


@pytest.mark.parametrize(
    "broken",
    [
        {"condition-TOTAL_FORMS": "99999", "save": "1"},
        {"condition-TOTAL_FORMS": "9" * 5000, "add": "1", "new_kind": "list"},
        {"condition-0-values": "9" * 5000, "add": "1", "new_kind": "list"},
    ],
    ids=["rows", "digits of rows", "digits of days"],
)
def test_an_audience_form_of_no_browser_is_refused_in_words(editor, client, broken):
    rows = {
        "condition-TOTAL_FORMS": "1",
        "condition-INITIAL_FORMS": "0",
        "condition-0-kind": "active",
        "name": "Nobody",
    }

    answer = client.post(reverse("newsletters_cms:audience-new"), {**rows, **broken})

    assert answer.status_code == 200
    assert not Audience.objects.exists()


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


@pytest.mark.parametrize("button", ["add", "look"])
def test_a_condition_that_says_nothing_yet_is_not_counted(editor, client, button):
    typed = {
        **{"name": "", button: "1", "new_kind": "language"},
        **{"condition-TOTAL_FORMS": "1", "condition-INITIAL_FORMS": "0"},
        **{"condition-0-kind": "language"},
    }

    shown = client.post(reverse("newsletters_cms:audience-new"), typed).content.decode()

    assert "Not counted yet." in shown
    assert "Readers to whom this does not apply" in shown
