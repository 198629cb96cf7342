"""Reminders as they are sent: to whom, once, in their language and by day; and off by one click."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses.models import CourseRun, Release
from learning.actions import (
    NotExtended,
    extend_deadline,
    note_visit,
    resume_reminders,
    stop_reminders,
    withdraw,
)
from learning.mails import REMINDER
from learning.models import Enrollment, NoReminders, Reminder
from learning.reminding import send_reminders
from mail.models import Delivery
from mail.rendering import render_message
from mail.signals import unsubscribe_received
from tests.factories.courses import NOW, make_course, make_run
from tests.factories.learning import (
    do_lesson,
    finish,
    lessons_of,
    make_enrollment,
    make_learner,
)
from users.actions import erase_user
from users.personal_data import collect_personal_data

from .walking import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
DAY = timedelta(days=1)


@pytest.fixture
def run():
    """Started a day before NOW, which is 09:00 UTC; ends in thirty days."""
    return make_run(make_course(lessons=(2,), title="Reading streets"))


def join(run, **fields):
    return make_enrollment(run=run, learner=make_learner(**fields))


def mails():
    return Delivery.objects.filter(template=REMINDER)


def test_whoever_has_not_begun_is_reminded_once(run):
    enrollment = join(run, name="Asha", language="bn")

    for _ in range(2):
        send_reminders(at=NOW + 3 * DAY)

    mail = mails().get()
    assert mail.user == enrollment.learner
    assert mail.language == "bn"
    assert Reminder.objects.get().key == "not-started-1"


def test_the_mail_says_why_leads_to_the_course_and_leaves_by_one_click(run):
    join(run, name="Asha")
    send_reminders(at=NOW + 3 * DAY)

    message = render_message(mails().get())

    token = mails().get().token.hex
    assert message.subject == "“Reading streets” waits for you"
    assert "have opened no lesson yet" in message.body
    assert f"/en/reminders/{token}/off/" in message.body
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert f"/en/reminders/{token}/off/>" in message.extra_headers["List-Unsubscribe"]


def test_nobody_is_woken(run):
    join(run, time_zone="America/Lima")  # 04:00 there

    send_reminders(at=NOW + 3 * DAY)
    assert not mails().exists()

    send_reminders(at=NOW + 3 * DAY + timedelta(hours=4))
    assert mails().count() == 1


def test_whoever_is_in_two_courses_gets_one_reminder_and_the_pressing_one(run):
    learner = make_learner()
    make_enrollment(run=run, learner=learner)
    soon = make_run(make_course(lessons=(1,)), ends_at=NOW + 6 * DAY)
    make_enrollment(run=soon, learner=learner)

    send_reminders(at=NOW + 3 * DAY)
    send_reminders(at=NOW + 4 * DAY)

    assert Reminder.objects.get().enrollment.run == soon


def test_whoever_has_done_all_that_is_open_is_left_in_peace():
    run = make_run(
        make_course(lessons=(1, 1)),
        release=Release.DATES,
        ends_at=NOW + 90 * DAY,
    )
    enrollment = join(run)
    second = enrollment.run.course.newest_outline.outline.modules[1]
    CourseRun.objects.update(release_dates={second.key: (NOW + 60 * DAY).isoformat()})
    first = lessons_of(enrollment)[0]
    do_lesson(enrollment, first)
    note_visit(enrollment=enrollment, lesson_key=first.key, at=NOW)

    send_reminders(at=NOW + 15 * DAY)
    assert not mails().exists()

    CourseRun.objects.update(release=Release.ALL)
    send_reminders(at=NOW + 15 * DAY)
    assert mails().count() == 1


@pytest.mark.parametrize("why", ["completed", "withdrew", "erased", "archived", "wants none"])
def test_whom_no_reminder_concerns_gets_none(run, why):
    enrollment = join(run)
    if why == "completed":
        finish(enrollment)
    elif why == "withdrew":
        withdraw(enrollment=enrollment, at=NOW)
    elif why == "erased":
        erase_user(user=enrollment.learner, at=NOW)
    elif why == "archived":
        CourseRun.objects.update(archived_at=NOW)
    else:
        stop_reminders(user=enrollment.learner, at=NOW)

    send_reminders(at=NOW + 3 * DAY)

    assert not mails().exists()


def test_reminders_begin_again_for_whoever_wants_them_again(run):
    enrollment = join(run)
    stop_reminders(user=enrollment.learner, at=NOW)
    resume_reminders(user=enrollment.learner)

    assert send_reminders(at=NOW + 3 * DAY) == 1


def test_twenty_people_cost_as_many_queries_as_one(run):
    join(run)
    with CaptureQueriesContext(connection) as one:
        send_reminders(at=NOW + 3 * DAY)
    for _ in range(20):
        join(run)
    with CaptureQueriesContext(connection) as twenty:
        assert send_reminders(at=NOW + 3 * DAY) == 20

    assert len(twenty) <= len(one) <= 16  # the first one reads the outline too


# --- off and on -----------------------------------------------------------------------------


@pytest.fixture
def reminded(run):
    enrollment = join(run)
    send_reminders(at=NOW + 3 * DAY)
    return enrollment.learner


def off():
    return reverse("learning:reminders-off", args=[mails().get().token.hex])


def wants_none(user):
    return NoReminders.objects.filter(user=user).exists()


def test_a_scanner_that_opens_the_link_changes_nothing(reminded, client):
    page = client.get(off())

    assert "No more reminders" in page.content.decode()
    assert page["Cache-Control"] == "private, no-store"
    assert not wants_none(reminded)


def test_a_press_ends_them_and_another_begins_them_again(reminded, client):
    address = off()

    ended = client.post(address, {"wants": "no"}, follow=True)
    assert wants_none(reminded)
    assert "You get no reminders" in ended.content.decode()

    client.post(address, {"wants": "yes"})
    assert not wants_none(reminded)


def test_one_click_of_a_mail_provider_ends_them_without_a_redirect(reminded, client):
    response = client.post(off(), {"List-Unsubscribe": "One-Click"})

    assert (response.status_code, response.content) == (200, b"OK\n")
    assert wants_none(reminded)


def test_a_mail_to_the_address_of_the_header_ends_them(reminded):
    unsubscribe_received.send(sender=Delivery, delivery=mails().get(), at=NOW)

    assert wants_none(reminded)


@pytest.mark.parametrize("token", ["0" * 32, "no-token"])
def test_a_link_that_is_none_says_so_and_a_provider_hears_ok(client, db, token):
    address = reverse("learning:reminders-off", args=[token])

    assert client.get(address).status_code == 404
    assert client.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200


def test_the_token_of_another_mail_opens_nothing(run, client):
    join(run)
    other = Delivery.objects.filter(template="enrollment_confirmed").get()

    address = reverse("learning:reminders-off", args=[other.token.hex])

    assert client.post(address, {"wants": "no"}).status_code == 404
    assert not NoReminders.objects.exists()


def test_the_profile_turns_them_off_and_on(client, db):
    learner = make_learner()
    sign_in(client, learner)

    client.post(reverse("home:profile-reminders"), {"wants": "no"})
    assert "You get no reminders." in client.get(reverse("home:profile")).content.decode()

    client.post(reverse("home:profile-reminders"), {"wants": "yes"})
    assert not wants_none(learner)


def test_what_went_is_handed_over_and_the_choice_is_forgotten(reminded):
    stop_reminders(user=reminded, at=NOW)

    told = collect_personal_data(user=reminded, at=NOW)["reminders"]
    erase_user(user=reminded, at=NOW)

    assert [row.get("why") for row in told] == ["not-started-1", None]
    assert not NoReminders.objects.exists()


# --- more time ------------------------------------------------------------------------------


def extend(enrollment, until, **fields):
    by = fields.pop("by", None) or make_learner(is_staff=True)
    return extend_deadline(enrollment=enrollment, until=until, reason="Ill", by=by, at=NOW)


def test_more_time_is_told_once_and_logged(run):
    enrollment = join(run)
    until = run.ends_at + 10 * DAY

    assert extend(enrollment, until)
    assert not extend(enrollment, until)

    assert Enrollment.objects.get(pk=enrollment.pk).extended_until == until
    mail = Delivery.objects.get(template="deadline_extended")
    assert "gives you more time" in render_message(mail).body


@pytest.mark.parametrize("days", [-1, 0])
def test_less_time_is_no_extension(run, days):
    enrollment = join(run)

    with pytest.raises(NotExtended, match="after the one"):
        extend(enrollment, run.ends_at + days * DAY)


def test_where_nothing_ends_nothing_is_extended():
    enrollment = join(make_run(make_course(lessons=(1,)), ends_at=None))

    with pytest.raises(NotExtended, match="no end"):
        extend(enrollment, NOW + DAY)


def test_the_learner_sees_until_when_there_is_time(run, client):
    enrollment = join(run)
    extend(enrollment, run.ends_at + 10 * DAY)
    with time_machine.travel(NOW, tick=False):
        sign_in(client, enrollment.learner)
        page = client.get(reverse("learning:progress", args=[run.slug])).content.decode()

    assert "There is time to complete it until 1 March 2027" in page
