"""The secretariat makes an audience of conditions and sees who it would be."""

import re

import pytest
from django.urls import reverse

from newsletters.models import Audience
from tests.factories.newsletters import make_list, make_reader

from .cms_pages import page

pytestmark = pytest.mark.django_db


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
