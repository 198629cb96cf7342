"""For each task: how work is left for it, and how one sees that it was done, and once."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone
from wagtail.models import GroupPagePermission, Locale

from certificates.models import Certificate
from courses.models import (
    Course,
    CourseRun,
    EnrollmentMode,
    LessonPage,
    PlannedPublication,
    Provider,
)
from learning.actions import apply_for_seat, enroll, join_waiting
from learning.models import ActivityResult, Enrollment, ResultKind, WaitingPlace
from learning.running_again import note_interest
from learning.schedule import is_awake
from mail.actions import queue_delivery
from mail.addresses import email_key
from mail.models import Delivery, DeliveryState
from newsletters.models import (
    Audience,
    ConsentRecord,
    Deed,
    ImportOutcome,
    Reader,
    ReaderImport,
    WelcomeMessage,
)
from newsletters.planning import Plan, plan_sending
from studio.planning import plan_publication
from tests.factories.courses import add_lesson, course_page, make_course, make_run, marks
from tests.factories.issues import make_issue
from tests.factories.learning import finish, make_enrollment, make_learner
from tests.factories.newsletters import make_list, make_reader, make_running_sending, make_waiting
from tests.learning.programmes import make_programme
from users.actions import invite_guest
from users.models import GuestKind, GuestLink, User

ROWS = 6


@dataclass(frozen=True)
class Work:
    """`prepare` leaves work; `is_done` says that it was done; `is_once` that it was done once."""

    prepare: Callable[[], object]
    is_done: Callable[[], bool]
    is_once: Callable[[], bool]


def complete() -> None:
    run = make_run(make_course(lessons=(1,)))
    for number in range(ROWS):
        learner = make_learner(
            certificate_name=f"Learner {number}", certificate_name_confirmed_at=timezone.now()
        )
        finish(make_enrollment(run=run, learner=learner))


def certificates_are_one_each() -> bool:
    return Certificate.objects.count() == Certificate.objects.current().count() == ROWS


def queue() -> None:
    for number in range(ROWS):
        queue_delivery(
            key=f"twice:{number}", template="", language="en", to_email=f"r{number}@example.org"
        )


def somebody_awake() -> User:
    now = timezone.now()
    zone = next(name for name in ("UTC", "Asia/Tokyo", "America/Lima") if is_awake(name, now))
    person: User = make_learner(time_zone=zone)
    return person


def have_too_few() -> None:
    """On the day of the decision."""
    now = timezone.now()
    run = make_run(make_course(lessons=(1,)), minimum=3, decide_at=now - timedelta(hours=1))
    CourseRun.objects.filter(pk=run.pk).update(ends_at=now + timedelta(days=90))
    run.team.add(make_learner(is_staff=True))


def invite_guests_of_old() -> None:
    """A year ago, each to a course of somebody's; the mails have gone."""
    then = timezone.now() - timedelta(days=400)
    for number in range(ROWS):
        invite_guest(
            kind=GuestKind.COURSE_DRAFT,
            subject_key=uuid.uuid4(),
            name="Mei Chen",
            email=f"mei-{number}@example.org",
            language="en",
            expires_at=then + timedelta(days=14),
            by=make_learner(),
            at=then,
        )


def ask_for_a_seat() -> None:
    """Several people within the hour, of a run with one person in its team."""
    now = timezone.now()
    run = make_run(make_course(lessons=(1,)), enrollment_mode=EnrollmentMode.APPROVAL, opens_at=now)
    CourseRun.objects.filter(pk=run.pk).update(ends_at=now + timedelta(days=90))
    run.refresh_from_db()
    run.team.add(make_learner(is_staff=True))
    for _ in range(ROWS):
        apply_for_seat(learner=make_learner(), run=run, answers=[], at=now)


def ask_before_it_opens() -> None:
    """Of a course in which people can enroll since."""
    now = timezone.now()
    run = make_run(make_course(lessons=(1,)), opens_at=now, starts_at=now + timedelta(days=9))
    CourseRun.objects.filter(pk=run.pk).update(ends_at=now + timedelta(days=90))
    note_interest(user=somebody_awake(), course=run.course, at=now - timedelta(days=9))


