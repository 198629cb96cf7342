"""How long a course takes, in words: one way for its page, its certificate and the check of it."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def say_effort(minutes: int) -> str:
    """For example "45 minutes", "1 hour 30 minutes", "6 hours", in the active language."""
    hours, rest = divmod(minutes, 60)
    in_hours = ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours}
    in_minutes = ngettext("%(count)d minute", "%(count)d minutes", rest) % {"count": rest}
    if not hours:
        return in_minutes
    if not rest:
        return in_hours
    return _("%(hours)s %(minutes)s") % {"hours": in_hours, "minutes": in_minutes}
