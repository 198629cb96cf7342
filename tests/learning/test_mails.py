"""The confirmation of an enrollment: one for each time somebody enrolls, in their language."""

import pytest
from django.template.loader import render_to_string

from learning.actions import EnrollmentClosed, enroll, withdraw
from mail.models import Delivery
from tests.factories.courses import NOW, make_run
from tests.factories.learning import make_enrollment, make_learner

pytestmark = pytest.mark.django_db


def confirmations():
    return Delivery.objects.filter(template="enrollment_confirmed").order_by("pk")


def test_enrolling_twice_sends_one_confirmation():
    enrollment = make_enrollment()
    enroll(learner=enrollment.learner, run=enrollment.run, at=NOW)

    delivery = confirmations().get()

    assert delivery.key == f"enrollment:{enrollment.pk}:1"
    assert delivery.to_email == enrollment.learner.email


def test_returning_sends_another_one_that_says_welcome_back():
    enrollment = make_enrollment()
    withdraw(enrollment=enrollment, at=NOW)
    enroll(learner=enrollment.learner, run=enrollment.run, at=NOW)

    keys = [delivery.key for delivery in confirmations()]

    assert keys == [f"enrollment:{enrollment.pk}:1", f"enrollment:{enrollment.pk}:2"]
    assert confirmations().last().context["is_return"] is True


def test_a_refused_enrollment_sends_nothing():
    with pytest.raises(EnrollmentClosed):
        enroll(learner=make_learner(), run=make_run(opens_at=None), at=NOW)

    assert not confirmations().exists()


def test_the_text_says_when_it_starts_and_where_in_the_language_of_the_reader():
    learner = make_learner(language="id", time_zone="Asia/Jakarta", name="Sari")
    run = make_run(time_zone="Asia/Tokyo")
    make_enrollment(run=run, learner=learner)

    context = confirmations().get().context
    text = render_to_string("email/enrollment_confirmed/body.txt", context)

    assert context["link"].endswith(f"/id/learn/{run.slug}/")
    assert "(Jakarta)" in context["starts"]
    assert "(Tokyo)" in context["starts"]
    assert "Dear Sari," in text
    assert context["link"] in text


def test_the_subject_is_one_line():
    make_enrollment()

    subject = render_to_string(
        "email/enrollment_confirmed/subject.txt", confirmations().get().context
    )

    assert "\n" not in subject.strip()
