"""What breaks the constraints of `members`."""

from __future__ import annotations

from typing import Any

from members.models import Affiliation, City, Cluster, ClusterRole, Country, Member
from tests.constraints.breaking import Break, change, copy
from tests.factories.learning import make_learner


def city(**fields: Any) -> City:
    return City.objects.create(name="Suva", **fields)


def member() -> Member:
    return Member.objects.create(
        key="suva", name="Suva", kind=Member.Kind.FULL, region=Member.Region.PACIFIC
    )


def role() -> ClusterRole:
    cluster = Cluster.objects.create(key="sdg", name="SDG", source="report")
    return ClusterRole.objects.create(
        cluster=cluster, member=member(), role=ClusterRole.Role.LEAD, printed_name="Suva"
    )


def affiliation() -> Affiliation:
    return Affiliation.objects.create(user=make_learner(), city_name="Suva")


BREAKS: dict[str, Break] = {
    "members_city_once_in_a_country": copy(lambda: city(country=Country.objects.create(code="FJ"))),
    "members_city_once_without_a_country": copy(city),
    "members_clusterrole_one_role_in_a_cluster": copy(role),
    "members_affiliation_says_something": change(affiliation, city_name=""),
}
