"""Help in the CMS is about this site: how a course is built, not what is new in Wagtail."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from wagtail import hooks
from wagtail.admin.menu import MenuItem

WAGTAILS = ("whats-new-in-wagtail", "editor-guide")


@require_safe
def course_help(request: HttpRequest) -> HttpResponse:
    """The way of a course, step by step; the same for everybody."""
    may_add = request.user.has_perm("courses.add_courserun")
    return render(request, "studio/course_help.html", {"may_add": may_add})


@hooks.register("register_help_menu_item")
def offer_help() -> MenuItem:
    return MenuItem(
        _("How a course is built"), reverse("studio:course-help"), icon_name="help", order=100
    )


@hooks.register("construct_help_menu")
def hide_wagtails_news(request: HttpRequest, items: list[MenuItem]) -> None:
    items[:] = [item for item in items if not item.name.startswith(WAGTAILS)]
