"""Somebody passes the check in one tab and says in another that the recording is watched."""

import pytest

from learning.models import ActivityResult, ResultKind
from live.actions import mark_watched, open_recording
from tests.factories.learning import make_enrollment
from tests.threads import at_once

from .test_watching import OPENED, WATCHED, pass_check
from .test_watching import arranged as arranged

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases]
PEOPLE = 4


def test_both_at_the_same_moment_are_one_fact_each_time(arranged):
    session, _check = arranged
    people = [make_enrollment(run=session.run) for _ in range(PEOPLE)]
    for person in people:
        open_recording(session=session, enrollment_id=person.pk, at=OPENED)

    def act(number):
        person = people[number // 2]
        if number % 2:
            pass_check(person, arranged)
        else:
            mark_watched(session=session, enrollment=person, at=WATCHED)

    at_once(2 * PEOPLE, act)

    facts = ActivityResult.objects.valid().filter(kind=ResultKind.SESSION)
    assert sorted(facts.values_list("enrollment", flat=True)) == [person.pk for person in people]
