"""Everything that we hold about a person, section by section."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from wagtail.models import Comment, ModelLogEntry, PageLogEntry

from users.actions.guests import guests_with
from users.models import Consent, User
from users.signals import personal_data_requested

logger = logging.getLogger(__name__)

PROFILE = (
    *("email", "name", "certificate_name", "certificate_name_latin"),
    *("certificate_name_confirmed_at", "country", "language", "time_zone", "gender"),
    *("date_joined", "last_login", "is_active"),
)
CONSENT = ("purpose", "text_version", "language", "given_at", "withdrawn_at", "source")
GUEST = (
    *("name", "email", "language", "created_at", "expires_at", "revoked_at", "last_seen_at"),
    *("verdict", "verdict_text", "verdict_at"),
)
LOG = ("timestamp", "action", "label")


def collect_personal_data(*, user: User, at: datetime) -> dict[str, Any]:
    """Plain values by section. An app that cannot answer is named under "incomplete".

    Nobody loses the rest because one receiver failed; the failure is logged.
    """
    data: dict[str, Any] = {
        "collected_at": at,
        "profile": {name: getattr(user, name) for name in PROFILE},
    }
    data |= _own_sections(user)
    incomplete = []
    for receiver, answer in personal_data_requested.send_robust(sender=User, user=user):
        app = str(getattr(receiver, "__module__", "")).partition(".")[0]
        if isinstance(answer, Exception):
            logger.error("%s did not hand over personal data", app, exc_info=answer)
            incomplete.append(app)
        else:
            section, rows = answer
            data[section] = rows
    data["incomplete"] = incomplete
    return data


def _guest_links(user: User) -> list[dict[str, Any]]:
    """Where they were asked for advice without signing in, and what they said there."""
    confirmed = EmailAddress.objects.filter(user=user, verified=True)
    links = guests_with({user.email, *confirmed.values_list("email", flat=True)})
    return [
        {
            **{name: getattr(link, name) for name in GUEST},
            "comments": list(
                Comment.objects.filter(user=link.author_id).values_list("text", flat=True)
            ),
        }
        for link in links
    ]


def _own_sections(user: User) -> dict[str, list[dict[str, Any]]]:
    about = Q(content_type=ContentType.objects.get_for_model(User), object_id=str(user.pk))
    return {
        "guest_links": _guest_links(user),
        "addresses": list(
            EmailAddress.objects.filter(user=user).values("email", "verified", "primary")
        ),
        "second_factors": list(
            Authenticator.objects.filter(user=user).values("type", "created_at", "last_used_at")
        ),
        "roles": [{"role": group.name} for group in user.groups.all()],
        "consents": list(Consent.objects.filter(user=user).values(*CONSENT)),
        "history": list(ModelLogEntry.objects.filter(Q(user=user) | about).values(*LOG)),
        "page_history": list(PageLogEntry.objects.filter(user=user).values(*LOG)),
    }
