"""Which providers publish without a review: the secretariat's page."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.numbers import number_of
from courses.actions import end_trust, trust_provider
from courses.models import Provider
from users.models import User


@require_http_methods(["GET", "HEAD", "POST"])
def trusted_providers(request: HttpRequest) -> HttpResponse:
    """All providers with who trusts them; by POST one is trusted, or is not any more."""
    user = request.user
    if not isinstance(user, User) or not user.has_perm("courses.manage_all_providers"):
        raise PermissionDenied
    if request.method == "POST":
        provider = get_object_or_404(Provider, pk=number_of(request.POST.get("provider", "")))
        if request.POST.get("deed") == "end":
            end_trust(provider=provider, by=user)
            messages.success(request, _("Its courses are reviewed again."))
        else:
            trust_provider(provider=provider, by=user, at=timezone.now())
            messages.success(request, _("Its authors publish without a review."))
        return redirect("studio:trusted-providers")
    providers = Provider.objects.select_related("trusted_by")
    return render(request, "studio/trusted_providers.html", {"providers": providers})
