"""What a careful colleague would say before an issue is approved.

Contrast is not among it: nothing in an issue can be coloured.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from courses.models import CoursePage, RunState
from mail.addresses import email_key
from mail.slots import CLOSE, OPEN, slot
from newsletters.dead_links import find_dead_links
from newsletters.language_checks import find_language_problems
from newsletters.mailing import Rendered, render_issue
from newsletters.models import NewsletterIssuePage, Reader
from newsletters.parts import nobodys_request, read_parts
from newsletters.problems import Problem, edit_url, of_the_whole
from newsletters.translations import read_draft

MOST_SUBJECT = 60
MOST_BYTES = 100_000
MANY_BYTES = 80_000
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


def find_problems(page: NewsletterIssuePage) -> list[Problem]:
    """What stops publication first, then advice. `page` is the draft as its editor left it.

    Renders the mail of every language that the issue has.
    """
    found = [
        *_content(page),
        *_lengths(page),
        *_links(page),
        *_courses(page),
        *_personal(page),
        *_mails(page),
        *_advice(page),
        *find_language_problems(page),
    ]
    return sorted(found, key=lambda problem: not problem.is_blocking)


def stops_publication(page: NewsletterIssuePage) -> bool:
    return any(problem.is_blocking for problem in find_problems(page))


def _block_problem(
    page: NewsletterIssuePage, block_id: str, text: str, *, is_blocking: bool = True
) -> Problem:
    return Problem(_block_name(page, block_id), text, edit_url(page, block_id), is_blocking)


def _block_name(page: NewsletterIssuePage, block_id: str) -> str:
    """For example: Block 3, Story."""
    for number, block in enumerate(page.body, start=1):
        if (block.id or "") == block_id:
            kind = block.block.label
            return _("Block %(number)d, %(kind)s") % {"number": number, "kind": kind}
    return str(page.title)


def _content(page: NewsletterIssuePage) -> Iterator[Problem]:
    """What the editor's form refuses when it publishes: empty blocks, pictures without words."""
    if not len(page.body):
        yield of_the_whole(page, _("There is nothing in it yet. Add a block."), is_blocking=True)
    try:
        page.body.stream_block.clean(page.body)
    except ValidationError as error:
        refused: Mapping[Any, Any] = getattr(error, "block_errors", {})
        for place, refusal in refused.items():
            block = page.body[place]
            for text in _refusals(refusal, block.block):
                yield _block_problem(page, block.id or "", text)


def _lengths(page: NewsletterIssuePage) -> Iterator[Problem]:
    """A translation has no form that refuses words too long for their field."""
    for name in ("title", "subject", "preheader", "lead"):
        field = page._meta.get_field(name)
        length, most = len(getattr(page, name)), getattr(field, "max_length", 0)
        if length > most:
            text = _("%(field)s: %(length)d characters are too many. At most %(most)d have room.")
            values = {"field": capfirst(field.verbose_name), "length": length, "most": most}
            yield of_the_whole(page, text % values, is_blocking=True)


def _refusals(error: Any, block: Any) -> Iterator[str]:
    """Each sentence of an error, with the name of the field beside which it stands."""
    fields = getattr(error, "block_errors", None)
    if not fields:
        yield from getattr(error, "messages", [str(error)])
        return
    for name, inner in fields.items():
        label = getattr(block.child_blocks.get(name), "label", name)
        for text in getattr(inner, "messages", [str(inner)]):
            yield f"{str(label).capitalize()}: {text}"


def _links(page: NewsletterIssuePage) -> Iterator[Problem]:
    for block_id, text in find_dead_links(page.body.raw_data):
        yield _block_problem(page, block_id, text)


def _courses(page: NewsletterIssuePage) -> Iterator[Problem]:
    """Courses that readers cannot open stop; one that has ended is worth a second look."""
    shown = {part.key: part for part in read_parts(page, nobodys_request())}
    for block in page.body:
        if block.block_type != "course" or not isinstance(block.value["course"], CoursePage):
            continue
        part = shown.get(block.id or "")
        if part is None:
            text = _("The course is not published: readers would not see it.")
            yield _block_problem(page, block.id or "", text)
        elif part.card and part.card.state == RunState.ENDED:
            text = _("The course has ended.")
            yield _block_problem(page, block.id or "", text, is_blocking=False)


def _words(page: NewsletterIssuePage) -> str:
    """Everything that an editor wrote."""
    fields = (page.title, page.subject, page.preheader, page.lead, page.plain_text)
    body = json.dumps(list(page.body.raw_data), ensure_ascii=False, default=str)
    return "\n".join([*map(str, fields), body])


def _personal(page: NewsletterIssuePage) -> Iterator[Problem]:
    """The archive is public: it should name no reader. One query.

    That is advice: anybody may subscribe an office's address, and so stop nobody's issue.
    """
    words = _words(page)
    if OPEN in words or CLOSE in words:
        text = _("A text holds a placeholder of the mail. Write the words again by hand.")
        yield of_the_whole(page, text, is_blocking=True)
    addresses = {email_key(address): address for address in _ADDRESS.findall(words)}
    readers = Reader.objects.subscribed().filter(email_key__in=addresses)
    for key in readers.values_list("email_key", flat=True):
        text = _("The address %(address)s belongs to a reader. The archive shows it to everybody.")
        yield of_the_whole(page, text % {"address": addresses[key]}, is_blocking=False)


def _mails(page: NewsletterIssuePage) -> Iterator[Problem]:
    """The mail of this language, and of each other one that the issue has."""
    for version in (page, *other_versions(page)):
        yield from _mail(version, render_issue(version))


def other_versions(page: NewsletterIssuePage) -> list[NewsletterIssuePage]:
    """What would be published in the other languages. A few queries each."""
    pages = NewsletterIssuePage.objects.filter(translation_key=page.translation_key)
    others = pages.exclude(pk=page.pk).select_related("locale", "latest_revision")
    return [read_draft(other) for other in others.order_by("pk")]


def _mail(page: NewsletterIssuePage, mail: Rendered) -> Iterator[Problem]:
    language = str(page.locale)
    leaving = f"/{page.locale.language_code}/newsletter/unsubscribe/{slot('token')}/"
    if leaving not in mail.html or leaving not in mail.text:
        text = _("%(language)s: the mail has no link to unsubscribe.") % {"language": language}
        yield of_the_whole(page, text, is_blocking=True)
    if mail.size > MANY_BYTES:
        text = _(
            "%(language)s: the mail has %(size)d kB. Some mail programs cut it after 100. "
            "Make it shorter."
        )
        values = {"language": language, "size": mail.size // 1000}
        yield of_the_whole(page, text % values, is_blocking=mail.size > MOST_BYTES)


def _advice(page: NewsletterIssuePage) -> Iterator[Problem]:
    texts: list[str] = []
    length = len(page.mail_subject)
    if length > MOST_SUBJECT:
        text = _("The subject has %(length)d characters. Phones show about %(most)d of them.")
        texts.append(text % {"length": length, "most": MOST_SUBJECT})
    if not page.preheader.strip():
        texts.append(_("There is no preview line: mail programs show the first words instead."))
    if not page.lead.strip():
        texts.append(_("There is no lead: lists of issues show the title alone."))
    if page.month > timezone.localdate():
        texts.append(_("The month of this issue has not begun yet."))
    yield from (of_the_whole(page, text, is_blocking=False) for text in texts)