def leave_somebody_behind() -> None:
    """In two courses, begun in neither; where it is day, so that one reminder is due."""
    now = timezone.now()
    learner = somebody_awake()
    for _ in range(2):
        week_ago = now - timedelta(days=7)
        run = make_run(make_course(lessons=(1,)), opens_at=week_ago, starts_at=week_ago)
        CourseRun.objects.filter(pk=run.pk).update(ends_at=now + timedelta(days=90))
        enroll(learner=learner, run=run, at=week_ago)


def free_a_seat_without_an_action() -> None:
    """A seat more than before; of those who wait one gets it, whoever rings how often."""
    now = timezone.now()
    run = make_run(
        make_course(lessons=(1,)), capacity=1, opens_at=now - timedelta(days=1), starts_at=now
    )
    enroll(learner=make_learner(), run=run, at=now)
    for _ in range(ROWS):
        join_waiting(learner=make_learner(), run=run, at=now)
    CourseRun.objects.filter(pk=run.pk).update(capacity=2)


def plan_a_publication() -> None:
    course = make_course(lessons=(1,))
    module = course_page(course).get_first_child().specific
    add_lesson(module, title="Later", live=False).save_revision()
    seen = marks(course)
    keeper = User.objects.create_superuser("keeper@example.org", "a-long-password")
    plan_publication(
        course,
        at=timezone.now() - timedelta(minutes=1),
        by=keeper,
        seen=seen,
        audience="EVERYBODY",
        page_ids=list(seen),
    )


def is_published_as_planned() -> bool:
    """One number more, and nobody was told that it went wrong."""
    plan = PlannedPublication.objects.get()
    numbers = plan.course.outlines.count()
    return plan.done_at is not None and numbers == 2 and not Delivery.objects.exists()


def offered_once() -> bool:
    offered = WaitingPlace.objects.exclude(offered_at=None)
    return [place.pk for place in offered] == [WaitingPlace.objects.earliest("pk").pk]


def all_sent() -> bool:
    return Delivery.objects.filter(state=DeliveryState.SENT).count() == ROWS


def a_provider_without_rights() -> None:
    provider = make_course(lessons=(1,)).provider
    GroupPagePermission.objects.filter(group=provider.author_group).delete()


def rights_are_given() -> bool:
    provider = Provider.objects.get()
    return GroupPagePermission.objects.filter(group=provider.author_group).count() == 2


def dirty() -> None:
    """A lesson was published and the commit's own hook was lost."""
    course = make_course(lessons=(2,))
    LessonPage.objects.descendant_of(course_page(course)).first().unpublish()
    Course.objects.update(dirty_at=timezone.now())


def one_more_outline() -> bool:
    return Course.objects.get().outlines.count() == 2


def stale() -> None:
    enrollment = make_enrollment(run=make_run(make_course(lessons=(1,))))
    Enrollment.objects.filter(pk=enrollment.pk).update(percent=40, percent_outline=None)


def complete_a_course_of_a_programme() -> None:
    part = make_course(lessons=(1,), checks=False)
    programme = make_programme(part)
    inside = make_enrollment(run=make_run(programme))
    finish(make_enrollment(run=make_run(part), learner=inside.learner))


def count_parts() -> int:
    return ActivityResult.objects.filter(kind=ResultKind.PART).count()


def start_an_import() -> None:
    planned = ReaderImport.objects.create(
        mailing_list=make_list(), file_name="old.csv", started_at=timezone.now()
    )
    for number in range(ROWS):
        address = f"reader{number}@example.org"
        planned.rows.create(
            number=number,
            email=address,
            email_key=email_key(address),
            language="en",
            consent_date=timezone.now().date(),
            source="Forum",
            outcome=ImportOutcome.JOINS,
        )


def imported_once() -> bool:
    proofs = ConsentRecord.objects.filter(deed=Deed.IMPORTED).count()
    return proofs == Reader.objects.count() == ROWS and not Delivery.objects.exists()


def ask_long_ago() -> None:
    for _number in range(ROWS):
        make_waiting(days=31)


