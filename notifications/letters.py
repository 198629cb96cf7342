"""The mails that `notifications` sends, and the way out of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.translation import override

from core.bidi import isolated
from mail.queueing import Letter
from notifications.kinds import Kind, kind_of
from notifications.models import Notice
from users.models import User

PLAIN, DIGEST = "notice", "notice_digest"
# Filled in when the mail is rendered.
NOTICES_OFF: Final = "/{language}/notices/{token}/off/"
MOST_LINES: Final = 20
"""Of a digest; how many more there are is a number."""


def way_out(kind: str) -> dict[str, Any]:
    """What the context of a letter says, so that its reader ends mails of this kind by a click."""
    return {"unsubscribe_path": NOTICES_OFF, "notice_kind": kind}


def with_way_out(letter: Letter, kind: Kind) -> Letter:
    """The letter, which ends mails of its kind; one about which nobody chooses stays as it is."""
    if kind.is_fixed:
        return letter
    return replace(letter, context={**letter.context, **way_out(kind.code)})


def plain_letter(kind: Kind, notice: Notice) -> Letter:
    """The line and the link, in the reader's language."""
    reader = notice.user
    with override(reader.language):
        context = {"line": say(notice), "link": link_of(notice)}
    context["where"] = where(notice)
    key = key_of(kind.code, notice.about, reader.pk)
    return Letter(key, PLAIN, reader, {"name": reader.name, **context})


def key_of(kind: str, about: str, reader_id: int) -> str:
    return f"notice:{kind}:{about}:{reader_id}"


def digest_letter(reader: User, notices: Sequence[Notice]) -> Letter:
    """What happened since, the newest first, at most MOST_LINES of it."""
    with override(reader.language):
        lines = [
            {"text": said, "where": where(notice), "link": link_of(notice)}
            for notice in notices[:MOST_LINES]
            if (said := say(notice))
        ]
        link = settings.LMS_SITE_URL + reverse("notifications:list")
    context = {"lines": lines, "more": len(notices) - len(lines), "count": len(notices)}
    return Letter(
        key=f"digest:{reader.pk}:{max(notice.pk for notice in notices)}",
        template=DIGEST,
        user=reader,
        context={"name": reader.name, "link": link, **context, **way_out(DIGEST)},
    )


def say(notice: Notice) -> str:
    """The line in the active language; "" where the app that told it is gone."""
    kind = kind_of(notice.kind)
    return kind.say(_isolated(notice.values)) if kind is not None else ""


def _isolated(values: Mapping[str, Any]) -> dict[str, Any]:
    """Names and titles of people in their own script, amid a sentence in another."""
    return {
        name: isolated(value) if isinstance(value, str) else value for name, value in values.items()
    }


def where(notice: Notice) -> str:
    """In which course and run it happened: `course` and `run` of its values, which whoever tells it
    gives in the reader's language. "" where it did not say."""
    said = (isolated(str(notice.values.get(name, ""))) for name in ("course", "run"))
    return ": ".join(each for each in said if each)


def path_of(notice: Notice) -> str:
    """Where it leads, in the active language; "" where there is no such page any more."""
    if not notice.target:
        return ""
    route, arguments = notice.target
    try:
        return reverse(route, args=arguments)
    except NoReverseMatch:
        return ""


def link_of(notice: Notice) -> str:
    """The same for a mail; the notification centre where it leads nowhere."""
    return settings.LMS_SITE_URL + (path_of(notice) or reverse("notifications:list"))
