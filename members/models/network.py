"""Countries, cities, members, clusters and chapters. Each row says where it is printed."""

from __future__ import annotations

from typing import ClassVar, Self

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from users.territories import territory_name


class Sourced(models.Model):
    """A fact with the place where it is printed."""

    source = models.CharField(_("source"), max_length=200)

    class Meta:
        abstract = True


class Country(models.Model):
    """A country or territory in which the network has a member or a chapter."""

    code = models.CharField(
        _("code"), max_length=2, unique=True, validators=[RegexValidator(r"^[A-Z]{2}$")]
    )

    class Meta:
        verbose_name = _("country or territory")
        verbose_name_plural = _("countries and territories")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the page's language (CLDR)."""
        return territory_name(self.code)


class City(models.Model):
    """A city or district. The country is empty where the report leaves it open."""

    name = models.CharField(_("name"), max_length=100)
    country = models.ForeignKey(
        Country, null=True, blank=True, on_delete=models.PROTECT, related_name="cities"
    )

    class Meta:
        verbose_name = _("city")
        verbose_name_plural = _("cities")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["name", "country"], name="members_city_once_in_a_country"
            ),
            models.UniqueConstraint(
                fields=["name"],
                condition=models.Q(country=None),
                name="members_city_once_without_a_country",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class MemberQuerySet(models.QuerySet["Member"]):
    def cities(self) -> Self:
        return self.filter(city__isnull=False)

    def organizations(self) -> Self:
        return self.filter(city__isnull=True)

    def named_count(self) -> int:
        """How many members the report names: the count that pages show, not the printed total."""
        return self.count()


class Member(Sourced):
    """A city or an organization, never a person."""

    class Kind(models.TextChoices):
        FULL = "FULL", _("full member")
        ASSOCIATE = "ASSOCIATE", _("associate member")

    class Region(models.TextChoices):
        EAST_NORTHEAST_ASIA = "EAST_NORTHEAST_ASIA", _("East and Northeast Asia")
        SOUTH_SOUTHWEST_ASIA = "SOUTH_SOUTHWEST_ASIA", _("South and Southwest Asia")
        SOUTHEAST_ASIA = "SOUTHEAST_ASIA", _("Southeast Asia")
        PACIFIC = "PACIFIC", _("The Pacific")
        NORTH_AMERICA = "NORTH_AMERICA", _("North America")

    key = models.SlugField(_("key"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=100)
    full_name = models.CharField(_("full name"), max_length=200, blank=True)
    acronym = models.CharField(_("acronym"), max_length=30, blank=True)
    also_written = models.JSONField(_("also written"), default=list, blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    region = models.CharField(_("region"), max_length=30, choices=Region)
    country = models.ForeignKey(
        Country, null=True, blank=True, on_delete=models.PROTECT, related_name="members"
    )
    city = models.OneToOneField(
        City, null=True, blank=True, on_delete=models.PROTECT, related_name="member"
    )
    joined_year = models.PositiveSmallIntegerField(_("joined in"), null=True, blank=True)

    objects: ClassVar[models.Manager[Member]] = MemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.full_name or self.name


class Cluster(Sourced):
    """A theme on which members work together."""

    key = models.SlugField(_("key"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=100)
    members = models.ManyToManyField(Member, through="ClusterRole", related_name="clusters")

    class Meta:
        verbose_name = _("cluster")
        verbose_name_plural = _("clusters")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class ClusterRole(models.Model):
    """Who leads a cluster, under the name that is printed for it."""

    class Role(models.TextChoices):
        LEAD = "LEAD", _("lead")
        CO_LEAD = "CO_LEAD", _("co-lead")

    cluster = models.ForeignKey(Cluster, on_delete=models.CASCADE, related_name="roles")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="cluster_roles")
    role = models.CharField(_("role"), max_length=10, choices=Role)
    printed_name = models.CharField(_("printed name"), max_length=200)
    sort_order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["sort_order"]
        constraints = [
            models.UniqueConstraint(
                fields=["cluster", "member"], name="members_clusterrole_one_role_in_a_cluster"
            )
        ]

    def __str__(self) -> str:
        return f"{self.member} ({self.get_role_display()})"


class Chapter(Sourced):
    """The network's representation in one country."""

    key = models.SlugField(_("key"), max_length=60, unique=True)
    country = models.OneToOneField(Country, on_delete=models.PROTECT, related_name="chapter")
    host = models.ForeignKey(
        Member, null=True, blank=True, on_delete=models.PROTECT, related_name="hosted_chapters"
    )

    class Meta:
        verbose_name = _("national chapter")
        verbose_name_plural = _("national chapters")
        ordering = ["key"]

    def __str__(self) -> str:
        return str(self.country)
