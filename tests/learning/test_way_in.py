"""Who may enroll by themselves: everybody, members, who knows a code, whom the team accepts."""

import pytest
import time_machine
from django.urls import reverse

from courses.models import CourseRun, EnrollmentMode
from learning.actions import (
    NotDecided,
    accept_application,
    apply_for_seat,
    enroll,
    enroll_many,
    join_waiting,
    leave_waiting,
    make_code,
    refuse_application,
    revoke_code,
    take_back_application,
    withdraw,
)
from learning.actions.unenrolling import enroll_again, unenroll
from learning.models import (
    Application,
    ApplicationState,
    Enrollment,
    InvitationCode,
    WaitingPlace,
)
from learning.way_in import WayClosed
from mail.models import Delivery
from mail.rendering import render_message
from members.models import Affiliation, Member
from tests.factories.courses import NOW, make_course, make_run
from tests.factories.learning import make_enrollment, make_learner
from tests.threads import at_once
from users.actions import erase_user
from users.inviting import Newcomer
from users.personal_data import collect_personal_data

from .walking import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
QUESTIONS = ["Why this course?", "Which city?"]
ANSWERS = ["For my street.", "Dhaka"]


@pytest.fixture
def course():
    return make_course(lessons=(1,), title="Reading streets")


@pytest.fixture
def learner():
    return make_learner(name="Asha")


@pytest.fixture
def author():
    return make_learner(is_staff=True)


def run_with(course, mode, **fields):
    return make_run(course, enrollment_mode=mode, **fields)


def is_in(run, learner):
    return Enrollment.objects.active().filter(run=run, learner=learner).exists()


# --- closed, members --------------------------------------------------------------------------


def test_in_a_closed_run_the_secretariat_alone_enrolls(course, learner, author):
    run = run_with(course, EnrollmentMode.CLOSED)

    with pytest.raises(WayClosed, match="secretariat enrolls"):
        enroll(learner=learner, run=run, at=NOW)
    enroll_many(run=run, people=[Newcomer(email=learner.email)], at=NOW, by=author)

    assert is_in(run, learner)


def test_members_only_lets_in_whoever_names_a_member(course, learner):
    run = run_with(course, EnrollmentMode.MEMBERS)
    with pytest.raises(WayClosed, match="members"):
        enroll(learner=learner, run=run, at=NOW)

    member = Member.objects.create(
        key="x", name="Dhaka", kind=Member.Kind.FULL, region=Member.Region.values[0]
    )
    Affiliation.objects.create(user=learner, member=member)

    assert enroll(learner=learner, run=run, at=NOW)


def test_whoever_was_in_before_returns_without_asking(course, learner):
    run = run_with(course, EnrollmentMode.OPEN)
    withdraw(enrollment=make_enrollment(run=run, learner=learner), at=NOW)
    CourseRun.objects.filter(pk=run.pk).update(enrollment_mode=EnrollmentMode.CODE)

    assert enroll(learner=learner, run=run, at=NOW)


@pytest.mark.parametrize("mode", ["CODE", "APPROVAL", "CLOSED", "MEMBERS"])
def test_whom_the_team_unenrolled_comes_back_only_as_others_come(course, learner, author, mode):
    run = run_with(course, EnrollmentMode.OPEN)
    enrollment = make_enrollment(run=run, learner=learner)
    CourseRun.objects.filter(pk=run.pk).update(enrollment_mode=mode)
    unenroll(enrollment=enrollment, by=author, reason="Has a seat elsewhere", at=NOW)

    with pytest.raises(WayClosed):
        enroll(learner=learner, run=run, at=NOW)

    assert enroll_again(enrollment=enrollment, by=author, reason="Has none after all", at=NOW)
    assert is_in(run, learner)


def test_an_answer_of_the_team_does_not_outlive_an_unenrollment(course, learner, author, client):
    run = run_with(course, EnrollmentMode.APPROVAL, questions=QUESTIONS)
    enrollment = accept_application(application=ask(learner, run), by=author, at=NOW)
    unenroll(enrollment=enrollment, by=author, reason="Has a seat elsewhere", at=NOW)

    with time_machine.travel(NOW, tick=False):
        sign_in(client, learner)
        page = client.get(reverse("learning:enroll", args=[run.slug])).content.decode()

    assert QUESTIONS[0] in page
    assert "Enroll again" not in page
    again = accept_application(application=ask(learner, run), by=author, at=NOW)
    assert again == enrollment


