"""Who changed what and when: one log of a course, and of one person in it."""

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from courses.actions import change_run, invite_administrator, publish_course
from courses.models import LessonPage
from learning.actions import complete_by_hand, excuse
from studio.log import reading
from studio.log.reading import Place
from tests.factories.courses import NOW, course_page, make_course, make_run
from tests.factories.learning import lessons_of, make_enrollment, make_learner
from users.actions import erase_user

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def course():
    return make_course(lessons=(2,))


@pytest.fixture
def author(course):
    person = make_learner(name="Nadia Rahman")
    person.groups.add(course.provider.author_group)
    return person


@pytest.fixture
def enrollment(course):
    return make_enrollment(run=make_run(course), learner=make_learner(name="Aiko Sato"))


def read(client, person, course, **query):
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client.get(reverse("studio:course-log", args=[course.pk]), query)


def text(response):
    return " ".join(response.content.decode().split())


def test_what_staff_did_to_a_learner_stands_there_with_who_whom_and_why(
    client, course, author, enrollment
):
    lesson = lessons_of(enrollment)[0]
    complete_by_hand(
        enrollment=enrollment,
        by=author,
        reason="Shown in the workshop",
        at=NOW,
        activities=[(lesson.key, "")],
    )

    shown = text(read(client, author, course, show="people"))

    assert "Recorded a result by hand: Shown in the workshop" in shown
    assert "Completed by hand" in shown
    assert "Nadia Rahman" in shown
    assert f'<a href="/cms/courses/people/{enrollment.pk}/"><bdi>Aiko Sato</bdi>' in shown


def test_a_changed_run_says_what_it_was_before_and_after(client, course, author):
    run = make_run(course, capacity=20, title="Spring")
    change_run(run=run, values={"capacity": 30}, by=author, at=NOW)

    shown = text(read(client, author, course, show="runs"))

    assert "Run changed" in shown
    assert "Seats: 20 → 30" in shown
    assert "Spring" in shown


def test_a_published_page_and_its_outline_stand_there_by_title(client, course, author):
    page = LessonPage.objects.descendant_of(course_page(course)).first()
    page.title = "A better title"
    page.save_revision(user=author, log_action=True)
    publish_course(course, by=author)

    shown = text(read(client, author, course, show="pages"))

    assert "A better title" in shown
    assert "Course published" in shown
    assert "For everybody" in shown


def test_rights_are_logged_whichever_way_they_came_and_went(client, course, author):
    colleague = make_learner(name="Bo Lim")
    invite_administrator(provider=course.provider, email=colleague.email, at=NOW, by=author)
    course.provider.administrator_group.user_set.remove(colleague)

    shown = text(read(client, author, course, show="rights"))

    assert shown.count("Rights given") >= 2
    assert "Rights taken away" in shown
    assert "As administrator" in shown
    assert "Bo Lim" in shown


def test_all_groups_taken_at_once_are_logged_too(course, author):
    author.groups.clear()

    assert ModelLogEntry.objects.filter(action="courses.take_rights").count() == 1


def test_an_erased_person_is_named_nowhere(client, course, author, enrollment):
    lesson = lessons_of(enrollment)[0]
    excuse(
        enrollment=enrollment,
        by=author,
        reason="Aiko was ill",
        at=NOW,
        activities=[(lesson.key, "")],
    )
    erase_user(user=enrollment.learner, at=timezone.now())

    shown = text(read(client, author, course))

    assert "Aiko" not in shown
    assert "A closed account" in shown


def test_page_after_page_shows_every_entry_once(client, course, author, enrollment, monkeypatch):
    everything = text(read(client, author, course)).count("log-table__when")
    monkeypatch.setattr(reading, "PAGE", 2)
    response, seen = read(client, author, course), 0

    for _page in range(everything):
        seen += response.content.decode().count("log-table__when")
        address = response.context["next_url"]
        if not address:
            break
        response = client.get(address)

    assert seen == everything > 2


def test_entries_of_the_same_moment_are_neither_lost_nor_doubled(course, author, monkeypatch):
    monkeypatch.setattr(reading, "PAGE", 2)
    run = make_run(course)
    for _number in range(3):
        make_enrollment(run=run)
        change_run(run=run, values={"capacity": 10 + _number}, by=author, at=NOW)
    ModelLogEntry.objects.update(timestamp=NOW)

    found, before = [], None
    while True:
        page = reading.read_course_log(course, show=reading.Show.ALL, before=before)
        found += page.lines
        before = page.next
        if before is None:
            break

    total = reading.read_course_log(course, show=reading.Show.ALL, before=None)
    assert total.next is None or len(found) > 2
    monkeypatch.setattr(reading, "PAGE", 1000)
    whole = reading.read_course_log(course, show=reading.Show.ALL, before=None)
    assert list(whole.lines) == found


def test_of_one_person_only_what_is_theirs_is_shown(client, course, author, enrollment):
    other = make_enrollment(run=enrollment.run, learner=make_learner(name="Somebody Else"))
    client.force_login(author, backend="django.contrib.auth.backends.ModelBackend")

    shown = text(client.get(reverse("studio:person-log", args=[enrollment.pk])))

    assert "Aiko Sato" in shown
    assert "Somebody Else" not in shown
    assert str(other.learner.email) not in shown


@pytest.mark.parametrize(
    "before",
    ["", "nonsense", "2026-01-01_1_2", "2026-01-01T00:00:00+00:00_x_1"],
)
def test_a_broken_place_shows_the_newest(client, course, author, before):
    assert read(client, author, course, before=before).status_code == 200


def test_a_place_survives_its_address():
    place = Place(NOW, 1, 7)

    assert Place.read(str(place)) == place


def test_an_author_of_another_provider_is_refused(client, course, enrollment):
    stranger = make_learner()
    stranger.groups.add(make_course().provider.author_group)

    assert read(client, stranger, course).status_code == 404
    person = client.get(reverse("studio:person-log", args=[enrollment.pk]))
    assert person.status_code == 404
