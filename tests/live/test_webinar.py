"""Signing up for a webinar: name, e-mail and city, a mail, one button, and the personal link."""

import re

import pytest
from allauth.account.models import EmailAddress
from bs4 import BeautifulSoup
from django.urls import reverse

from certificates.issuing import pending_enrollments
from learning.actions import enroll
from learning.models import Enrollment
from learning.refreshing import refresh_stale
from live.actions import settle
from live.models import Attendance, LiveSession, SignUp
from mail.models import Delivery
from mail.rendering import render_message
from members.models import Affiliation
from tests.factories.courses import NOW, course_page, make_course, make_run
from tests.factories.learning import make_learner
from tests.users.test_sign_up import error_beside
from users.models import Consent, User

from .pages import text_of
from .signing_up import DAY, MEETING, MINUTE, TYPED, address, ask, confirm, confirm_page, mails

pytestmark = pytest.mark.django_db


def test_a_stranger_signs_up_confirms_and_takes_part_without_a_password(run, stranger):
    page = stranger.get(address(run))
    assert "20:00" not in text_of(page)
    assert BeautifulSoup(page.content, "html.parser").select_one("time[data-zone='Asia/Seoul']")

    asked = ask(stranger, run)
    assert asked["Location"] == f"{reverse('live:webinar-asked')}?webinar={run.slug}"
    after = stranger.get(asked["Location"])
    assert run.course.title in text_of(after)
    links = BeautifulSoup(after.content, "html.parser").select("main a")
    assert [link["href"] for link in links][-2:] == [address(run), f"{address(run)}#lost"]
    assert not User.objects.filter(email="rina@example.org").exists()
    assert Enrollment.objects.count() == 0

    shown = stranger.get(confirm_page(mails("webinar_confirm")[0]))
    assert "rina@example.org" in text_of(shown)
    assert "(Jakarta)" in text_of(shown)
    assert Enrollment.objects.count() == 0  # opening the link changes nothing

    done = confirm(stranger)

    assert done.status_code == 302
    enrollment = Enrollment.objects.get(run=run)
    person = enrollment.learner
    assert (person.email, person.name) == ("rina@example.org", "Rina Kusuma")
    assert (person.time_zone, person.certificate_name) == ("Asia/Jakarta", "Rina Kusuma")
    assert not person.has_usable_password()
    assert EmailAddress.objects.get(user=person).verified
    assert Affiliation.objects.get(user=person).city_name == "Surabaya"
    assert Consent.objects.filter(user=person, source="webinar").count() == 2
    assert "sessionid" not in stranger.cookies  # nobody is signed in by it
    assert not mails("enrollment_confirmed")


def test_the_mail_holds_the_personal_link_which_joins_and_ends_in_a_certificate(
    run, stranger, clock
):
    ask(stranger, run)
    confirm(stranger)
    mail = mails("webinar_confirmed")[0]
    message = render_message(mail)
    assert MEETING not in message.body + message.alternatives[0].content
    link = re.search(r"/en/join/\w+/", message.body)[0]

    clock.shift(2 * DAY)
    joined = stranger.post(f"{link}open/")
    assert joined["Refresh"].endswith(MEETING)
    session = LiveSession.objects.get()
    clock.move_to(session.ends_at + MINUTE)
    settle(session=session, at=session.ends_at + MINUTE)
    refresh_stale(at=session.ends_at + MINUTE)

    assert Attendance.objects.count() == 1
    assert pending_enrollments().get().learner.email == "rina@example.org"


def test_who_is_signed_in_takes_part_by_one_button(run, client):
    person = make_learner()
    client.force_login(person)
    assert "The confirmation comes to" in text_of(client.get(address(run)))

    for _ in range(2):
        assert client.post(address(run)).status_code == 302

    assert "You take part." in text_of(client.get(address(run)))
    assert Enrollment.objects.get().learner == person
    assert len(mails("webinar_confirmed")) == 1
    assert not mails("enrollment_confirmed")


def test_who_lost_the_mail_signs_up_once_more_and_gets_the_link_again(run, stranger, clock):
    ask(stranger, run)
    confirm(stranger)
    ask(stranger, run)
    assert len(mails("webinar_confirmed")) == 1

    clock.shift(11 * MINUTE)
    ask(stranger, run)

    assert [mail.to_email for mail in mails("webinar_confirmed")] == ["rina@example.org"] * 2
    assert len(mails("webinar_confirm")) == 1


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("name", "", "Write your name."),
        ("name", "12", "at least one letter"),
        ("email", "a@b", "not an e-mail address"),
        ("email", "jörg@example.org", "cannot carry yet"),
        ("city_name", "", "Write your city."),
        ("city_name", "x" * 101, "at most 100 fit"),
        ("email", "a\x00b@example.org", "Null characters"),
    ],
)
def test_a_mistake_is_said_beside_its_field_and_the_rest_stays(run, stranger, field, typed, words):
    answer = ask(stranger, run, **{field: typed})

    assert words in error_beside(answer, field)
    other = "email" if field != "email" else "name"
    page = BeautifulSoup(answer.content, "html.parser")
    assert page.select_one(f"[name={other}]")["value"] == TYPED[other]
    assert not SignUp.objects.exists()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"ends_at": NOW}, "This webinar is over."),
        ({"cancelled_at": NOW}, "does not take place"),
        ({"opens_at": NOW + DAY}, "One can sign up from"),
        ({"opens_at": None}, "still to be announced"),
        ({"closes_at": NOW}, "too late to sign up"),
    ],
)
def test_what_stands_in_the_way_is_said_and_nothing_is_written(run, stranger, fields, words):
    type(run).objects.filter(pk=run.pk).update(**fields)

    page, answer = stranger.get(address(run)), ask(stranger, run)

    assert words in text_of(page)
    assert (answer.status_code, words in text_of(answer)) == (409, True)
    assert not BeautifulSoup(page.content, "html.parser").select("main form [name=email]")
    assert not SignUp.objects.exists()


