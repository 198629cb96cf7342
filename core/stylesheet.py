"""One stylesheet for learners, joined from the tokens, base, layout and components of all apps.

A weak line pays for each request, so a page loads one file. The joined file is committed; a test
says when it is older than its parts.
"""

from __future__ import annotations

import re
from pathlib import Path

from django.apps import apps
from django.conf import settings

FOUNDATION = ("tokens.css", "base.css", "layout.css")


def site_css_path() -> Path:
    return Path(settings.BASE_DIR) / "lms" / "static" / "css" / "site.css"


def build_site_css() -> str:
    """The joined text. Components stand in the order of the stack, lowest app first."""
    css_dir = Path(settings.BASE_DIR) / "core" / "static" / "css"
    tokens, base, layout = ((css_dir / name).read_text(encoding="utf-8") for name in FOUNDATION)
    dark = (css_dir / "tokens_dark.css").read_text(encoding="utf-8")
    parts = [tokens, _both_ways_to_dark(dark), base, layout]
    parts += [path.read_text(encoding="utf-8") for path in _component_files()]
    return minify("\n".join(parts))


def _component_files() -> list[Path]:
    root = Path(settings.BASE_DIR)
    ours = [Path(app.path) for app in apps.get_app_configs() if Path(app.path).parent == root]
    files: list[Path] = []
    for folder in reversed(ours):
        files += sorted((folder / "static" / "css" / "components").glob("*.css"))
    return files


def _both_ways_to_dark(css: str) -> str:
    """Dark by the reader's system, and by `data-theme` where a page names its theme.

    On a screen only: paper is light.
    """
    by_system = css.replace(":root", ':root:not([data-theme="light"])')
    by_name = css.replace(":root", ':root[data-theme="dark"]')
    return (
        f"@media screen and (prefers-color-scheme: dark) {{\n{by_system}}}\n"
        f"@media screen {{\n{by_name}}}"
    )


def minify(css: str) -> str:
    """Without comments and needless blanks; one rule a line, so that a diff can be read."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    css = re.sub(r"\s+", " ", css)
    css = re.sub(r"\s*([{};,])\s*", r"\1", css)
    css = re.sub(r";}", "}", css)
    return css.replace("}", "}\n").strip() + "\n"
