"""What comes by e-mail to whoever is signed in."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from newsletters import wording
from newsletters.actions import choose_own_lists, confirm_own
from newsletters.actions.proof import Proof
from newsletters.forms import ListsForm
from newsletters.models import own_reader
from users.models import User

from .oneself import back_to, for_oneself, posted


@for_oneself
@posted
def newsletter(request: HttpRequest, user: User) -> HttpResponse:
    form = ListsForm.of(own_reader(user), request.POST)
    if form.is_valid():
        language = get_language() or user.language
        is_done = choose_own_lists(
            user=user,
            lists=form.chosen(),
            offered=form.offered,
            proof=Proof("profile", language, wording.choosing(), by=user),
            at=timezone.now(),
        )
        if is_done:
            messages.success(request, _("Your choices are saved."))
        else:
            messages.success(request, _("We sent you a mail. Open its link to confirm."))
    return back_to("newsletter")


@for_oneself
@posted
def confirm_newsletter(request: HttpRequest, user: User) -> HttpResponse:
    """Let begin what was asked for and shown, in one click: the account proved the address."""
    language = get_language() or user.language
    begun = confirm_own(
        user=user,
        keys=request.POST.getlist("lists"),
        proof=Proof("profile", language, wording.confirming(), by=user),
        at=timezone.now(),
    )
    if begun:
        messages.success(request, _("Confirmed. It comes to you from now on."))
    else:
        messages.info(request, _("There was nothing to confirm any more."))
    return back_to("newsletter")
