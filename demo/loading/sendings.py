"""The newest sample issue goes out: planned here, started and sent by the worker."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from demo.course_files import read_yaml, stable_id
from newsletters.models import Audience, IssueSending, MailingList
from newsletters.planning import Plan, plan_sending
from newsletters.recipients import published
from users.models import User

from .newsletters import FILE, SOURCE

CLERK = "secretariat@example.org"


def ensure_sending(*, at: datetime) -> IssueSending | None:
    """Plan it once, for now and everybody on the first list; None where somebody sent it before.

    Nothing is mailed by this process, so that loading needs no mail server.
    """
    entries = read_yaml(FILE)["issues"]
    newest = min(entries, key=lambda entry: int(entry["months_ago"]))
    key = UUID(stable_id("newsletter", newest["key"]))
    clerk = User.objects.filter(email=CLERK).first()
    audience = Audience.objects.filter(name="Everybody").first()
    first = MailingList.objects.offered().first()
    is_sent = IssueSending.objects.filter(issue_key=key).exists()
    if is_sent or SOURCE not in published(key) or not (clerk and audience and first):
        return None
    plan = Plan(
        audience=audience,
        lists=(first,),
        starts_at=at,
        time_zone="Asia/Seoul",
        token=UUID(stable_id("sending", newest["key"])),
        fallback_language=SOURCE,
    )
    return plan_sending(issue_key=key, plan=plan, by=clerk, at=at)
