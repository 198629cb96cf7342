"""A planned session as its host changes it, or cancels it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.moments import Wall, is_zone
from live.models import LiveSession
from studio.sessions.forms import SAME, SessionForm
from studio.sessions.long_form import LongForm

START = ("starts_at", "planned_for", "fold", "time_zone")
ANEW, DROP = "ANEW", "DROP"
THIS, FOLLOWING = "THIS", "FOLLOWING"


class SeenField(forms.CharField):
    """The version that a form was made of; a form that names none has seen none."""

    widget = forms.HiddenInput

    def clean(self, value: Any) -> int:
        text = str(value)
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1


class ChangeForm(SessionForm):
    """The form of planning, filled. Which session of the course it is does not change.

    `sequence`: the version that it was made of.
    """

    sequence = SeenField(required=False)
    which = forms.ChoiceField(
        label=_("Which sessions of the series"),
        required=False,
        choices=[
            (THIS, _("This one alone.")),
            (FOLLOWING, _("This and all that follow: they move by the same days and hours.")),
        ],
        initial=THIS,
        widget=forms.RadioSelect,
    )

    def __init__(
        self,
        *args: Any,
        session: LiveSession,
        has_followers: bool,
        now: datetime,
        **kwargs: Any,
    ) -> None:
        self.session = session
        initial = {
            **{name: getattr(session, name) for name in (*SAME, "join_url", "room", "fold")},
            "start": datetime.fromisoformat(session.planned_for),
            "sequence": session.sequence,
        }
        super().__init__(
            *args,
            run=session.run,
            open_activities=[],
            now=now,
            zone=session.time_zone,
            initial=initial,
            **kwargs,
        )
        for name in ("activity", "token", "count", "every_days"):
            del self.fields[name]
        if not has_followers:
            del self.fields["which"]
        self.fields["title"].help_text = ""
        if not self.is_bound:
            self.read_clock(session.planned_for, session.time_zone, session.fold)

    def kept_link(self) -> str:
        return self.session.join_url

    def check_gone(self, typed: str, zone: str) -> None:
        """What stands there may stay, at its moment."""
        if (typed, zone) != (self.session.planned_for, self.session.time_zone):
            super().check_gone(typed, zone)

    def start_values(self) -> dict[str, Any]:
        if not is_zone(self.cleaned_data["time_zone"]):
            return {name: getattr(self.session, name) for name in START}
        return super().start_values()

    def check_day(self, wall: Wall) -> None:
        """The day of a session that was held long ago may stay what it was."""
        if wall.at != self.session.starts_at:
            super().check_day(wall)

    def values(self) -> dict[str, Any]:
        """What `change_session` takes."""
        return self.plain_values()

    @property
    def moves_following(self) -> bool:
        return self.cleaned_data.get("which") == FOLLOWING


class CancelSessionForm(LongForm):
    """Why, in the words that everybody reads; and whether the course goes on asking for it.

    `sequence`: the version that it was made of.
    """

    sequence = SeenField(required=False)
    reason = forms.CharField(
        label=_("What everybody reads"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Tell people why the session does not take place.")},
    )
    then = forms.ChoiceField(
        label=_("What becomes of it in the course"),
        choices=[
            (ANEW, _("It is planned anew: people need it still.")),
            (DROP, _("It is needed no more in this run.")),
        ],
        initial=ANEW,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, session: LiveSession, **kwargs: Any) -> None:
        initial = {"sequence": session.sequence}
        super().__init__(*args, **{"label_suffix": "", "initial": initial, **kwargs})
        if not session.activity_key:
            del self.fields["then"]

    @property
    def drops(self) -> bool:
        return self.cleaned_data.get("then") == DROP
