"""Pages that a reader's own link opens. A GET never changes anything: scanners open every link.

The token in the address is the right to be here, so no cookie is asked and none is needed: a form
without a cookie cannot be forged by another page that does not know the token.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from newsletters import actions, wording
from newsletters.actions.proof import Proof
from newsletters.forms import LinkForm, PreferencesForm, ReasonForm
from newsletters.links import ReaderLink, follow, is_too_old
from newsletters.models import LeavingReason, LeftBy, MailingList, Subscription
from newsletters.reading import describe

LinkView = Callable[[HttpRequest, ReaderLink], HttpResponse]


def by_link(view: LinkView) -> Callable[[HttpRequest, str], HttpResponse]:
    """Find the reader, speak their language, and let nothing of the address get out."""

    @csrf_exempt
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def opened(request: HttpRequest, token: str) -> HttpResponse:
        link = follow(token)
        if is_one_click(request):
            response = _one_click(link)
        elif link is None or not link.is_alive:
            response = _dead(request, token, is_known=link is not None)
        elif request.method != "POST" and _is_of_another_language(link):
            response = redirect(_in_language(request, link))
        else:
            response = view(request, link)
        return _sealed(response)

    return opened


def _sealed(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "private, no-store"
    # No other site learns the token. "no-referrer" would make the browser hide from ourselves
    # where a form came from.
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex"
    return response


def is_one_click(request: HttpRequest) -> bool:
    """What a mail provider sends for its reader (RFC 8058, 3.2)."""
    is_unsubscribing = request.resolver_match.url_name == "unsubscribe"  # type: ignore[union-attr]
    if request.method != "POST" or not is_unsubscribing:
        return False
    return request.POST.get("List-Unsubscribe") == "One-Click"


def _one_click(link: ReaderLink | None) -> HttpResponse:
    """200 for every token, without a redirect. A revoked link still stops mail, and only that."""
    if link is not None:
        proof = Proof("one-click", link.reader.language, sending_id=link.delivery.sending_id)
        lists = link.lists()
        actions.leave(
            reader=link.reader, lists=lists, by=LeftBy.ONE_CLICK, proof=proof, at=timezone.now()
        )
    return HttpResponse("OK\n", content_type="text/plain; charset=utf-8")


def _dead(request: HttpRequest, token: str, *, is_known: bool) -> HttpResponse:
    words = {"is_newsletter": True, "is_sealed": True}
    if is_too_old(token):
        return render(request, "newsletters/old_link.html", words, status=410)
    context = {"form": LinkForm(), "is_known": is_known, **words}
    return render(request, "newsletters/dead_link.html", context, status=410 if is_known else 404)


def _is_of_another_language(link: ReaderLink) -> bool:
    """Whether the address is still in the mail's language, and the reader has another by now.

    Who chose a third one in the page's own menu stays in it.
    """
    return get_language() == link.delivery.language != link.reader.language


def _in_language(request: HttpRequest, link: ReaderLink) -> str:
    match = request.resolver_match
    with override(link.reader.language):
        return reverse(match.view_name, args=[link.token])  # type: ignore[union-attr]


def _page(request: HttpRequest, link: ReaderLink, name: str, **context: object) -> HttpResponse:
    words = {
        "reader": link.reader,
        "token": link.token,
        "offers_language": get_language() != link.reader.language,
        "is_newsletter": True,
        "is_sealed": True,
    }
    return render(request, f"newsletters/{name}.html", {**words, **context})


def _proof(link: ReaderLink, source: str, words: str = "") -> Proof:
    return Proof(source, get_language() or "en", words, sending_id=link.delivery.sending_id)


@by_link
def confirm(request: HttpRequest, link: ReaderLink) -> HttpResponse:
    """GET shows what waits and a button; POST lets what was shown begin."""
    rows = Subscription.objects.filter(reader=link.reader)
    if request.method == "POST":
        # Looked up here and not by the database, which refuses some of what a form can hold.
        keys = set(request.POST.getlist("lists"))
        shown = [each for each in MailingList.objects.all() if each.key in keys]
        proof = _proof(link, "mail", wording.confirming())
        actions.confirm(reader=link.reader, lists=shown, proof=proof, at=timezone.now())
        return redirect(f"{reverse('newsletters:confirm', args=[link.token])}?done=1")
    waiting = MailingList.objects.filter(pk__in=rows.waiting().values("mailing_list"))
    active = MailingList.objects.filter(pk__in=rows.active().values("mailing_list"))
    lines = [describe(each, get_language() or "en") for each in (waiting, active)]
    return _page(
        request,
        link,
        "confirm",
        waiting=lines[0],
        active=lines[1],
        is_too_old=not (any(lines) or rows.exists()),  # forgotten, but for the account
        wording=wording.confirming(),
        is_done="done" in request.GET,
    )


@by_link
def preferences(request: HttpRequest, link: ReaderLink) -> HttpResponse:
    """Language, name and lists. Without a password: the link came to the reader's inbox."""
    if request.method != "POST":
        form = PreferencesForm.of(link.reader)
        return _preferences(request, link, form, is_saved="saved" in request.GET)
    form = PreferencesForm.of(link.reader, request.POST)
    if not form.is_valid():
        return _preferences(request, link, form)
    actions.change_preferences(
        reader=link.reader,
        language=form.cleaned_data["language"],
        name=form.cleaned_data["name"],
        lists=form.chosen(),
        offered=form.offered,
        proof=_proof(link, "preferences", wording.choosing()),
        at=timezone.now(),
    )
    with override(form.cleaned_data["language"]):
        return redirect(f"{reverse('newsletters:preferences', args=[link.token])}?saved=1")


