"""Mails to people who have no password, and never made an account: why they get them."""

from datetime import timedelta

import pytest
from django.urls import reverse

from live.actions import cancel_session, change_session, run_late
from live.models import LiveSession
from live.reminding import send_session_reminders
from mail.models import Delivery
from mail.rendering import render_message
from tests.factories.courses import NOW
from tests.factories.learning import make_learner
from users.models import User

from .signing_up import DAY, MINUTE, ask, confirm

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def person(run, stranger):
    ask(stranger, run)
    confirm(stranger)
    return User.objects.get(email="rina@example.org")


def rendered(template):
    message = render_message(Delivery.objects.filter(template=template).latest("pk"))
    return f"{message.subject}\n{message.body}\n{message.alternatives[0].content}"


def change(session, **values):
    change_session(
        session=session,
        values=values,
        sequence=session.sequence,
        by=make_learner(),
        at=NOW,
    )
    return LiveSession.objects.get()


def test_no_mail_about_a_session_says_that_they_have_an_account(run, person):
    session, host = LiveSession.objects.get(), make_learner()
    send_session_reminders(at=session.starts_at - DAY + MINUTE)
    run_late(session=session, minutes=10, by=host, at=session.starts_at - HOUR)
    session = change(LiveSession.objects.get(), starts_at=session.starts_at + DAY)
    cancel_session(session=session, reason="Ill.", drops=False, by=host, at=NOW)

    for template in ("reminder", "late", "moved", "cancelled"):
        text = rendered(f"session_{template}")
        assert "because you take part in" in text, template
        assert "you have an account" not in text, template


def test_the_mail_that_confirms_names_the_sign_up_as_its_reason(run, person):
    text = rendered("webinar_confirmed")

    assert "because you signed up for the webinar" in text
    assert "you have an account" not in text


def test_whoever_has_no_password_yet_is_not_told_to_choose_a_new_one(run, person, client):
    page = client.get(reverse("account_reset_password")).content.decode()
    client.post(reverse("account_reset_password"), {"email": person.email})

    text = rendered("account/choose_password")

    assert "Choose a password" in page
    assert "new password" not in page
    assert "asked to choose a password" in text
    assert "new password" not in text
    assert "you have an account" not in text


def test_whoever_has_one_chooses_a_new_one(client):
    person = make_learner(email="asha@example.org")
    person.set_password("a-street-is-read-with-the-feet")
    person.save()

    client.post(reverse("account_reset_password"), {"email": person.email})

    assert "asked for a new password" in rendered("account/choose_password")
