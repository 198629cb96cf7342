"""Signing up for a webinar: somebody asks, and proves by a mail that the address is theirs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils.translation import gettext as _

from courses.models import CourseRun
from learning.actions import EnrollmentRefused, RunFull, enroll
from learning.models import Enrollment
from learning.seats import lock_learners, lock_runs
from live.models import SignUp
from live.webinars.letters import ask_to_confirm, tell_confirmed
from live.webinars.reading import session_of
from mail.addresses import email_key
from members.actions import set_affiliation
from members.models import Affiliation
from users.actions import agree_to_policies, confirm_certificate_name
from users.inviting import Newcomer, ensure_people, find_people, forget_unproven_password
from users.models import User
from users.policies import Policy


class SignUpRefused(Exception):
    """The text says why one cannot take part, and what to do."""


@transaction.atomic
def ask_to_take_part(
    *, run: CourseRun, values: Mapping[str, Any], language: str, source: str, at: datetime
) -> None:
    """Write down that somebody asked, and mail the address the link that confirms it.

    Whoever takes part already gets their personal link once more, so that the page says the same
    to everybody. `values`: name, email, city_name and time_zone, checked by the form. No account
    is made, and none is touched. Raises AddressRefused.
    """
    person = _lock_person(values["email"])
    sign_up = _write_down(run, values, language=language, source=source, at=at)
    session = session_of(run, at=at)
    enrollment = _enrollment_of(person, run) if person else None
    if enrollment is not None:
        tell_confirmed(enrollment, session, at=at, is_asked_anew=True)
    else:
        ask_to_confirm(sign_up, session, at=at)


@transaction.atomic
def send_link_again(*, run: CourseRun, email: str, at: datetime) -> None:
    """Mail the personal link once more, if somebody with this address takes part; else nothing."""
    person = _lock_person(email)  # two tabs: one mail
    enrollment = _enrollment_of(person, run) if person else None
    if enrollment is not None:
        tell_confirmed(enrollment, session_of(run, at=at), at=at, is_asked_anew=True)


def _write_down(
    run: CourseRun, values: Mapping[str, Any], *, language: str, source: str, at: datetime
) -> SignUp:
    """The locked row of this address. What a confirmed one said of themselves stays."""
    said = {name: values[name] for name in ("name", "city_name", "time_zone")}
    said |= {"language": language, "asked_at": at, "source": source[:100]}
    rows = SignUp.objects.select_for_update(no_key=True)
    row, is_new = rows.get_or_create(
        run=run,
        email_key=email_key(values["email"]),
        defaults={"email": values["email"], **said},
    )
    if not is_new and row.confirmed_at is None:
        for name, value in said.items():
            setattr(row, name, value)
        row.save(update_fields=list(said))
    row.run = run
    return row


def _enrollment_of(person: User, run: CourseRun) -> Enrollment | None:
    found = Enrollment.objects.active().filter(run=run, learner=person).first()
    if found is not None:
        found.run, found.learner = run, person
    return found


@transaction.atomic
def confirm_sign_up(
    *,
    sign_up: SignUp,
    policies: Iterable[Policy],
    certificate: Mapping[str, str] | None = None,
    at: datetime,
) -> Enrollment:
    """The address is theirs: make their account where they have none, and enroll them.

    All or nothing, and a second click changes nothing. Nobody is signed in by it. The account has
    no password; one that was set before anybody proved the address opens nothing any more.
    `policies`: the texts that the page showed. `certificate`: name and latin as they will be
    printed. What somebody known wrote about themselves stays. Raises SignUpRefused.
    """
    run = _lock(sign_up)
    locked = SignUp.objects.select_for_update(no_key=True).get(pk=sign_up.pk)
    if not locked.email:
        raise SignUpRefused(_("This link is too old. Sign up once more."))
    person = _ensure_person(locked, policies, at)
    if certificate and not person.certificate_name_confirmed_at:
        confirm_certificate_name(user=person, **certificate, at=at)
    enrollment = _enroll(person, run, at)
    if locked.confirmed_at is None:
        SignUp.objects.filter(pk=locked.pk).update(confirmed_at=at, user=person)
    tell_confirmed(enrollment, session_of(run, at=at), at=at)
    return enrollment


@transaction.atomic
def take_part(*, user: User, run: CourseRun, at: datetime) -> Enrollment:
    """Somebody who is signed in takes part. Idempotent. Raises SignUpRefused."""
    enrollment = _enroll(user, run, at)
    tell_confirmed(enrollment, session_of(run, at=at), at=at)
    return enrollment


def _lock(sign_up: SignUp) -> CourseRun:
    """The run first: everybody locks runs before people (see learning.seats)."""
    lock_runs(sign_up.run_id)
    _lock_person(sign_up.email)
    return CourseRun.objects.select_related("course__provider").get(pk=sign_up.run_id)


def _lock_person(email: str) -> User | None:
    """Before their sign-ups, as erasing an account does. None where nobody has this address."""
    found = find_people([email]).get(email.lower())
    return lock_learners([found.pk]).get(found.pk) if found else None


def _ensure_person(sign_up: SignUp, policies: Iterable[Policy], at: datetime) -> User:
    newcomer = Newcomer(
        email=sign_up.email,
        name=sign_up.name,
        language=sign_up.language,
        time_zone=sign_up.time_zone,
    )
    person = ensure_people([newcomer])[sign_up.email.lower()]
    if not person.is_active:
        raise SignUpRefused(_("The account of this address is closed: ask us to open it again."))
    forget_unproven_password(person)
    _prove_address(person, sign_up.email)
    agree_to_policies(
        user=person, policies=policies, language=sign_up.language, source="webinar", at=at
    )
    if not Affiliation.objects.filter(user=person).exists():
        set_affiliation(user=person, member=None, city_name=sign_up.city_name)
    return person


def _prove_address(person: User, address: str) -> None:
    """Only whoever reads its mail has the link. An address that another has proved stays theirs."""
    rows = EmailAddress.objects.filter(email__iexact=address)
    if not rows.filter(verified=True).exists():
        rows.filter(user=person).update(verified=True)


def _enroll(person: User, run: CourseRun, at: datetime) -> Enrollment:
    try:
        enrollment = enroll(learner=person, run=run, at=at, is_told=False)
    except RunFull as refusal:
        words = _("All places were taken meanwhile. With an account you can wait for one.")
        raise SignUpRefused(words) from refusal
    except EnrollmentRefused as refusal:
        raise SignUpRefused(str(refusal)) from refusal
    enrollment.run, enrollment.learner = run, person
    return enrollment
