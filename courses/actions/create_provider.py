"""A new provider, with everything that it needs to author courses."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log
from wagtail.models import Collection

from courses.models import CourseIndexPage, Provider, ProviderPage
from courses.provider_rights import grant_provider, review_pages
from courses.rights import ensure_staff_rights

from .invite import invite_administrator

if TYPE_CHECKING:
    from users.models import User


class ProviderRefused(ValueError):
    """The text says what to do first."""


@transaction.atomic
def create_provider(
    *,
    name: str,
    slug: str,
    at: datetime,
    by: User | None = None,
    administrator_email: str = "",
    administrator_name: str = "",
    place: str = "",
    summary: str = "",
) -> Provider:
    """Make pages in every language that has a catalogue, groups, rights, collections, moderation.

    Invites the first administrator where an address is given. Raises ProviderRefused where there
    is no catalogue yet, or where its address is taken.
    """
    ensure_staff_rights()
    pages = _make_pages(name=name, slug=slug, place=place, summary=summary)
    root = Collection.get_first_root_node()
    provider = Provider.objects.create(
        key=pages[0].translation_key,
        name=name,
        author_group=_make_group(f"{name[:130]}: authors"),
        administrator_group=_make_group(f"{name[:130]}: administrators"),
        public_collection=root.add_child(name=f"{name[:230]}: public"),
        lesson_collection=root.add_child(name=f"{name[:230]}: lessons"),
    )
    for group in (provider.author_group, provider.administrator_group):
        grant_provider(provider, group, pages)
    review_pages(pages)
    log(instance=provider, action="courses.create_provider", user=by)
    if administrator_email:
        invite_administrator(
            provider=provider, email=administrator_email, name=administrator_name, at=at, by=by
        )
    return provider


def _make_pages(*, name: str, slug: str, place: str, summary: str) -> list[ProviderPage]:
    """One live page below each catalogue, all with one translation_key."""
    indexes = list(CourseIndexPage.objects.select_related("locale").order_by("pk"))
    if not indexes:
        raise ProviderRefused(_("Make the course index page first."))
    indexes.sort(key=lambda index: not index.locale.is_default)
    pages: list[ProviderPage] = []
    for index in indexes:
        if index.get_children().filter(slug=slug).exists():
            raise ProviderRefused(_("This address is taken by another provider."))
        page = ProviderPage(
            title=name, slug=slug, place=place, summary=summary, locale=index.locale
        )
        if pages:
            page.translation_key = pages[0].translation_key
        index.add_child(instance=page)
        pages.append(page)
    return pages


def _make_group(name: str) -> Group:
    """A new group; a number is added where another provider had the same name."""
    number, wanted = 2, name
    while Group.objects.filter(name=name).exists():
        name, number = f"{wanted} ({number})", number + 1
    return Group.objects.create(name=name)