def _preferences(
    request: HttpRequest, link: ReaderLink, form: PreferencesForm, *, is_saved: bool = False
) -> HttpResponse:
    words = wording.choosing()
    return _page(request, link, "preferences", form=form, is_saved=is_saved, wording=words)


@by_link
def speak(request: HttpRequest, link: ReaderLink) -> HttpResponse:
    """By POST: mails and pages in the language of this page from now on."""
    if request.method == "POST":
        reader = link.reader
        actions.change_preferences(
            reader=reader,
            language=get_language() or reader.language,
            name=reader.name,
            lists=[],
            offered=[],
            proof=_proof(link, "preferences"),
            at=timezone.now(),
        )
    return redirect("newsletters:preferences", token=link.token)


@by_link
def revoke(request: HttpRequest, link: ReaderLink) -> HttpResponse:
    """By POST: links of all mails until now open nothing any more, this one too."""
    if request.method != "POST":
        return redirect("newsletters:preferences", token=link.token)
    actions.revoke_links(reader=link.reader, proof=_proof(link, "preferences"), at=timezone.now())
    return redirect("newsletters:asked")


@by_link
def leave_all(request: HttpRequest, link: ReaderLink) -> HttpResponse:
    """By POST, from the preferences."""
    if request.method != "POST":
        return redirect("newsletters:preferences", token=link.token)
    actions.leave(
        reader=link.reader,
        by=LeftBy.PREFERENCES,
        proof=_proof(link, "preferences"),
        at=timezone.now(),
    )
    return redirect("newsletters:goodbye", token=link.token)


@by_link
def unsubscribe(request: HttpRequest, link: ReaderLink) -> HttpResponse:
    """GET shows a button and changes nothing. A provider's one click never comes here."""
    lists = link.lists()
    if request.method != "POST":
        rows = Subscription.objects.active().filter(reader=link.reader)
        got = set(rows.values_list("mailing_list", flat=True))
        keys = {each.pk for each in lists}
        named = MailingList.objects.filter(pk__in=keys & got or keys)
        lines = describe(named, get_language() or "en")
        return _page(request, link, "unsubscribe", lines=lines, is_all=got <= keys)
    chosen = None if request.POST.get("leave") == "all" else lists
    actions.leave(
        reader=link.reader,
        lists=chosen,
        by=LeftBy.LINK,
        proof=_proof(link, "mail"),
        at=timezone.now(),
    )
    return redirect("newsletters:goodbye", token=link.token)


@by_link
def goodbye(request: HttpRequest, link: ReaderLink) -> HttpResponse:
    """You have left; and only now, if you like, why."""
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = LeavingReason(form.cleaned_data["reason"])
        actions.say_why_left(reader=link.reader, reason=reason)
        return redirect(f"{reverse('newsletters:goodbye', args=[link.token])}?thanks=1")
    rows = Subscription.objects.filter(reader=link.reader)
    staying = MailingList.objects.filter(pk__in=rows.active().values("mailing_list"))
    return _page(
        request,
        link,
        "goodbye",
        form=form,
        staying=describe(staying, get_language() or "en"),
        has_left=rows.filter(left_at__isnull=False).exists(),
        is_thanked="thanks" in request.GET,
    )
