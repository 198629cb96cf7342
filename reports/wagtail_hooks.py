"""Figures in Wagtail's frame: addresses, and items of its menu "Reports"."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLResolver, include, path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem


@hooks.register("register_admin_urls")
def register_urls() -> list[URLResolver]:
    """/cms/figures/"""
    return [path("figures/", include("reports.urls"))]


class ForAuthors(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm("courses.add_courserun")


class ForTheSecretariat(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm("courses.manage_all_providers")


@hooks.register("register_reports_menu_item")
def register_figures() -> MenuItem:
    return ForAuthors(
        _("Courses in figures"), reverse("reports:overall"), icon_name="table", order=10
    )


@hooks.register("register_reports_menu_item")
def register_year() -> MenuItem:
    """The year that runs; its page leads to those before."""
    address = reverse("reports:year", args=[timezone.now().year])
    return ForTheSecretariat(_("Annual figures"), address, icon_name="calendar-alt", order=20)
