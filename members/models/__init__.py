"""CityNet's network as its annual report prints it, and where a user comes from."""

from .affiliation import Affiliation
from .network import Chapter, City, Cluster, ClusterRole, Country, Member, MemberQuerySet

__all__ = [
    "Affiliation",
    "Chapter",
    "City",
    "Cluster",
    "ClusterRole",
    "Country",
    "Member",
    "MemberQuerySet",
]
