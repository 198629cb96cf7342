"""A course in use is not deleted but offered no more: who gets in, who goes on, who hears."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from wagtail.models import ModelLogEntry

from courses.actions import offer_again, retire_course
from courses.models import Course, CourseRun, EnrollmentMode
from courses.prerequisites import say_needs
from learning.actions import (
    EnrollmentClosed,
    Outcome,
    apply_for_seat,
    enroll,
    enroll_many,
    join_waiting,
)
from learning.models import Application, WaitingPlace
from learning.running_again import note_interest, tell_interested
from mail.models import Delivery
from mail.rendering import render_message
from newsletters.news import find_news
from studio.retiring import read_meaning
from tests.factories.courses import NOW, course_page, make_course, make_run
from tests.factories.learning import finish, make_enrollment, make_learner
from tests.kept import forget_pages
from users.inviting import Newcomer
from users.models import User

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def course():
    return make_course(lessons=(2,), title="Reading streets")


@pytest.fixture
def run(course):
    return make_run(course, title="Spring")


@pytest.fixture
def keeper():
    return User.objects.create_superuser("keeper@example.org", "a-long-password")


def retire(course, keeper, successor=None, at=NOW):
    done = retire_course(
        course=course, reason="Its figures are old.", successor=successor, by=keeper, at=at
    )
    course.refresh_from_db()
    return done


@pytest.mark.both_databases
def test_nobody_new_enrolls_by_any_way_and_once_is_enough(course, run, keeper):
    assert retire(course, keeper) is True
    assert retire(course, keeper) is False

    with pytest.raises(EnrollmentClosed, match="not offered any more"):
        enroll(learner=make_learner(), run=run, at=NOW)
    with pytest.raises(EnrollmentClosed, match="not offered any more"):
        join_waiting(learner=make_learner(), run=run, at=NOW)
    people = [Newcomer(email="new@example.org", name="", language="en", country="", time_zone="")]
    assert enroll_many(run=run, people=people, at=NOW, by=keeper) == [Outcome.RUN_CLOSED]
    assert ModelLogEntry.objects.filter(action="courses.retire_course").count() == 1


def test_whoever_is_in_it_finishes_and_completes(course, run, keeper):
    enrollment = make_enrollment(run=run)
    retire(course, keeper)

    assert finish(enrollment).completed_at == NOW
    assert not Delivery.objects.filter(template="course_retired").exists()


@pytest.mark.both_databases
def test_who_waits_or_asks_hears_why_once_and_waits_no_more(course, run, keeper):
    make_enrollment(run=run)
    CourseRun.objects.filter(pk=run.pk).update(capacity=1)
    waits, asks = make_learner(), make_learner()
    join_waiting(learner=waits, run=run, at=NOW)
    other = make_run(course, enrollment_mode=EnrollmentMode.APPROVAL)
    apply_for_seat(learner=asks, run=other, answers=[], at=NOW)

    retire(course, keeper)
    retire(course, keeper)

    told = Delivery.objects.filter(template="course_retired")
    assert {mail.user for mail in told} == {waits, asks}
    assert "Its figures are old." in render_message(told[0]).body
    assert not WaitingPlace.objects.open().exists()
    assert not Application.objects.pending().exists()


def test_who_asked_to_hear_of_the_next_run_hears_nothing_until_it_is_offered_again(
    course, run, keeper
):
    user = make_learner(time_zone="UTC")
    note_interest(user=user, course=course, at=NOW - 30 * DAY)
    retire(course, keeper)

    assert tell_interested(at=NOW) == 0

    offer_again(course=course, by=keeper)
    assert tell_interested(at=NOW) == 1


def test_brought_back_it_is_as_before(course, run, keeper):
    retire(course, keeper)

    assert offer_again(course=course, by=keeper) is True
    assert offer_again(course=course, by=keeper) is False

    assert enroll(learner=make_learner(), run=run, at=NOW).pk
    fresh = Course.objects.get(pk=course.pk)
    assert (fresh.retired_by, fresh.retired_reason, fresh.successor) == (None, "", None)


def test_what_asks_for_it_first_asks_no_more(course, run, keeper):
    needing = make_run(make_course(lessons=(1,)), prerequisites={"courses": [str(course.key)]})
    assert len(say_needs(needing, language="en")) == 1
    assert read_meaning(course, at=NOW).needed_by == (needing,)

    retire(course, keeper)

    assert say_needs(needing, language="en") == ()


# --- what the public sees -----------------------------------------------------------------------


@pytest.fixture
def other():
    return make_course(lessons=(1,), title="Shade for every street")


def test_it_leaves_catalogue_sitemap_and_news_and_its_page_says_so(
    course, run, keeper, other, client
):
    retire(course, keeper, successor=other)
    forget_pages()
    page = course_page(course)

    with time_machine.travel(NOW, tick=False):
        catalogue = client.get(page.get_parent().get_parent().url).content.decode()
        provider = client.get(page.get_parent().url).content.decode()
        own = client.get(page.url).content.decode()
        sitemap = client.get("/sitemap.xml").content.decode()

    assert "Reading streets" not in catalogue
    assert "Shade for every street" in catalogue
    assert "Reading streets" not in provider
    assert page.slug not in sitemap
    assert "This course is not offered any more." in own
    assert f'href="{course_page(other).url}"' in own
    assert '<meta name="robots" content="noindex">' in own
    assert reverse("learning:enroll", args=[run.slug]) not in own
    news = find_news(since=NOW - 400 * DAY, at=NOW)
    assert course_page(course) not in news.pages
    assert course_page(course).pk not in [day.page_id for day in news.days]


def test_a_retired_course_in_its_place_is_not_named(course, keeper, other, client):
    retire(course, keeper, successor=other)
    retire(other, keeper)
    forget_pages()

    own = client.get(course_page(course).url).content.decode()

    assert "Shade for every street" not in own
    assert "Look for another course" in own


@pytest.mark.parametrize("name", ["enroll", "waiting", "again", "resume"])
def test_an_old_link_leads_to_the_page_that_says_so(course, run, keeper, client, name):
    retire(course, keeper)
    client.force_login(make_learner())
    with time_machine.travel(NOW, tick=False):
        answer = client.get(reverse(f"learning:{name}", args=[run.slug]), follow=True)

    assert answer.redirect_chain[-1][0] == course_page(course).url


def test_a_course_that_does_not_exist_is_still_not_found(keeper, client):
    client.force_login(make_learner())

    assert client.get(reverse("learning:enroll", args=["nothing"])).status_code == 404


# --- in the CMS ---------------------------------------------------------------------------------


@pytest.fixture
def administrator(course, client):
    person = make_learner(is_staff=True)
    person.groups.add(course.provider.administrator_group)
    client.force_login(person)
    return person


@pytest.fixture(autouse=True)
def now():
    with time_machine.travel(NOW, tick=False):
        yield


def test_the_page_says_what_it_means_by_name_and_number(course, run, administrator, client):
    finish(make_enrollment(run=run))
    make_enrollment(run=run)
    note_interest(user=make_learner(), course=course, at=NOW)

    page = client.get(reverse("studio:course-retire", args=[course.pk])).content.decode()

    assert "Spring" in page
    assert "2 people, 1 has completed" in page
    assert "1 person who wants to hear" in page


def test_a_reason_is_asked_and_what_was_chosen_stays(course, run, other, administrator, client):
    address = reverse("studio:course-retire", args=[course.pk])

    answer = client.post(address, {"reason": " ", "successor": other.pk})

    assert answer.status_code == 422
    assert "Say why" in answer.content.decode()
    assert f'<option value="{other.pk}" selected' in answer.content.decode()
    course.refresh_from_db()
    assert course.retired_at is None


def test_an_administrator_retires_and_brings_back(course, run, other, administrator, client):
    address = reverse("studio:course-retire", args=[course.pk])

    client.post(address, {"reason": "Old.", "successor": other.pk})

    course.refresh_from_db()
    assert (course.retired_by, course.successor) == (administrator, other)
    overview = client.get(reverse("studio:course-overview", args=[course.pk])).content.decode()
    assert "Not offered any more" in overview
    assert f"{reverse('runs:add')}?course=" not in overview
    copy = reverse("studio:run-copy", args=[run.pk])
    assert client.get(copy)["Location"] == reverse("studio:run", args=[run.pk])
    assert "Old." in client.get(address).content.decode()

    client.post(address, {"deed": "offer"})

    course.refresh_from_db()
    assert course.retired_at is None


def test_neither_an_author_nor_a_stranger_finds_the_page(course, client):
    author, stranger = make_learner(is_staff=True), make_learner(is_staff=True)
    author.groups.add(course.provider.author_group)
    stranger.groups.add(make_course(lessons=(1,)).provider.administrator_group)
    for person in (author, stranger):
        client.force_login(person)
        address = reverse("studio:course-retire", args=[course.pk])

        assert client.get(address).status_code == 404
        assert client.post(address, {"reason": "x"}).status_code == 404


@pytest.mark.parametrize("door", ["delete", "unpublish"])
def test_wagtails_own_ways_to_remove_a_course_in_use_lead_here(course, run, keeper, client, door):
    make_enrollment(run=run)
    client.force_login(keeper)
    address = reverse(f"wagtailadmin_pages:{door}", args=[course_page(course).pk])

    answer = client.post(address, follow=True)

    assert answer.redirect_chain[0][0] == reverse("studio:course-retire", args=[course.pk])
    assert "who is in it goes on to the end" in answer.content.decode()


def test_a_run_of_it_can_be_edited_but_none_is_added(course, run, administrator, client):
    client.post(reverse("studio:course-retire", args=[course.pk]), {"reason": "Old."})

    edit = client.get(reverse("runs:edit", args=[run.pk]))
    add = client.get(f"{reverse('runs:add')}?course={course.pk}")

    assert edit.status_code == 200
    assert course not in add.context["form"].fields["course"].queryset
