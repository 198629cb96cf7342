"""A programme is a course whose outline names courses; each run of it says which runs they are."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from wagtail.models import ModelLogEntry

from courses.actions import PartRefused, choose_part_runs, copy_run
from courses.compiling import compile_outline
from courses.models import LessonPage, RunPart
from courses.parts import CourseChoiceBlock, course_choices, course_titles
from courses.signals import run_copied
from tests.factories.courses import (
    NOW,
    course_page,
    make_course,
    make_provider,
    make_run,
    part_block,
)
from tests.factories.learning import make_learner

pytestmark = pytest.mark.django_db


@pytest.fixture
def provider():
    return make_provider()


@pytest.fixture
def part(provider):
    return make_course(lessons=(1,), checks=False, provider=provider, title="Heat in cities")


@pytest.fixture
def programme(provider, part):
    course = make_course(
        lessons=(1,), checks=False, provider=provider, title="Leaders", format="PROGRAMME"
    )
    lesson = LessonPage.objects.descendant_of(course_page(course)).get()
    lesson.body = [part_block(part)]
    lesson.save_revision().publish()
    compile_outline(course)
    course.refresh_from_db()
    return course


def choose(run, part_run, *, course=None):
    key = str((course or part_run.course).key)
    return choose_part_runs(
        run=run,
        chosen={key: part_run.pk if part_run else None},
        by=make_learner(is_staff=True),
        at=NOW,
    )


def test_a_run_of_a_programme_has_one_run_of_each_of_its_courses(programme, part):
    run, first, second = make_run(programme), make_run(part), make_run(part)

    choose(run, first)
    choose(run, second)

    assert list(RunPart.objects.values_list("run", "course", "part_run")) == [
        (run.pk, part.pk, second.pk)
    ]


def test_choosing_the_same_twice_writes_nothing(programme, part):
    run, part_run = make_run(programme), make_run(part)

    choose(run, part_run)
    choose(run, part_run)

    assert ModelLogEntry.objects.filter(action="courses.choose_part_runs").count() == 1


def test_a_chosen_run_can_be_taken_out_again(programme, part):
    run = make_run(programme)
    choose(run, make_run(part))

    choose(run, None, course=part)

    assert not RunPart.objects.exists()


def test_a_run_of_another_course_is_refused(programme, part):
    other = make_run(make_course(lessons=(1,)))

    with pytest.raises(PartRefused, match="belongs to another course"):
        choose(make_run(programme), other, course=part)


def test_a_course_that_the_outline_does_not_name_is_refused(programme):
    other = make_run(make_course(lessons=(1,), title="Rain"))

    with pytest.raises(PartRefused, match="“Rain” is no part of this programme"):
        choose(make_run(programme), other)


def test_a_programme_is_no_part_of_a_programme(programme, part):
    part_run = make_run(part)
    part.__class__.objects.filter(pk=part.pk).update(format="PROGRAMME")

    with pytest.raises(PartRefused, match="is a programme itself"):
        choose(make_run(programme), part_run)


@pytest.mark.parametrize("ended", ["archived_at", "cancelled_at"])
def test_a_run_that_is_over_for_good_is_refused(programme, part, ended):
    with pytest.raises(PartRefused, match="archived or cancelled"):
        choose(make_run(programme), make_run(part, **{ended: NOW}))


def test_a_copy_of_a_run_keeps_its_parts_asks_for_all_and_is_announced(programme, part):
    run = make_run(programme, dropped=[["a", "b"]])
    choose(run, make_run(part))
    heard = []
    run_copied.connect(
        lambda source, copy, starts_on, **_: heard.append((source, copy, starts_on)), weak=False
    )

    by, token = make_learner(is_staff=True), uuid4()
    copy, _is_new = copy_run(run=run, starts_on=None, token=token, by=by)
    copy_run(run=run, starts_on=None, token=token, by=by)

    assert copy.parts.get().part_run == run.parts.get().part_run
    assert copy.dropped == []
    assert heard == [(run, copy, None)]


def test_the_run_of_a_copied_course_chooses_its_parts_anew(programme, part):
    run, other = make_run(programme), make_course(lessons=(1,), format="PROGRAMME")
    choose(run, make_run(part))
    by = make_learner(is_staff=True)

    copy, _is_new = copy_run(run=run, starts_on=None, token=uuid4(), by=by, into=other)

    assert not copy.parts.exists()


def test_published_courses_can_be_chosen_and_programmes_and_drafts_cannot(programme, part):
    make_course(title="A draft", is_live=False)

    assert course_choices() == [(str(part.key), "Heat in cities")]
    assert course_titles([str(part.key), ""]) == {str(part.key): "Heat in cities"}


def test_reading_a_stored_choice_asks_nothing(part, django_assert_num_queries):
    block = CourseChoiceBlock()

    with django_assert_num_queries(0):
        assert block.to_python(str(part.key)) == str(part.key)
        assert block.normalize(str(part.key)) == str(part.key)


def test_a_run_of_a_course_that_is_not_offered_any_more_is_refused(programme, part):
    by = make_learner(is_staff=True)
    part.__class__.objects.filter(pk=part.pk).update(retired_at=NOW, retired_by=by)

    with pytest.raises(PartRefused, match="not offered any more"):
        choose(make_run(programme), make_run(part))


def test_a_course_that_is_not_offered_any_more_is_no_choice(part):
    by = make_learner(is_staff=True)
    part.__class__.objects.filter(pk=part.pk).update(retired_at=NOW, retired_by=by)

    assert course_choices() == []


def test_the_page_of_a_programme_leads_to_its_courses(programme, part, client):
    page = client.get(course_page(programme).url).content.decode()

    assert "Courses of this programme" in page
    assert page.count(course_page(part).url) >= 1
    assert "Courses of this programme" not in client.get(course_page(part).url).content.decode()


def test_the_page_of_a_programme_shows_of_each_course_the_run_that_belongs_to_it(
    programme, part, client
):
    """And not the one that a visitor of the course would be shown."""
    run = make_run(programme)
    with time_machine.travel(NOW, tick=False):
        theirs = make_run(part, starts_at=NOW + timedelta(days=50), ends_at=None)
        make_run(part)
        choose(run, theirs)
        said = courses_of_page(client, programme)

    assert "Starts 11 March 2027" in said
    assert "19 January" not in said


def test_the_page_of_a_programme_tells_no_date_of_a_course_whose_run_is_not_set(
    programme, part, client
):
    make_run(programme)
    with time_machine.travel(NOW, tick=False):
        make_run(part)
        assert "Starts" not in courses_of_page(client, programme)


def courses_of_page(client, programme):
    page = BeautifulSoup(client.get(course_page(programme).url).content, "html.parser")
    return " ".join(page.select_one("section[aria-labelledby=parts]").get_text(" ").split())


@pytest.mark.parametrize("value", ["", "no key", "<b>"])
def test_what_is_no_course_cannot_be_stored(value):
    with pytest.raises(ValidationError):
        CourseChoiceBlock().clean(value)
