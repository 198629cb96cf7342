"""Every named constraint of our tables refuses what it says. One without an entry here fails.

What breaks them stands in tests/constraints, one module for each app.
"""

from __future__ import annotations

from collections import ChainMap

import pytest
from django.apps import apps
from django.conf import settings
from django.db import IntegrityError, models, transaction

from certificates.models import Certificate
from courses.models import CourseRun
from learning.models import Enrollment
from live.models import PersonalLinks
from tests.constraints import (
    certificates,
    courses,
    discussions,
    feedback,
    learning,
    live,
    mail,
    members,
    newsletters,
    notifications,
    quizzes,
    users,
)
from tests.factories.discussions import (
    make_announcement,
    make_post,
    make_report,
    make_thread,
)
from tests.factories.learning import make_enrollment, make_learner
from tests.factories.live import make_session, make_sign_up
from tests.factories.notifications import make_choice, make_notice

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases, pytest.mark.slow]
OURS = settings.INSTALLED_APPS[: settings.INSTALLED_APPS.index("core") + 1]
BREAKS = ChainMap(
    certificates.BREAKS,
    courses.BREAKS,
    discussions.BREAKS,
    feedback.BREAKS,
    learning.BREAKS,
    live.BREAKS,
    mail.BREAKS,
    members.BREAKS,
    newsletters.BREAKS,
    notifications.BREAKS,
    quizzes.BREAKS,
    users.BREAKS,
)


def constraints() -> dict[str, models.BaseConstraint]:
    return {
        constraint.name: constraint
        for label in OURS
        for model in apps.get_app_config(label.rpartition(".")[2]).get_models()
        for constraint in model._meta.constraints
    }


def test_every_constraint_has_something_that_breaks_it():
    assert constraints().keys() == BREAKS.keys()


@pytest.mark.parametrize("name", sorted(BREAKS))
def test_a_constraint_refuses_what_breaks_it(name):
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        BREAKS[name]()

    if isinstance(constraints()[name], models.CheckConstraint):
        assert name in str(refusal.value)
    else:
        assert "unique" in str(refusal.value).lower()


def test_what_the_log_keeps_of_a_row_names_nobody():
    """Wagtail's log keeps `str()` of what it tells of; a person's own entry is erased with them."""
    learner = make_learner(name="Ayu Lestari", email="ayu@example.org")
    enrollment = make_enrollment(learner=learner)
    rows: list[models.Model] = [
        enrollment,
        Enrollment.objects.get(pk=enrollment.pk),
        CourseRun.objects.get(pk=enrollment.run_id),
        quizzes.attempt(enrollment=enrollment),
        Certificate(enrollment=enrollment, serial="CN-2027-000001", name="Ayu Lestari"),
        users.consent(user=learner),
        mail.delivery(),
        mail.suppression(),
        make_session(title="A talk with Ayu Lestari"),
        live.attendance(),
        live.reminder(),
        live.report(),
        make_sign_up(name="Ayu Lestari"),
        PersonalLinks(user=learner),
        make_thread(author=learner, title="Ayu asks"),
        make_post(author=learner, body="Ayu answers"),
        make_report(by=learner, words="Ayu complains"),
        make_announcement(by=learner),
        discussions.following(),
        make_notice(learner, values={"name": "Ayu Lestari"}),
        make_choice(learner),
    ]

    for row in rows:
        assert "Ayu" not in str(row), type(row)
        assert "@" not in str(row), type(row)
