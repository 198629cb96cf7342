"""Lists as the platform offers them, and what a reader's browser sends."""

import pytest
from django.core.cache import cache
from django.test import Client

from mail.models import Delivery
from newsletters.loading import load_lists
from newsletters.models import MailingList

HERE = "http://testserver"


@pytest.fixture
def lists(db):
    """Those of the beginning, by key. Rate limits, which lie in the cache, begin anew."""
    cache.clear()
    load_lists()
    return {each.key: each for each in MailingList.objects.all()}


@pytest.fixture
def stranger():
    """A browser that is not signed in, says where a form comes from, and checks CSRF as ours."""
    return Client(enforce_csrf_checks=True, headers={"Origin": HERE})


def mails(template=""):
    """What waits in the ledger, the oldest first."""
    rows = Delivery.objects.order_by("pk")
    return list(rows.filter(template=f"newsletters/{template}") if template else rows)
