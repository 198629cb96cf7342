"""What comes by e-mail to whoever is signed in."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from newsletters import wording
from newsletters.actions import choose_own_lists
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
