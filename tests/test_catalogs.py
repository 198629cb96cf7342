"""The frame of every page, the newsletter, mails about sign-in and about courses are there in all
languages.

The strings are found without GNU gettext: Babel reads Python, and templates as Django turns them
into Python.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils.translation import to_locale
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
APPS = ["core", "learning", "lms", "mail", "newsletters"]
MAILS_OF = ["discussions", "learning", "live", "notifications"]
# What learners read of these apps on their pages; what hosts read in the CMS is English.
PAGES_OF = {
    "discussions": ["templates", "views", "forms.py", "showing_posts.py", "names.py"],
    "live": [
        *("templates", "views", "in_progress.py", "noted.py", "series.py", "waiting.py"),
        *("webinars/reading.py", "webinars/wording.py", "webinars/forms.py"),
        *("actions/codes.py", "actions/watching.py", "actions/signing_up.py"),
    ],
    "notifications": ["templates", "views", "forms.py"],
}
FOR_HOSTS = ["live/webinar/sign_ups.html"]
LANGUAGES = [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
WORDS = ["_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext"]
WORDS_OF_OURS = [*ROOT.glob("newsletters/data/*.json"), *ROOT.glob("demo/content/**/*.yaml")]
NAMES_IN_OTHER_LETTERS = ["시티넷", "シティネット", "সিটিনেট", "सिटीनेट", "सिटिनेट", "城市网"]
CONTEXT = "\x04"  # between context and words, as compiled catalogs write it
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


def found_in(app: str) -> Iterator[str | tuple[str, ...]]:
    for path in sorted((ROOT / app).rglob("*.py")):
        if "migrations" not in path.parts and _is_translated(app, path):
            yield from _in_python(path.read_bytes())
    for path in sorted((ROOT / app / "templates").rglob("*")):
        if path.suffix in {".html", ".txt"} and _is_translated(app, path):
            # Its gettext calls stand each on a line of its own, after marks that are no Python.
            code = templatize(path.read_text(), origin=str(path))
            calls = re.findall(r"(?:gettext|ngettext|pgettext)\(.*\)|_\(.*?\)", code)
            for call in calls:
                yield from _in_python(call.encode())


def _is_translated(app: str, path: Path) -> bool:
    """All of an app, but of some their mails, the pages that their links open, and learners' pages.

    A digest says lines of discussions, too.
    """
    if app not in MAILS_OF or _is_for_learners(app, path):
        return True
    names = ("reminders_", "applications_", "off", "announced", "telling")
    return "email" in path.parts or path.name.startswith(names)


def _is_for_learners(app: str, path: Path) -> bool:
    place = path.relative_to(ROOT / app).as_posix()
    is_theirs = any(place == each or place.startswith(f"{each}/") for each in PAGES_OF.get(app, []))
    return is_theirs and not any(place.endswith(each) for each in FOR_HOSTS)


def _in_python(content: bytes) -> Iterator[str | tuple[str, ...]]:
    for _line, name, message, _comments in extract_python(io.BytesIO(content), WORDS, [], {}):
        if isinstance(message, tuple):
            texts = tuple(text for text in message if isinstance(text, str))
            if name.startswith("n") and len(texts) >= 2:
                yield texts[:2]
            elif name.startswith("p") and len(texts) >= 2:
                yield CONTEXT.join(texts[:2])
            elif texts:
                yield texts[0]
        elif message:
            yield message


def catalog(app: str, language: str) -> Catalog:
    path = ROOT / app / "locale" / to_locale(language) / "LC_MESSAGES" / "django.po"
    with path.open("rb") as file:
        return read_po(file, locale=to_locale(language))


@pytest.mark.parametrize("app", APPS)
def test_strings_are_found(app):
    assert len(set(found_in(app))) > 40


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("app", sorted({*APPS, *MAILS_OF}))
def test_no_entry_is_missing_or_fuzzy(app, language):
    entries = catalog(app, language)

    missing = []
    for message in sorted(set(found_in(app)), key=str):
        first = message[0] if isinstance(message, tuple) else message
        context, _mark, words = first.rpartition(CONTEXT)
        entry = entries.get(words, context or None)
        string = entry.string if entry else ""
        texts = string if isinstance(string, tuple) else (string,)
        if entry is None or entry.fuzzy or not all(texts):
            missing.append(message)

    assert missing == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("app", sorted({*APPS, *MAILS_OF}))
def test_a_translation_keeps_every_placeholder(app, language):
    wrong = []
    for entry in catalog(app, language):
        if not entry.id:
            continue
        ids = entry.id if isinstance(entry.id, tuple) else (entry.id,)
        texts = entry.string if isinstance(entry.string, tuple) else (entry.string,)
        wanted = {frozenset(PLACEHOLDER.findall(each)) for each in ids}
        if any(frozenset(PLACEHOLDER.findall(text)) not in wanted for text in texts):
            wrong.append(entry.id)

    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_catalogs_agree_where_they_translate_the_same_words(language):
    """Django merges them all into one, in which the last to speak would win."""
    found: dict[tuple[str | None, object], dict[str, object]] = {}
    for path in sorted(ROOT.glob(f"*/locale/{to_locale(language)}/LC_MESSAGES/django.po")):
        app = path.relative_to(ROOT).parts[0]
        for entry in catalog(app, language):
            if entry.id:
                found.setdefault((entry.context, entry.id), {})[app] = entry.string

    differing = {key: texts for key, texts in found.items() if len(set(texts.values())) > 1}

    assert differing == {}


@pytest.mark.parametrize("path", sorted({*ROOT.glob("*/locale/*/*/*.po"), *WORDS_OF_OURS}))
def test_the_organization_writes_its_name_in_latin_letters(path):
    written = path.read_text(encoding="utf-8")

    assert [name for name in NAMES_IN_OTHER_LETTERS if name in written] == []
