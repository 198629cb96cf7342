"""Lists as the platform offers them, what a reader's browser sends, and the CMS with its issues."""

import uuid

import pytest
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.test import Client

from courses.rights import ensure_staff_rights
from mail.models import Delivery
from newsletters.loading import load_lists
from newsletters.models import IssueSending, MailingList
from tests.factories.issues import make_issue
from tests.factories.learning import make_learner
from tests.factories.newsletters import make_list, make_running_sending
from users.models import User
from users.roles import SECRETARIAT

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


@pytest.fixture
def editor(client):
    """Who may do everything in the CMS, signed in with `client`."""
    user = User.objects.create_superuser("editor@example.org", "a-long-password")
    client.force_login(user)
    return user


@pytest.fixture
def planned():
    """A sending to three readers that has begun, planned in the CMS."""
    made = IssueSending.objects.create(
        issue_key=uuid.uuid4(),
        sending=make_running_sending(3),
        audience={"name": "Everybody", "conditions": [], "must_meet_all": True},
    )
    made.lists.add(make_list())
    return made


@pytest.fixture
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def draft(files):
    """An issue that nobody has submitted yet."""
    page = make_issue(title="A draft", live=False)
    page.save_revision()
    return page


@pytest.fixture
def secretary(files, client):
    ensure_staff_rights()
    secretary = make_learner(is_staff=True)
    secretary.groups.add(Group.objects.get(name=SECRETARIAT))
    client.force_login(secretary)
    return secretary


@pytest.fixture
def unfinished(files):
    """A draft with nothing in it: a check stops it."""
    page = make_issue(title="Nothing yet", live=False, body=[])
    page.save_revision()
    return page
