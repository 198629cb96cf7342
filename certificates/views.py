"""The holder's certificates, the PDF, and the public page that anyone may ask."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.cache import cache
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from core.moments import say_zone, zone_of
from courses.effort import say_effort
from users.models import User

from .issuing import name_key, open_pdf, public_address
from .models import Certificate, CertificateShare
from .models.certificate import CODE_LENGTH, read_code
from .programmes import certified_courses
from .sharing import share_certificates, stop_sharing

NAME_TRIES = 20  # within an hour, for one certificate: the HMAC must not be guessed from a list


@require_safe
@cache_control(no_store=True)
def check(request: HttpRequest) -> HttpResponse:
    """The form; a code leads to its page."""
    typed = request.GET.get("code", "")
    code = read_code(typed)
    error = ""
    if len(code) == CODE_LENGTH:
        return HttpResponseRedirect(reverse("certificates:verify", args=[_grouped(code)]))
    if typed:
        error = _("A code has twelve letters and digits. It stands beside the square code.")
    return render(request, "certificates/check.html", {"typed": typed[:60], "error": error})


@cache_control(no_store=True)
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """Valid, replaced, revoked or unknown: what the certificate says, and nothing more.

    A holder who was erased has no name here: whoever holds the paper types it and hears yes or no.
    Whoever is signed out is offered to sign in at every unknown code: it may be hidden and theirs.
    """
    certificate = _find(code)
    if certificate is None or not _may_be_asked(request, certificate):
        unknown = {"certificate": None, "typed": code[:60], "error": ""}
        return render(request, "certificates/verify.html", unknown, status=404)
    context: dict[str, object] = {
        "certificate": certificate,
        "now": timezone.now(),
        "zone": zone_of(certificate.enrollment.run.time_zone),
        "zone_name": say_zone(certificate.enrollment.run.time_zone),
        "effort": say_effort(certificate.effort_minutes),
        "courses": certified_courses(certificate),
        "may_download": _may_download(request, certificate),
        "successor": _successor(certificate),
        "typed": "",
        "error": "",
    }
    if request.method == "POST" and certificate.erased_at:
        context |= _ask_name(certificate, request.POST.get("name", ""))
    return render(request, "certificates/verify.html", context)


def _find(code: str) -> Certificate | None:
    rows = Certificate.objects.select_related(
        "enrollment__run__course", "enrollment__completed_outline"
    )
    return rows.filter(code=read_code(code)).first()


def _grouped(code: str) -> str:
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def _may_be_asked(request: HttpRequest, certificate: Certificate) -> bool:
    """Its holder may hide it from everybody else."""
    return certificate.is_public or _is_holder(request, certificate)


def _is_holder(request: HttpRequest, certificate: Certificate) -> bool:
    return request.user.is_authenticated and certificate.enrollment.learner_id == request.user.pk


def _may_download(request: HttpRequest, certificate: Certificate) -> bool:
    if not certificate.pdf or certificate.revoked_at:
        return False
    if _is_holder(request, certificate):
        return True
    holder = certificate.enrollment.learner_id
    return certificate.is_public and CertificateShare.objects.filter(holder=holder).exists()


def _successor(certificate: Certificate) -> str:
    if not (certificate.replaced_at and certificate.is_linked_onward):
        return ""
    newest = Certificate.objects.current().filter(enrollment=certificate.enrollment_id).first()
    return public_address(newest) if newest else ""


def _ask_name(certificate: Certificate, name: str) -> dict[str, object]:
    key = f"certificate-name:{certificate.pk}"
    cache.add(key, 0, 3600)
    try:
        tries = cache.incr(key)
    except ValueError:
        tries = 1
    if tries > NAME_TRIES:
        return {"name_answer": "later"}
    matches = name_key(name[:300]) == certificate.name_key
    return {"name_answer": "yes" if matches else "no", "typed_name": name[:150]}


@require_safe
def pdf(request: HttpRequest, code: str) -> HttpResponseBase:
    """The PDF, for its holder, and for everybody where the holder shares their certificates.

    Whoever is signed out is led to sign in, whether there is such a certificate or not.
    """
    certificate = _find(code)
    if certificate is None or not _may_download(request, certificate):
        if request.user.is_authenticated:
            raise Http404
        return _to_sign_in(request)
    response = FileResponse(
        open_pdf(certificate),
        content_type="application/pdf",
        filename=f"{certificate.serial}.pdf",
    )
    response["ETag"] = f'"{certificate.code}"'
    patch_cache_control(response, private=True, max_age=86400)
    return response


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    response = redirect_to_login(request.get_full_path())
    patch_cache_control(response, private=True, no_store=True)
    return response


@login_required
@require_safe
@cache_control(private=True, no_store=True)
def certificate_list(request: HttpRequest) -> HttpResponse:
    """All certificates of the person who asks."""
    certificates = Certificate.objects.visible_to(request.user).filter(replaced_at=None)
    share = CertificateShare.objects.filter(holder=request.user.pk).first()
    context = {"certificates": certificates, "share": share}
    return render(request, "certificates/list.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def share(request: HttpRequest) -> HttpResponse:
    """Begin or end sharing, by the button that was pressed.

    GET (after signing in again) shows the list.
    """
    user = request.user
    if request.method == "POST" and isinstance(user, User):
        if request.POST.get("do") == "stop":
            stop_sharing(holder=user)
        else:
            share_certificates(holder=user)
    return HttpResponseRedirect(reverse("certificates:list"))


@require_safe
@cache_control(no_store=True)
def shared(request: HttpRequest, token: str) -> HttpResponse:
    """What a person chose to show."""
    found = CertificateShare.objects.filter(token=token).select_related("holder").first()
    if found is None or found.holder.erased_at:
        raise Http404
    certificates = Certificate.objects.current().filter(
        enrollment__learner=found.holder_id, is_public=True, erased_at=None
    )
    context = {"certificates": list(certificates), "holder": found.holder}
    return render(request, "certificates/shared.html", context)
