"""Write to one person of a run, or to all whom the list shows: counted first, sent once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override
from wagtail.log_actions import log

from courses.models import CourseRun
from learning.mails import course_titles
from learning.models import Enrollment
from mail.models import Delivery
from mail.queueing import Letter, queue_many, stopped_addresses
from studio.people.roster import Asked, find_people

if TYPE_CHECKING:
    from users.models import User

NAMES = 50
TEMPLATE = "run_message"


class ReceiversChanged(ValueError):
    """Somebody came or left since the count was shown."""


@dataclass(frozen=True, slots=True)
class Text:
    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class Receivers:
    """Who gets it. `stopped_count`: people whose address takes no mail any more."""

    enrollments: tuple[Enrollment, ...]
    stopped_count: int

    @property
    def count(self) -> int:
        return len(self.enrollments)

    @property
    def names(self) -> list[str]:
        return [each.learner.name or each.learner.email for each in self.enrollments[:NAMES]]

    @property
    def languages(self) -> list[tuple[str, int]]:
        """The languages in which we write to them, the commonest first."""
        return Counter(each.learner.language for each in self.enrollments).most_common()


def find_receivers(run: CourseRun, asked: Asked, *, only: int | None, at: datetime) -> Receivers:
    """Whom the list shows, or the one enrollment of this id. Two queries.

    Never who has left the run or closed their account.
    """
    people = find_people(run, asked, at=at)
    people = people.filter(withdrawn_at=None, learner__erased_at=None, learner__is_active=True)
    if only is not None:
        people = people.filter(pk=only)
    everybody = list(people)
    stopped = stopped_addresses(each.learner.email for each in everybody)
    reached = tuple(each for each in everybody if each.learner.email not in stopped)
    return Receivers(reached, len(everybody) - len(reached))


def show_mail(run: CourseRun, text: Text, language: str, *, by: User) -> dict[str, str]:
    """The subject and the words of the mail, as somebody reads it in this language."""
    with override(language):
        context = {**_values(run, text, course_titles(run.course), language, by), "name": "…"}
        return {
            "subject": text.subject,
            "body": render_to_string(f"email/{TEMPLATE}/body.txt", context).strip(),
        }


@transaction.atomic
def message_people(
    run: CourseRun,
    receivers: Receivers,
    texts: Mapping[str, Text],
    *,
    token: UUID,
    shown_count: int,
    by: User,
    at: datetime,
) -> bool:
    """Queue a mail to each, in their language where there is a text in it.

    `texts` by language, that of the course among them. `token` is the form's: the same one sends
    once, whatever is clicked how often; False then. Raises ReceiversChanged where their number is
    not the one that was shown.
    """
    CourseRun.objects.select_for_update(no_key=True).get(pk=run.pk)
    if Delivery.objects.filter(key__startswith=f"run-message:{token}:").exists():
        return False
    if receivers.count != shown_count:
        raise ReceiversChanged
    titles = course_titles(run.course)
    main = texts[run.course.source_language]
    queue_many(
        Letter(
            key=f"run-message:{token}:{each.pk}",
            template=TEMPLATE,
            user=each.learner,
            context={
                **_values(
                    run, texts.get(each.learner.language, main), titles, each.learner.language, by
                ),
                "name": each.learner.name,
            },
        )
        for each in receivers.enrollments
    )
    log(run, "studio.message_people", user=by, data={"people": receivers.count})
    return True


def _values(
    run: CourseRun, text: Text, titles: Mapping[str, str], language: str, by: User
) -> dict[str, Any]:
    with override(language):
        path = reverse("learning:course", args=[run.slug])
    return {
        "subject": text.subject,
        "text": text.body,
        "by": by.name,
        "reply_to": by.email,
        "course": titles.get(language, run.course.title),
        "provider": run.course.provider.name,
        "link": settings.LMS_SITE_URL + path,
    }
