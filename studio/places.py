"""Where a new course may be made: below the provider's page, in the language it is written in."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser

from courses.models import CoursePage, Provider, ProviderPage
from studio.overview import add_url

if TYPE_CHECKING:
    from users.models import User


@dataclass(frozen=True, slots=True)
class PlaceLanguage:
    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Place:
    provider_name: str
    languages: tuple[PlaceLanguage, ...]


def read_places(user: User | AnonymousUser) -> list[Place]:
    """The providers that this person may author for, each with its languages. Two queries."""
    providers = {each.key: each.name for each in Provider.objects.editable_by(user)}
    pages = ProviderPage.objects.filter(translation_key__in=providers).select_related("locale")
    languages = defaultdict(list)
    for page in pages.order_by("pk"):
        url = add_url(CoursePage, below=page.pk)
        languages[page.translation_key].append(PlaceLanguage(str(page.locale), url))
    return [Place(name, tuple(languages[key])) for key, name in providers.items()]
