"""Lists: what one may join, and its name in each language."""

from __future__ import annotations

from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, InlinePanel, ObjectList
from wagtail.admin.ui.tables import TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from core.policies import AskingPolicy
from newsletters.models import MailingList, MailingListText

from .rights import policy


class ListIndexView(generic.IndexView):
    def get_base_queryset(self) -> QuerySet[MailingList]:
        return MailingList.objects.prefetch_related("texts")


class ListForm(WagtailAdminModelForm):
    def save(self, commit: bool = True) -> MailingList:
        """Two names that change places are saved one after the other: neither may meet the other's
        language half way."""
        changed = [
            form.instance.pk
            for form in self.formsets["texts"].forms
            if form.instance.pk and "language" in form.changed_data
        ]
        theirs = MailingListText.objects.filter(mailing_list=self.instance.pk, pk__in=changed)
        theirs.update(language=Concat(Value("-"), Cast("pk", CharField())))
        saved: MailingList = super().save(commit)
        return saved


class MailingListViewSet(ModelViewSet):
    """A list is never deleted: proofs of consent name it. It can be offered no longer."""

    model = MailingList
    name = "newsletter-lists"
    icon = "list-ul"
    index_view_class = ListIndexView
    menu_label = _("Lists")
    copy_view_enabled = False
    edit_handler = ObjectList(
        [
            FieldPanel(
                "key", help_text=_("Stays for ever: the ledger of mail names the list by it.")
            ),
            FieldPanel("is_offered"),
            FieldPanel("sort_order"),
            InlinePanel(
                "texts",
                heading=_("Names"),
                label=_("Name in a language"),
                panels=[FieldPanel("language"), FieldPanel("name"), FieldPanel("description")],
                min_num=1,
            ),
        ],
        base_form_class=ListForm,
    )
    list_display = [
        TitleColumn("name", label=_("Name"), accessor=str, url_name="newsletter-lists:edit"),
        "key",
        "is_offered",
        "sort_order",
    ]

    @cached_property
    def permission_policy(self) -> AskingPolicy:
        return policy(MailingList, "view", "add", "change")