def all_forgotten() -> bool:
    return Delivery.objects.filter(to_email="", state=DeliveryState.SKIPPED).count() == ROWS


def join() -> None:
    WelcomeMessage.objects.create(
        mailing_list=make_list(),
        number=1,
        subject="Welcome",
        body="<p>Hello</p>",
        locale=Locale.objects.get(language_code="en"),
    )
    for _number in range(ROWS):
        make_reader()


def planned() -> None:
    """An issue whose hour has come."""
    issue = make_issue()
    for _number in range(ROWS):
        make_reader()
    plan = Plan(
        audience=Audience.objects.create(name="Everybody"),
        lists=(make_list(),),
        starts_at=timezone.now(),
        time_zone="UTC",
        token=uuid.uuid4(),
    )
    editor = User.objects.create_user("editor@example.org", "a-long-password")
    plan_sending(issue_key=issue.translation_key, plan=plan, by=editor, at=timezone.now())


WORK = {
    "studio.publish_planned": Work(
        plan_a_publication, is_published_as_planned, is_published_as_planned
    ),
    "certificates.issue_certificates": Work(
        complete, lambda: Certificate.objects.count() == ROWS, certificates_are_one_each
    ),
    "certificates.remove_strays": Work(lambda: None, lambda: True, lambda: True),
    "mail.send_deliveries": Work(queue, all_sent, all_sent),
    "newsletters.start_due_sendings": Work(planned, all_sent, all_sent),
    "mail.send_sendings": Work(lambda: make_running_sending(ROWS), all_sent, all_sent),
    "mail.reap_leases": Work(queue, all_sent, all_sent),
    "courses.compile_dirty_outlines": Work(
        dirty, lambda: Course.objects.get().dirty_at is None, one_more_outline
    ),
    "courses.ensure_provider_languages": Work(
        a_provider_without_rights, rights_are_given, rights_are_given
    ),
    "newsletters.run_imports": Work(
        start_an_import,
        lambda: ReaderImport.objects.get().finished_at is not None,
        imported_once,
    ),
    "newsletters.forget_unconfirmed": Work(
        ask_long_ago, lambda: not Reader.objects.exists(), all_forgotten
    ),
    "newsletters.send_welcomes": Work(join, all_sent, all_sent),
    "learning.warn_teams": Work(
        have_too_few,
        lambda: Delivery.objects.filter(
            template="run_below_minimum", state=DeliveryState.SENT
        ).exists(),
        lambda: Delivery.objects.filter(template="run_below_minimum").count() == 1,
    ),
    "studio.forget_guests": Work(
        invite_guests_of_old,
        lambda: not GuestLink.objects.exclude(email="").exists(),
        lambda: GuestLink.objects.count() == ROWS,
    ),
    "learning.tell_of_applications": Work(
        ask_for_a_seat,
        lambda: Delivery.objects.filter(
            template="application_asked", state=DeliveryState.SENT
        ).exists(),
        lambda: Delivery.objects.filter(template="application_asked").count() == 1,
    ),
    "learning.tell_interested": Work(
        ask_before_it_opens,
        lambda: Delivery.objects.filter(
            template="course_runs_again", state=DeliveryState.SENT
        ).exists(),
        lambda: Delivery.objects.filter(template="course_runs_again").count() == 1,
    ),
    "learning.send_reminders": Work(
        leave_somebody_behind,
        lambda: Delivery.objects.filter(
            template="course_reminder", state=DeliveryState.SENT
        ).exists(),
        lambda: Delivery.objects.filter(template="course_reminder").count() == 1,
    ),
    "learning.move_up_waiting": Work(
        free_a_seat_without_an_action,
        lambda: Delivery.objects.filter(template="seat_offered", state=DeliveryState.SENT).exists(),
        offered_once,
    ),
    "learning.credit_parts": Work(
        complete_a_course_of_a_programme, lambda: count_parts() == 1, lambda: count_parts() == 1
    ),
    "learning.refresh_percentages": Work(
        stale,
        lambda: Enrollment.objects.get().percent == 0,
        lambda: Enrollment.objects.get().percent_outline is not None,
    ),
}
