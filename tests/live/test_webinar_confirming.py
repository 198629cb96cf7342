"""The mail of a sign-up confirms it: once, by its own link, for as many as there are places."""

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse

from learning.actions import withdraw
from learning.models import Enrollment
from live.actions import SignUpRefused, confirm_sign_up, revoke_links
from live.models import SignUp
from tests.factories.courses import NOW
from tests.factories.learning import make_learner
from tests.factories.live import make_sign_up
from tests.threads import at_once
from tests.users.test_sign_up import error_beside
from users.actions import confirm_certificate_name, erase_user
from users.models import User

from .pages import text_of
from .signing_up import MINUTE, NAME, ask, confirm, confirm_page, mails, make_webinar

pytestmark = pytest.mark.django_db


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


def test_whose_account_was_closed_by_the_secretariat_does_not_come_back_by_signing_up(run):
    person = make_learner(is_active=False)
    sign_up = make_sign_up(run, email=person.email)

    with pytest.raises(SignUpRefused):
        confirm_sign_up(sign_up=sign_up, policies=[], at=NOW)

    assert not Enrollment.objects.exists()
