"""CMS pages for plain rows: everybody meets only what `editable_by(user)` holds."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from wagtail.admin.views import generic
from wagtail.admin.views.generic import history, usage
from wagtail.admin.viewsets.model import ModelViewSet


class OwnRowsMixin:
    """404 for a row that this person may not edit, as for one that is not there."""

    model: Any
    request: HttpRequest

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        if "pk" in kwargs:
            rows = self.model._default_manager.editable_by(request.user)
            if not rows.filter(pk=kwargs["pk"]).exists():
                raise Http404
        super().setup(request, *args, **kwargs)  # type: ignore[misc]


class OwnIndexView(generic.IndexView):
    """Lists what this person may edit, with the rows that its columns name."""

    def get_base_queryset(self) -> QuerySet:
        rows = super().get_base_queryset() & self.model._default_manager.editable_by(
            self.request.user
        )
        fields = [field.name for field in self.model._meta.fields if field.is_relation]
        return rows.select_related(*(name for name in fields if name in self.list_display))


class OwnEditView(OwnRowsMixin, generic.EditView):
    pass


class OwnDeleteView(OwnRowsMixin, generic.DeleteView):
    pass


class OwnHistoryView(OwnRowsMixin, history.HistoryView):
    pass


class OwnUsageView(OwnRowsMixin, usage.UsageView):
    pass


class OwnRowsViewSet(ModelViewSet):
    """A ModelViewSet whose every view asks the model's `editable_by(user)`."""

    index_view_class = OwnIndexView
    edit_view_class = OwnEditView
    delete_view_class = OwnDeleteView
    history_view_class = OwnHistoryView
    usage_view_class = OwnUsageView
    copy_view_enabled = False
    inspect_view_enabled = False
