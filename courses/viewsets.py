"""Runs and providers in the CMS."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import ObjectList
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from core.numbers import number_of
from core.viewsets import OwnEditView, OwnIndexView, OwnRowsViewSet
from courses.actions import ProviderRefused, change_run, create_provider
from courses.forms import CourseRunForm, NewProviderForm, ProviderForm
from courses.host_zone import SECRETARIATS_ZONE, own_zone, zone_of_course
from courses.models import Course, CourseRun, Provider, RunState, Theme
from courses.run_address import run_address
from courses.run_slugs import new_run_slug
from courses.run_steps import RUN_STEPS
from courses.seats_door import seats_taken
from users.models import User


class NewRunView(generic.CreateView):
    """`?course=` chooses one of one's own courses beforehand; another is as if none was named.

    What is sent twice makes one run: `token` is the form's.
    """

    template_name = "courses/run_form.html"

    def get_initial(self) -> dict[str, Any]:
        by, named = self.request.user, number_of(self.request.GET.get("course", ""))
        courses = Course.objects.editable_by(by).select_related("provider")
        course = courses.filter(pk=named).first() if named else None
        zone = (zone_of_course(course) if course else "") or own_zone(by) or SECRETARIATS_ZONE
        initial = {**super().get_initial(), "time_zone": zone}
        if course is not None:
            initial |= {"course": course, "slug": new_run_slug(course, at=timezone.now())}
        return initial

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        made = self._find_made(request.POST.get("token", ""))
        if made is not None:
            self.object = made
            messages.info(request, _("This run was made already. Here it is."))
            return redirect(self.get_success_url())
        return super().post(request, *args, **kwargs)

    def save_instance(self) -> CourseRun:
        """Under a lock on the course: of two clicks at once the second finds what there is."""
        token, run = self.form.cleaned_data["token"], self.form.instance
        course = Course.objects.select_for_update().get(pk=run.course_id)
        made = self._find_made(token)
        if made is not None:
            return made
        run.made_with = token
        run.slug = run.slug or new_run_slug(course, at=run.starts_at or timezone.now())
        return super().save_instance()

    def _find_made(self, token: Any) -> CourseRun | None:
        try:
            runs = CourseRun.objects.editable_by(self.request.user)
            return runs.filter(made_with=UUID(str(token))).first()
        except ValueError:
            return None

    def get_success_url(self) -> str:
        return run_address(self.object) or super().get_success_url()


class RunEditView(OwnEditView):
    """Saves through the action, which logs what changed and announces it."""

    template_name = "courses/run_form.html"

    def save_instance(self) -> CourseRun:
        by = self.request.user
        if not isinstance(by, User):
            raise PermissionDenied
        self.has_content_changes = self.form.has_changed()
        return change_run(run=self.object, values=self.form.values(), by=by, at=timezone.now())

    def get_success_url(self) -> str:
        return run_address(self.object) or super().get_success_url()


class RunIndexView(OwnIndexView):
    """Says of each run whether its seats are taken too. One query for all of a page."""

    def paginate_queryset(self, queryset: QuerySet, page_size: int) -> tuple[Any, ...]:
        found = super().paginate_queryset(queryset, page_size)
        self.seats_taken = seats_taken(run.pk for run in found[2])
        return tuple(found)

    @cached_property
    def columns(self) -> list[Column]:
        state = Column("state", label=_("State"), accessor=self._say_state)
        return [*super().columns, state]

    def _get_title_column(
        self, field_name: str, column_class: type[Column] = TitleColumn, **kwargs: Any
    ) -> Column:
        """Its title leads to the run; its form is one of the things to do there."""
        return self._get_custom_column(
            field_name,
            self._get_title_column_class(column_class),
            get_url=lambda run: run_address(run) or self.get_edit_url(run),
            **kwargs,
        )

    def _say_state(self, run: CourseRun) -> str:
        state = run.state_at(timezone.now(), self.seats_taken.get(run.pk, 0))
        return str(RunState(state).label)


class CourseRunViewSet(OwnRowsViewSet):
    """Runs of one's own courses."""

    model = CourseRun
    name = "runs"
    icon = "calendar-alt"
    menu_label = _("Runs")
    menu_order = 120
    add_to_admin_menu = True
    add_view_class = NewRunView
    edit_view_class = RunEditView
    index_view_class = RunIndexView
    list_display = [
        "__str__",
        "course",
        Column("start_day", label=_("Starts"), sort_key="starts_at"),
    ]
    list_filter = ["course__provider"]
    search_fields = ["title", "slug", "course__title"]
    edit_handler = ObjectList(RUN_STEPS, base_form_class=CourseRunForm)


class NewProviderView(generic.CreateView):
    """One form, one action: everything that a provider needs."""

    page_title = _("New provider")

    def save_instance(self) -> Provider:
        values = self.form.cleaned_data
        return create_provider(
            name=values["name"],
            slug=values["slug"],
            place=values["place"],
            summary=values["summary"],
            administrator_email=values["administrator_email"],
            administrator_name=values["administrator_name"],
            at=timezone.now(),
            by=self.request.user,
        )

    def form_valid(self, form: BaseForm) -> HttpResponse:
        try:
            return super().form_valid(form)
        except ProviderRefused as refusal:
            form.add_error("slug", str(refusal))
            self.produced_error_code = "validation_error"
            self.produced_error_message = self.get_error_message()
            return self.form_invalid(form)


class ProviderViewSet(OwnRowsViewSet):
    """All providers for the secretariat; for others their own."""

    model = Provider
    name = "providers"
    icon = "group"
    menu_label = _("Providers")
    menu_order = 130
    add_to_admin_menu = True
    add_view_class = NewProviderView
    list_display = ["name", "created_at"]
    search_fields = ["name"]
    form_fields = ["name"]

    def get_form_class(self, for_update: bool = False) -> type[Any]:
        return ProviderForm if for_update else NewProviderForm


class ThemeViewSet(ModelViewSet):
    """Themes of the catalogue; kept by the secretariat."""

    model = Theme
    name = "themes"
    icon = "tag"
    menu_label = _("Themes")
    menu_order = 140
    add_to_settings_menu = True
    form_fields = ["name", "slug", "names"]
    copy_view_enabled = False
