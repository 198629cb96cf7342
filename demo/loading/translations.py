"""Hand a finished translation to wagtail-localize, string by string.

The pages and messages of the second language exist already. With their strings known to the
translation memory, the CMS shows them in the translation editor, and a changed source asks only for
what is new.
"""

from __future__ import annotations

from collections import defaultdict

from wagtail.models import TranslatableMixin
from wagtail_localize.models import StringSegment, StringTranslation, Translation, TranslationSource
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import extract_segments


class DifferentShape(ValueError):
    """A translation must have a string wherever its source has one."""


def register_translation(original: TranslatableMixin, translated: TranslatableMixin) -> None:
    """Record `translated` as the translation of `original`. Raises DifferentShape."""
    source, _ = TranslationSource.get_or_create_from_instance(original)
    translation, _ = Translation.objects.get_or_create(
        source=source, target_locale=translated.locale
    )
    segments = StringSegment.objects.filter(source=source).select_related("context", "string")
    strings = _strings_by_path(translated)
    pairs: dict[tuple[int, int], StringTranslation] = {}
    for segment in segments.order_by("order"):
        path = segment.context.path
        if not strings[path]:
            raise DifferentShape(f"{translated}: nothing at {path}")
        text = strings[path].pop(0)
        pairs[segment.string_id, segment.context_id] = StringTranslation(
            translation_of_id=segment.string_id,
            locale=translated.locale,
            context_id=segment.context_id,
            data=text,
        )
    left_over = [path for path, texts in strings.items() if texts]
    if left_over:
        raise DifferentShape(f"{translated}: too much at {left_over[0]}")
    StringTranslation.objects.bulk_create(pairs.values(), ignore_conflicts=True)
    Translation.objects.filter(pk=translation.pk).update(
        destination_last_updated_at=translation.created_at,
        translations_last_updated_at=translation.created_at,
    )


def _strings_by_path(page: TranslatableMixin) -> dict[str, list[str]]:
    """The texts of a page or message in order, by the place where they stand."""
    found: dict[str, list[str]] = defaultdict(list)
    for segment in extract_segments(page):
        if isinstance(segment, StringSegmentValue):
            found[segment.path].append(segment.string.data)
    return found
