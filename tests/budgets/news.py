"""What grows of mail and of the newsletter in the network of `world.py`."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.utils import timezone
from wagtail.log_actions import log

from courses.models import CoursePage
from mail.actions import queue_delivery, suppress
from mail.freezing import freeze
from mail.models import SendingState, Suppression
from newsletters.actions import mail_link
from newsletters.actions.proof import Proof, record
from newsletters.models import (
    Audience,
    Deed,
    ImportOutcome,
    IssueSending,
    Link,
    NewsletterIssuePage,
    ReaderImport,
)
from tests.factories.issues import course_block
from tests.factories.newsletters import make_list, make_reader, make_sending, recipients

if TYPE_CHECKING:
    from .world import World

DEAR = 4  # of what takes most of a second to make, four stand for twenty


def add_mail(world: World, number: int) -> None:
    queue_delivery(
        key=f"world:{number}",
        template="",
        language="en",
        to_email=f"reader-{number}@example.org",
        user=world.learner,
    )
    suppress(address=f"gone-{number}@example.org", reason=Suppression.Reason.HARD_BOUNCE)


def add_issue(world: World, number: int) -> None:
    """An issue with as many courses as the first one has by now."""
    blocks = [
        course_block(page)
        for page in CoursePage.objects.filter(locale=world.home.locale).order_by("-pk")[:number]
    ]
    world.archive.add_child(
        instance=NewsletterIssuePage(
            title=f"Issue {number}",
            slug=f"issue-{number}",
            locale=world.home.locale,
            body=blocks,
        )
    )
    first = NewsletterIssuePage.objects.earliest("pk")
    first.body = blocks
    first.save()


def add_reader(world: World, number: int) -> None:
    """A reader of the one list with a mail whose link opens their pages."""
    reader = make_reader(f"news-{number}@example.org")
    mail_link(address=reader.email, at=timezone.now())
    record(reader, Deed.ASKED, proof=Proof("home", "en"), at=timezone.now())
    if number <= DEAR:
        make_list(f"list-{number}")
    planned, _is_new = ReaderImport.objects.get_or_create(
        mailing_list=make_list(), file_name="old.csv"
    )
    planned.rows.create(number=number, language="en", outcome=ImportOutcome.JOINS)
    log(make_list(), "wagtail.edit", user=world.secretary)


def add_sending(world: World, number: int) -> None:
    """A sending on its way to as many readers as the first one has by now."""
    planned = IssueSending.objects.create(
        issue_key=uuid.uuid4(),
        sending=make_sending(state=SendingState.RUNNING),
        audience={"name": "Everybody", "conditions": [], "must_meet_all": True},
    )
    planned.lists.add(make_list())
    Audience.objects.create(name=f"Audience {number}")
    first = IssueSending.objects.filter(pk__gt=world.link.issue_sending_id).earliest("pk")
    freeze(sending=first.sending, recipients=recipients(), at=timezone.now())
    Link.objects.create(issue_sending=planned, code=f"s{number}", url="https://example.org/")
    Link.objects.create(
        issue_sending=first, code=f"f{number}", url=f"https://example.org/{number}/"
    )
