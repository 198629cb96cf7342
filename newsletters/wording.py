"""The sentences that a reader agrees to: the page shows them, the proof keeps them."""

from __future__ import annotations

from django.utils.translation import gettext as _


def asking() -> str:
    """Beside the button that asks for mail."""
    return _(
        "CityNet sends you the newsletter by e-mail once you confirm your address. You can leave "
        "at any time by the link in each mail."
    )


def ticking() -> str:
    """Beside the box of somebody who makes an account."""
    return _("Send me the newsletter. I can leave at any time by the link in each mail.")


def confirming() -> str:
    """Above the button that confirms."""
    return _("Yes, send me these by e-mail until I leave.")


def choosing() -> str:
    """Beside the lists of somebody who is known."""
    return _("What is ticked comes by e-mail until you change it here or leave.")
