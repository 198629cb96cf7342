"""Signing up for a webinar: name, e-mail and city, a mail, one button, and the personal link."""

import re
from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from certificates.issuing import pending_enrollments
from courses.compiling import compile_outline
from learning.actions import enroll, withdraw
from learning.models import Enrollment
from learning.refreshing import refresh_stale
from live.actions import SignUpRefused, confirm_sign_up, revoke_links, settle
from live.models import Attendance, LiveSession, SignUp
from mail.models import Delivery
from mail.rendering import render_message
from members.models import Affiliation
from tests.factories.courses import NOW, course_page, make_run
from tests.factories.learning import make_learner
from tests.factories.live import make_session, make_sign_up, session_block
from tests.threads import at_once
from tests.users.test_sign_up import error_beside
from users.actions import confirm_certificate_name, erase_user
from users.models import Consent, User

from .arranging import run_with_session
from .pages import text_of

pytestmark = pytest.mark.django_db
TYPED = {
    "name": "Rina Kusuma",
    "email": "rina@example.org",
    "city_name": "Surabaya",
    "time_zone": "Asia/Jakarta",
}
NAME = {"certificate-name": "Rina Kusuma", "certificate-latin": ""}
MEETING = "https://meet.example.org/old-town"
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def run(clock):
    """A webinar that takes place in two days; who attends gets a certificate."""
    cache.clear()
    return make_webinar()


def make_webinar(**fields):
    run, block = run_with_session(session_block(title="Floods in the old town"), **fields)
    page = course_page(run.course)
    page.format = "WEBINAR"
    page.save()
    compile_outline(run.course)
    run.course.refresh_from_db()
    make_session(run, block=block, starts_at=NOW + 2 * DAY, join_url=MEETING)
    return run


@pytest.fixture
def stranger():
    """A browser that is not signed in, and checks CSRF as ours does."""
    return Client(enforce_csrf_checks=True, headers={"Origin": "http://testserver"})


def address(run):
    return reverse("live:webinar", args=[run.slug])


def ask(browser, run, **changes):
    return browser.post(address(run), {**TYPED, **changes})


def mails(template):
    return list(Delivery.objects.filter(template=template).order_by("pk"))


def confirm_page(mail):
    return reverse("live:webinar-confirm", args=[mail.token.hex])


def confirm(browser, **changes):
    return browser.post(confirm_page(mails("webinar_confirm")[-1]), {**NAME, **changes})


def test_a_stranger_signs_up_confirms_and_takes_part_without_a_password(run, stranger):
    page = stranger.get(address(run))
    assert "20:00" not in text_of(page)
    assert BeautifulSoup(page.content, "html.parser").select_one("time[data-zone='Asia/Seoul']")

    asked = ask(stranger, run)
    assert asked["Location"] == reverse("live:webinar-asked")
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


def test_confirming_twice_shows_the_same_page_and_changes_nothing(run, stranger):
    ask(stranger, run)
    confirm(stranger)
    first = stranger.get(confirm_page(mails("webinar_confirm")[0]))
    again = confirm(stranger)

    assert again.status_code == 200
    assert text_of(again) == text_of(first)
    assert "You take part." in text_of(again)
    assert Enrollment.objects.count() == 1
    assert len(mails("webinar_confirmed")) == 1
    assert SignUp.objects.get().confirmed_at == NOW


def test_nobody_learns_who_has_an_account_or_takes_part(run, stranger):
    known = make_learner(email="known@example.org")
    inside = make_learner(email="inside@example.org")
    enroll(learner=inside, run=run, at=NOW)

    answers = [
        ask(stranger, run, email=each)
        for each in ("new@example.org", known.email, inside.email, "known@example.org")
    ]

    assert {(each.status_code, each["Location"]) for each in answers} == {
        (302, reverse("live:webinar-asked"))
    }
    assert [mail.to_email for mail in mails("webinar_confirm")] == [
        "new@example.org",
        "known@example.org",
    ]
    assert [mail.to_email for mail in mails("webinar_confirmed")] == ["inside@example.org"]


