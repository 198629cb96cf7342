"""Lists: what one may join, and its name in each language."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.admin.ui.tables import TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from core.policies import AskingPolicy
from newsletters.models import MailingList

from .rights import policy


class ListIndexView(generic.IndexView):
    def get_base_queryset(self) -> QuerySet[MailingList]:
        return MailingList.objects.prefetch_related("texts")


class MailingListViewSet(ModelViewSet):
    """A list is never deleted: proofs of consent name it. It can be offered no longer."""

    model = MailingList
    name = "newsletter-lists"
    icon = "list-ul"
    index_view_class = ListIndexView
    menu_label = _("Lists")
    copy_view_enabled = False
    panels = [
        FieldPanel("key", help_text=_("Stays for ever: the ledger of mail names the list by it.")),
        FieldPanel("is_offered"),
        FieldPanel("sort_order"),
        InlinePanel(
            "texts",
            heading=_("Names"),
            label=_("Name in a language"),
            panels=[FieldPanel("language"), FieldPanel("name"), FieldPanel("description")],
            min_num=1,
        ),
    ]
    list_display = [
        TitleColumn("name", label=_("Name"), accessor=str, url_name="newsletter-lists:edit"),
        "key",
        "is_offered",
        "sort_order",
    ]

    @cached_property
    def permission_policy(self) -> AskingPolicy:
        return policy(MailingList, "view", "add", "change")
