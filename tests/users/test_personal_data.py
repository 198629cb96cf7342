"""Whatever knows a person hands it over, and forgets it: a rule over all models."""

import json
import logging

import pytest
from django.apps import apps
from django.db import models
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.factories.courses import NOW
from tests.factories.learning import make_enrollment, make_learner
from tests.test_architecture import APPS
from users.models import User
from users.personal_data import collect_personal_data
from users.signals import personal_data_requested, user_erased

OWN = ["users", "account", "mfa"]  # `users` itself answers for these
# Apps that hold something of people and answer neither signal, each with the reason.
SILENT = {
    "wagtailcore": "what editors did: log, revisions, comments and locks are work for the network; "
    "they point to a row that names nobody, and `users` hands over the log and clears its labels",
    "wagtailadmin": "who edits what at this moment; `users` deletes it",
    "wagtailusers": "an editor's settings of the CMS; `users` deletes them",
    "wagtail_localize": "who translated a text: points to a row that names nobody",
    "wagtailimages": "who uploaded a picture: points to a row that names nobody",
    "wagtailembeds": "the frames of other hosts' videos: no text about a person",
    "wagtaildocs": "who uploaded a document: points to a row that names nobody",
    "courses": "people there are staff, by a row that names nobody; instructors are content",
}
NAMING = {"email", "to_email", "to_name", "name_latin", "certificate_name", "html"}


def relations(model):
    """Where the model's own columns point to."""
    return {
        field.related_model
        for field in model._meta.get_fields(include_parents=False)
        if field.is_relation and not field.auto_created and field.related_model
    }


def reaches_user(model, seen=()):
    """By a foreign key, or by one of a model of ours that does: an attempt, by its enrollment."""
    targets = relations(model) - {model, *seen}
    if User in targets:
        return True
    return any(
        reaches_user(target, (*seen, model)) for target in targets if target._meta.app_label in APPS
    )


def names_somebody(model):
    return any(
        isinstance(field, models.EmailField) or field.name in NAMING
        for field in model._meta.get_fields(include_parents=False)
    )


def apps_with_people():
    return {
        model._meta.app_label
        for model in apps.get_models(include_auto_created=True)
        if reaches_user(model) or names_somebody(model)
    }


def answering(signal):
    return {receiver.__module__.partition(".")[0] for receiver in signal._live_receivers(None)[0]}


@pytest.mark.parametrize("signal", [personal_data_requested, user_erased], ids=["data", "erased"])
def test_every_app_that_knows_people_answers(signal):
    unanswered = apps_with_people() - answering(signal) - set(OWN) - set(SILENT)

    assert unanswered == set()


def test_no_reason_is_kept_for_an_app_that_answers_or_knows_nobody():
    assert set(SILENT) & answering(user_erased) == set()
    assert set(SILENT) - apps_with_people() == set()


@pytest.fixture
def person(db):
    user = make_learner(name="Rina Kartikasari", email="rina@example.org")
    make_enrollment(learner=user)
    return user


def test_the_file_holds_a_section_of_every_app(person):
    data = collect_personal_data(user=person, at=NOW)

    assert data["profile"]["name"] == "Rina Kartikasari"
    assert {"enrollments", "certificates", "mail", "affiliation", "consents"} <= set(data)
    assert data["incomplete"] == []
    assert data["enrollments"][0]["course"]


def test_an_app_that_fails_is_named_and_the_rest_is_there(person, caplog):
    def fail(**kwargs):
        raise RuntimeError("broken")

    personal_data_requested.connect(fail, dispatch_uid="test")
    try:
        with caplog.at_level(logging.ERROR):
            data = collect_personal_data(user=person, at=NOW)
    finally:
        personal_data_requested.disconnect(dispatch_uid="test")

    assert data["incomplete"] == ["tests"]
    assert data["enrollments"]
    assert "did not hand over personal data" in caplog.text


def test_a_person_downloads_their_own_file_and_nobody_elses(person):
    make_learner(name="Somebody Else")
    browser = Client()
    browser.force_login(person)

    answer = browser.post(reverse("home:profile-data"))

    day = timezone.now().date().isoformat()
    assert f'filename="citynet-learning-{day}.json"' in answer["Content-Disposition"]
    assert {"private", "no-store"} <= set(answer["Cache-Control"].split(", "))
    assert json.loads(answer.content)["profile"]["email"] == "rina@example.org"
    assert "Somebody Else" not in answer.content.decode()


def erase_page(browser, password="a-long-password"):
    """The page that asks for the password, and what comes after it."""
    address = reverse("home:profile-erase")
    asked = browser.get(address)
    assert asked.status_code == 302
    assert reverse("account_reauthenticate") in asked["Location"]
    return browser.post(asked["Location"], {"password": password}, follow=True)


def test_the_page_to_erase_asks_for_the_password_again(person):
    browser = Client()
    browser.force_login(person)

    assert "for ever" not in erase_page(browser, "wrong").content.decode()
    assert "Erase my account for ever" in erase_page(browser).content.decode()


def test_without_the_password_nothing_is_erased(person):
    browser = Client()
    browser.force_login(person)

    browser.post(reverse("home:profile-erase"), {"certificates": "keep"})

    assert User.objects.get(pk=person.pk).erased_at is None


def test_a_person_erases_themselves_and_is_signed_out(person):
    browser = Client()
    browser.force_login(person)
    erase_page(browser)

    answer = browser.post(reverse("home:profile-erase"), {"certificates": "keep"}, follow=True)

    assert "Your account is erased" in answer.content.decode()
    assert User.objects.get(pk=person.pk).erased_at is not None
    assert browser.get(reverse("home:profile")).status_code == 302