def test_whoever_left_by_themselves_returns_from_the_page_without_being_asked(
    course, learner, client
):
    run = run_with(course, EnrollmentMode.OPEN)
    withdraw(enrollment=make_enrollment(run=run, learner=learner), at=NOW)
    mode = {"enrollment_mode": EnrollmentMode.APPROVAL, "questions": QUESTIONS}
    CourseRun.objects.filter(pk=run.pk).update(**mode)

    with time_machine.travel(NOW, tick=False):
        sign_in(client, learner)
        client.post(reverse("learning:enroll", args=[run.slug]))

    assert is_in(run, learner)


# --- codes ------------------------------------------------------------------------------------


@pytest.fixture
def code_run(course):
    return run_with(course, EnrollmentMode.CODE)


@pytest.fixture
def code(code_run, author):
    return make_code(run=code_run, uses=1, expires_at=None, by=author, at=NOW)


def test_a_code_opens_its_run_so_many_times_however_it_is_written(code_run, code, learner):
    written = f" {code.code[:4].lower()}-{code.code[4:]} "

    enroll(learner=learner, run=code_run, at=NOW, code=written)

    assert is_in(code_run, learner)
    with pytest.raises(WayClosed, match="does not open"):
        enroll(learner=make_learner(), run=code_run, at=NOW, code=code.code)


@pytest.mark.parametrize("why", ["none", "other run", "revoked", "expired"])
def test_a_code_that_does_not_hold_opens_nothing(course, code_run, code, author, learner, why):
    word = code.code
    if why == "none":
        word = ""
    elif why == "other run":
        word = make_code(
            run=run_with(course, EnrollmentMode.CODE), uses=None, expires_at=None, by=author, at=NOW
        ).code
    elif why == "revoked":
        revoke_code(code=code, by=author, at=NOW)
    else:
        InvitationCode.objects.update(expires_at=NOW)

    with pytest.raises(WayClosed):
        enroll(learner=learner, run=code_run, at=NOW, code=word)
    assert InvitationCode.objects.get(pk=code.pk).used_count == 0


def test_a_use_is_given_back_where_the_run_is_full(code_run, code, learner):
    CourseRun.objects.update(capacity=1)
    make_code_use = InvitationCode.objects.filter(pk=code.pk)
    Enrollment.objects.create(learner=make_learner(), run=code_run, enrolled_at=NOW, rule={})

    with pytest.raises(Exception, match="All seats are taken"):
        enroll(learner=learner, run=code_run, at=NOW, code=code.code)
    assert make_code_use.get().used_count == 0

    join_waiting(learner=learner, run=code_run, at=NOW, code=code.code)
    CourseRun.objects.update(capacity=2)
    withdraw(enrollment=Enrollment.objects.exclude(learner=learner).get(), at=NOW)
    assert enroll(learner=learner, run=code_run, at=NOW)  # whoever waited is not asked again


def test_whoever_waited_with_a_code_joins_again_without_spending_another_use(
    code_run, code, learner
):
    CourseRun.objects.update(capacity=1)
    Enrollment.objects.create(learner=make_learner(), run=code_run, enrolled_at=NOW, rule={})
    join_waiting(learner=learner, run=code_run, at=NOW, code=code.code)
    leave_waiting(learner=learner, run=code_run, at=NOW)

    assert join_waiting(learner=learner, run=code_run, at=NOW, code=code.code)
    assert InvitationCode.objects.get(pk=code.pk).used_count == 1
    with pytest.raises(WayClosed):
        join_waiting(learner=make_learner(), run=code_run, at=NOW, code=code.code)


@pytest.mark.django_db(transaction=True)
def test_ten_people_at_once_use_a_code_as_often_as_it_says(code_run, author):
    code = make_code(run=code_run, uses=3, expires_at=None, by=author, at=NOW)
    people = [make_learner() for _ in range(10)]

    def come(person):
        try:
            enroll(learner=person, run=code_run, at=NOW, code=code.code)
        except WayClosed:
            return False
        return True

    came = at_once(len(people), lambda place: come(people[place]))

    assert sum(bool(each) for each in came) == 3
    assert Enrollment.objects.filter(run=code_run).count() == 3


def test_the_page_asks_for_the_code_keeps_it_and_says_what_is_wrong(
    code_run, code, learner, client
):
    with time_machine.travel(NOW, tick=False):
        sign_in(client, learner)
        address = reverse("learning:enroll", args=[code_run.slug])
        assert 'name="code"' in client.get(address).content.decode()

        wrong = client.post(address, {"code": "GUESSED1"})
        right = client.post(address, {"code": code.code})

    assert wrong.status_code == 409
    assert 'value="GUESSED1"' in wrong.content.decode()
    assert "does not open this run" in wrong.content.decode()
    assert right.url == reverse("learning:resume", args=[code_run.slug])


