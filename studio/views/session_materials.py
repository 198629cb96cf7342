"""Recording, slides and reading of a session. Found as every session of a host."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from courses.models import MediaDocument, Provider
from courses.models.provider import ProviderQuerySet
from live.actions import ChangedMeanwhile, NotChanged, publish_material
from live.models import LiveSession
from live.telling import hearers_of
from studio.sessions.material_form import MaterialForm
from studio.views.changing_session import when_of_host
from studio.views.sessions import find_hosted_session
from users.models import User


@cache_control(private=True, no_store=True)
@require_http_methods(["GET", "HEAD", "POST"])
def session_materials(request: HttpRequest, session_id: int) -> HttpResponse:
    """GET shows what is there, POST saves it; what appears is told once."""
    session = find_hosted_session(request, session_id)
    form = _form(request, session, request.POST if request.method == "POST" else None)
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        response, form, status = _publish(request, session, form)
        if response is not None:
            return response
    context = {
        "run": session.run,
        "session": session,
        "form": form,
        "when": when_of_host(session),
        "people": hearers_of(session).count(),
        "may_load": _theirs(request, session).exists(),
        "is_changed_meanwhile": status == 409,
    }
    return render(request, "studio/sessions/materials.html", context, status=status)


def _form(request: HttpRequest, session: LiveSession, data: QueryDict | None) -> MaterialForm:
    return MaterialForm(data, session=session, documents=_documents(request, session))


def _theirs(request: HttpRequest, session: LiveSession) -> ProviderQuerySet:
    """The provider, where this person works for it."""
    return Provider.objects.editable_by(request.user).filter(pk=session.run.course.provider_id)


def _documents(request: HttpRequest, session: LiveSession) -> QuerySet[MediaDocument]:
    """Of the provider, for whoever works there; what is chosen stays for every host."""
    chosen = [session.recording_document_id, session.slides_document_id]
    may_choose = Q(collection__in=_theirs(request, session).values("lesson_collection"))
    rows = MediaDocument.objects.filter(may_choose | Q(pk__in=[pk for pk in chosen if pk]))
    return rows.order_by("-created_at", "-pk")


def _publish(
    request: HttpRequest, session: LiveSession, form: MaterialForm
) -> tuple[HttpResponse | None, MaterialForm, int]:
    """Where it was refused: the form that says why, and the status."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    try:
        _now, told = publish_material(
            session=session,
            values=form.values(),
            sequence=form.cleaned_data["sequence"],
            by=request.user,
            at=timezone.now(),
        )
    except NotChanged as refusal:
        is_older = isinstance(refusal, ChangedMeanwhile)
        if is_older:
            session.refresh_from_db()
            data = request.POST.copy()
            data["sequence"] = str(session.sequence)
            form = _form(request, session, data)
            form.is_valid()
        form.add_error(None, str(refusal))
        return None, form, 409 if is_older else 422
    messages.success(request, _saved(told))
    return redirect("studio:session-materials", session.pk), form, 302


def _saved(told: int) -> str:
    if not told:
        return _("It is saved. It stands on the page of the session.")
    words = ngettext(
        "It is saved. %(number)d person hears of it, in the way that they chose.",
        "It is saved. %(number)d people hear of it, each in the way that they chose.",
        told,
    )
    return words % {"number": told}
