"""The editor of an issue: what it saves and publishes, and the mail in many hands beside it."""

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import nested_form_data, querydict_from_html, streamfield

from mail.models import Delivery
from tests.factories.issues import button, make_picture, story
from tests.factories.newsletters import make_reader

from .issue_pages import address

pytestmark = pytest.mark.django_db


def test_an_unfinished_draft_is_saved_and_previewed(draft, secretary, client):
    draft.body = [story(button="Go"), story("", picture=make_picture().pk), button("")]
    draft.save_revision()
    edit = reverse("wagtailadmin_pages:edit", args=[draft.pk])
    data = querydict_from_html(client.get(edit).content.decode(), form_id="page-edit-form")
    data["title"] = "Half of it"
    values = {"text": "null", "picture": "", "alt_text": "", "page": "", "url": "", "button": "Go"}
    blocks = [("story", {"title": "A", **values}), ("button", {"label": "", "page": "", "url": ""})]
    for name, value in nested_form_data({"body": streamfield(blocks)}).items():
        data[name] = value
    preview = reverse("wagtailadmin_pages:preview_on_edit", args=[draft.pk])

    available = client.post(preview, data).json()
    shown = client.get(preview, {"mode": "mail"}).content.decode()
    client.post(edit, data)

    draft.refresh_from_db()
    assert available == {"is_valid": True, "is_available": True}
    assert "Half of it" in shown
    assert draft.draft_title == "Half of it"


MODES = ["mail", "mail-phone", "mail-dark", "mail-no-pictures", "mail-text", "mail-reader", "none"]


@pytest.mark.parametrize("mode", MODES)
def test_the_preview_shows_the_mail_and_writes_nothing(mode, draft, secretary, client):
    response = client.get(reverse("wagtailadmin_pages:view_draft", args=[draft.pk]), {"mode": mode})

    text = response.content.decode()
    assert response.status_code == 200
    assert "\ue000" not in text
    assert "no-store" in response["Cache-Control"]
    assert "style-src 'self' 'unsafe-inline'" in response["Content-Security-Policy"]
    assert not Delivery.objects.exists()
    if mode == "mail-reader":
        assert "Choose a reader" in text
    elif mode == "mail-no-pictures":
        assert "src=" not in text
        assert "alt=" in text
    elif mode == "mail-dark":
        assert "prefers-color-scheme" not in text
    elif mode == "mail-text":
        assert "<pre>" in text
    else:
        assert 'src="/' in text


def test_the_secretariat_sees_the_mail_as_one_named_reader(draft, secretary, client):
    reader = make_reader("nadia@example.org", name="Nadia <b>")
    wrong = client.post(address("as-reader", draft), {"email": "nobody@example.org"})
    assert "No reader has this address" in wrong.content.decode()
    assert 'value="nobody@example.org"' in wrong.content.decode()

    shown = client.post(address("as-reader", draft), {"email": "Nadia@example.org "}, follow=True)

    text = shown.content.decode()
    assert "Hello Nadia &lt;b&gt;" in text
    assert reader.email in text
    preview = reverse("wagtailadmin_pages:view_draft", args=[draft.pk])
    assert "Nadia" in client.get(preview, {"mode": "mail-reader"}).content.decode()


def test_a_reader_once_chosen_is_shown_to_nobody_who_may_not_see_readers(draft, secretary, client):
    make_reader("nadia@example.org")
    client.post(address("as-reader", draft), {"email": "nadia@example.org"})
    secretary.groups.clear()

    response = client.get(
        reverse("wagtailadmin_pages:view_draft", args=[draft.pk]), {"mode": "mail-reader"}
    )

    assert b"nadia@" not in response.content


def test_the_checks_of_the_editor_are_those_of_the_desk(draft, secretary, client):
    shown = client.get(reverse("wagtailadmin_pages:edit", args=[draft.pk])).content.decode()
    panel = shown.partition('data-side-panel="checks"')[2]
    other = reverse("wagtailadmin_pages:edit", args=[draft.get_parent().pk])

    assert f'href="{address("desk", draft)}"' in panel
    assert "What stops this issue" in panel
    assert "What stops this issue" not in client.get(other).content.decode()


def test_names_of_fields_begin_with_a_capital():
    from newsletters.blocks import ISSUE_BLOCKS

    for _name, kind in ISSUE_BLOCKS:
        labels = [str(field.label) for field in getattr(kind, "child_blocks", {}).values()]
        assert labels == [label[0].upper() + label[1:] for label in labels]


def test_long_addresses_of_the_plain_text_break_on_a_phone(draft, secretary, client):
    preview = reverse("wagtailadmin_pages:view_draft", args=[draft.pk])

    shown = client.get(preview, {"mode": "mail-text"}).content.decode()

    assert "overflow-wrap:anywhere" in shown
    assert "width=device-width" in shown


def test_the_editor_of_pages_makes_the_words_of_translations_readable(draft, secretary, client):
    edit = client.get(reverse("wagtailadmin_pages:edit", args=[draft.pk])).content.decode()

    assert "studio/translation_words" in edit
