"""What a session is called in the reader's language: as its lesson calls it there.

A title that a host gave it is nobody's to translate, and stays.
"""

from __future__ import annotations

from collections.abc import Sequence

from courses.session_titles import NONE, announced_titles, title_in
from live.models import LiveSession

# Where an instance keeps the titles of its block, by language.
NAMED = "_named"


def say_in(sessions: Sequence[LiveSession], language: str) -> Sequence[LiveSession]:
    """The same instances, to be shown in `language` and not to be saved. They come with run and
    course. One query at most; none where all courses are in that language."""
    foreign = [each for each in sessions if _may_differ(each, language)]
    keep_names(foreign)
    for each in foreign:
        each.title = title_for(each, language)
    return sessions


def keep_names(sessions: Sequence[LiveSession]) -> None:
    """Read the titles of all of them at once, for mails in several languages. One query."""
    found = announced_titles(str(each.lesson_key) for each in sessions)
    for each in sessions:
        setattr(each, NAMED, found.get((str(each.lesson_key), each.activity_key), NONE))


def title_for(session: LiveSession, language: str) -> str:
    """For a mail. One query for each instance, however many readers it has; none where everybody
    reads the language of the course."""
    if not _may_differ(session, language):
        return session.title
    named = getattr(session, NAMED, None)
    if named is None:
        key = str(session.lesson_key)
        named = announced_titles([key]).get((key, session.activity_key), NONE)
        setattr(session, NAMED, named)
    source = session.run.course.source_language
    return title_in(session.title, named, language=language, source_language=source)


def _may_differ(session: LiveSession, language: str) -> bool:
    return bool(session.activity_key) and language != session.run.course.source_language