def test_a_full_webinar_says_so_and_leads_to_the_waiting_list(run, stranger):
    type(run).objects.filter(pk=run.pk).update(capacity=1)
    ask(stranger, run)
    enroll(learner=make_learner(), run=run, at=NOW)

    assert "All places are taken." in text_of(stranger.get(address(run)))
    late = confirm(stranger)

    assert late.status_code == 409
    assert "Join the waiting list" in text_of(late)
    assert Enrollment.objects.count() == 1
    assert not User.objects.filter(email="rina@example.org").exists()  # all or nothing


def test_whoever_takes_part_gets_the_link_again_also_when_nobody_can_sign_up_any_more(
    run, stranger, clock
):
    ask(stranger, run)
    confirm(stranger)
    type(run).objects.filter(pk=run.pk).update(capacity=1)
    clock.shift(11 * MINUTE)
    assert "Send me my link again" in text_of(stranger.get(address(run)))

    answers = [
        stranger.post(address(run), {"lost-email": email})
        for email in ("rina@example.org", "rina@example.org", "nobody@example.org")
    ]

    assert len({(answer.status_code, answer.url) for answer in answers}) == 1
    assert "its link is on its way" in text_of(stranger.get(answers[0].url))
    assert [mail.to_email for mail in mails("webinar_confirmed")] == ["rina@example.org"] * 2
    assert mails("webinar_confirm")[1:] == []


def test_a_calendar_leads_who_is_signed_out_to_the_page_of_the_webinar(run, stranger):
    session = run.sessions.get()

    answer = stranger.get(reverse("live:session", args=[run.slug, session.key]))

    assert (answer.status_code, answer.url) == (302, address(run))


def test_the_form_says_what_to_do_for_whoever_signed_up_already(run, stranger):
    page = stranger.get(address(run))

    main = BeautifulSoup(page.content, "html.parser").main
    said = text_of(page)
    assert "You signed up already? Use the link of your mail, or have it sent again" in said
    assert main.select_one('a[href="#lost"]') is not None
    assert main.select_one("#lost input[name=lost-email]") is not None


def test_the_page_after_it_names_no_run_that_is_no_webinar(run, stranger):
    other = make_run(make_course(title="Not to be named"))

    for slug in (other.slug, "no-such", "%00"):
        page = stranger.get(f"{reverse('live:webinar-asked')}?webinar={slug}")
        assert page.status_code == 200
        assert "Not to be named" not in text_of(page)
        assert "Sign up once more" not in text_of(page)


def test_an_odd_address_is_refused_beside_the_field_of_the_lost_link(run, stranger):
    type(run).objects.filter(pk=run.pk).update(closes_at=NOW)

    answer = stranger.post(address(run), {"lost-email": "a@b"})

    assert "not an e-mail address" in text_of(answer)
    assert not Delivery.objects.exists()


def test_afterwards_one_signs_up_once_the_recording_is_there(run, stranger, clock):
    clock.shift(3 * DAY)
    assert "Once there is a recording" in text_of(stranger.get(address(run)))

    LiveSession.objects.update(recording_url="https://video.example.org/1", recording_at=NOW)

    assert "its recording is there" in text_of(stranger.get(address(run)))
    assert ask(stranger, run).status_code == 302


def test_a_webinar_without_a_date_says_that_it_comes_by_mail(run, stranger):
    LiveSession.objects.all().delete()
    ask(stranger, run)
    confirm(stranger)

    assert "still to be announced" in text_of(stranger.get(address(run)))
    assert "still to be announced" in render_message(mails("webinar_confirmed")[0]).body


def test_a_course_that_is_no_webinar_leads_to_enrolling(clock, stranger):
    run = make_run()

    assert stranger.get(address(run))["Location"] == reverse("learning:enroll", args=[run.slug])


def test_the_course_page_leads_to_the_sign_up(run, client):
    page = client.get(course_page(run.course).get_url())

    assert "Sign up for the webinar" in text_of(page)
    assert address(run) in page.content.decode()


def test_after_the_session_the_course_page_offers_its_recording_alone(run, clock, client):
    clock.move_to(NOW + 3 * DAY)

    page = client.get(course_page(run.course).get_url())

    assert "Sign up for the webinar" not in text_of(page)
    assert "See whether there is a recording" in text_of(page)
    assert "This webinar is over. Once there is a recording, whoever signs up" in text_of(page)
    assert address(run) in page.content.decode()
