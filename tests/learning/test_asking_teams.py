"""Teams hear who asks for a seat: gathered, in their language, off by one click."""

from datetime import timedelta

import pytest
from django.urls import reverse

from courses.models import CourseRun, EnrollmentMode
from learning.actions import (
    accept_application,
    apply_for_seat,
    resume_application_mails,
    stop_application_mails,
    take_back_application,
)
from learning.asking_teams import tell_of_applications
from learning.mails import APPLICATION_ASKED
from learning.models import Application, NoApplicationMails
from mail.models import Delivery
from mail.rendering import render_message
from mail.signals import unsubscribe_received
from studio.waiting import what_waits
from tests.factories.courses import NOW, make_course, make_run
from tests.factories.learning import make_learner
from users.actions import erase_user
from users.personal_data import collect_personal_data

from .walking import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def run():
    course = make_course(lessons=(1,), title="Reading streets")
    return make_run(course, enrollment_mode=EnrollmentMode.APPROVAL, title="spring")


@pytest.fixture
def author(run):
    person = make_learner(name="Asha", is_staff=True, language="bn")
    person.groups.add(run.course.provider.author_group)
    run.team.add(person)
    return person


def ask(run, at=NOW, **fields):
    return apply_for_seat(learner=make_learner(**fields), run=run, answers=[], at=at)


def mails():
    return Delivery.objects.filter(template=APPLICATION_ASKED).order_by("pk")


def numbers():
    return [mail.context["waiting"] for mail in mails()]


def test_the_team_is_told_once_of_each_application(run, author):
    ask(run)

    for minutes in (1, 2, 90):
        tell_of_applications(at=NOW + minutes * MINUTE)

    assert mails().get().user == author
    assert numbers() == [1]


def test_what_is_asked_within_the_hour_goes_into_the_next_mail(run, author):
    for minutes in range(0, 50, 10):
        ask(run, at=NOW + minutes * MINUTE)
        tell_of_applications(at=NOW + minutes * MINUTE)
    assert numbers() == [1]

    tell_of_applications(at=NOW + HOUR)

    assert numbers() == [1, 5]


def test_the_mail_is_in_the_language_of_its_reader_and_names_nobody(run, author):
    ask(run, name="Rina Kartikasari", email="rina@example.org")
    tell_of_applications(at=NOW)

    mail = mails().get()
    message = render_message(mail)

    assert message.subject == "কে আসন চান: Reading streets"
    assert f"/cms/courses/runs/{run.pk}/" in message.body
    assert "Rina" not in message.body
    assert "rina@" not in message.body
    assert f"/bn/applications/{mail.token.hex}/off/>" in message.extra_headers["List-Unsubscribe"]


def test_without_a_team_the_administrators_of_the_provider_are_told(run):
    administrator = make_learner(is_staff=True)
    administrator.groups.add(run.course.provider.administrator_group)
    ask(run)

    tell_of_applications(at=NOW)

    assert mails().get().user == administrator


@pytest.mark.parametrize("why", ["taken back", "answered", "the run is over"])
def test_nobody_is_told_of_what_waits_no_more(run, author, why):
    application = ask(run)
    if why == "taken back":
        take_back_application(learner=application.learner, run=run)
    elif why == "answered":
        accept_application(application=application, by=author, at=NOW)
    else:
        CourseRun.objects.update(ends_at=NOW)

    tell_of_applications(at=NOW + MINUTE)

    assert not mails().exists()


def test_asking_anew_is_told_anew(run, author):
    application = ask(run)
    tell_of_applications(at=NOW)
    take_back_application(learner=application.learner, run=run)

    apply_for_seat(learner=application.learner, run=run, answers=[], at=NOW + HOUR)
    tell_of_applications(at=NOW + 2 * HOUR)

    assert numbers() == [1, 1]


# --- off and on --------------------------------------------------------------------------------


def test_whoever_wants_none_gets_none_and_others_do(run, author):
    other = make_learner(is_staff=True)
    run.team.add(other)
    stop_application_mails(user=author, at=NOW)
    stop_application_mails(user=author, at=NOW)
    ask(run)

    tell_of_applications(at=NOW)
    assert mails().get().user == other

    resume_application_mails(user=author)
    ask(run)
    tell_of_applications(at=NOW + HOUR)
    assert mails().filter(user=author).count() == 1


@pytest.fixture
def address(run, author):
    ask(run)
    tell_of_applications(at=NOW)
    return reverse("learning:applications-off", args=[mails().get().token.hex])


def wants_none(person):
    return NoApplicationMails.objects.filter(user=person).exists()


def test_the_link_asks_before_it_does_anything(client, author, address):
    page = client.get(address)

    assert page.status_code == 200
    assert not wants_none(author)
    client.post(address, {"wants": "no"})
    assert wants_none(author)
    client.post(address, {"wants": "yes"})
    assert not wants_none(author)


def test_a_mail_program_ends_them_by_one_click(client, author, address):
    answer = client.post(address, {"List-Unsubscribe": "One-Click"})

    assert answer.status_code == 200
    assert wants_none(author)


def test_a_mail_to_the_address_for_leaving_ends_them(author, address):
    unsubscribe_received.send(sender=Delivery, delivery=mails().get(), at=NOW)

    assert wants_none(author)


def test_the_token_of_another_mail_ends_nothing(client, author, address):
    reminder = reverse("learning:reminders-off", args=[mails().get().token.hex])

    assert client.get(reminder).status_code == 404
    assert client.get(reverse("learning:applications-off", args=["x"])).status_code == 404


def test_they_are_turned_off_and_on_in_the_cms_too(client, run, author, now):
    sign_in(client, author)
    page = reverse("studio:run-applications", args=[run.pk])

    client.post(page, {"mails": "no"})
    assert wants_none(author)
    client.post(page, {"mails": "yes"})

    assert not wants_none(author)


def test_the_choice_is_handed_over_and_forgotten(author):
    stop_application_mails(user=author, at=NOW)

    data = collect_personal_data(user=author, at=NOW)
    assert "wants_no_mails_about_applications_since" in str(data["reminders"])
    erase_user(user=author, at=NOW)

    assert not NoApplicationMails.objects.exists()


# --- in the CMS --------------------------------------------------------------------------------


def test_how_many_ask_stands_on_the_home_of_the_cms_and_in_the_overview(client, run, author, now):
    for _ in range(2):
        ask(run)
    sign_in(client, author)

    waiting = [item for item in what_waits(author) if "seat" in item.label]
    overview = client.get(reverse("studio:course-overview", args=[run.course.pk]))

    address = reverse("studio:run-applications", args=[run.pk])
    assert [(item.label, item.url) for item in waiting] == [("2 ask for a seat", address)]
    assert f'href="{address}"' in overview.content.decode()


def test_nobody_hears_on_the_home_of_the_cms_what_another_provider_is_asked(run, author):
    ask(run)
    stranger = make_learner(is_staff=True)
    stranger.groups.add(make_course(lessons=(1,)).provider.author_group)

    assert [item for item in what_waits(stranger) if "seat" in item.label] == []
    Application.objects.update(state="WITHDRAWN")
    assert [item for item in what_waits(author) if "seat" in item.label] == []
