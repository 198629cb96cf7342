"""One issue in the CMS: approval with its checks, the mail in many hands, a test."""

import uuid
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import Locale, ModelLogEntry, PageLogEntry, TaskState
from wagtail.test.utils.form_data import nested_form_data, querydict_from_html, streamfield
from wagtail_localize.models import TranslationSource

from courses.rights import ensure_staff_rights
from mail.actions import suppress
from mail.models import Delivery, Suppression
from newsletters.models import NewsletterIssuePage
from tests.factories.courses import make_course
from tests.factories.issues import button, make_archive, make_issue, make_picture, story
from tests.factories.learning import make_learner
from tests.factories.newsletters import make_reader
from users.roles import ADMINISTRATOR, SECRETARIAT

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def make_secretary():
    ensure_staff_rights()
    secretary = make_learner(is_staff=True)
    secretary.groups.add(Group.objects.get(name=SECRETARIAT))
    return secretary


@pytest.fixture
def draft():
    page = make_issue(title="A draft", live=False)
    page.save_revision()
    return page


@pytest.fixture
def secretary(client):
    secretary = make_secretary()
    client.force_login(secretary)
    return secretary


def address(name, page):
    return reverse(f"newsletter-issues:{name}", args=[page.pk])


def do(client, page, deed, **values):
    response = client.post(address("desk", page), {"deed": deed, **values}, follow=True)
    page.refresh_from_db()
    return response.content.decode()


def test_an_issue_is_submitted_and_approved_with_its_checks_beside_it(draft, secretary, client):
    shown = do(client, draft, "submit")
    assert "Waits for review" in shown
    assert "Before it is published" in shown
    assert not draft.live

    do(client, draft, "approve")

    assert draft.live
    assert client.get(draft.url).status_code == 200


def test_submitting_and_approving_twice_changes_nothing_twice(draft, secretary, client):
    do(client, draft, "submit")
    do(client, draft, "submit")
    assert TaskState.objects.count() == 1

    do(client, draft, "approve")
    shown = do(client, draft, "approve")

    assert "Nothing was changed" in shown
    assert draft.revisions.count() == 1
    assert PageLogEntry.objects.filter(page=draft.pk, action="wagtail.publish").count() == 1


def test_what_stops_publication_stops_the_approval_on_every_way(draft, secretary, client):
    do(client, draft, "submit")
    draft.body = [story("")]
    draft.save_revision()

    shown = do(client, draft, "approve")
    state = TaskState.objects.get()
    client.post(
        reverse("wagtailadmin_pages:workflow_action", args=[draft.pk, "approve", state.pk]), {}
    )

    draft.refresh_from_db()
    state.refresh_from_db()
    assert "Something stops publication" in shown
    assert not draft.live
    assert state.status == TaskState.STATUS_IN_PROGRESS


def test_the_editors_own_publish_is_stopped_by_the_same_checks(draft, secretary, client):
    edit = client.get(reverse("wagtailadmin_pages:edit", args=[draft.pk]))
    data = querydict_from_html(edit.content.decode(), form_id="page-edit-form")
    for name, value in nested_form_data({"body": streamfield([])}).items():
        data[name] = value
    data["action-publish"] = "action-publish"

    response = client.post(reverse("wagtailadmin_pages:edit", args=[draft.pk]), data)

    draft.refresh_from_db()
    assert response["Location"] == address("desk", draft)
    assert not draft.live


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


def test_changes_are_asked_for_with_words_and_submitted_again(draft, secretary, client):
    do(client, draft, "submit")
    assert "Say what should change." in do(client, draft, "send_back", comment="")

    shown = do(client, draft, "send_back", comment="Shorter, please")
    assert "Shorter, please" in shown
    assert "Changes asked for" in shown

    assert "Waits for review" in do(client, draft, "submit")
    assert "Submit for review" in do(client, draft, "withdraw")


def test_only_who_may_publish_approves(draft, client):
    from django.contrib.auth.models import Permission
    from wagtail.models import GroupPagePermission

    editors = Group.objects.create(name="Editors of the newsletter")
    editors.permissions.add(Permission.objects.get(codename="access_admin"))
    GroupPagePermission.objects.create(
        group=editors,
        page=draft.get_parent(),
        permission=Permission.objects.get(codename="change_page"),
    )
    editor = make_learner()
    editor.groups.add(editors)
    client.force_login(editor)

    do(client, draft, "submit")
    refused = client.post(address("desk", draft), {"deed": "approve"})

    draft.refresh_from_db()
    assert refused.status_code in {302, 403}
    assert not draft.live
    assert "Approve and publish" not in client.get(address("desk", draft)).content.decode()
    assert client.get(address("as-reader", draft)).status_code == 404


