"""Before "Publish course" its authors see what changes for the people in it, by name."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from courses import arranging
from courses.actions import Audience, arrange, publish_course
from courses.models import LessonPage, ModulePage
from learning.actions import enroll as enroll_in
from learning.affected import read_effects
from learning.models import Enrollment
from learning.refreshing import refresh_stale
from mail.models import Delivery
from mail.rendering import render_message
from studio.moderation import find_submission
from studio.publication import rehearse
from tests.factories.courses import (
    add_lesson,
    course_page,
    make_course,
    make_provider,
    make_run,
    marks,
    text_block,
)
from tests.factories.learning import do_lesson, lessons_of, make_learner
from users.models import User

pytestmark = pytest.mark.django_db

NOW = timezone.now()


@pytest.fixture
def provider():
    return make_provider()


@pytest.fixture
def author(provider):
    user = User.objects.create_user("author@example.org", "a-long-password", name="Ana")
    user.groups.add(provider.author_group)
    return user


@pytest.fixture
def keeper():
    return User.objects.create_superuser("keeper@example.org", "a-long-password")


@pytest.fixture
def course(provider):
    return make_course(lessons=(3,), checks=False, provider=provider)


@pytest.fixture
def run(course):
    return running(course)


def running(course, **fields):
    dates = {"opens_at": NOW - timedelta(days=9), "starts_at": NOW - timedelta(days=8)}
    return make_run(course, **{**dates, "ends_at": NOW + timedelta(days=60), **fields})


def enroll(run, name, *, done=()):
    enrollment = enroll_in(learner=make_learner(name=name), run=run, at=NOW - timedelta(days=5))
    lessons = lessons_of(enrollment)
    for place in done:
        do_lesson(enrollment, lessons[place], at=NOW)
    return enrollment


def draft_lesson(course, title="Shade"):
    module = ModulePage.objects.descendant_of(course_page(course)).get()
    lesson = add_lesson(module, title=title, live=False)
    lesson.save_revision()
    return lesson


def take_out(course, title, by):
    course.refresh_from_db()
    key = str(LessonPage.objects.get(title=title).translation_key)
    number = course.arrangement_number
    arrange(course, lambda order: arranging.take_out(order, key), number=number, by=by)
    course.refresh_from_db()


def publish_page(client, user, course):
    client.force_login(user)
    return client.get(reverse("studio:course-publish", args=[course.pk])).content.decode()


def publish(client, user, course, **values):
    client.force_login(user)
    course.refresh_from_db()
    seen = marks(course)
    form = {
        "deed": "publish",
        "audience": "EVERYBODY",
        "pages": list(seen),
        "seen": [f"{pk}:{mark}" for pk, mark in seen.items()],
        "arrangement": course.arrangement_number,
        "with_arrangement": "on",
        **values,
    }
    return client.post(reverse("studio:course-publish", args=[course.pk]), form)


def effects(course, audience=Audience.EVERYBODY):
    from courses.drafts import find_drafts

    after = rehearse(course, find_drafts(course)).after
    return read_effects(course, after, [audience], at=timezone.now())[audience]


def test_a_new_lesson_is_told_in_numbers_and_by_name(client, author, course, run):
    enroll(run, "Bo Tran", done=[0])
    enroll(run, "Mia Lee")
    draft_lesson(course)

    page = publish_page(client, author, course)
    address = reverse("studio:course-effect", args=[course.pk, "EVERYBODY"])
    names = client.get(address).content.decode()

    assert "2 of 2 have to do one more lesson." in page
    assert address in page
    assert "Nobody’s progress changes." in page  # from the next run on
    assert "Bo Tran" in names
    assert "To do: “Shade”" in names


def test_each_is_named_with_the_percent_now_and_then(client, author, course, run):
    enroll(run, "Bo Tran", done=[0, 1])
    enroll(run, "Mia Lee")
    draft_lesson(course)
    client.force_login(author)

    page = client.get(reverse("studio:course-effect", args=[course.pk, "EVERYBODY"]))

    said = {each.enrollment.learner.name: each.percents for each in page.context["people"]}
    assert said == {"Bo Tran": (66, 50), "Mia Lee": (0, 0)}
    assert "From 66 % to 50 %." in page.content.decode()
    assert "Stays at 0 %." in page.content.decode()
    publish_course(course, by=author)
    refresh_stale(at=timezone.now())
    assert set(Enrollment.objects.values_list("percent", flat=True)) == {50, 0}


def test_who_has_completed_is_not_counted(client, author, course, run):
    enroll(run, "Bo Tran", done=[0, 1, 2])
    enroll(run, "Mia Lee")
    draft_lesson(course)

    assert "1 of 1 has to do one more lesson." in publish_page(client, author, course)


def test_another_text_changes_nobody(client, author, course, run):
    enroll(run, "Bo Tran")
    lesson = LessonPage.objects.get(title="Lesson 1.1")
    lesson.body = [*lesson.body.raw_data, text_block("<p>More.</p>")]
    lesson.save_revision()

    page = publish_page(client, author, course)

    assert page.count("Nobody’s progress changes.") == 2


def test_who_has_everything_else_completes_when_a_lesson_goes(client, author, course, run):
    near = enroll(run, "Bo Tran", done=[0, 1])
    enroll(run, "Mia Lee", done=[2])
    take_out(course, "Lesson 1.3", author)

    page = publish_page(client, author, course)

    assert "1 of 2 has one lesson less to do." in page
    assert "1 of 2 completes the course by it." in page
    assert effects(course)[0].completing == {near.pk}


def test_each_run_is_compared_with_the_outline_that_it_follows(author, course, run):
    pinned = enroll(run, "Bo Tran")
    draft_lesson(course, "Shade")
    publish_course(course, by=None, audience=Audience.NEXT_RUN)
    course.refresh_from_db()
    newer = running(course, starts_at=NOW - timedelta(days=1))
    enroll(newer, "Mia Lee")
    draft_lesson(course, "Noon")

    first, second = effects(course)

    assert (first.run, second.run) == (run, newer)
    assert first.effects[pinned.pk].counts(first.kinds) == ({"lesson": 2}, {})
    assert [each.counts(second.kinds) for each in second.effects.values()] == [({"lesson": 1}, {})]
    assert all(not each.effects for each in effects(course, Audience.NEXT_RUN))


def test_what_was_said_is_what_happens(author, course, run):
    people = [enroll(run, f"P {n}", done=range(n)) for n in range(3)]
    draft_lesson(course)
    take_out(course, "Lesson 1.1", author)
    told = effects(course)[0]

    publish_course(course, by=None)
    refresh_stale(at=timezone.now())

    done = set(Enrollment.objects.completed().values_list("pk", flat=True))
    assert done == told.completing == set()
    percents = [Enrollment.objects.get(pk=each.pk).percent for each in people]
    assert percents == [0, 25, 50]
    assert [told.effects[each.pk].counts(told.kinds) for each in people] == [
        ({"lesson": 1}, {"lesson": 1}),
        ({"lesson": 1}, {}),
        ({"lesson": 1}, {}),
    ]


def test_a_reviewer_sees_numbers_and_no_names(client, course, run):
    from django.contrib.auth.models import Group

    from courses.rights import ensure_staff_rights
    from users.roles import REVIEWER

    ensure_staff_rights()
    reviewer = User.objects.create_user("reviewer@example.org", "a-long-password")
    reviewer.groups.add(Group.objects.get(name=REVIEWER))
    enroll(run, "Bo Tran")
    draft_lesson(course)

    page = publish_page(client, reviewer, course)
    answer = client.get(reverse("studio:course-effect", args=[course.pk, "EVERYBODY"]))

    assert "1 of 1 has to do one more lesson." in page
    assert "by name" not in page
    assert answer.status_code == 404


def test_the_note_is_mailed_once_to_whoever_is_on_the_way(client, keeper, course, run):
    enroll(run, "Bo Tran")
    enroll(run, "Mia Lee", done=[0, 1, 2])
    enroll(running(course, ends_at=NOW - timedelta(days=1)), "Late Lee")
    draft_lesson(course)

    publish(client, keeper, course, note="A lesson about shade is new.\nTake your time.")
    publish(client, keeper, course, note="A lesson about shade is new.\nTake your time.")

    mails = Delivery.objects.filter(template="course_changed")
    assert [mail.to_name for mail in mails] == ["Bo Tran"]
    message = render_message(mails[0])
    assert "A lesson about shade is new.<br>" in message.alternatives[0][0]
    assert "Take your time." in message.body
    course.refresh_from_db()
    assert course.newest_outline.note.startswith("A lesson about shade")


def test_a_note_for_the_next_run_is_refused_beside_its_field(client, keeper, course, run):
    enroll(run, "Bo Tran")
    draft_lesson(course)

    answer = publish(client, keeper, course, audience="NEXT_RUN", note="Look.")

    text = answer.content.decode()
    assert "leave the note empty" in text
    assert ">\nLook.</textarea>" in text or ">Look.</textarea>" in text
    assert not LessonPage.objects.get(title="Shade").live


def test_without_a_note_nobody_is_mailed(client, keeper, course, run):
    enroll(run, "Bo Tran")
    draft_lesson(course)

    publish(client, keeper, course, note="  ")

    assert not Delivery.objects.filter(template="course_changed").exists()


def test_authors_propose_and_who_reviews_finds_it_filled_in(client, author, keeper, course, run):
    enroll(run, "Bo Tran")
    draft_lesson(course)
    client.force_login(author)
    address = reverse("studio:course-publish", args=[course.pk])
    refused = client.post(address, {"deed": "submit", "audience": "NEXT_RUN", "note": "Hello."})
    assert "leave the note empty" in refused.content.decode()
    assert find_submission(course) is None

    client.post(address, {"deed": "submit", "audience": "EVERYBODY", "note": "Hello."})

    text = publish_page(client, keeper, course)
    assert "Hello.</textarea>" in text
    review = find_submission(course).pk
    publish(client, keeper, course, review=review, note="Hello.")
    assert Delivery.objects.filter(template="course_changed").count() == 1
    course.refresh_from_db()
    assert (course.asked_audience, course.asked_note) == ("", "")


def test_the_names_come_in_pages(client, author, course, run):
    for number in range(52):
        enroll(run, f"Person {number}")
    draft_lesson(course)
    client.force_login(author)
    address = reverse("studio:course-effect", args=[course.pk, "EVERYBODY"])

    first, second = (client.get(address, {"p": number}).content.decode() for number in (1, 2))

    assert first.count("To do: “Shade”") == 50
    assert second.count("To do: “Shade”") == 2
    assert "Page 2 of 2" in second
