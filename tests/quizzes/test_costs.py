"""What a lesson with checks asks of the database."""

import pytest

from courses.compiling import compile_outline
from courses.models import LessonPage
from learning.models import ActivityResult
from tests.factories.courses import check_block
from tests.factories.quizzes import (
    answer,
    lesson_with_check,
)

from .walking import HTMX, check_address, form, lesson_address

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.mark.parametrize("count", [1, 5])
def test_a_lesson_costs_six_queries_however_many_checks_it_has(
    client, enrollment, learner, count, django_assert_num_queries
):
    page = LessonPage.objects.get(translation_key=lesson_with_check(enrollment).key)
    page.body = [*page.body.raw_data, *(check_block() for _more in range(count - 1))]
    page.save_revision().publish()
    compile_outline(enrollment.run.course)
    answer(enrollment, right=0)
    url = lesson_address(enrollment)
    client.get(url)

    # session; user; enrollment with outline; facts; the attempts; whether the run has live
    # sessions. Pages and lesson are kept.
    with django_assert_num_queries(6):
        client.get(url)


def test_answering_with_htmx(client, enrollment, learner, django_assert_num_queries):
    url, data = check_address(enrollment), form(enrollment)

    # session; user; enrollment; the action (see its own test); then as a lesson page: enrollment,
    # facts, the attempts; and where all is done the certificate, and what was said about the course
    with django_assert_num_queries(3 + 20 + 5):
        client.post(url, data, headers=HTMX)

    assert ActivityResult.objects.count() == 2
