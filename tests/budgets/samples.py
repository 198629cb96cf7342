"""What the arguments of addresses are filled with: rows of the network of `world.py`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from certificates.models import CertificateTemplate
from courses.models import Theme
from discussions.models import Announcement, Thread
from live.models import AttendanceReport, LiveSession, PersonalLinks
from mail.models import Delivery, Suppression
from newsletters.models import (
    Audience,
    IssueSending,
    MailingList,
    NewsletterIssuePage,
    Reader,
    ReaderImport,
)
from tests.factories.courses import NOW, course_page
from tests.factories.learning import lessons_of

if TYPE_CHECKING:
    from .world import World


# Whose token opens which address.
MAILS = {
    "learning:reminders-off": "course_reminder",
    "learning:applications-off": "application_asked",
    "notifications:off": "notice_digest",
    "live:personal": "session_reminder",
    "live:personal-join": "session_reminder",
    "live:personal-recording": "session_reminder",
    "live:webinar-confirm": "webinar_confirm",
}


def samples_for(world: World, name: str) -> dict[str, Any]:
    """What the arguments of the address `name` are filled with."""
    certificate = world.certificate()
    rows: dict[str, Any] = {
        "studio": world.course,
        "runs": world.run,
        "providers": world.provider,
        "themes": Theme.objects.first(),
        "deliveries": Delivery.objects.earliest("pk"),
        "newsletter-readers": Reader.objects.earliest("pk"),
        "newsletter-lists": MailingList.objects.earliest("pk"),
        "newsletter-imports": ReaderImport.objects.earliest("pk"),
        "suppressions": Suppression.objects.earliest("pk"),
        "certificate-templates": CertificateTemplate.objects.earliest("pk"),
        "certificates-issued": certificate,
    }
    if name.startswith("newsletters:"):
        return {
            "token": Delivery.objects.filter(template="newsletters/link").latest("pk").token.hex
        }
    if name in MAILS:
        return {"token": Delivery.objects.get(template=MAILS[name]).token.hex}
    if name == "live-calendars:mine":
        return {"token": PersonalLinks.objects.get().calendar_key.hex}
    if name == "live-calendars:course":
        return {"key": world.course.key}
    if name == "live:personal-file":
        token = Delivery.objects.get(template="session_reminder").token.hex
        return {"token": token, "what": "recording"}
    if name == "studio:session-report":
        report = AttendanceReport.objects.get()
        return {"session_id": report.session_id, "token": report.token}
    if name == "live:webinar":
        return {"run_slug": world.webinar.slug}
    row = rows.get(name.partition(":")[0])
    if name.startswith("newsletters_cms:"):
        made = IssueSending.objects.filter(pk__gt=world.link.issue_sending_id)
        row = (Audience.objects if "audience" in name else made).earliest("pk")
    lessons = lessons_of(world.enrollment)
    lesson = lessons[1] if name.startswith("quizzes:") else lessons[0]
    return {
        "pk": row.pk if row else 1,
        "run_slug": world.run.slug,
        "run_id": world.run.pk,
        "provider_id": world.provider.pk,
        "person_id": world.author.pk,
        "enrollment_id": world.enrollment.pk,
        "deed": "unenroll",
        "audience": "EVERYBODY",
        "draft_id": course_page(world.course).get_first_child().get_first_child().pk,
        "lesson_slug": lesson.slug,
        "question_key": "no-such-question",
        "lesson_key": lesson.key,
        "activity_key": lesson.activities[-1].key,
        "code": world.link.code
        if name.startswith("newsletter-links")
        else certificate.printed_code,
        "token": world.share.token,
        "name": world.image.file.name.partition("lessons/")[2],
        "number": NOW.year if name.startswith("reports:") else 1,
        "what": "participants",
        "message_id": 1,
        "issue_key": NewsletterIssuePage.objects.earliest("pk").translation_key,
        **dict.fromkeys(["key", "slug"], "no-such-key"),
        "uidb36": "1",
        **dict.fromkeys(["restriction_id", "page_view_restriction_id"], 1),
        "page_id": _page_id(world, name),
        **_of_sessions(world),
    }


def _of_sessions(world: World) -> dict[str, Any]:
    session = LiveSession.objects.filter(run=world.run).earliest("pk")
    thread = Thread.objects.filter(run=world.run).earliest("pk")
    return {
        "session_key": session.key,
        "session_id": session.pk,
        "scope": "session",
        "scope_key": session.key,
        "thread_id": thread.pk,
        "post_id": thread.posts.earliest("pk").pk,
        "announcement_id": Announcement.objects.filter(run=world.run).earliest("pk").pk,
    }


def _page_id(world: World, name: str) -> int:
    if name.startswith("newsletter-issues"):
        return int(NewsletterIssuePage.objects.earliest("pk").pk)
    if name.startswith("studio:"):
        return int(course_page(world.course).get_first_child().get_first_child().pk)
    return 1
