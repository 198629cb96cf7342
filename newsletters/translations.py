"""An issue under translation: what its page would become, and which page it comes from.

wagtail-localize keeps the translated strings beside the page, and puts them into it only when it is
published. Until then neither the page nor its revisions know them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.text import slugify
from wagtail.coreutils import find_available_slug
from wagtail_localize.models import Translation, TranslationLog, TranslationSource

from newsletters.models import NewsletterIssuePage

if TYPE_CHECKING:
    from users.models import User

WRITTEN = ("title", "subject", "preheader", "lead", "month", "plain_text")


def find_translation(page: NewsletterIssuePage) -> Translation | None:
    """The translation that this page is made of, or None. One query."""
    found: Translation | None = (
        Translation.objects.filter(
            source__object_id=page.translation_key, target_locale_id=page.locale_id, enabled=True
        )
        .select_related("source__locale", "source__specific_content_type", "target_locale")
        .first()
    )
    return found


def find_original(page: NewsletterIssuePage) -> NewsletterIssuePage:
    """The page that this one is a translation of; itself where it is none. Two queries.

    Of pages that somebody tied together by hand it is the oldest.
    """
    pages = NewsletterIssuePage.objects.filter(translation_key=page.translation_key)
    sources = TranslationSource.objects.filter(
        object_id=page.translation_key, translations__target_locale_id=page.locale_id
    )
    original: NewsletterIssuePage | None = (
        pages.filter(locale_id__in=sources.values("locale_id")).select_related("locale").first()
        or pages.select_related("locale").order_by("pk").first()
    )
    return original or page


def read_draft(page: NewsletterIssuePage) -> NewsletterIssuePage:
    """What would be published: the translated strings in the page, or what was saved last."""
    translation = find_translation(page)
    if translation is not None:
        return _translated(translation)
    draft: NewsletterIssuePage = page.get_latest_revision_as_object()
    return draft


def _translated(translation: Translation) -> NewsletterIssuePage:
    """A part without a translation is in the language of the original."""
    draft: NewsletterIssuePage = translation.source.get_ephemeral_translated_instance(
        translation.target_locale, fallback=True
    )
    # The strings were put into values; what reads the raw data should find them, too.
    draft.body = draft.body.stream_block.to_python(draft.body.get_prep_value())
    return draft


def is_outdated(translation: Translation) -> bool:
    """Whether the original was changed after its words were taken. Two queries."""
    taken = translation.source.as_instance()
    return not _is_same(taken, translation.source.get_source_instance())


def _is_same(one: NewsletterIssuePage, other: NewsletterIssuePage) -> bool:
    return _content(one) == _content(other)


def _content(page: NewsletterIssuePage) -> list[Any]:
    values = [getattr(page, name) for name in WRITTEN]
    return [*values, page.body.stream_block.get_prep_value(page.body)]


@transaction.atomic
def write_draft(*, page: NewsletterIssuePage, by: User) -> None:
    """Save what the translation would become as the page's newest revision.

    What is submitted, reviewed and published is a revision. Doing it twice saves one; a page that
    is under no translation is left as it is. The live page does not change.
    """
    translation = find_translation(page)
    if translation is None:
        return
    draft = _translated(translation)
    if page.latest_revision and is_written(page, draft):
        return
    draft.slug = find_available_slug(
        draft.get_parent(), slugify(draft.slug), ignore_page_id=draft.pk
    )
    revision = draft.save_revision(user=by)
    TranslationLog.objects.create(
        source=translation.source, locale=translation.target_locale, revision=revision
    )
    page.refresh_from_db()


@transaction.atomic
def publish_translation(*, page: NewsletterIssuePage, by: User) -> None:
    """Publish what the translation would become. Whoever calls it has asked the checks."""
    write_draft(page=page, by=by)
    page.get_latest_revision().publish(user=by)


def is_written(page: NewsletterIssuePage, draft: NewsletterIssuePage) -> bool:
    """Whether the newest revision of the page is this draft of it. A query."""
    return _is_same(draft, page.get_latest_revision_as_object())
