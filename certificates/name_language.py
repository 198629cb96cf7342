"""In which language a name is marked up, so that it takes its own face, line height and voice."""

from __future__ import annotations

import unicodedata

# Scripts of one language, or of one that this site is written in; others stay unmarked.
OF_SCRIPT = {
    **{"HANGUL": "ko", "HIRAGANA": "ja", "KATAKANA": "ja", "BENGALI": "bn", "DEVANAGARI": "ne"},
    **{"SINHALA": "si", "TAMIL": "ta", "THAI": "th", "KHMER": "km", "LAO": "lo", "MYANMAR": "my"},
}
OF_REGION = {"KR": "ko", "JP": "ja", "SC": "zh-Hans", "TC": "zh-Hant", "HK": "zh-Hant"}


def name_language(name: str, region: str) -> str:
    """A BCP 47 tag by the first letter, "" for scripts of many languages (Latin, Arabic, Cyrillic).

    `region` says whose Han characters they are, as in `fonts.han_region`.
    """
    first = next((letter for letter in name if letter.isalpha()), "")
    script = unicodedata.name(first, "").partition(" ")[0] if first else ""
    if script == "CJK":
        return OF_REGION.get(region, "")
    return OF_SCRIPT.get(script, "")
