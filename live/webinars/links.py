"""The link of the mail that asks to confirm: which sign-up it is about."""

from __future__ import annotations

from uuid import UUID

from learning.models import Enrollment
from live.links import was_revoked
from live.models import SignUp
from mail.models import Delivery

from .letters import CONFIRM


class TooOld(Exception):
    """It was a link once: nobody confirmed in time, or whoever did was erased or ended it."""


def find_sign_up(token: str) -> SignUp | None:
    """With its run, course and provider. None for what is no token of such a mail. Two queries.

    What the mail said is wiped once it is sent, so its key names the row. Raises TooOld.
    """
    mail = _find_mail(token)
    if mail is None:
        return None
    rows = SignUp.objects.select_related("run__course__provider", "user__personal_links")
    sign_up = rows.filter(pk=int(f"{mail.key}".split(":")[1])).first()
    if sign_up is None or not sign_up.email:
        raise TooOld
    if sign_up.user is not None and was_revoked(sign_up.user, mail.created_at):
        raise TooOld
    return sign_up


def find_enrollment(sign_up: SignUp) -> Enrollment | None:
    """Where they take part by now. One query, none before they confirmed."""
    if sign_up.user is None:
        return None
    found = Enrollment.objects.active().filter(run=sign_up.run_id, learner=sign_up.user)
    return found.first()


def _find_mail(token: str) -> Delivery | None:
    try:
        known = UUID(token)
    except ValueError:
        return None
    return Delivery.objects.filter(token=known, template=CONFIRM).first()
