"""Who waits for a run, and what became of it."""

from datetime import timedelta

from wagtail.models import ModelLogEntry

from learning.actions import join_waiting
from mail.models import Delivery
from tests.factories.courses import NOW
from tests.factories.learning import make_learner

HOUR = timedelta(hours=1)


def wait(run, **fields):
    return join_waiting(learner=make_learner(**fields), run=run, at=NOW)


def fresh(place):
    place.refresh_from_db()
    return place


def has_offer(place, at=NOW):
    return fresh(place).is_offered(at=at)


def mails(template):
    return list(Delivery.objects.filter(template=template).order_by("pk"))


def logged(place):
    entries = ModelLogEntry.objects.for_instance(place).order_by("pk")
    return list(entries.values_list("action", flat=True))
