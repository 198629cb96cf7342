"""What the platform itself wrote into an issue is translated by the platform, too.

That is the title that it proposed and the list of dates. A sentence that an editor has changed is
the editor's: it is left to the translator.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from html import escape, unescape
from uuid import UUID

from bs4 import BeautifulSoup
from django.db import transaction
from django.utils.translation import override
from wagtail.models import Locale
from wagtail_localize.models import StringSegment, StringTranslation, TranslationSource

from courses.models import CoursePage, CourseRun
from newsletters.models import NewsletterIssuePage
from newsletters.news import dates_title, issue_title, moments_of, tell_day
from newsletters.parts import local_date

WE = "CityNet Learning"
_LINK = re.compile(r'<a id="(?P<id>\w+)">(?P<title>[^<]*)</a>')


@dataclass(frozen=True, slots=True)
class _Languages:
    source: str
    target: Locale

    @property
    def both(self) -> tuple[str, str]:
        return self.source, self.target.language_code


@transaction.atomic
def translate_own_words(*, original: NewsletterIssuePage, locale: Locale) -> int:
    """Write the missing translations of our own sentences; returns how many. Idempotent.

    Does nothing where the issue is copied in another way than by a translation.
    """
    source = TranslationSource.objects.get_for_instance_or_none(original)
    if source is None:
        return 0
    languages = _Languages(source.locale.language_code, locale)
    segments = StringSegment.objects.filter(source=source).annotate_translation(locale)
    segments = segments.filter(translation__isnull=True).select_related("string", "context")
    written = 0
    for segment in segments:
        words = _find_words(segment, original, languages)
        if words:
            written += _write(segment, words, locale)
    return written


def _write(segment: StringSegment, words: str, locale: Locale) -> bool:
    _translation, is_new = StringTranslation.objects.get_or_create(
        translation_of_id=segment.string_id,
        context_id=segment.context_id,
        locale=locale,
        defaults={
            "data": words,
            "translation_type": StringTranslation.TRANSLATION_TYPE_MACHINE,
            "tool_name": WE,
        },
    )
    return is_new


def _find_words(
    segment: StringSegment, original: NewsletterIssuePage, languages: _Languages
) -> str:
    """The segment in the other language where it is as we wrote it; else ""."""
    written = segment.string.data
    pairs = _point(segment, languages) or []
    with override(languages.source):
        ours = [dates_title(), issue_title(original.month)]
    with override(languages.target.language_code):
        pairs += zip(ours, [dates_title(), issue_title(original.month)], strict=True)
    return next((theirs for mine, theirs in pairs if _tidy(mine) == _tidy(written)), "")


def _tidy(html: str) -> str:
    """As wagtail-localize keeps it: characters instead of entities."""
    return str(BeautifulSoup(html, "html.parser"))


def _point(segment: StringSegment, languages: _Languages) -> list[tuple[str, str]]:
    """What we would say of each moment of the course that is linked: in both languages."""
    found = _LINK.search(segment.string.data)
    attrs = json.loads(segment.attrs) if found and segment.attrs else {}
    page_id = found and attrs.get(found["id"], {}).get("id")
    page = CoursePage.objects.filter(pk=page_id).first() if page_id else None
    if found is None or page is None:
        return []
    titles = unescape(found["title"]), _title_in(page.translation_key, languages.target)
    links = [f'<a id="{found["id"]}">{escape(title or titles[0])}</a>' for title in titles]
    pairs: list[tuple[str, str]] = []
    for run in CourseRun.objects.filter(course__key=page.translation_key):
        told = []
        for language, link in zip(languages.both, links, strict=True):
            with override(language):
                told.append(_tell(run, link))
        pairs += zip(*told, strict=True)
    return pairs


def _tell(run: CourseRun, link: str) -> list[str]:
    return [
        tell_day(local_date(moment, run.time_zone), words, link)
        for moment, words in moments_of(run)
    ]


def _title_in(key: UUID, locale: Locale) -> str:
    """Of the course in that language, or "" where it is not published in it."""
    pages = CoursePage.objects.live().filter(translation_key=key, locale=locale)
    return pages.values_list("title", flat=True).first() or ""
