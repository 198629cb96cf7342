"""One issue in the CMS: submitted, checked and approved on its desk, by whoever may."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.models import Locale, PageLogEntry, TaskState
from wagtail.test.utils.form_data import nested_form_data, querydict_from_html, streamfield
from wagtail_localize.models import TranslationSource

from mail.models import Delivery
from newsletters.models import NewsletterIssuePage
from tests.factories.courses import make_course
from tests.factories.issues import make_archive, make_issue, story
from tests.factories.learning import make_learner
from users.roles import ADMINISTRATOR

from .issue_pages import address, do

pytestmark = pytest.mark.django_db


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
