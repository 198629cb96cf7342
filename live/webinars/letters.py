"""The mails of a sign-up: confirm it; you take part, with the personal link."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.db.models import F
from django.urls import reverse
from django.utils.translation import override

from learning.mails import course_titles
from learning.models import Enrollment
from live.mails import session_values
from live.models import LiveSession, SignUp
from live.showing import show_session
from mail.actions import queue_delivery
from mail.addresses import email_key
from mail.models import Delivery

CONFIRM: Final = "webinar_confirm"
CONFIRMED: Final = "webinar_confirmed"
PAUSE: Final = timedelta(minutes=10)
DAY: Final = timedelta(days=1)
MOST_A_DAY: Final = 4


def ask_to_confirm(sign_up: SignUp, session: LiveSession | None, *, at: datetime) -> bool:
    """Queue the mail whose link confirms. False where one went just now, or four within a day.

    The row is locked, so two do not pass. It calls nobody by a name: somebody else may have typed
    it, with words of their own in it. Secret: whoever reads the ledger confirms for nobody.
    """
    prefix = _prefix(sign_up)
    if not _may_write(sign_up.email_key, CONFIRM, prefix, at):
        return False
    SignUp.objects.filter(pk=sign_up.pk).update(mailed_count=F("mailed_count") + 1)
    queue_delivery(
        key=f"{prefix}{sign_up.mailed_count + 1}",
        template=CONFIRM,
        language=sign_up.language,
        to_email=sign_up.email,
        context=_asking_values(sign_up, session, at),
        is_secret=True,
    )
    return True


def confirm_keys(sign_up: SignUp) -> list[str]:
    """Of all such mails that were written for it."""
    return [f"{_prefix(sign_up)}{number}" for number in range(1, sign_up.mailed_count + 1)]


def _prefix(sign_up: SignUp) -> str:
    return f"webinar-confirm:{sign_up.pk}:"


def _asking_values(sign_up: SignUp, session: LiveSession | None, at: datetime) -> dict[str, Any]:
    course = sign_up.run.course
    with override(sign_up.language):
        shown = show_session(session, reader_zone=sign_up.time_zone, at=at) if session else None
        return {
            "email": sign_up.email,
            "title": course_titles(course).get(sign_up.language, course.title),
            "provider": course.provider.name,
            "when": shown.when if shown else "",
        }


def tell_confirmed(
    enrollment: Enrollment,
    session: LiveSession | None,
    *,
    at: datetime,
    is_asked_anew: bool = False,
) -> None:
    """They take part; once for each time they enrolled. It holds their personal link.

    `is_asked_anew`: they signed up once more, for example because the first mail is lost. Then not
    within ten minutes of another, nor a fifth time within a day.
    """
    prefix = key = f"webinar-confirmed:{enrollment.pk}:"
    key += f"{enrollment.enrolled_count}"
    learner = enrollment.learner
    if is_asked_anew:
        if not _may_write(email_key(learner.email), CONFIRMED, prefix, at):
            return
        key += f":{at:%Y%m%dT%H%M%S%f}"
    queue_delivery(
        key=key,
        template=CONFIRMED,
        language=learner.language,
        to_email=learner.email,
        to_name=learner.name,
        user=learner,
        context=_confirmed_values(enrollment, session),
    )


def _confirmed_values(enrollment: Enrollment, session: LiveSession | None) -> dict[str, Any]:
    learner, run = enrollment.learner, enrollment.run
    found = course_titles(run.course)
    with override(learner.language):
        values: Mapping[str, Any] = {"name": learner.name, "provider": run.course.provider.name}
        if session is not None:
            calendar = reverse("live-calendars:session", args=[session.key])
            values = {
                **session_values(session, learner, found),
                "session": session.pk,
                "enrollment": enrollment.pk,
                "calendar": settings.LMS_SITE_URL + calendar,
            }
        return {
            **values,
            "course": found.get(learner.language, run.course.title),
            "is_certifying": run.course.is_certifying,
            "has_password": learner.has_usable_password(),
            "password_page": settings.LMS_SITE_URL + reverse("account_reset_password"),
        }


def newest_link(enrollment: Enrollment) -> str:
    """The token by which this person joins, or "" where no mail holds one. One query."""
    rows = Delivery.objects.filter(
        user=enrollment.learner_id,
        template=CONFIRMED,
        context__enrollment=enrollment.pk,
        wiped_at=None,
    )
    token = rows.order_by("-pk").values_list("token", flat=True).first()
    return token.hex if token else ""


def _may_write(address_key: str, template: str, prefix: str, at: datetime) -> bool:
    rows = Delivery.objects.filter(
        email_key=address_key, template=template, created_at__gt=at - DAY
    )
    written = list(rows.values_list("key", "created_at")[:MOST_A_DAY])
    is_new = all(moment <= at - PAUSE for key, moment in written if f"{key}".startswith(prefix))
    return len(written) < MOST_A_DAY and is_new
