"""Whether somebody of a team wants mails about applications."""

from __future__ import annotations

from datetime import datetime

from learning.models import NoApplicationMails
from users.models import User


def stop_application_mails(*, user: User, at: datetime) -> None:
    """None any more, of whatever run. Idempotent."""
    NoApplicationMails.objects.get_or_create(user=user, defaults={"since": at})


def resume_application_mails(*, user: User) -> None:
    """As before they were stopped. Idempotent."""
    NoApplicationMails.objects.filter(user=user).delete()
