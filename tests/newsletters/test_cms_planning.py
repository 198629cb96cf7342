"""The secretariat says what goes out to whom, and at which time of which zone."""

import re
import uuid
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from mail.models import SendingState
from members.models import Country
from newsletters.cms.planning_forms import PlanForm
from newsletters.models import Audience, IssueSending
from newsletters.planning import start_due_sendings
from tests.factories.issues import make_issue
from tests.factories.newsletters import make_list, make_reader

from .cms_pages import page

pytestmark = pytest.mark.django_db


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
