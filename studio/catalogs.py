"""How far the words of the interface are in each language, and who wrote them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from babel.messages.pofile import read_po
from django.conf import settings
from django.utils.translation import to_locale

DRAFT = "X-Drafted-By"  # the header of a catalog that no speaker has read yet


@dataclass(frozen=True, slots=True)
class CatalogLine:
    """One part of the platform in one language."""

    app: str
    language: str
    count: int
    translated_count: int
    is_drafted: bool

    @property
    def percent(self) -> int:
        """Rounded down: 100 only where nothing is missing."""
        return self.translated_count * 100 // self.count if self.count else 100


@lru_cache
def read_catalogs() -> tuple[CatalogLine, ...]:
    """All catalogs that exist, by language. Read once: they change with the code alone."""
    root = Path(settings.BASE_DIR)
    return tuple(
        _read(path, app, name)
        for code, name in settings.LANGUAGES
        for app in sorted(path.parent.name for path in root.glob("*/locale"))
        if (path := root / app / "locale" / to_locale(code) / "LC_MESSAGES" / "django.po").exists()
    )


def _read(path: Path, app: str, language: str) -> CatalogLine:
    with path.open("rb") as file:
        catalog = read_po(file)
    entries = [entry for entry in catalog if entry.id]
    done = [entry for entry in entries if entry.string and not entry.fuzzy]
    headers = dict(catalog.mime_headers)
    # Babel keeps only the headers that it knows; ours stands in the file.
    is_drafted = DRAFT in headers or DRAFT in path.read_text(encoding="utf-8")[:2000]
    return CatalogLine(app, language, len(entries), len(done), is_drafted)
