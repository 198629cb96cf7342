"""Forms of the studio."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.actions import Audience
from courses.drafts import Draft


class PublishForm(forms.Form):
    """Which drafts, and whom the change reaches. A draft with a problem cannot be chosen."""

    pages = forms.MultipleChoiceField(
        label=_("Drafts to publish"), required=False, widget=forms.CheckboxSelectMultiple
    )
    audience = forms.ChoiceField(
        label=_("Whom it reaches"),
        choices=Audience,
        initial=Audience.EVERYBODY,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, drafts: list[Draft], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.drafts = drafts
        self.ready = [draft for draft in drafts if draft.is_ready]
        choices = [(str(draft.page.pk), draft.page.title) for draft in self.ready]
        self.fields["pages"].choices = choices  # type: ignore[attr-defined]
        self.initial.setdefault("pages", [value for value, _label in choices])

    @property
    def chosen(self) -> set[str]:
        """The drafts that stand ticked."""
        return set(self["pages"].value() or [])

    @property
    def unready(self) -> list[Draft]:
        return [draft for draft in self.drafts if not draft.is_ready]


class SendBackForm(forms.Form):
    """Asking for changes without saying which helps nobody."""

    comment = forms.CharField(
        label=_("What should change?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
