"""Providers, each made by the action behind "New provider"."""

from __future__ import annotations

from datetime import datetime

from courses.actions import create_provider
from courses.models import Provider, ProviderPage
from demo.network import Network


def ensure_providers(network: Network, *, at: datetime) -> dict[str, Provider]:
    """Each provider by its slug; who is missing is made."""
    keys = dict(ProviderPage.objects.values_list("slug", "translation_key"))
    rows = Provider.objects.in_bulk(list(keys.values()), field_name="key")
    found = {slug: rows[key] for slug, key in keys.items() if key in rows}
    for entry in network.providers:
        if entry.slug not in found:
            found[entry.slug] = create_provider(
                name=entry.name, slug=entry.slug, place=entry.place, summary=entry.summary, at=at
            )
    return found
