"""An account is erased while hosts judge what is said around it: neither waits for ever, and no
word of it is left.
"""

import uuid

import pytest

from discussions.actions import (
    NotSaid,
    answer,
    hide_post,
    mark_helpful,
    start_thread,
    unmark_helpful,
)
from notifications.models import Notice
from tests.factories.courses import NOW, make_run
from tests.factories.learning import make_enrollment, make_learner
from tests.threads import at_once
from users.actions import erase_user

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.both_databases,
    pytest.mark.slow,
]


def said(run, asha, ben):
    """A thread of Asha's, and what Ben answered."""
    words = {"token": uuid.uuid4(), "at": NOW}
    thread, _is_new = start_thread(
        run=run, scope="run", scope_key="", title="Where we meet", body="Where?", by=asha, **words
    )
    post, _is_new = answer(thread=thread, body="Here.", by=ben, at=NOW, token=uuid.uuid4())
    return thread, post


def test_marks_are_given_and_taken_while_who_asked_and_who_answered_are_erased():
    host = make_learner()
    for number in range(8):
        run = make_run()
        run.team.add(host)
        asha, ben = (make_enrollment(run=run).learner for _ in range(2))
        thread, post = said(run, asha, ben)

        def act(place, thread=thread, post=post, people=(asha, ben), number=number):
            if place == 0:
                return erase_user(user=people[number % 2], at=NOW)
            for _ in range(4):
                try:
                    mark_helpful(post=post, by=host, at=NOW)
                    unmark_helpful(post=post, by=host, at=NOW)
                except NotSaid:
                    return False
            return place == 2 and hide_post(post=post, reason="Off", by=host, at=NOW)

        assert at_once(3, act)[0]
        if number % 2 == 0:
            left = Notice.objects.filter(values__thread=thread.pk)
            assert set(left.values_list("values__title", flat=True)) <= {""}
