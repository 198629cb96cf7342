"""Lists as the platform offers them, and what a reader's browser sends."""

import pytest
from django.core.cache import cache
from django.test import Client

from mail.models import Delivery
from newsletters.loading import load_lists
from newsletters.models import MailingList

from .everywhere import joined, send_everywhere

HERE = "http://testserver"
PLACES = {
    "LMS_NEWSLETTER_FROM": "CityNet 소식 <news@example.org>",
    "LMS_NEWSLETTER_REPLY_TO": "secretariat@example.org",
    "LMS_BOUNCE_MAILBOX": "bounce@example.org",
    "LMS_UNSUBSCRIBE_MAILBOX": "leave@example.org",
}


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


@pytest.fixture
def places(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.LMS_SITE_URL = "https://learning.example.org"
    for name, value in PLACES.items():
        setattr(settings, name, value)


@pytest.fixture
def messages(db, lists, places):
    send_everywhere()
    return joined()
