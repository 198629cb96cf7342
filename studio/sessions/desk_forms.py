"""What a host says on the day: how much later it starts, how long it was."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from live.actions.lateness import LONGEST_DELAY
from live.models import LiveSession
from live.models.session import LONGEST_MINUTES
from studio.sessions.lines import check_link

FIRST_DELAY: Final = 10
STEP: Final = timedelta(minutes=5)
TO_READ: Final = timedelta(minutes=5)


def _wrong(most: int) -> dict[str, Any]:
    words = _("Write from 1 to %(most)d minutes.") % {"most": most}
    return dict.fromkeys(("required", "invalid", "min_value", "max_value"), words)


class LateForm(forms.Form):
    """`proposed`: what stood in the field."""

    proposed = forms.CharField(widget=forms.HiddenInput, required=False)
    minutes = forms.IntegerField(
        label=_("Minutes after the planned start, in all"),
        min_value=1,
        max_value=LONGEST_DELAY,
        error_messages=_wrong(LONGEST_DELAY),
    )

    def __init__(
        self, data: Any = None, *, session: LiveSession, at: datetime, typed: str | None = None
    ) -> None:
        """`typed`: what stands in the field of a page on which something else was refused."""
        proposed = propose_delay(session, at=at)
        initial: dict[str, Any] = {"proposed": proposed}
        initial["minutes"] = proposed if typed is None else typed
        super().__init__(data, prefix="late", label_suffix="", initial=initial)


def propose_delay(session: LiveSession, *, at: datetime) -> int:
    """What was said stays there until then: a second press of the button says nothing new. Once
    that is past, or nothing was said, the next five minutes that leave people five to read it, and
    no less than ten. Pure."""
    if session.delay_minutes and at < session.begins_at:
        return session.delay_minutes
    passed = max(timedelta(), at - session.starts_at)
    return min(max(FIRST_DELAY, -(-(passed + TO_READ) // STEP) * 5), LONGEST_DELAY)


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


class LinkForm(forms.Form):
    """The link to the meeting, where it is missing."""

    url = forms.CharField(
        label=_("Link to the meeting"),
        max_length=2000,
        widget=forms.URLInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Write the whole link; it begins with https://.")},
    )

    def __init__(self, data: Any = None, *, typed: str = "") -> None:
        """`typed`: what stands in the field of a page on which something else was refused."""
        super().__init__(data, prefix="link", label_suffix="", initial={"url": typed})

    def clean_url(self) -> str:
        return check_link(self.cleaned_data["url"])


def say_unsaid(data: Mapping[str, Any]) -> Iterator[str]:
    """A sentence for each field that somebody typed into before another button was pressed. The
    whole desk is one form: what nobody pressed for is done by no other button, and does not vanish
    in silence."""
    delay = str(data.get("late-minutes", "")).strip()
    if delay not in ("", str(data.get("late-proposed", delay)).strip()):
        words = gettext(
            "Nobody was told that it starts %(minutes)s minutes later: press “Say so to everybody”."
        )
        yield words % {"minutes": delay[:10]}
    length = str(data.get("end-minutes", "")).strip()
    if length not in ("", str(data.get("end-proposed", length)).strip()):
        words = gettext("The length of %(minutes)s minutes is not noted: press its own button.")
        yield words % {"minutes": length[:10]}
    if str(data.get("link-url", "")).strip():
        yield gettext("The link to the meeting is not saved: write it again, and press its button.")
