"""One stylesheet, joined from its parts, as the repository holds it."""

import re
from pathlib import Path

from django.conf import settings

from core.stylesheet import build_site_css, minify, site_css_path

ROOT = Path(settings.BASE_DIR)


def test_the_joined_stylesheet_is_up_to_date():
    kept = site_css_path().read_text(encoding="utf-8")

    assert kept == build_site_css(), "Run `python manage.py build_css`."


def test_a_component_holds_no_colour_of_its_own():
    files = ROOT.glob("*/static/css/components/*.css")

    found = {
        path.name: re.findall(r"#[0-9a-fA-F]{3,8}\b|rgb\(", re.sub(r"/\*.*?\*/", "", text))
        for path in files
        for text in [path.read_text(encoding="utf-8")]
    }

    assert len(found) > 40
    assert {name: colors for name, colors in found.items() if colors} == {}


def test_every_property_that_is_used_is_a_token():
    css = build_site_css()
    used = set(re.findall(r"var\((--[\w-]+)", css))
    declared = set(re.findall(r"(--[\w-]+):", css))

    assert used - declared == set()


def test_dark_changes_only_what_light_names():
    def names(file):
        text = (ROOT / "core/static/css" / file).read_text(encoding="utf-8")
        return set(re.findall(r"(--[\w-]+):", text))

    assert names("tokens_dark.css") - names("tokens.css") == set()


def test_minifying_keeps_the_blanks_that_mean_something():
    css = "/* words */ a > b {\n  width: calc(1px + 2px);\n  margin: 0 auto;\n}\n"

    assert minify(css) == "a > b{width: calc(1px + 2px);margin: 0 auto}\n"
