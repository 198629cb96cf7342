"""Where a new course may be made: below the provider's page, in the language it is written in."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser

from courses.models import Provider, ProviderPage

if TYPE_CHECKING:
    from users.models import User


@dataclass(frozen=True, slots=True)
class Place:
    """A provider, and the languages in which it has a page: their names by their codes."""

    provider: Provider
    languages: dict[str, str]


def read_places(user: User | AnonymousUser) -> list[Place]:
    """The providers that this person may author for. Two queries."""
    providers = {each.key: each for each in Provider.objects.editable_by(user)}
    pages = ProviderPage.objects.filter(translation_key__in=providers).select_related("locale")
    languages: dict[object, dict[str, str]] = defaultdict(dict)
    for page in pages.order_by("pk"):
        languages[page.translation_key][page.locale.language_code] = str(page.locale)
    return [Place(provider, languages[key]) for key, provider in providers.items()]
