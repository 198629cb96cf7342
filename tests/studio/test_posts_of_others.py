"""What is sent to the studio's addresses about another provider's things changes nothing."""

from uuid import uuid4

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from courses.models import Course, LessonPage
from courses.rights import ensure_staff_rights
from learning.models import Enrollment
from studio.moderation import find_submission
from studio.urls import urlpatterns
from tests.factories.courses import course_page, make_course, make_provider, make_run
from tests.factories.discussions import make_announcement
from tests.factories.learning import make_enrollment, make_learner
from tests.factories.live import make_session
from users.roles import REVIEWER

pytestmark = pytest.mark.django_db
DEEDS = ("", "submit", "withdraw", "archive", "make", "remove", "send", "undo", "split", "trusted")
# Addresses that name nobody's thing.
OWN = {"course-list", "catalog-list", "course-new", "colleagues-of", "session-alive"}


@pytest.fixture
def theirs():
    ensure_staff_rights()
    return make_enrollment(run=make_run(make_course(lessons=(1,))))


@pytest.fixture
def mine(theirs):
    return make_enrollment(run=make_run(make_course(lessons=(1,), provider=make_provider())))


@pytest.fixture
def author(mine, client):
    person, provider = make_learner(), mine.run.course.provider
    person.groups.add(provider.author_group, provider.administrator_group)
    client.force_login(person)
    return person


def lesson_of(enrollment):
    page = course_page(enrollment.run.course)
    return LessonPage.objects.descendant_of(page).get()


def values_of(enrollment, person):
    lesson, course = lesson_of(enrollment), enrollment.run.course
    return {
        "pk": course.pk,
        "run_id": enrollment.run_id,
        "enrollment_id": enrollment.pk,
        "draft_id": lesson.pk,
        "page_id": lesson.pk,
        "session_id": make_session(enrollment.run).pk,
        "token": uuid4(),
        "announcement_id": make_announcement(enrollment.run).pk,
        "provider_id": course.provider_id,
        "person_id": person.pk,
        "deed": "unenroll",
        "audience": "EVERYBODY",
        "lesson_key": lesson.translation_key,
    }


def test_no_address_takes_anything_about_another_provider(theirs, author, client):
    values = values_of(theirs, author)
    for pattern in urlpatterns:
        if pattern.name in OWN:
            continue
        kwargs = {name: values[name] for name in pattern.pattern.converters}
        path = reverse(f"studio:{pattern.name}", kwargs=kwargs)
        for deed in DEEDS:
            response = client.post(path, {"deed": deed, "reason": "x", "number": "0"})
            is_sent_home = response.status_code == 302 and response.url == "/cms/"
            assert is_sent_home or response.status_code in {404, 405}, f"{pattern.name} {deed}"


def test_a_foreign_id_in_the_form_of_ones_own_run_is_not_taken(theirs, mine, author, client):
    lesson, deed = lesson_of(theirs), "studio:learner-deed"
    move = {"run": theirs.run_id, "seen": mine.run_id, "reason": "x"}
    reset = {"enrollment": theirs.pk, "lesson_key": lesson.translation_key, "activity_key": "x"}
    sent = [
        client.post(reverse("studio:run-checks", args=[mine.run_id]), {**reset, "reason": "x"}),
        client.post(reverse(deed, args=[mine.pk, "move"]), move),
        client.post(
            reverse(deed, args=[mine.pk, "excuse"]),
            {"lesson": str(lesson.translation_key), "reason": "x"},
        ),
        client.get(reverse("reports:course", args=[mine.run.course_id]) + f"?run={theirs.run_id}"),
    ]

    assert [response.status_code for response in sent] == [404, 422, 404, 404]
    assert Enrollment.objects.get(pk=mine.pk).run == mine.run


def test_a_message_from_ones_own_run_reaches_nobody_in_anothers(theirs, mine, author, client):
    address = reverse("studio:run-message", args=[mine.run_id])

    page = client.get(f"{address}?enrollment={theirs.pk}").content.decode()

    assert theirs.learner.name not in page
    assert theirs.learner.email not in page


def test_a_reviewer_submits_nobodys_course(theirs, client):
    reviewer = make_learner()
    reviewer.groups.add(Group.objects.get(name=REVIEWER))
    client.force_login(reviewer)
    course = Course.objects.get(pk=theirs.run.course_id)

    response = client.post(reverse("studio:course-publish", args=[course.pk]), {"deed": "submit"})

    assert response.status_code in {302, 403}
    assert find_submission(course) is None
