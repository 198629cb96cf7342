"""The type of a mail by its script: what system faces there are, how tall a line is."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language_info

COMMON = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans"'
FACES = {
    "ko": '"Apple SD Gothic Neo", "Malgun Gothic", "Noto Sans CJK KR", "Noto Sans KR"',
    "zh-hans": '"PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC"',
    "ja": '"Hiragino Sans", "Yu Gothic", "Meiryo", "Noto Sans CJK JP", "Noto Sans JP"',
    "bn": '"Noto Sans Bengali", "Nirmala UI", "Bangla Sangam MN"',
    "ne": '"Noto Sans Devanagari", "Nirmala UI", "Kohinoor Devanagari"',
}
# text size, height of a line of text and of a heading, by what a script needs
LATIN, CJK, INDIC = (16, 1.6, 1.2), (16, 1.75, 1.35), (17, 1.8, 1.4)
SIZES = {"ko": CJK, "zh-hans": CJK, "ja": CJK, "bn": INDIC, "ne": INDIC}


def face_of(language: str) -> dict[str, Any]:
    """What the frame's styles need. A script's own faces come first."""
    own = FACES.get(language)
    faces = [own, COMMON] if own else [COMMON]
    size, leading, head_leading = SIZES.get(language, LATIN)
    is_leftwards = get_language_info(language)["bidi"]
    return {
        "fonts": ", ".join([*faces, "sans-serif"]),
        "size": size,
        "leading": str(leading),
        "head_leading": str(head_leading),
        "start": "right" if is_leftwards else "left",
        "end": "left" if is_leftwards else "right",
    }
