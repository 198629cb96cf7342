"""People who are known by their address before they come: accounts without a password."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import override

from users.models import User


@dataclass(frozen=True, slots=True)
class Newcomer:
    """What is known of somebody beside the address; used only where an account is made.

    `language` is a code of settings.LANGUAGES, `country` an ISO 3166-1 alpha-2 code or "",
    `time_zone` an IANA name.
    """

    email: str
    name: str = ""
    language: str = settings.LANGUAGE_CODE
    country: str = ""
    time_zone: str = "UTC"


def find_people(addresses: Iterable[str]) -> dict[str, User]:
    """Who has these addresses, by address in lower case. Two queries.

    Another address that somebody has confirmed leads to them too.
    """
    wanted = {address.strip().lower() for address in addresses}
    people = User.objects.annotate(address=Lower("email")).filter(address__in=wanted)
    found = {person.email.lower(): person for person in people}
    others = (
        EmailAddress.objects.annotate(address=Lower("email"))
        .filter(address__in=wanted - found.keys(), verified=True)
        .select_related("user")
    )
    return {**{other.email.lower(): other.user for other in others}, **found}


@transaction.atomic
def ensure_people(newcomers: Iterable[Newcomer]) -> dict[str, User]:
    """Everybody's account, by address in lower case; made without a password where there is none.

    Idempotent, and safe if two make the same account at once. What people wrote about themselves
    stays. Addresses must have been checked. Nine queries at most.
    """
    wanted = {newcomer.email.strip().lower(): newcomer for newcomer in newcomers}
    known = find_people(wanted)
    missing = {email: newcomer for email, newcomer in wanted.items() if email not in known}
    if not missing:
        return known
    User.objects.bulk_create(
        [_account(email, newcomer) for email, newcomer in missing.items()], ignore_conflicts=True
    )
    made = find_people(missing)
    EmailAddress.objects.bulk_create(
        [EmailAddress(user=user, email=email, primary=True) for email, user in made.items()],
        ignore_conflicts=True,
    )
    return {**known, **made}


def _account(email: str, newcomer: Newcomer) -> User:
    return User(
        email=email,
        name=newcomer.name,
        language=newcomer.language,
        country=newcomer.country,
        time_zone=newcomer.time_zone,
        password=make_password(None),
    )


def forget_unproven_password(person: User) -> None:
    """Where nobody ever proved the address of this account, its password opens nothing any more.

    Else a stranger makes an account with somebody's address and waits for what it is given.
    """
    if person.last_login or EmailAddress.objects.filter(user=person, verified=True).exists():
        return
    if person.has_usable_password():
        person.set_unusable_password()
        person.save(update_fields=["password"])


def password_link(person: User) -> str:
    """Where this person chooses a password, which also proves the address.

    Works once, and for `settings.PASSWORD_RESET_TIMEOUT` seconds.
    """
    with override(person.language):
        path = reverse(
            "account_reset_password_from_key",
            kwargs={
                "uidb36": user_pk_to_url_str(person),
                "key": default_token_generator.make_token(person),
            },
        )
    return settings.LMS_SITE_URL + path


def prove_address(sender: type[User], user: User, **kwargs: object) -> None:
    """Receiver of allauth's `password_reset`: the link that they opened proves the address.

    Only where it is their one address: then the link cannot have gone to another.
    """
    addresses = list(EmailAddress.objects.filter(user=user)[:2])
    if len(addresses) == 1 and addresses[0].email.lower() == user.email.lower():
        EmailAddress.objects.filter(pk=addresses[0].pk, verified=False).update(verified=True)
