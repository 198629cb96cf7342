"""The checks of an issue as a translation, and of the languages that it has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from newsletters.models import NewsletterIssuePage
from newsletters.problems import DESK, Problem, of_the_whole
from newsletters.translations import find_original, find_translation, is_outdated

TRANSLATE = "wagtail_localize:submit_page_translation"
SYNC = "wagtail_localize:update_translations"


def find_language_problems(page: NewsletterIssuePage) -> Iterator[Problem]:
    """What a translation lacks stops it; which languages are missing is advice."""
    original = find_original(page)
    if original.pk != page.pk:
        yield from _as_translation(page, original)
    yield from _languages(page, original)


def _as_translation(page: NewsletterIssuePage, original: NewsletterIssuePage) -> Iterator[Problem]:
    name = str(original.locale)
    if not original.live:
        text = _("%(language)s is the original, and it is not published yet: publish it first.")
        url = reverse(DESK, args=[original.pk])
        yield of_the_whole(page, text % {"language": name}, is_blocking=True, url=url)
    translation = find_translation(page)
    if translation is None:
        return
    total, done = translation.get_progress()
    if total > done:
        text = ngettext(
            "%(count)d part of %(total)d has no translation: readers would get it in %(language)s.",
            "%(count)d parts of %(total)d have no translation: readers would get them in "
            "%(language)s.",
            total - done,
        )
        values = {"count": total - done, "total": total, "language": name}
        yield of_the_whole(page, text % values, is_blocking=True)
    if is_outdated(translation):
        text = _(
            "The original was changed after this translation took its words. “Sync translated "
            "pages” takes the new ones over; what did not change stays translated."
        )
        url = reverse(SYNC, args=[translation.source_id])
        yield of_the_whole(page, text, is_blocking=False, url=url)


def _languages(page: NewsletterIssuePage, original: NewsletterIssuePage) -> Iterator[Problem]:
    """Names each language without a translation, and each translation that is a draft."""
    rows = NewsletterIssuePage.objects.filter(translation_key=page.translation_key)
    found = {
        code: (pk, live)
        for pk, code, live in rows.values_list("pk", "locale__language_code", "live")
    }
    for code, name in _other_languages(page):
        pk, is_live = found.get(code, (None, False))
        if is_live or pk == original.pk:
            continue
        if pk is None:
            text = _("%(language)s: there is no translation. Its readers get another language.")
            url = reverse(TRANSLATE, args=[original.pk])
        else:
            text = _("%(language)s: the translation is not published yet.")
            url = reverse(DESK, args=[pk])
        yield of_the_whole(page, text % {"language": name}, is_blocking=False, url=url)


def _other_languages(page: NewsletterIssuePage) -> Iterable[tuple[str, str]]:
    own = page.locale.language_code
    return ((code, str(name)) for code, name in settings.LANGUAGES if code != own)
