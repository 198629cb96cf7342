"""Every named constraint of our tables refuses what it says. One without an entry here fails."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import IntegrityError, models, transaction
from wagtail.models import Collection, Locale

from certificates.models import Certificate, CertificateTemplate
from courses.models import CourseOutline, CourseRun, MediaImage, MediaRendition
from learning.models import ActivityResult, Enrollment, ResultKind, WaitingPlace
from mail.actions import queue_delivery, suppress
from mail.models import Bounce, Delivery, DeliveryState, Outage, Suppression
from mail.outages import note_away
from members.models import Affiliation, City, Cluster, ClusterRole, Country, Member
from newsletters.models import (
    ImportOutcome,
    ImportRow,
    IssueSending,
    Link,
    ReaderImport,
    WelcomeMessage,
)
from quizzes.models import Attempt
from tests.factories.courses import NOW, make_course, make_provider, make_run
from tests.factories.learning import make_enrollment, make_learner
from tests.factories.newsletters import make_list, make_reader, make_sending
from users.models import Consent, Purpose, User

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases, pytest.mark.slow]
OURS = settings.INSTALLED_APPS[: settings.INSTALLED_APPS.index("core") + 1]


def constraints() -> dict[str, models.BaseConstraint]:
    return {
        constraint.name: constraint
        for label in OURS
        for model in apps.get_app_config(label.rpartition(".")[2]).get_models()
        for constraint in model._meta.constraints
    }


def certificate() -> Certificate:
    return Certificate.objects.create(
        enrollment=make_enrollment(),
        version=1,
        serial="CN-2027-000001",
        outline_number=1,
        effort_minutes=60,
        starts_date=NOW.date(),
        completed_date=NOW.date(),
        issued_at=NOW,
    )


def import_row() -> ImportRow:
    planned = ReaderImport.objects.create(mailing_list=make_list(), file_name="old.csv")
    return ImportRow.objects.create(
        reader_import=planned, number=2, language="en", outcome=ImportOutcome.JOINS
    )


def waiting_place() -> WaitingPlace:
    return WaitingPlace.objects.create(learner=make_learner(), run=make_run(), joined_at=NOW)


def welcome() -> WelcomeMessage:
    return WelcomeMessage.objects.create(
        mailing_list=make_list(),
        number=1,
        subject="Welcome",
        body="<p>Hello</p>",
        locale=Locale.objects.get(language_code="en"),
    )


def template() -> CertificateTemplate:
    return CertificateTemplate.objects.create(provider=make_provider())


def template_of_a_course() -> CertificateTemplate:
    course = make_course(lessons=(1,))
    return CertificateTemplate.objects.create(provider=course.provider, course=course)


def attempt(**fields: Any) -> Attempt:
    values = {
        "enrollment": make_enrollment(),
        "lesson_key": uuid.uuid4(),
        "activity_key": "check",
        "number": 1,
        "answers": {},
        "outcome": {},
        "score_percent": 100,
        "pass_mark_percent": 80,
        "is_passed": True,
        "submitted_at": NOW,
        "language": "en",
        **fields,
    }
    return Attempt.objects.create(**values)


def fact() -> ActivityResult:
    return ActivityResult.objects.create(
        enrollment=make_enrollment(),
        lesson_key=uuid.uuid4(),
        kind=ResultKind.LESSON,
        recorded_at=NOW,
    )


def outline() -> CourseOutline:
    return CourseOutline.objects.get(course=make_course(lessons=(1,)))


def rendition() -> MediaRendition:
    image = MediaImage.objects.create(
        title="A street",
        file="street.png",
        width=40,
        height=30,
        collection=Collection.get_first_root_node(),
    )
    return MediaRendition.objects.create(
        image=image, filter_spec="width-10", file="street.width-10.png", width=10, height=8
    )


def city(**fields: Any) -> City:
    return City.objects.create(name="Suva", **fields)


def member() -> Member:
    return Member.objects.create(
        key="suva", name="Suva", kind=Member.Kind.FULL, region=Member.Region.PACIFIC
    )


def role() -> ClusterRole:
    cluster = Cluster.objects.create(key="sdg", name="SDG", source="report")
    return ClusterRole.objects.create(
        cluster=cluster, member=member(), role=ClusterRole.Role.LEAD, printed_name="Suva"
    )


def affiliation() -> Affiliation:
    return Affiliation.objects.create(user=make_learner(), city_name="Suva")


def delivery(**fields: Any) -> Delivery:
    row = queue_delivery(key="k", template="", language="en", to_email="ayu@example.org")
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()
    return row


def bounce() -> Bounce:
    return Bounce.objects.create(delivery=delivery(), reply="550 no", recorded_at=NOW)


def link() -> Link:
    of = IssueSending.objects.create(issue_key=uuid.uuid4(), sending=make_sending())
    return Link.objects.create(issue_sending=of, code="code", url="https://example.org/")


def suppression() -> Suppression:
    return suppress(address="ayu@example.org", reason=Suppression.Reason.BY_HAND)


def outage() -> Outage:
    note_away("Connection refused")
    return Outage.objects.get()


def consent(**fields: Any) -> Consent:
    giver = {} if "email_hmac" in fields else {"user": make_learner()}
    values = {"purpose": Purpose.PRIVACY, "language": "en", "given_at": NOW, "source": "test"}
    return Consent.objects.create(**{**values, **giver, **fields})


def erased() -> User:
    learner = make_learner()
    User.objects.filter(pk=learner.pk).update(
        erased_at=NOW, is_active=False, name="", email=f"erased-{learner.pk}@erased.invalid"
    )
    return learner


Break = Callable[[], object]


def change(make: Callable[[], models.Model], **values: Any) -> Break:
    """A row that stands, and then has these values."""

    def do() -> object:
        row = make()
        return type(row)._base_manager.filter(pk=row.pk).update(**values)

    return do


def copy(make: Callable[[], models.Model], **values: Any) -> Break:
    """A row that stands, and another one like it but for these values."""

    def do() -> object:
        row = make()
        for name, value in {"pk": None, **values}.items():
            setattr(row, name, value)
        return type(row)._base_manager.bulk_create([row])

    return do


DAY = timedelta(days=1)
BREAKS: dict[str, Break] = {
    "certificates_certificate_version_unique": copy(certificate, code="A" * 12, replaced_at=NOW),
    "certificates_certificate_one_current": copy(certificate, code="A" * 12, version=2),
    "certificates_certificate_version_from_one": change(certificate, version=0),
    "certificates_template_one_per_course": copy(template_of_a_course),
    "certificates_template_one_per_provider": copy(template),
    "quizzes_attempt_number_once": copy(
        lambda: attempt(is_passed=False, score_percent=10), score_percent=20
    ),
    "quizzes_attempt_passed_once": copy(attempt, number=2),
    "quizzes_attempt_number_from_1": change(attempt, number=0),
    "quizzes_attempt_has_activity": change(attempt, activity_key=""),
    "quizzes_attempt_score_at_most_100": change(attempt, score_percent=101),
    "quizzes_attempt_passed_by_mark": change(attempt, score_percent=79),
    "quizzes_attempt_void_has_who_and_why": change(attempt, voided_at=NOW),
    "learning_enrollment_once_per_run": copy(make_enrollment),
    "learning_enrollment_percent_at_most_100": change(make_enrollment, percent=101),
    "learning_enrollment_completed_has_rule": change(make_enrollment, completed_at=NOW),
    "learning_waitingplace_once_while_open": copy(waiting_place),
    "learning_waitingplace_offer_has_deadline": change(waiting_place, offered_at=NOW),
    "learning_waitingplace_end_is_said": change(waiting_place, ended_at=NOW),
    "learning_activityresult_once_while_valid": copy(fact),
    "learning_activityresult_void_has_reason": change(fact, voided_at=NOW),
    "courses_mediarendition_once_per_filter": copy(rendition),
    "courses_courseoutline_number_unique": copy(outline),
    "courses_courserun_ends_after_start": change(make_run, ends_at=NOW - 2 * DAY),
    "courses_courserun_closes_after_opening": change(make_run, closes_at=NOW - 20 * DAY),
    "courses_courserun_capacity_positive": change(make_run, capacity=0),
    "members_city_once_in_a_country": copy(lambda: city(country=Country.objects.create(code="FJ"))),
    "members_city_once_without_a_country": copy(city),
    "members_clusterrole_one_role_in_a_cluster": copy(role),
    "members_affiliation_says_something": change(affiliation, city_name=""),
    "mail_delivery_state_known": change(delivery, state="LOST"),
    "mail_delivery_lease_while_held": change(delivery, state=DeliveryState.LEASED),
    "mail_delivery_sent_has_a_time": change(delivery, state=DeliveryState.SENT),
    "mail_suppression_once_in_force": copy(suppression),
    "mail_outage_one_open": copy(outage),
    "mail_bounce_kind_known": change(bounce, kind="ODD"),
    "mail_sending_state_known": change(make_sending, state="LOST"),
    "mail_sendingtext_once_a_language": copy(lambda: make_sending().texts.get()),
    "mail_delivery_once_a_key": copy(delivery, email_key="other", token=uuid.uuid4()),
    "mail_delivery_of_a_key_or_a_sending": change(delivery, key=None),
    "mail_delivery_once_an_address": copy(
        lambda: delivery(sending=make_sending(), key=None), token=uuid.uuid4()
    ),
    "newsletters_mailinglisttext_once": copy(lambda: make_list().texts.get()),
    "newsletters_reader_erased_is_empty": change(make_reader, erased_at=NOW),
    "newsletters_subscription_once": copy(lambda: make_reader().subscriptions.get()),
    "newsletters_subscription_left_by_something": change(
        lambda: make_reader().subscriptions.get(), left_at=NOW
    ),
    "newsletters_link_once_a_sending": copy(link, code="other"),
    "newsletters_importrow_once": copy(import_row),
    "newsletters_welcomemessage_once": copy(welcome, translation_key=uuid.uuid4()),
    "newsletters_welcomemessage_one_to_three": change(welcome, number=4),
    "users_consent_has_one_giver": change(consent, email_hmac="a"),
    "users_consent_purpose_known": change(consent, purpose="ANYTHING"),
    "users_consent_withdrawn_after_given": change(consent, withdrawn_at=NOW - DAY),
    "users_consent_once_in_force": copy(consent),
    "users_consent_once_in_force_by_address": copy(lambda: consent(email_hmac="a")),
    "users_user_email_unique_any_case": copy(
        lambda: make_learner(email="ayu@example.org"), email="AYU@example.org"
    ),
    "users_user_erased_names_nobody": change(erased, name="Ayu"),
}


def test_every_constraint_has_something_that_breaks_it():
    assert constraints().keys() == BREAKS.keys()


@pytest.mark.parametrize("name", BREAKS)
def test_a_constraint_refuses_what_breaks_it(name):
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        BREAKS[name]()

    if isinstance(constraints()[name], models.CheckConstraint):
        assert name in str(refusal.value)
    else:
        assert "unique" in str(refusal.value).lower()


def test_what_the_log_keeps_of_a_row_names_nobody():
    """Wagtail's log keeps `str()` of what it tells of; a person's own entry is erased with them."""
    learner = make_learner(name="Ayu Lestari", email="ayu@example.org")
    enrollment = make_enrollment(learner=learner)
    rows: list[models.Model] = [
        enrollment,
        Enrollment.objects.get(pk=enrollment.pk),
        CourseRun.objects.get(pk=enrollment.run_id),
        attempt(enrollment=enrollment),
        Certificate(enrollment=enrollment, serial="CN-2027-000001", name="Ayu Lestari"),
        consent(user=learner),
        delivery(),
        suppression(),
    ]

    for row in rows:
        assert "Ayu" not in str(row), type(row)
        assert "@" not in str(row), type(row)
