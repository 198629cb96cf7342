"""The ledger in the CMS: who got what, what is in doubt, who gets nothing any more."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import DateColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup

from core.policies import AskingPolicy, asked_once
from users.models import User
from users.roles import ADMINISTRATOR, SECRETARIAT

from .actions import leave, lift_suppression, send_again
from .models import WAITING_STATES, Delivery, SendingState, Suppression
from .naming import say_what


@asked_once
def may_see_mail(user: User) -> bool:
    """The secretariat and administrators."""
    theirs = user.groups.filter(name__in=[SECRETARIAT, ADMINISTRATOR])
    return user.is_superuser or theirs.exists()


class LedgerIndexView(generic.IndexView):
    """The newest first; nothing can be added or changed here."""

    any_permission_required = ["view"]
    default_ordering = "-pk"

    def get_base_queryset(self) -> QuerySet:
        return super().get_base_queryset().order_by("-pk")


class DeliveryIndexView(LedgerIndexView):
    def get_base_queryset(self) -> QuerySet:
        """Those in doubt first, since somebody has to look at them."""
        rows = super().get_base_queryset()
        if "in_doubt" in self.request.GET:
            rows = rows & Delivery.objects.in_doubt(timezone.now())
        return rows.select_related("sending")


class DeliveryInspectView(generic.InspectView):
    template_name = "mail/delivery.html"
    permission_required = "view"
    any_permission_required = ["view"]

    def get_fields_context(self) -> list[dict[str, Any]]:
        """What there is: when it is tried again only while it waits."""
        row, left_out = self.object, set()
        if row.state not in WAITING_STATES:
            left_out.add("next_attempt_at")
        left_out |= {name for name in ("sent_at", "last_reply") if not getattr(row, name)}
        return [self.get_context_for_field(name) for name in self.fields if name not in left_out]

    def get_page_subtitle(self) -> str:
        return say_what(self.object)

    def get_field_label(self, field_name: str, field: Any) -> str:
        labels = {"what": _("What"), "reference": _("Key")}
        return str(labels.get(field_name) or super().get_field_label(field_name, field))

    def get_what_display_value(self) -> str:
        return say_what(self.object)

    def get_language_display_value(self) -> str:
        return str(dict(settings.LANGUAGES).get(self.object.language, self.object.language))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        delivery: Delivery = self.object
        is_in_doubt = delivery.is_in_doubt(at=timezone.now())
        is_open = delivery.wiped_at is None and (is_in_doubt or delivery.state == "FAILED")
        return {
            **super().get_context_data(**kwargs),
            "delivery": delivery,
            "is_in_doubt": is_in_doubt,
            "can_go_again": is_open
            and not (delivery.sending and delivery.sending.state == SendingState.CANCELLED),
        }


class DeliveryViewSet(ModelViewSet):
    model = Delivery
    name = "deliveries"
    icon = "mail"
    menu_label = _("Deliveries")
    index_view_class = DeliveryIndexView
    inspect_view_class = DeliveryInspectView
    inspect_view_enabled = True
    copy_view_enabled = False
    # Neither the text nor the values it is made of: a secret message is shown to nobody.
    inspect_view_fields = [
        *(
            "what",
            "reference",
            "to_name",
            "to_email",
            "language",
            "state",
            "attempts",
            "doubts",
        ),
        *("last_reply", "created_at", "next_attempt_at", "sent_at"),
    ]
    form_fields = ["state"]
    list_filter = ["state", "template", "language"]
    search_fields = ["to_email", "to_name", "key"]
    search_backend_name = None
    list_display = [
        TitleColumn("reference", label=_("What"), accessor=say_what, url_name="deliveries:inspect"),
        "to_name",
        "to_email",
        "state",
        "last_reply",
        DateColumn("created_at", label=_("Written")),
    ]

    @cached_property
    def permission_policy(self) -> AskingPolicy:
        return AskingPolicy(Delivery, may_see_mail, ["view"])

    def get_urlpatterns(self) -> list[URLPattern]:
        settle_address = path("<int:pk>/settle/", settle, name="settle")
        return [*super().get_urlpatterns(), settle_address]


def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a failed or doubtful message again, or count it as sent. By POST alone."""
    user = request.user
    if not isinstance(user, User) or not may_see_mail(user) or request.method != "POST":
        raise Http404
    delivery = get_object_or_404(Delivery, pk=pk)
    deed = leave if request.POST.get("deed") == "leave" else send_again
    if deed(delivery=delivery, by=user, at=timezone.now()):
        messages.success(request, _("Done."))
    else:
        messages.warning(request, _("Its state has changed meanwhile. Look again."))
    return redirect(reverse("deliveries:inspect", args=[pk]))


class SuppressionInspectView(generic.InspectView):
    template_name = "mail/suppression.html"
    permission_required = "view"
    any_permission_required = ["view"]


class SuppressionViewSet(ModelViewSet):
    model = Suppression
    name = "suppressions"
    icon = "cross"
    menu_label = _("Suppressions")
    index_view_class = LedgerIndexView
    inspect_view_class = SuppressionInspectView
    inspect_view_enabled = True
    inspect_view_fields = ["reason", "scope", "note", "created_at", "lifted_at", "lifted_by"]
    copy_view_enabled = False
    form_fields = ["note"]
    list_filter = ["reason", "scope"]
    search_fields = ["note"]
    search_backend_name = None
    list_display = [
        TitleColumn(
            "reason",
            label=_("Reason"),
            accessor="get_reason_display",
            url_name="suppressions:inspect",
        ),
        "scope",
        "note",
        DateColumn("created_at", label=_("Since")),
        DateColumn("lifted_at", label=_("Lifted")),
    ]

    @cached_property
    def permission_policy(self) -> AskingPolicy:
        return AskingPolicy(Suppression, may_see_mail, ["view"])

    def get_urlpatterns(self) -> list[URLPattern]:
        return [*super().get_urlpatterns(), path("<int:pk>/lift/", lift, name="lift")]


def lift(request: HttpRequest, pk: int) -> HttpResponse:
    """Let mail go to an address again. By POST alone."""
    user = request.user
    if not isinstance(user, User) or not may_see_mail(user) or request.method != "POST":
        raise Http404
    suppression = get_object_or_404(Suppression, pk=pk)
    if lift_suppression(suppression=suppression, by=user, at=timezone.now()):
        messages.success(request, _("Mail goes to this address again."))
    return redirect(reverse("suppressions:index"))


class MailViewSetGroup(ModelViewSetGroup):
    menu_label = _("Mail")
    menu_icon = "mail"
    menu_order = 700
    items = (DeliveryViewSet, SuppressionViewSet)
