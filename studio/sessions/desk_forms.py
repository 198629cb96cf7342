"""What a host says on the day: how much later it starts, how long it was."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from live.actions.lateness import LONGEST_DELAY
from live.models import LiveSession
from live.models.session import LONGEST_MINUTES


def _wrong(most: int) -> dict[str, Any]:
    words = _("Write from 1 to %(most)d minutes.") % {"most": most}
    return dict.fromkeys(("required", "invalid", "min_value", "max_value"), words)


class LateForm(forms.Form):
    minutes = forms.IntegerField(
        label=_("Minutes after the planned start, in all"),
        min_value=1,
        max_value=LONGEST_DELAY,
        error_messages=_wrong(LONGEST_DELAY),
    )

    def __init__(self, data: Any = None, *, session: LiveSession) -> None:
        # What was said stays there: a second press of the button says nothing new.
        said = session.delay_minutes or 10
        super().__init__(data, prefix="late", label_suffix="", initial={"minutes": said})


class EndForm(forms.Form):
    """`shown`: the length that the host saw."""

    shown = forms.IntegerField(widget=forms.HiddenInput)
    minutes = forms.IntegerField(
        label=_("Minutes from the start to the end"),
        min_value=1,
        max_value=LONGEST_MINUTES,
        error_messages=_wrong(LONGEST_MINUTES),
    )

    def __init__(self, data: Any = None, *, session: LiveSession, minutes: int) -> None:
        initial = {"shown": session.length, "minutes": minutes}
        super().__init__(data, prefix="end", label_suffix="", initial=initial)
        self.fields["minutes"].help_text = gettext(
            "It was planned for %(minutes)d. Whoever was there for %(percent)d %% of the real "
            "length has attended."
        ) % {"minutes": session.minutes, "percent": session.required_share_percent}
