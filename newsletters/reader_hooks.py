"""Readers, lists, imports and the welcome series in Wagtail's menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.viewsets.model import ModelViewSetGroup
from wagtail.snippets.models import register_snippet

from .cms.imports import ReaderImportViewSet
from .cms.lists import MailingListViewSet
from .cms.readers import ReaderViewSet
from .cms.welcome import WelcomeMessageViewSet

register_snippet(WelcomeMessageViewSet)


class ReaderViewSetGroup(ModelViewSetGroup):
    menu_label = _("Readers")
    menu_icon = "group"
    menu_order = 695
    items = (ReaderViewSet, MailingListViewSet, ReaderImportViewSet)


@hooks.register("register_admin_viewset")
def register_viewset() -> ReaderViewSetGroup:
    return ReaderViewSetGroup()
