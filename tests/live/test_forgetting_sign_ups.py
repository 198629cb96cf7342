"""Sign-ups that nobody confirmed are forgotten; numbers stay."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from live.actions import SignUpRefused, confirm_sign_up
from live.models import SignUp
from live.tasks.forgetting import forget_sign_ups
from live.webinars.forgetting import forget_unconfirmed
from mail.addresses import email_key
from mail.models import Delivery
from tests.factories.courses import NOW, make_course, make_run
from tests.factories.learning import make_learner
from tests.factories.live import make_sign_up, make_sign_up_link
from users.models import User

pytestmark = pytest.mark.django_db
OLD = NOW - timedelta(days=31)


@pytest.fixture
def run():
    return make_run(make_course(lessons=(1,), checks=False, format="WEBINAR"))


def forget(at=NOW):
    return forget_unconfirmed(at=at, seconds=10)


@pytest.mark.both_databases
def test_what_nobody_confirmed_names_nobody_any_more_and_its_mail_is_wiped(run, client):
    sign_up = make_sign_up(run, email="rina@example.org", asked_at=OLD)
    token = make_sign_up_link(sign_up)

    assert forget() is False

    sign_up.refresh_from_db()
    assert (sign_up.email, sign_up.name, sign_up.city_name) == ("", "", "")
    assert sign_up.email_key != email_key("rina@example.org")
    assert Delivery.objects.get().to_email == ""
    assert client.get(reverse("live:webinar-confirm", args=[token])).status_code == 410
    with pytest.raises(SignUpRefused):
        confirm_sign_up(sign_up=sign_up, policies=(), at=NOW)
    assert not User.objects.exists()


def test_what_is_confirmed_or_was_asked_lately_stays(run):
    make_sign_up(run, asked_at=OLD, confirmed_at=OLD, user=make_learner())
    make_sign_up(run, asked_at=NOW - timedelta(days=29))

    forget()

    assert not SignUp.objects.filter(email="").exists()


def test_zero_days_keeps_them_all(run, settings):
    settings.LMS_UNCONFIRMED_DAYS = 0
    make_sign_up(run, asked_at=OLD)

    forget()

    assert not SignUp.objects.filter(email="").exists()


def test_whoever_was_forgotten_can_sign_up_again(run):
    make_sign_up(run, email="rina@example.org", asked_at=OLD)
    with time_machine.travel(NOW):
        forget_sign_ups()

    make_sign_up(run, email="rina@example.org")

    assert SignUp.objects.count() == 2


def test_the_pages_of_the_run_count_who_signed_up_and_show_no_address(run, client):
    for number in range(3):
        make_sign_up(run, email=f"guest-{number}@example.org")
    SignUp.objects.filter(email="guest-0@example.org").update(confirmed_at=NOW, user=make_learner())
    host = make_learner(is_staff=True)
    host.groups.add(run.course.provider.author_group)
    client.force_login(host)

    for name in ("studio:run", "studio:run-sessions"):
        page = client.get(reverse(name, args=[run.pk])).content.decode()
        assert "Signed up without an account: 3." in page
        assert "so take part: 1." in page
        assert "@example.org</" not in page.replace(host.email, "")


def test_a_run_that_is_no_webinar_counts_none(client):
    run = make_run()
    host = make_learner(is_staff=True)
    host.groups.add(run.course.provider.author_group)
    client.force_login(host)

    page = client.get(reverse("studio:run-sessions", args=[run.pk])).content.decode()

    assert "Signed up without an account" not in page
