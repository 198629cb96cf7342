"""The translation memory of a copied course: its translations open and grow as before.

wagtail-localize knows a translation by the key of the object and the path of each text in it. Both
are others in the copy; texts and whoever translated them are the same.
"""

from __future__ import annotations

from collections.abc import Sequence

from wagtail.models import Page
from wagtail_localize.models import (
    StringTranslation,
    Translation,
    TranslationContext,
    TranslationSource,
)

from courses.copying import Keys


def copy_translations(
    pages: Sequence[tuple[Page, Page]], keys: Keys, *, source_language: str
) -> None:
    """For each page that has translations there. `pages`: originals with their copies.

    A dozen queries for each such page.
    """
    # The pages of the course's own language stand first, and are what is translated.
    originals = {page.translation_key: copy for page, copy in reversed(pages)}
    copied = {(copy.translation_key, copy.locale_id) for _page, copy in pages}
    known = Translation.objects.filter(
        source__object_id__in=list(originals), source__locale__language_code=source_language
    )
    for old in known.select_related("source"):
        copy = originals[old.source.object_id]
        if (copy.translation_key, old.target_locale_id) not in copied:
            continue
        source, is_new = TranslationSource.get_or_create_from_instance(copy)
        Translation.objects.get_or_create(
            source=source,
            target_locale_id=old.target_locale_id,
            defaults={"enabled": old.enabled},
        )
        if is_new:
            _copy_strings(old.source.object_id, copy.translation_key, keys)


def _copy_strings(old_key: object, new_key: object, keys: Keys) -> None:
    places = {
        context.path: context.pk for context in TranslationContext.objects.filter(object=new_key)
    }
    strings = StringTranslation.objects.filter(context__object=old_key).select_related("context")
    rows = []
    for row in strings:
        place = places.get(keys.in_path(row.context.path))
        if place is not None:
            row.pk, row.context_id, row._state.adding = None, place, True
            rows.append(row)
    StringTranslation.objects.bulk_create(rows, ignore_conflicts=True)