def test_a_mail_before_the_confirmation_calls_nobody_by_a_typed_name(run, stranger):
    ask(stranger, run, name="Win a prize at spam.example")

    message = render_message(mails("webinar_confirm")[0])

    assert "spam.example" not in message.subject + message.body + str(message.to)


def test_whoever_has_an_account_keeps_what_they_wrote_about_themselves(run, stranger):
    person = make_learner(email="rina@example.org", name="R. Kusuma", time_zone="Asia/Tokyo")
    confirm_certificate_name(user=person, name="Rina K.", at=NOW)

    ask(stranger, run)
    page = stranger.get(confirm_page(mails("webinar_confirm")[0]))
    assert "Your certificate" not in text_of(page)
    confirm(stranger)

    person.refresh_from_db()
    assert (person.name, person.time_zone) == ("R. Kusuma", "Asia/Tokyo")
    assert person.certificate_name == "Rina K."
    assert Enrollment.objects.get().learner == person


def test_a_password_that_a_stranger_set_opens_nothing_once_the_address_is_proved(run, stranger):
    taken = User.objects.create_user("rina@example.org", "a long password", name="Not Rina")
    EmailAddress.objects.create(user=taken, email=taken.email, primary=True)

    ask(stranger, run)
    confirm(stranger)

    taken.refresh_from_db()
    assert not taken.has_usable_password()
    assert EmailAddress.objects.get(user=taken).verified


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


def test_another_site_can_neither_sign_anybody_up_nor_press_the_button(run, client):
    evil = {"origin": "https://evil.example"}
    answer = client.post(address(run), TYPED, headers=evil)
    assert answer.status_code == 429
    page = BeautifulSoup(answer.content, "html.parser")
    assert page.select_one("[name=city_name]")["value"] == "Surabaya"

    checked = Client(enforce_csrf_checks=True)
    checked.force_login(make_learner())
    assert checked.post(address(run), headers=evil).status_code == 403

    assert not SignUp.objects.exists()
    assert not Enrollment.objects.exists()


def test_a_robot_that_fills_the_trap_hears_the_same_and_nothing_happens(run, stranger):
    assert ask(stranger, run, website="https://spam.example").status_code == 302
    assert not SignUp.objects.exists()


def test_too_many_from_one_place_are_asked_to_wait(run, stranger):
    answers = [ask(stranger, run, email=f"r{number}@example.org") for number in range(21)]

    assert {answer.status_code for answer in answers[:20]} == {302}
    assert answers[20].status_code == 429
    assert "Try again in a minute" in text_of(answers[20])


def test_an_address_gets_one_mail_in_ten_minutes_and_four_a_day(run, stranger, clock):
    ask(stranger, run)
    ask(stranger, run)
    assert len(mails("webinar_confirm")) == 1

    for _ in range(6):
        clock.shift(11 * MINUTE)
        ask(stranger, run)

    assert len(mails("webinar_confirm")) == 4
    assert SignUp.objects.get().mailed_count == 4


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


def test_a_name_that_the_certificate_cannot_print_is_refused_beside_its_field(run, stranger):
    ask(stranger, run)
    answer = confirm(stranger, **{"certificate-name": "𒀀𒀁"})

    assert "has no letters for a part of this name" in error_beside(answer, "certificate-name")
    assert not Enrollment.objects.exists()


def test_where_nothing_is_certified_no_name_is_asked(run, stranger):
    type(run.course).objects.update(is_certifying=False)
    ask(stranger, run)
    page = stranger.get(confirm_page(mails("webinar_confirm")[0]))
    assert "Your certificate" not in text_of(page)

    confirm(stranger, **{"certificate-name": ""})

    assert Enrollment.objects.get().learner.certificate_name_confirmed_at is None


