"""Which fonts a text may use. All come from two wheels; nothing of the system is used."""

from __future__ import annotations

from pathlib import Path

import manimgx_fonts
import manimgx_fonts_cjk

FOLDERS = [str(Path(wheel.__file__).parent) for wheel in (manimgx_fonts, manimgx_fonts_cjk)]
SCRIPTS = [
    *("Noto Sans", "Noto Sans Bengali", "Noto Sans Devanagari", "Noto Sans Sinhala"),
    *("Noto Sans Tamil", "Noto Sans Thai", "Noto Sans Arabic", "Noto Sans Khmer"),
    *("Noto Sans Lao", "Noto Sans Myanmar", "Noto Sans Telugu", "Noto Sans Kannada"),
    *("Noto Sans Malayalam", "Noto Sans Gujarati", "Noto Sans Gurmukhi", "Noto Sans Oriya"),
    *("Noto Sans Armenian", "Noto Sans Georgian", "Noto Sans Ethiopic", "Noto Sans Hebrew"),
]
OF_LANGUAGE = {"ko": "KR", "ja": "JP", "zh-hans": "SC", "zh-hant": "TC"}
OF_COUNTRY = {"KR": "KR", "KP": "KR", "JP": "JP", "CN": "SC", "SG": "SC", "MY": "SC"} | {
    "TW": "TC",
    "HK": "HK",
    "MO": "HK",
}
REGION_CODES = {"KR": "KR", "JP": "JP", "SC": "CN", "TC": "TW", "HK": "HK"}


def han_region(language: str, country: str) -> str:
    """Whose shapes Han characters take: the language's, else the country's, else simplified."""
    return OF_LANGUAGE.get(language) or OF_COUNTRY.get(country) or "SC"


def families(region: str) -> list[str]:
    """Every family that a text may use, in order; the CJK family is that of `region`."""
    return [*SCRIPTS, f"Noto Sans CJK {region}"]
