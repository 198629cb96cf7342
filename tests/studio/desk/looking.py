"""The desk as its host opens it."""

from datetime import timedelta

from bs4 import BeautifulSoup
from django.urls import reverse

from tests.factories.courses import NOW
from tests.factories.learning import make_enrollment, make_learner

MINUTE = timedelta(minutes=1)
DURING, AFTER = NOW + 20 * MINUTE, NOW + 100 * MINUTE


def enroll(session, name):
    return make_enrollment(run=session.run, learner=make_learner(name=name))


def address(session, name="studio:session-desk"):
    return reverse(name, args=[session.pk])


def look(client, session, **query):
    return client.get(address(session), query)


def as_shown(response):
    """What a browser would send of the page's one form, without any of its buttons."""
    page = BeautifulSoup(response.content, "html.parser")
    data = {}
    for field in page.select("form[data-desk] input[name]"):
        if field["type"] != "checkbox" or field.has_attr("checked"):
            data.setdefault(field["name"], []).append(field.get("value", ""))
    return data
