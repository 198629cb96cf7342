"""What is handed to a person of their notices, and what erasure leaves."""

import pytest

from notifications.models import Choice, Notice, Way
from tests.factories.courses import NOW
from tests.factories.learning import make_learner
from tests.factories.notifications import make_choice, make_notice
from users.actions import erase_user
from users.personal_data import collect_personal_data

pytestmark = pytest.mark.django_db


def test_notices_and_choices_are_handed_over_and_go_with_the_person():
    person, other = make_learner(), make_learner()
    make_notice(person, values={"title": "Bicycles"})
    make_choice(person, way=Way.DIGEST)
    kept = make_notice(other)

    data = collect_personal_data(user=person, at=NOW)
    erase_user(user=person, at=NOW)

    assert data["notices"][0]["values"] == {"title": "Bicycles"}
    assert data["choices"] == [{"kind": "thread_answer", "way": "DIGEST"}]
    assert list(Notice.objects.all()) == [kept]
    assert not Choice.objects.exists()
