"""What is announced to a run: to whom, in which language, and how it is told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from courses.models import CourseRun
from discussions.models import Announcement
from learning.mails import course_titles
from mail.queueing import Letter
from notifications.actions import tell
from notifications.kinds import Kind, register_kind
from notifications.models import Way
from users.models import User

ANNOUNCEMENT: Final = "announcement"
"""The kind about which people choose, and the template of its mail."""
Text = Mapping[str, str]


def connect() -> None:
    label = gettext_lazy("What the team announces to everybody in a run")
    kind = Kind(
        code=ANNOUNCEMENT,
        label=label,
        say=_say,
        template=ANNOUNCEMENT,
        default=Way.MAIL,
        ways=frozenset(Way),
    )
    register_kind(kind)


def _say(values: Mapping[str, Any]) -> str:
    return _("The team announces: %(subject)s") % {"subject": values.get("subject", "…")}


def hearers(run: CourseRun) -> QuerySet[User]:
    """Everybody who is in the run now."""
    people = User.objects.filter(is_active=True, erased_at=None)
    return people.filter(pk__in=run.enrollments.active().values("learner"))


def text_in(texts: Mapping[str, Text], language: str, main: str) -> tuple[Text, str]:
    """The text in this language with its code, else that in the language of the course."""
    code = language if language in texts else main
    return texts[code], code


def key_prefix(announcement: Announcement) -> str:
    """Of the keys of its mails in the ledger."""
    return f"announcement:{announcement.key}:"


def tell_everybody(announcement: Announcement) -> int:
    """How many heard of it. The caller holds the transaction, and a lock on the run."""
    run = announcement.run
    texts, main = announcement.texts, run.course.source_language
    titles = course_titles(run.course)

    def values(reader: User) -> dict[str, Any]:
        return {
            "subject": text_in(texts, reader.language, main)[0]["subject"],
            "course": titles.get(reader.language, run.course.title),
            "run": run.title,
        }

    def letter(reader: User) -> Letter:
        text, _code = text_in(texts, reader.language, main)
        context = mail_values(run, text, reader.language, titles, by=announcement.by)
        key = f"{key_prefix(announcement)}{reader.pk}"
        return Letter(key, ANNOUNCEMENT, reader, {"name": reader.name, **context})

    return tell(
        kind=ANNOUNCEMENT,
        about=str(announcement.pk),
        people=hearers(run).only("pk"),
        values=values,
        target=("discussions:announcements", [run.slug]),
        at=announcement.at,
        letter=letter,
    )


def mail_values(
    run: CourseRun, text: Text, language: str, titles: Mapping[str, str], *, by: User
) -> dict[str, Any]:
    """What the mail says to everybody in this language. No query."""
    with override(language):
        path = reverse("discussions:announcements", args=[run.slug])
    return {
        "subject": text["subject"],
        "text": text["body"],
        "by": by.name,
        "reply_to": by.email,
        "course": titles.get(language, run.course.title),
        "provider": run.course.provider.name,
        "link": settings.LMS_SITE_URL + path,
    }