def test_an_author_of_a_course_opens_no_issue(draft, client):
    author = make_learner()
    author.groups.add(make_course(lessons=(1,)).provider.author_group)
    client.force_login(author)

    for name in ("desk", "as-reader"):
        assert client.get(address(name, draft)).status_code == 404
    assert client.post(address("test", draft), {"addresses": "a@example.org"}).status_code == 404


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


def send(client, page, addresses, key=None):
    values = {"addresses": addresses, "key": key or uuid.uuid4()}
    return client.post(address("test", page), values, follow=True).content.decode()


def test_a_test_goes_to_named_addresses_once(draft, secretary, client):
    make_reader("nadia@example.org", name="Nadia")
    key = uuid.uuid4()

    shown = send(client, draft, "nadia@example.org\nbudi@example.org", key)
    send(client, draft, "nadia@example.org\nbudi@example.org", key)

    assert "on its way to nadia@example.org, budi@example.org" in shown
    nadia, budi = Delivery.objects.order_by("pk")
    assert nadia.subject == "[Test] A draft"
    assert "Hello Nadia" in nadia.html
    assert "nadia@example.org" in nadia.text
    assert f"/en/newsletter/unsubscribe/{nadia.token.hex}/" in nadia.html
    assert nadia.token.hex not in budi.html
    assert "\ue000" not in nadia.html + nadia.text
    entry = PageLogEntry.objects.filter(page=draft.pk, action="newsletters.send_test").first()
    assert entry.data == {"count": 2}
    assert not ModelLogEntry.objects.filter(action="newsletters.send_test").exists()


def test_a_second_form_sends_a_second_test(draft, secretary, client):
    send(client, draft, "nadia@example.org")
    send(client, draft, "nadia@example.org")

    assert Delivery.objects.count() == 2


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Give at least one address."),
        ("nobody", "“nobody” is not an e-mail address"),
        (" ".join(f"a{n}@example.org" for n in range(6)), "These are 6 addresses."),
        ("a@example.org\nb@", "“b@” is not an e-mail address"),
    ],
)
def test_a_bad_address_is_refused_beside_its_field_and_nothing_is_sent(
    typed, words, draft, secretary, client
):
    shown = send(client, draft, typed)

    assert words in shown
    assert typed.partition("\n")[0] in shown
    assert not Delivery.objects.exists()


def test_too_many_tests_within_an_hour_are_refused_and_keep_what_was_typed(
    draft, secretary, client
):
    key = uuid.uuid4()
    for _click in range(2):
        send(client, draft, "a0@example.org a1@example.org", key)
    log(draft, "newsletters.send_test", user=secretary, data={"count": 46})

    shown = send(client, draft, "b0@example.org b1@example.org b2@example.org")

    assert "You may send 50 test messages within an hour, and 48 have gone." in shown
    assert "b2@example.org" in shown
    assert Delivery.objects.count() == 2
    assert "on its way" in send(client, draft, "b0@example.org b1@example.org")


def test_an_hour_later_tests_go_again_and_each_person_counts_for_themselves(
    draft, secretary, client
):
    log(draft, "newsletters.send_test", user=make_learner(), data={"count": 50})
    log(draft, "newsletters.send_test", user=secretary, data={"count": 50})
    assert "50 have gone" in send(client, draft, "a@example.org")

    PageLogEntry.objects.update(timestamp=timezone.now() - timedelta(minutes=61))

    assert "on its way" in send(client, draft, "a@example.org")


def test_an_address_to_which_all_mail_is_stopped_gets_no_test(draft, secretary, client):
    suppress(address="nadia@example.org", reason=Suppression.Reason.COMPLAINT)
    suppress(address="budi@example.org", reason=Suppression.Reason.LEFT, scope="list:network")

    assert "All mail to nadia@example.org is stopped" in send(client, draft, "nadia@example.org")
    assert not Delivery.objects.exists()
    assert "on its way to budi@example.org" in send(client, draft, "budi@example.org")


