"""Words for languages as people write them in lists."""

from __future__ import annotations

import functools

from django.conf import settings

from .territories import babel_locale


def language_of(value: str) -> str:
    """The code of a language of this site by its code, own or English name; "" if it is none."""
    return _language_spellings().get(loose(value), "")


def loose(value: str) -> str:
    """Without case and what spellings differ in."""
    return value.strip().casefold().replace("_", " ").replace("-", " ")


@functools.cache
def _language_spellings() -> dict[str, str]:
    """Code, own name and English name of each language of the site."""
    english = babel_locale("en").languages
    spellings = {"zh cn": "zh-hans", "simplified chinese": "zh-hans", "bengali": "bn"}
    for code, own_name in settings.LANGUAGES:
        short = code.partition("-")[0]
        for name in (code, short, own_name, str(english.get(short, short))):
            spellings.setdefault(loose(name), code)
    return spellings
