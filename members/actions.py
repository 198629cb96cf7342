"""load_members(): the network as the report prints it; set_affiliation(): where a user is from."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction

from users.models import User

from .models import Affiliation, Chapter, City, Cluster, ClusterRole, Country, Member

DATA_FOLDER = Path(__file__).parent / "data"
REPORT = "CityNet Annual Report 2022"


@dataclass(frozen=True)
class Loaded:
    members: int
    clusters: int
    chapters: int


def _read(name: str) -> list[dict[str, Any]]:
    data = json.loads((DATA_FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return list(data[name])


@transaction.atomic
def load_members() -> Loaded:
    """Write the network. Idempotent: rows are known by key and updated, never replaced."""
    members, clusters, chapters = _read("members"), _read("clusters"), _read("chapters")
    codes = {row["country"] for row in [*members, *chapters] if row["country"]}
    Country.objects.bulk_create([Country(code=code) for code in codes], ignore_conflicts=True)
    countries = {country.code: country for country in Country.objects.filter(code__in=codes)}
    cities = _load_cities(members, countries)
    _load_members(members, countries, cities)
    by_key = {member.key: member for member in Member.objects.all()}
    _load_clusters(clusters, by_key)
    for row in chapters:
        Chapter.objects.update_or_create(
            key=row["key"],
            defaults={
                "country": countries[row["country"]],
                "host": by_key[row["host"]] if "host" in row else None,
                "source": f"{REPORT}, line {row['line']}",
            },
        )
    return Loaded(members=len(members), clusters=len(clusters), chapters=len(chapters))


def _load_cities(
    rows: list[dict[str, Any]], countries: dict[str, Country]
) -> dict[tuple[str, str | None], City]:
    existing = {
        (city.name, city.country.code if city.country else None): city
        for city in City.objects.select_related("country")
    }
    for row in rows:
        place = (row["name"], row["country"])
        if row.get("is_city") and place not in existing:
            existing[place] = City.objects.create(
                name=row["name"], country=countries.get(row["country"])
            )
    return existing


def _load_members(
    rows: list[dict[str, Any]],
    countries: dict[str, Country],
    cities: dict[tuple[str, str | None], City],
) -> None:
    Member.objects.bulk_create(
        [
            Member(
                key=row["key"],
                name=row["name"],
                full_name=row.get("full_name", ""),
                acronym=row.get("acronym", ""),
                also_written=row.get("also_written", []),
                kind=row["kind"],
                region=row["region"],
                country=countries.get(row["country"]),
                city=cities[row["name"], row["country"]] if row.get("is_city") else None,
                joined_year=row.get("joined_year"),
                source=f"{REPORT}, line {row['line']}",
            )
            for row in rows
        ],
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=[
            *("name", "full_name", "acronym", "also_written", "kind", "region"),
            *("country", "city", "joined_year", "source"),
        ],
    )


def _load_clusters(rows: list[dict[str, Any]], members: dict[str, Member]) -> None:
    for row in rows:
        first, last = row["lines"]
        cluster, _created = Cluster.objects.update_or_create(
            key=row["key"],
            defaults={"name": row["name"], "source": f"{REPORT}, lines {first}-{last}"},
        )
        for place, role in enumerate(row["roles"]):
            ClusterRole.objects.update_or_create(
                cluster=cluster,
                member=members[role["member"]],
                defaults={
                    "role": role["role"],
                    "printed_name": role["printed"],
                    "sort_order": place,
                },
            )


@transaction.atomic
def set_affiliation(
    *, user: User, member: Member | None, city_name: str = "", organization_name: str = ""
) -> Affiliation | None:
    """Say where `user` comes from; saying nothing removes the row. Idempotent.

    Nothing is written about somebody who was erased meanwhile, in another tab.
    """
    if User.objects.select_for_update().filter(pk=user.pk, erased_at=None).first() is None:
        return None
    if member is None and not city_name and not organization_name:
        Affiliation.objects.filter(user=user).delete()
        return None
    affiliation, _created = Affiliation.objects.update_or_create(
        user=user,
        defaults={
            "member": member,
            "city_name": city_name,
            "organization_name": organization_name,
        },
    )
    return affiliation
