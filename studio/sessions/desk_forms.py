"""What a host says on the day: how much later it starts, how long it was."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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

    def __init__(self, data: Any = None, *, session: LiveSession, typed: str | None = None) -> None:
        """`typed`: what stands in the field of a page on which something else was refused."""
        said = _proposed_delay(session) if typed is None else typed
        super().__init__(data, prefix="late", label_suffix="", initial={"minutes": said})


def _proposed_delay(session: LiveSession) -> int:
    """What was said stays there: a second press of the button says nothing new."""
    return session.delay_minutes or 10


class EndForm(forms.Form):
    """`shown`: the length that the host saw; `proposed`: what stood in the field."""

    proposed = forms.CharField(widget=forms.HiddenInput, required=False)
    shown = forms.IntegerField(widget=forms.HiddenInput)
    minutes = forms.IntegerField(
        label=_("Minutes from the start to the end"),
        min_value=1,
        max_value=LONGEST_MINUTES,
        error_messages=_wrong(LONGEST_MINUTES),
    )

    def __init__(
        self,
        data: Any = None,
        *,
        session: LiveSession,
        minutes: int,
        typed: str | None = None,
    ) -> None:
        """`typed`: what stands in the field of a page on which something else was refused."""
        initial: dict[str, Any] = {"shown": session.length, "proposed": minutes}
        initial["minutes"] = minutes if typed is None else typed
        super().__init__(data, prefix="end", label_suffix="", initial=initial)
        self.fields["minutes"].help_text = gettext(
            "It was planned for %(minutes)d. Whoever was there for %(percent)d %% of the real "
            "length has attended."
        ) % {"minutes": session.minutes, "percent": session.required_share_percent}


def say_unsaid(data: Mapping[str, Any], session: LiveSession) -> Iterator[str]:
    """A sentence for each number that was typed and then another button pressed. The whole desk is
    one form: what nobody pressed for is done by no other button, and does not vanish in silence."""
    delay = str(data.get("late-minutes", "")).strip()
    if delay not in ("", str(_proposed_delay(session))):
        words = gettext(
            "Nobody was told that it starts %(minutes)s minutes later: press “Say so to everybody”."
        )
        yield words % {"minutes": delay[:10]}
    length = str(data.get("end-minutes", "")).strip()
    if length not in ("", str(data.get("end-proposed", length)).strip()):
        words = gettext("The length of %(minutes)s minutes is not noted: press its own button.")
        yield words % {"minutes": length[:10]}
