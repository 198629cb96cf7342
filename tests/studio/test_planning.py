"""A publication waits for its hour, and happens only if it is still what was looked at."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone

from courses.actions import end_trust, trust_provider
from courses.models import LessonPage, ModulePage, PlannedPublication
from mail.models import Delivery
from mail.rendering import render_message
from studio.moderation import find_submission, submit
from studio.planning import cancel_plan, publish_due
from tests.factories.courses import add_lesson, course_page, make_course, make_provider, marks
from tests.threads import at_once
from users.models import User
from users.roles import SECRETARIAT

pytestmark = pytest.mark.django_db

LATER = timezone.now() + timedelta(days=3)


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
    user = User.objects.create_superuser("keeper@example.org", "a-long-password", name="Kim")
    user.time_zone = "Asia/Seoul"
    user.save()
    return user


@pytest.fixture
def course(provider):
    course = make_course(lessons=(1,), provider=provider)
    module = ModulePage.objects.descendant_of(course_page(course)).get()
    add_lesson(module, title="Shade", live=False).save_revision()
    return course


def typed(at):
    return f"{at.astimezone(ZoneInfo('Asia/Seoul')):%Y-%m-%dT%H:%M}"


def plan(client, user, course, **values):
    client.force_login(user)
    course.refresh_from_db()
    seen = marks(course)
    form = {
        "deed": "publish",
        "audience": "EVERYBODY",
        "pages": list(seen),
        "seen": [f"{pk}:{mark}" for pk, mark in seen.items()],
        "arrangement": course.arrangement_number,
        "publish_at": typed(LATER),
        **values,
    }
    address = reverse("studio:course-publish", args=[course.pk])
    return client.post(address, form, follow=True).content.decode()


def shade():
    return LessonPage.objects.get(title="Shade")


def test_it_is_published_at_its_hour_and_not_before(client, keeper, course):
    text = plan(client, keeper, course)

    assert "The publication is planned for" in text
    assert "(Seoul)" in text
    assert publish_due(at=LATER - timedelta(hours=1)) == 0
    assert not shade().live
    assert publish_due(at=LATER + timedelta(minutes=1)) == 1
    assert shade().live
    assert publish_due(at=LATER + timedelta(minutes=2)) == 0


def test_the_hour_is_the_planner_s_own(client, keeper, course):
    noon = (LATER + timedelta(days=1)).strftime("%Y-%m-%dT12:00")

    plan(client, keeper, course, publish_at=noon)

    at = PlannedPublication.objects.get().at
    assert at == datetime.fromisoformat(noon).replace(tzinfo=ZoneInfo("Asia/Seoul"))


def test_what_changed_meanwhile_is_not_published_and_its_planner_is_told(client, keeper, course):
    plan(client, keeper, course)
    page = shade()
    page.title = "Shade at noon"
    page.save_revision()

    assert publish_due(at=LATER + timedelta(minutes=1)) == 0

    assert not shade().live
    found = PlannedPublication.objects.get()
    assert "Something changed since you looked" in found.problem
    [mail] = Delivery.objects.filter(template="plan_failed")
    assert mail.to_email == keeper.email
    assert "something changed since you planned it" in render_message(mail).body
    assert publish_due(at=LATER + timedelta(minutes=2)) == 0


def test_a_submission_is_approved_at_its_hour(client, author, keeper, course):
    submit(course, by=author)

    plan(client, keeper, course, review=find_submission(course).pk)
    assert find_submission(course) is not None
    publish_due(at=LATER + timedelta(minutes=1))

    assert shade().live
    assert find_submission(course) is None


def test_a_withdrawn_submission_is_not(client, author, keeper, course):
    submit(course, by=author)
    plan(client, keeper, course, review=find_submission(course).pk)
    client.force_login(author)
    client.post(reverse("studio:course-publish", args=[course.pk]), {"deed": "withdraw"})

    publish_due(at=LATER + timedelta(minutes=1))

    assert not shade().live
    assert PlannedPublication.objects.get().problem


def test_who_may_not_publish_any_more_publishes_nothing(client, keeper, course):
    plan(client, keeper, course)
    User.objects.filter(pk=keeper.pk).update(is_superuser=False)

    publish_due(at=LATER + timedelta(minutes=1))

    assert not shade().live


def test_a_plan_is_shown_cancelled_and_made_anew(client, keeper, course):
    plan(client, keeper, course)
    address = reverse("studio:course-publish", args=[course.pk])
    shown = client.get(address).content.decode()
    again = plan(client, keeper, course)

    client.post(address, {"deed": "cancel_plan"})

    assert "Cancel the plan" in shown
    assert "as planned by Kim" in shown
    assert "A publication is planned already." in again
    assert publish_due(at=LATER + timedelta(minutes=1)) == 0
    assert "The publication is planned for" in plan(client, keeper, course)
    assert PlannedPublication.objects.count() == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.both_databases
def test_a_plan_that_is_cancelled_at_its_hour_is_cancelled_or_published_and_fails_never(
    client, keeper, course, caplog
):
    plan(client, keeper, course)
    later = LATER + timedelta(minutes=1)

    def act(place):
        return publish_due(at=later) if place else cancel_plan(course, by=keeper, at=later)

    is_cancelled, count = at_once(2, act)

    assert (is_cancelled, count) in {(True, 0), (False, 1)}
    assert shade().live == bool(count)
    assert "failed" not in caplog.text


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (timezone.now() - timedelta(days=1), "That moment is over."),
        (timezone.now() + timedelta(days=400), "more than a year away"),
    ],
)
def test_a_moment_that_is_none_is_refused_beside_its_field(client, keeper, course, at, words):
    text = plan(client, keeper, course, publish_at=typed(at))

    assert words in text
    assert typed(at) in text
    assert not PlannedPublication.objects.exists()


def test_an_author_plans_nothing(client, author, course):
    plan(client, author, course)

    assert not PlannedPublication.objects.exists()


# --- a trusted provider's author plans by the rule by which they publish ------------------------


@pytest.fixture
def trusted(course, keeper):
    trust_provider(provider=course.provider, by=keeper, at=timezone.now())
    course.refresh_from_db()
    return course


def plan_by_trust(client, author, course):
    author.time_zone = "Asia/Seoul"
    author.save()
    return plan(client, author, course, deed="trusted")


def test_a_trusted_author_plans_and_it_is_published_at_its_hour(client, author, trusted):
    reviewer = User.objects.create_user("reviewer@example.org", "a-long-password")
    reviewer.groups.add(Group.objects.get(name=SECRETARIAT))
    text = plan_by_trust(client, author, trusted)

    assert "The publication is planned for" in text
    assert "Cancel the plan" in text
    assert not shade().live
    assert publish_due(at=LATER) == 1
    assert shade().live
    assert publish_due(at=LATER) == 0
    assert Delivery.objects.get(template="published_by_trust").user == reviewer


def test_trust_that_ended_before_the_hour_publishes_nothing(client, author, keeper, trusted):
    plan_by_trust(client, author, trusted)
    end_trust(provider=trusted.provider, by=keeper)

    assert publish_due(at=LATER) == 0

    assert not shade().live
    row = PlannedPublication.objects.get()
    assert row.problem == "This course is reviewed before it is published. Submit it."
    assert Delivery.objects.get(template="plan_failed").user == author


def test_who_is_no_author_any_more_publishes_nothing(client, author, trusted):
    plan_by_trust(client, author, trusted)
    author.groups.clear()

    assert publish_due(at=LATER) == 0
    assert not shade().live


def test_colleagues_cancel_what_a_colleague_planned_and_not_what_a_reviewer_did(
    client, author, keeper, trusted
):
    colleague = User.objects.create_user("colleague@example.org", "a-long-password")
    colleague.groups.add(trusted.provider.author_group)
    address = reverse("studio:course-publish", args=[trusted.pk])
    plan_by_trust(client, author, trusted)
    client.force_login(colleague)
    client.post(address, {"deed": "cancel_plan"})
    assert PlannedPublication.objects.get().cancelled_at is not None

    plan(client, keeper, trusted)
    client.force_login(colleague)

    assert client.post(address, {"deed": "cancel_plan"})["Location"] == reverse("wagtailadmin_home")
    assert PlannedPublication.objects.open().count() == 1


def test_without_trust_an_author_plans_nothing_by_that_button_either(client, author, course):
    text = plan_by_trust(client, author, course)

    assert "This course is reviewed before it is published." in text
    assert not PlannedPublication.objects.exists()