def test_who_left_can_confirm_once_more(run, stranger):
    ask(stranger, run)
    confirm(stranger)
    withdraw(enrollment=Enrollment.objects.get(), at=NOW)

    assert confirm(stranger).status_code == 302

    assert Enrollment.objects.active().count() == 1
    assert len(mails("webinar_confirmed")) == 2


def test_a_link_is_dead_once_its_person_is_erased_or_ended_it(run, stranger, clock):
    ask(stranger, run)
    confirm(stranger)
    page = confirm_page(mails("webinar_confirm")[0])
    person = Enrollment.objects.get().learner

    clock.shift(MINUTE)
    revoke_links(user=person, at=NOW + MINUTE)
    assert stranger.get(page).status_code == 410
    erase_user(user=person, at=NOW + 2 * MINUTE)
    gone = stranger.post(page, NAME)

    assert gone.status_code == 410
    assert "rina" not in text_of(gone).lower()
    assert User.objects.filter(is_active=True).count() == 0


def test_a_token_of_another_mail_confirms_nothing(run, stranger):
    ask(stranger, run)
    confirm(stranger)
    other = mails("webinar_confirmed")[0]

    assert stranger.post(confirm_page(other), NAME).status_code == 404
    assert stranger.get(reverse("live:webinar-confirm", args=["nonsense"])).status_code == 404
    joining = reverse("live:personal", args=[mails("webinar_confirm")[0].token.hex])
    assert stranger.get(joining).status_code == 404


def test_a_course_that_is_no_webinar_leads_to_enrolling(clock, stranger):
    run = make_run()

    assert stranger.get(address(run))["Location"] == reverse("learning:enroll", args=[run.slug])


def test_the_course_page_leads_to_the_sign_up(run, client):
    page = client.get(course_page(run.course).get_url())

    assert "Sign up for the webinar" in text_of(page)
    assert address(run) in page.content.decode()


def try_to_confirm(sign_up):
    try:
        return confirm_sign_up(sign_up=sign_up, policies=(), at=NOW)
    except SignUpRefused as refusal:
        return str(refusal)


@pytest.mark.django_db(transaction=True)
@pytest.mark.both_databases
def test_of_twenty_who_confirm_at_once_as_many_take_part_as_there_are_places(clock):
    run = make_webinar(capacity=5)
    waiting = [make_sign_up(run, email=f"guest-{number}@example.org") for number in range(20)]

    answers = at_once(20, lambda number: try_to_confirm(waiting[number]))

    refused = [each for each in answers if isinstance(each, str)]
    assert len(refused) == 15
    assert "All places were taken" in refused[0]
    assert Enrollment.objects.filter(run=run).count() == 5
    assert SignUp.objects.exclude(confirmed_at=None).count() == 5
    assert User.objects.filter(email__startswith="guest-").count() == 5


@pytest.mark.django_db(transaction=True)
@pytest.mark.both_databases
def test_one_who_confirms_in_ten_tabs_takes_part_once(clock):
    sign_up = make_sign_up(make_webinar(), email="rina@example.org")

    at_once(10, lambda number: try_to_confirm(sign_up))

    assert Enrollment.objects.count() == User.objects.filter(email="rina@example.org").count() == 1
    assert len(mails("webinar_confirmed")) == 1


@pytest.mark.parametrize("origin", ["http://[", "null", "https://evil.example"])
def test_a_form_whose_origin_cannot_be_read_or_is_another_asks_to_press_once_more(run, origin):
    answer = Client().post(
        reverse("live:webinar", args=[run.slug]), TYPED, headers={"Origin": origin}
    )

    assert answer.status_code == 429
    assert not SignUp.objects.exists()


def test_whose_account_was_closed_by_the_secretariat_does_not_come_back_by_signing_up(run):
    person = make_learner(is_active=False)
    sign_up = make_sign_up(run, email=person.email)

    with pytest.raises(SignUpRefused):
        confirm_sign_up(sign_up=sign_up, policies=[], at=NOW)

    assert not Enrollment.objects.exists()
