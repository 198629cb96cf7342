"""The page of one learner's path, and what can be done there."""

import pytest
import time_machine
from django.urls import reverse
from wagtail.models import ModelLogEntry

from tests.factories.courses import NOW, make_course, make_run
from tests.factories.learning import lessons_of, make_enrollment, make_learner


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def enrollment():
    """Somebody at the beginning of a course of three lessons, the last with a check."""
    run = make_run(make_course(lessons=(2, 1), checks=False))
    return make_enrollment(run=run, learner=make_learner(name="Ayu Lestari"))


@pytest.fixture
def author(enrollment, client):
    return sign_in(client, enrollment.run.course.provider.author_group)


def sign_in(client, group):
    person = make_learner(name="The author")
    person.groups.add(group)
    client.force_login(person)
    return person


def page(enrollment):
    return reverse("studio:learner", args=[enrollment.pk])


def deed_url(enrollment, deed):
    return reverse("studio:learner-deed", args=[enrollment.pk, deed])


def read(client, enrollment):
    return client.get(page(enrollment)).content.decode()


def do(client, enrollment, deed, **values):
    return client.post(deed_url(enrollment, deed), {"reason": "Ill for weeks", **values})


def said(client, enrollment):
    """What the page says after a deed."""
    return [str(message) for message in client.get(page(enrollment)).context["messages"]]


def first_key(enrollment):
    return lessons_of(enrollment)[0].key


def actions_of(enrollment):
    return list(
        ModelLogEntry.objects.for_instance(enrollment)
        .order_by("pk")
        .values_list("action", flat=True)
    )
