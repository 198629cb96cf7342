"""Plan a sending: a form, a count, and one more question before anything is planned."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from mail.sendings import SendingRefused
from newsletters.models import Audience, IssueSending, MailingList, NewsletterIssuePage
from newsletters.planning import Plan, look_ahead, plan_sending
from newsletters.recipients import Outlook, published, read_outlook
from users.models import User
from users.territories import known_time_zone

from .planning_forms import NOW, PlanForm
from .rights import clerk, for_secretariat


@for_secretariat
def issue_send(request: HttpRequest, issue_key: UUID) -> HttpResponse:
    """GET asks when and to whom. POST counts (`look`), asks whether to send, or plans (`sure`)."""
    pages = published(issue_key)
    anyone = NewsletterIssuePage.objects.filter(translation_key=issue_key).first()
    if anyone is None:
        raise Http404
    issue = next(iter(pages.values()), anyone)
    form = _form(request, pages)
    is_asked = request.method == "POST" and not {"look", "back"} & set(request.POST)
    if is_asked and form.is_valid():
        answer = _ask_or_plan(request, issue, form)
        if answer is not None:
            return answer
    names = dict(settings.LANGUAGES)
    earlier = IssueSending.objects.filter(issue_key=issue_key).select_related("sending")
    outlook, problem = _count(issue_key, form)
    context = {
        "issue": issue,
        "pages": [(names[code], page) for code, page in pages.items()],
        "missing": [name for code, name in settings.LANGUAGES if code not in pages],
        "form": form,
        "outlook": outlook,
        "problem": problem,
        "has_audience": Audience.objects.exists(),
        "earlier": earlier.prefetch_related("lists__texts"),
    }
    return render(request, "newsletters/cms/issue_send.html", context)


def _form(request: HttpRequest, pages: dict[str, NewsletterIssuePage]) -> PlanForm:
    names = dict(settings.LANGUAGES)
    languages = [(code, names[code]) for code in pages]
    if request.method == "POST":
        return PlanForm(request.POST, languages=languages)
    return PlanForm(languages=languages, initial=_beginning(clerk(request)))


def _beginning(person: User) -> dict[str, Any]:
    """As the last sending was planned, else the first list and everybody on it."""
    last = IssueSending.objects.order_by("-pk").select_related("sending").first()
    lists = [each.key for each in last.lists.all()] if last else []
    first = MailingList.objects.values_list("key", flat=True).first()
    zone = known_time_zone(person.time_zone)
    if zone == "UTC" and last is not None:  # they never chose one
        zone = known_time_zone(last.sending.time_zone)
    return {
        "lists": lists or [key for key in [first] if key],
        "audience": _audience_like(last),
        "time_zone": zone,
    }


def _audience_like(last: IssueSending | None) -> Audience | None:
    """The one used last, if it is there still; else one that leaves nobody out."""
    every = list(Audience.objects.all())
    name = last.audience.get("name") if last else None
    same = [each for each in every if each.name == name]
    wide = [each for each in every if not each.conditions]
    return next(iter([*same, *wide, *every]), None)


def _count(issue_key: UUID, form: PlanForm) -> tuple[Outlook | None, str]:
    """Who would get it as the form stands, and why that cannot be said."""
    lists, audience = form.chosen_lists(), form.chosen_audience()
    if not lists or audience is None:
        return None, ""
    try:
        return read_outlook(issue_key, audience.as_copy(), lists, timezone.now()), ""
    except SendingRefused as refusal:
        return None, str(refusal)


def _ask_or_plan(
    request: HttpRequest, issue: NewsletterIssuePage, form: PlanForm
) -> HttpResponse | None:
    """None where it is refused: the form says why."""
    plan, key, at = form.plan(), issue.translation_key, timezone.now()
    try:
        if "sure" in request.POST:
            planned = plan_sending(issue_key=key, plan=plan, by=clerk(request), at=at)
            return redirect("newsletters_cms:sending", pk=planned.pk)
        outlook = look_ahead(issue_key=key, plan=plan, at=at)
    except SendingRefused as refusal:
        form.add_error(None, str(refusal))
        return None
    return _ask(request, issue, form, plan, outlook)


def _ask(
    request: HttpRequest, issue: NewsletterIssuePage, form: PlanForm, plan: Plan, outlook: Outlook
) -> HttpResponse:
    context = {
        "issue": issue,
        "plan": plan,
        "is_now": form.cleaned_data["when"] == NOW,
        "outlook": outlook,
        "typed": [(name, value) for name in form.fields for value in request.POST.getlist(name)],
        "language": dict(settings.LANGUAGES)[plan.fallback_language],
    }
    return render(request, "newsletters/cms/issue_send_ask.html", context)
