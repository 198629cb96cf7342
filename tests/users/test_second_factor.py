"""Where a second factor is required of staff, the CMS is closed without one."""

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.test import Client

from courses.rights import ensure_staff_rights
from tests.factories.learning import make_learner
from users.models import User
from users.roles import STAFF_ROLES

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def required(settings):
    settings.LMS_MFA_REQUIRED_FOR_STAFF = True


def browser_of(user):
    client = Client()
    client.force_login(user)
    return client


def staff_of(role):
    ensure_staff_rights()
    user = make_learner()
    user.groups.add(Group.objects.get(name=role))
    return user


@pytest.mark.parametrize("role", STAFF_ROLES)
def test_every_staff_role_is_led_to_set_one_up(role):
    browser = browser_of(staff_of(role))

    for path in ("/cms/", "/cms/pages/", "/cms/account/"):
        answer = browser.get(path, follow=True)

        assert answer.status_code == 200
        assert answer.redirect_chain[-1][0] == "/en/account/2fa/"
    assert "second factor" in answer.content.decode()


def test_an_administrator_is_no_exception():
    admin = User.objects.create_superuser("admin@example.org", "a-long-password")

    assert browser_of(admin).post("/cms/users/new/", {})["Location"] == "/en/account/2fa/"


def test_with_one_the_cms_opens():
    admin = User.objects.create_superuser("admin@example.org", "a-long-password")
    Authenticator.objects.create(user=admin, type=Authenticator.Type.TOTP, data={"secret": "x"})

    assert browser_of(admin).get("/cms/").status_code == 200


def test_signing_out_and_the_site_stay_open():
    browser = browser_of(User.objects.create_superuser("admin@example.org", "a-long-password"))

    assert browser.get("/en/my-learning/").status_code == 200
    assert browser.get("/en/account/email/").status_code == 200
    assert "2fa" not in browser.post("/cms/logout/").headers.get("Location", "")


def test_learners_are_not_asked():
    browser = browser_of(make_learner())

    assert "2fa" not in browser.get("/cms/").headers.get("Location", "")


def test_where_it_is_not_required_nobody_is_asked(settings):
    settings.LMS_MFA_REQUIRED_FOR_STAFF = False
    admin = User.objects.create_superuser("admin@example.org", "a-long-password")

    assert browser_of(admin).get("/cms/").status_code == 200