def test_a_draft_is_tested_as_it_was_saved_last(draft, secretary, client):
    draft.title = "Newer words"
    draft.save_revision()

    send(client, draft, "nadia@example.org")

    assert Delivery.objects.get().subject == "[Test] Newer words"
    assert NewsletterIssuePage.objects.get(pk=draft.pk).title == "A draft"


def test_the_list_shows_each_issue_in_its_languages(draft, secretary, client):
    make_issue("ko", translation_key=draft.translation_key, title="초안")

    text = client.get(reverse("newsletter-issues:list")).content.decode()

    assert text.count(">A draft<") == 1
    assert "English" in text
    assert "한국어" in text


def test_what_waits_for_approval_stands_on_the_home_of_the_secretariat(draft, secretary, client):
    do(client, draft, "submit")

    home = client.get(reverse("wagtailadmin_home")).content.decode()

    assert address("desk", draft) in home


@pytest.fixture
def unfinished():
    """A draft with nothing in it: a check stops it."""
    page = make_issue(title="Nothing yet", live=False, body=[])
    page.save_revision()
    return page


@pytest.mark.parametrize("below", ["", "on"])
def test_ticked_in_the_explorer_it_is_stopped_by_the_same_checks(
    unfinished, draft, secretary, client, below
):
    ticked = unfinished.get_parent() if below else unfinished
    publish = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])

    answer = client.post(f"{publish}?id={ticked.pk}&next=/cms/", {"include_descendants": below})

    unfinished.refresh_from_db()
    assert answer["Location"] == address("desk", unfinished)
    assert not unfinished.live

    answer = client.post(f"{publish}?id={draft.pk}&next=/cms/", {"include_descendants": ""})
    draft.refresh_from_db()
    assert draft.live


def test_wagtails_own_interface_publishes_nothing(unfinished, secretary, client):
    for deed in ("publish", "copy", "move"):
        answer = client.post(f"/cms/api/main/pages/{unfinished.pk}/action/{deed}/")
        assert answer.status_code == 404

    unfinished.refresh_from_db()
    assert not unfinished.live


def test_updating_all_translations_at_once_publishes_none(secretary, client):
    issue = make_issue(title="News")
    make_archive("ko")
    korean = Locale.objects.get(language_code="ko")
    submit = reverse("wagtail_localize:submit_page_translation", args=[issue.pk])
    client.post(submit, {"locales": [korean.pk]})
    source = TranslationSource.objects.get(object_id=issue.translation_key)

    update = reverse("wagtail_localize:update_translations", args=[source.pk])
    shown = client.post(update, {"publish_translations": "on"}, follow=True).content.decode()

    translated = NewsletterIssuePage.objects.get(
        translation_key=issue.translation_key, locale=korean
    )
    assert not translated.live
    assert "publish each on its own page" in shown


def test_an_issue_that_a_check_stops_is_not_submitted(unfinished, secretary, client):
    shown = do(client, unfinished, "submit")

    assert "It is not submitted: something stops it." in shown
    assert not TaskState.objects.exists()
    assert not Delivery.objects.exists()


def test_whoever_approves_gets_one_mail_about_a_submission(
    draft, secretary, client, django_capture_on_commit_callbacks
):
    administrator = make_learner(is_superuser=True, is_staff=True)
    administrator.groups.add(Group.objects.get(name=ADMINISTRATOR))

    with django_capture_on_commit_callbacks(execute=True):
        do(client, draft, "submit")

    assert Delivery.objects.filter(to_email=administrator.email).count() == 1


def test_what_waits_for_review_is_decided_on_its_desk_alone(draft, secretary, client):
    edit = reverse("wagtailadmin_pages:edit", args=[draft.pk])
    data = querydict_from_html(client.get(edit).content.decode(), form_id="page-edit-form")
    assert 'name="action-publish"' in client.get(edit).content.decode()
    do(client, draft, "submit")

    shown = client.get(edit).content.decode()
    for name, value in nested_form_data({"body": streamfield([])}).items():
        data[name] = value
    data["action-publish"] = "action-publish"
    answer = client.post(edit, data)

    draft.refresh_from_db()
    assert 'name="action-publish"' not in shown
    assert "Approve and publish" not in shown
    assert f'href="{address("desk", draft)}"' in shown
    assert answer["Location"] == address("desk", draft)
    assert not draft.live
    assert "Waits for review" in client.get(address("desk", draft)).content.decode()


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
