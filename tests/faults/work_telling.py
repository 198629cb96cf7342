"""The same for the tasks of notices, announcements and discussions."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import available_timezones

from django.utils import timezone

from core.moments import zone_of
from mail.models import Delivery, DeliveryState
from notifications.actions.forgetting import KEPT
from notifications.digests import HOUR
from notifications.kinds import kinds
from notifications.models import Choice, Notice, Way
from tests.factories.learning import make_learner
from tests.factories.notifications import make_choice, make_notice
from tests.faults.work import ROWS, Work


def leave_unread() -> None:
    """Two for each of several people where it is morning, of a kind that they want in a digest.

    Nothing where no app tells of such a kind.
    """
    now = timezone.now()
    zone = next(
        name for name in sorted(available_timezones()) if now.astimezone(zone_of(name)).hour == HOUR
    )
    found = [kind.code for kind in kinds() if Way.DIGEST in kind.ways]
    for kind in found[:1] * ROWS:
        reader = make_learner(time_zone=zone)
        make_choice(reader, kind=kind, way=Way.DIGEST)
        for _ in range(2):
            make_notice(reader, kind=kind, at=now - timedelta(hours=1))


def digests() -> int:
    return Delivery.objects.filter(template="notice_digest", state=DeliveryState.SENT).count()


def leave_for_half_a_year() -> None:
    for _ in range(ROWS):
        make_notice(at=timezone.now() - KEPT - timedelta(days=1))
    make_notice(at=timezone.now())


WORK_TELLING: dict[str, Work] = {
    "notifications.send_digests": Work(
        leave_unread,
        lambda: digests() == Choice.objects.count(),
        lambda: Delivery.objects.count() == Notice.objects.exclude(digest_at=None).count() / 2,
    ),
    "notifications.forget_old": Work(
        leave_for_half_a_year,
        lambda: Notice.objects.count() == 1,
        lambda: Notice.objects.count() == 1,
    ),
}