def test_guessing_codes_comes_to_an_end(code_run, code, learner, client):
    with time_machine.travel(NOW, tick=False):
        sign_in(client, learner)
        address = reverse("learning:enroll", args=[code_run.slug])
        for number in range(20):
            client.post(address, {"code": f"GUESS{number:03}"})

        stopped = client.post(address, {"code": code.code})

    assert "many codes" in stopped.content.decode()
    assert not is_in(code_run, learner)


# --- applications -----------------------------------------------------------------------------


@pytest.fixture
def asked_run(course):
    return run_with(course, EnrollmentMode.APPROVAL, questions=QUESTIONS)


def ask(learner, run):
    return apply_for_seat(learner=learner, run=run, answers=ANSWERS, at=NOW)


def test_whoever_asks_waits_for_the_answer_and_asks_once(asked_run, learner):
    first = ask(learner, asked_run)

    assert ask(learner, asked_run) == first
    assert first.answers == [list(pair) for pair in zip(QUESTIONS, ANSWERS, strict=True)]
    with pytest.raises(WayClosed, match="Ask for a seat first"):
        enroll(learner=learner, run=asked_run, at=NOW)


def test_an_accepted_person_is_in_and_gets_the_confirmation(asked_run, learner, author):
    application = ask(learner, asked_run)

    accept_application(application=application, by=author, at=NOW)

    assert is_in(asked_run, learner)
    assert Delivery.objects.get().template == "enrollment_confirmed"


def test_a_refused_person_reads_why_and_may_ask_again(asked_run, learner, author):
    application = ask(learner, asked_run)

    refuse_application(application=application, reason="Next year.", by=author, at=NOW)

    assert "Next year." in render_message(Delivery.objects.get()).body
    assert ask(learner, asked_run).state == ApplicationState.PENDING


def test_two_colleagues_do_not_both_decide(asked_run, learner, author):
    application = ask(learner, asked_run)
    refuse_application(application=application, reason="", by=author, at=NOW)

    with pytest.raises(NotDecided):
        accept_application(application=application, by=author, at=NOW)
    assert not is_in(asked_run, learner)


def test_accepted_without_a_seat_one_waits_and_hears_so(asked_run, learner, author):
    CourseRun.objects.filter(pk=asked_run.pk).update(capacity=1)
    Enrollment.objects.create(learner=make_learner(), run=asked_run, enrolled_at=NOW, rule={})
    application = ask(learner, asked_run)

    assert accept_application(application=application, by=author, at=NOW) is None

    assert WaitingPlace.objects.get().learner == learner
    assert "you are on the waiting list" in render_message(Delivery.objects.get()).body


def test_an_answer_after_enrollment_closed_still_holds(asked_run, learner, author):
    application = ask(learner, asked_run)
    CourseRun.objects.update(closes_at=NOW)

    assert accept_application(application=application, by=author, at=NOW)


def test_what_is_taken_back_waits_for_nobody(asked_run, learner, author):
    application = ask(learner, asked_run)

    assert take_back_application(learner=learner, run=asked_run)
    assert not take_back_application(learner=learner, run=asked_run)
    with pytest.raises(NotDecided):
        accept_application(application=application, by=author, at=NOW)


def test_the_questionnaire_says_what_is_missing_and_keeps_what_was_written(
    asked_run, learner, client
):
    with time_machine.travel(NOW, tick=False):
        sign_in(client, learner)
        address = reverse("learning:enroll", args=[asked_run.slug])

        half = client.post(address, {"deed": "apply", "answer-0": "For my street."})
        assert half.status_code == 422
        assert "Answer this question" in half.content.decode()
        assert "For my street." in half.content.decode()

        sent = {"deed": "apply", "answer-0": ANSWERS[0], "answer-1": ANSWERS[1]}
        for _ in range(2):
            client.post(address, sent)
        page = client.get(address).content.decode()

    assert Application.objects.get().answers[1] == ["Which city?", "Dhaka"]
    assert "You have asked for a seat." in page


def test_answers_are_handed_over_and_forgotten(asked_run, learner):
    ask(learner, asked_run)

    [told] = collect_personal_data(user=learner, at=NOW)["applications"]
    erase_user(user=learner, at=NOW)

    assert told["answers"][0] == ["Why this course?", "For my street."]
    row = Application.objects.get()
    assert (row.answers, row.state) == ([], ApplicationState.WITHDRAWN)
