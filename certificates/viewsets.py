"""Certificates in the CMS: what providers print on them, and correcting or revoking one."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.core.mail import EmailMultiAlternatives
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSetGroup

from core.policies import AskingPolicy, asked_once
from core.viewsets import OwnRowsMixin, OwnRowsViewSet
from courses.models import Course, Provider
from users.models import User

from .issuing import reissue_certificate, revoke_certificate
from .models import Certificate, CertificateTemplate
from .rendering import RenderingFailed
from .sample import render_sample

CHANGED_MEANWHILE = _("It was replaced or revoked meanwhile. Look again.")


@asked_once
def may_keep_templates(user: User) -> bool:
    return bool(Provider.objects.editable_by(user).exists())


def may_keep_certificates(user: User) -> bool:
    """Correcting and revoking is the secretariat's."""
    return user.has_perm("courses.manage_all_providers")


class CertificateTemplateForm(WagtailAdminModelForm):
    class Meta:
        model = CertificateTemplate
        fields = [
            *("provider", "course", "signatory_name", "signatory_title"),
            *("second_signatory_name", "second_signatory_title", "effort_minutes", "wording"),
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: dict[str, QuerySet] = {
            "provider": Provider.objects.editable_by(self.for_user),
            "course": Course.objects.editable_by(self.for_user),
        }
        for name, rows in choices.items():
            field = self.fields[name]
            if isinstance(field, forms.ModelChoiceField):
                field.queryset = rows

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        provider, course = values.get("provider"), values.get("course")
        if provider and course and course.provider_id != provider.pk:
            self.add_error("course", _("This course belongs to another provider."))
        return values


class CertificateTemplateViewSet(OwnRowsViewSet):
    model = CertificateTemplate
    name = "certificate-templates"
    icon = "doc-full"
    menu_label = _("Templates")
    list_display = ["__str__", "provider", "course"]
    search_fields = ["provider__name", "course__title"]
    form_fields = CertificateTemplateForm.Meta.fields
    edit_template_name = "certificates/cms/template_edit.html"

    def get_form_class(self, for_update: bool = False) -> type[CertificateTemplateForm]:
        return CertificateTemplateForm

    @cached_property
    def permission_policy(self) -> AskingPolicy:
        actions = ["add", "change", "view"]
        return AskingPolicy(CertificateTemplate, may_keep_templates, actions)

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *super().get_urlpatterns(),
            path("<int:pk>/sample/", sample, name="sample"),
            path("<int:pk>/send-me/", send_me_a_test, name="send-me"),
        ]


def _own_template(request: HttpRequest, pk: int) -> CertificateTemplate:
    rows = CertificateTemplate.objects.editable_by(request.user)
    return get_object_or_404(rows.select_related("provider", "course"), pk=pk)


def sample(request: HttpRequest, pk: int) -> HttpResponse:
    """The certificate of a sample learner, as a PDF."""
    template = _own_template(request, pk)
    return HttpResponse(render_sample(template), content_type="application/pdf")


def send_me_a_test(request: HttpRequest, pk: int) -> HttpResponse:
    """A message with a link to the sample, to whoever asks. By POST alone."""
    template = _own_template(request, pk)
    user = request.user
    if request.method != "POST" or not isinstance(user, User):
        raise Http404
    address = request.build_absolute_uri(reverse("certificate-templates:sample", args=[pk]))
    EmailMultiAlternatives(
        subject=str(_("Test of the certificate: %(name)s") % {"name": template}),
        body=str(_("This is how the certificate looks:")) + f"\n{address}\n",
        to=[user.email],
    ).send()
    messages.success(request, _("A test was sent to %(email)s.") % {"email": user.email})
    return redirect("certificate-templates:edit", pk)


class CertificateIndexView(generic.IndexView):
    any_permission_required = ["view"]

    def get_base_queryset(self) -> QuerySet:
        rows = super().get_base_queryset() & Certificate.objects.editable_by(self.request.user)
        return rows.order_by("-pk")


class CertificateInspectView(OwnRowsMixin, generic.InspectView):
    template_name = "certificates/cms/certificate.html"
    permission_required = "view"
    any_permission_required = ["view"]
    labels: ClassVar[dict[str, str | Promise]] = {
        "name_latin": _("Name in Latin letters"),
        "provider_name": _("Provider"),
        "completed_date": _("Completed"),
        "replaced_at": _("Replaced"),
        "revoked_at": _("Revoked"),
        "revoke_reason": _("Reason of the revocation"),
    }

    def get_field_label(self, field_name: str, field: object) -> str:
        label = self.labels.get(field_name)
        return str(label) if label else str(super().get_field_label(field_name, field))

    def get_fields_context(self) -> list[dict[str, Any]]:
        """What is not so, or was never said, is left out."""
        return [each for each in super().get_fields_context() if each["value"] not in (None, "")]


class CertificateViewSet(OwnRowsViewSet):
    model = Certificate
    name = "certificates-issued"
    icon = "tick"
    menu_label = _("Issued")
    index_view_class = CertificateIndexView
    inspect_view_class = CertificateInspectView
    inspect_view_enabled = True
    form_fields = ["note"]
    search_fields = ["serial", "code", "name", "name_latin", "course_title"]
    search_backend_name = None
    list_filter = ["provider_name"]
    inspect_view_fields = [
        *("serial", "version", "name", "name_latin", "course_title", "provider_name"),
        *("completed_date", "issued_at", "replaced_at", "revoked_at", "revoke_reason"),
    ]
    list_display = [
        TitleColumn(
            "serial",
            label=_("Serial"),
            url_name="certificates-issued:inspect",
            classname="serial-column",
        ),
        "name",
        "course_title",
        DateColumn("issued_at", label=_("Issued")),
        Column("state", label=_("State"), accessor=lambda row: row.state.label),
    ]

    @cached_property
    def permission_policy(self) -> AskingPolicy:
        return AskingPolicy(Certificate, may_keep_certificates, ["view"])

    def get_urlpatterns(self) -> list[URLPattern]:
        return [*super().get_urlpatterns(), path("<int:pk>/settle/", settle, name="settle")]


def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct the name, or revoke with a reason. By POST alone."""
    user = request.user
    if request.method != "POST" or not isinstance(user, User):
        raise Http404
    certificate = get_object_or_404(Certificate.objects.editable_by(user), pk=pk)
    back = redirect("certificates-issued:inspect", pk)
    if request.POST.get("deed") == "reissue":
        link = bool(request.POST.get("link_onward"))
        try:
            issued = reissue_certificate(
                certificate=certificate, at=timezone.now(), by=user, link_onward=link
            )
        except RenderingFailed as error:
            messages.error(request, _("It cannot be printed: %(error)s") % {"error": error})
            return back
        if issued is None:
            messages.warning(request, CHANGED_MEANWHILE)
            return back
        messages.success(
            request, _("Version %(version)s was issued.") % {"version": issued.version}
        )
        return redirect("certificates-issued:inspect", issued.pk)
    reason = request.POST.get("reason", "").strip()
    if not reason:
        messages.error(request, _("Say why: the public page shows the reason."))
        return back
    if revoke_certificate(certificate=certificate, at=timezone.now(), by=user, reason=reason):
        messages.success(request, _("The certificate was revoked."))
    else:
        messages.warning(request, CHANGED_MEANWHILE)
    return back


class CertificateViewSetGroup(ModelViewSetGroup):
    menu_label = _("Certificates")
    menu_icon = "doc-full"
    menu_order = 150
    items = (CertificateTemplateViewSet, CertificateViewSet)
