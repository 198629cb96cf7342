"""What people read has the apostrophes, quotes and dashes of print: ’ “ ” … –."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

from .test_catalogs import found_in

ROOT = Path(settings.BASE_DIR)
APPS = sorted(each.name for each in apps.get_app_configs() if Path(each.path).parent == ROOT)
TYPED = re.compile(r"""['"]|\.\.\.| --? """)
CODE = re.compile(
    r"{#.*?#}|{%\s*comment.*?endcomment\s*%}|<(script|style|code|pre)\b.*?</\1>|{%.*?%}|{{.*?}}"
    r"""|[-:\w]+="[^"]*\"""",
    re.DOTALL,
)


def typed(words: str) -> bool:
    """Whether it has a sign of a typewriter; values and tags aside."""
    return bool(TYPED.search(re.sub(r"%\(\w+\)[sd]|<[^>]*>", "", words)))


@pytest.mark.parametrize("app", APPS)
def test_sentences_have_the_signs_of_print(app):
    sentences = {
        words
        for found in found_in(app)
        for words in (found if isinstance(found, tuple) else (found,))
    }

    assert sorted(filter(typed, sentences)) == []


@pytest.mark.parametrize("app", APPS)
def test_words_of_templates_outside_of_strings_have_them_too(app):
    faults = []
    for path in sorted((ROOT / app / "templates").rglob("*.html")):
        visible = re.sub(r"<[^>]*>", "\n", CODE.sub("", path.read_text()))
        faults += [f"{path.name}: {line}" for line in visible.splitlines() if typed(line)]

    assert faults == []
