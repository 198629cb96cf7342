"""How people of a run are called before each other."""

from __future__ import annotations

from django.utils.translation import gettext as _

from users.models import User


def name_of(user: User) -> str:
    """Never an address: people in a run do not know each other's."""
    if user.erased_at is not None:
        return _("A closed account")
    return user.name or _("Somebody without a name")
