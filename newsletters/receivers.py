"""What `newsletters` answers when an app below announces something. Wired in `apps.py`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.utils import timezone

from mail.models import Bounce, BounceKind, Delivery
from users.models import User

from . import wording
from .actions import confirm_by_account, follow_account, leave
from .actions.own_words import translate_own_words
from .actions.proof import Proof
from .links import ReaderLink, follow
from .models import LeftBy, MailingList, NewsletterIssuePage, Subscription


def account_confirmed(email_address: EmailAddress, **kwargs: Any) -> None:
    """allauth's `email_confirmed`."""
    user = email_address.user
    confirm_by_account(
        user=user,
        address=email_address.email,
        proof=Proof("sign-up", user.language, wording.ticking(), by=user),
        at=timezone.now(),
    )


def account_moved(
    user: User,
    from_email_address: EmailAddress | None,
    to_email_address: EmailAddress,
    **kwargs: Any,
) -> None:
    """allauth's `email_changed`: another address is the account's first one now."""
    if from_email_address is None:
        return
    follow_account(
        user=user,
        former=from_email_address.email,
        proof=Proof("account", user.language, by=user),
        at=timezone.now(),
    )


def mail_unsubscribes(delivery: Delivery, at: datetime, **kwargs: Any) -> None:
    """The ledger's `unsubscribe_received`: a mail to the address of RFC 2369, or the provider's.

    A report that comes once more ends nothing that was confirmed after it.
    """
    _leave(delivery, LeftBy.MAIL, at)


def complaint_recorded(bounce: Bounce, **kwargs: Any) -> None:
    """The ledger's `bounce_recorded`: who complained has left, whatever else follows."""
    if bounce.kind == BounceKind.COMPLAINT:
        _leave(bounce.delivery, LeftBy.COMPLAINT, bounce.recorded_at)


def _leave(delivery: Delivery, by: LeftBy, at: datetime) -> None:
    """The lists through which this message came; all of them after a complaint."""
    link = follow(delivery.token.hex)
    if link is None:
        return
    proof = Proof("mail", link.reader.language, sending_id=delivery.sending_id)
    lists = None if by == LeftBy.COMPLAINT else _of_that_time(link, at)
    leave(reader=link.reader, lists=lists, by=by, proof=proof, at=at)


def _of_that_time(link: ReaderLink, at: datetime) -> list[MailingList]:
    later = Subscription.objects.active().filter(reader=link.reader, confirmed_at__gt=at)
    begun = set(later.values_list("mailing_list", flat=True))
    return [each for each in link.lists() if each.pk not in begun]


def issue_copied_for_translation(source_obj: Any, target_obj: Any, **kwargs: Any) -> None:
    """Wagtail's `copy_for_translation_done`: a translator finds our own words translated."""
    if isinstance(source_obj, NewsletterIssuePage):
        translate_own_words(original=source_obj, locale=target_obj.locale)
