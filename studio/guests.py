"""Ask an outside expert about a draft, and let what they say land in the review.

An approval publishes nothing: whoever decides reads it. A return ends a review that waits, as a
reviewer's does.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.log_actions import log
from wagtail.models import Page

from courses.models import Course, CoursePage
from mail.actions import queue_delivery
from mail.models import Delivery
from mail.personal_data import erase_deliveries
from mail.queueing import Letter, queue_many
from studio.comments import open_comments
from studio.moderation import find_submission, send_back
from users.actions import forget_guests, give_verdict, invite_guest, revoke_guest
from users.guests import token_of
from users.models import GuestKind, GuestLink, Verdict

if TYPE_CHECKING:
    from users.models import User


INVITATION = "review-invitation"
KEPT_FOR = timedelta(days=180)  # after the end of a link: by then the review is long over
CHUNK = 500  # links that are forgotten in one night
MOST_A_DAY: Final = 30  # experts whom one person asks


class VerdictRefused(ValueError):
    """The text says what to do."""


class TooManyGuests(ValueError):
    """The text says when to go on."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """Whom to ask, in which language, for how many days, with which words."""

    name: str
    email: str
    language: str
    days: int
    note: str = ""


def links_of(course: Course) -> QuerySet[GuestLink]:
    links = GuestLink.objects.filter(kind=GuestKind.COURSE_DRAFT, subject_key=course.key)
    return links.select_related("invited_by")


def pages_for(link: GuestLink) -> QuerySet[Page]:
    """All pages of the one course that this link opens, in every language. Two queries."""
    roots = CoursePage.objects.filter(translation_key=link.subject_key)
    pages = Page.objects.none()
    for root in roots:
        pages |= Page.objects.filter(path__startswith=root.path)
    return pages.order_by("path")


def last_published_at(course: Course) -> datetime | None:
    """When readers last got a page of it in its own language. A query."""
    source = CoursePage.objects.filter(
        translation_key=course.key, locale__language_code=course.source_language
    )
    pages = Page.objects.filter(path__startswith=source.values("path")[:1])
    found: datetime | None = pages.aggregate(last=Max("last_published_at"))["last"]
    return found


@transaction.atomic
def ask_expert(course: Course, invitation: Invitation, *, by: User, at: datetime) -> bool:
    """Make a personal link and mail it. False where they have one that works: nothing is sent.

    Raises TooManyGuests: nobody writes to half the world by it, or to one person all day.
    """
    Course.objects.select_for_update().get(pk=course.pk)
    _require_fewer(by, at)
    link, is_new = invite_guest(
        kind=GuestKind.COURSE_DRAFT,
        subject_key=course.key,
        name=invitation.name,
        email=invitation.email,
        language=invitation.language,
        expires_at=at + timedelta(days=invitation.days),
        by=by,
        at=at,
    )
    if is_new:
        log(course, "studio.invite_guest", user=by, data={"link": link.pk})
        _send(course, link, invitation.note)
    return is_new


def _require_fewer(by: User, at: datetime) -> None:
    """One query."""
    since = at - timedelta(days=1)
    if GuestLink.objects.filter(invited_by=by, created_at__gt=since).count() >= MOST_A_DAY:
        text = _("You have asked %(count)d experts in a day. Go on tomorrow.")
        raise TooManyGuests(text % {"count": MOST_A_DAY})


def _send(course: Course, link: GuestLink, note: str) -> None:
    with override(link.language):
        path = reverse("review:open", args=[token_of(link)])
    queue_delivery(
        key=f"{INVITATION}:{link.pk}",
        template="review_invitation",
        language=link.language,
        to_email=link.email,
        to_name=link.name,
        context={
            "name": link.name,
            "by": link.invited_by.name,
            "title": course.title,
            "provider": course.provider.name,
            "note": note,
            "until": link.expires_at.date().isoformat(),
            "link": settings.LMS_SITE_URL + path,
        },
        is_secret=True,
    )


@transaction.atomic
def take_back(course: Course, link: GuestLink, *, by: User, at: datetime) -> bool:
    """The link ends at once. False where it was taken back before."""
    if not revoke_guest(link=link, at=at):
        return False
    log(course, "studio.revoke_guest", user=by, data={"link": link.pk})
    return True


@transaction.atomic
def forget(course: Course, link: GuestLink, *, by: User, at: datetime) -> None:
    """Name and address go; the link ends; what they said stays under no name."""
    _forget(GuestLink.objects.filter(pk=link.pk), at)
    log(course, "studio.forget_guest", user=by, data={"link": link.pk})


@transaction.atomic
def forget_old_guests(*, at: datetime) -> int:
    """The same for links that ended half a year ago. Returns how many. Idempotent."""
    ended = Q(expires_at__lte=at - KEPT_FOR) | Q(revoked_at__lte=at - KEPT_FOR)
    old = GuestLink.objects.filter(ended).exclude(email="")
    keys = list(old.values_list("pk", flat=True)[:CHUNK])
    _forget(GuestLink.objects.filter(pk__in=keys), at)
    return len(keys)


def _forget(links: QuerySet[GuestLink], at: datetime) -> None:
    """Also what the ledger of mail keeps of the invitations."""
    invitations = [f"{INVITATION}:{pk}" for pk in links.values_list("pk", flat=True)]
    forget_guests(links, at=at)
    erase_deliveries(Delivery.objects.filter(key__in=invitations), at=at)


@transaction.atomic
def land_verdict(link: GuestLink, *, verdict: Verdict, text: str, at: datetime) -> bool:
    """Keep what the expert says, tell who asked, and end a waiting review that they return.

    False where they said it before: two clicks say it once. Raises VerdictRefused for a return
    without words and without comments.
    """
    course = Course.objects.select_for_update().select_related("provider").get(key=link.subject_key)
    if verdict == Verdict.RETURNED and not text and not _has_said(course, link):
        raise VerdictRefused(_("Say what should change, here or by comments in the draft."))
    if not give_verdict(link=link, verdict=verdict, text=text, at=at):
        return False
    log(
        course,
        "studio.guest_approved" if verdict == Verdict.APPROVED else "studio.guest_returned",
        user=link.author,
        data={"link": link.pk},
    )
    if verdict == Verdict.RETURNED and find_submission(course) is not None:
        send_back(course, by=link.author, comment=text)
    _tell(course, link, verdict, text, at)
    return True


def _has_said(course: Course, link: GuestLink) -> bool:
    return open_comments(course).filter(user=link.author_id).exists()


def _tell(course: Course, link: GuestLink, verdict: Verdict, text: str, at: datetime) -> None:
    """Whoever asked, as long as the course is theirs to see."""
    reader = link.invited_by
    if not reader.is_active or not Course.objects.overseen_by(reader).filter(pk=course.pk).exists():
        return
    context = {
        "name": reader.name,
        "by": link.name,
        "title": course.title,
        "is_approval": verdict == Verdict.APPROVED,
        "comment": text,
        "link": settings.LMS_SITE_URL + reverse("studio:course-guests", args=[course.pk]),
    }
    key = f"review-verdict:{link.pk}:{at.isoformat()}"
    queue_many([Letter(key, "review_verdict", reader, context)])
