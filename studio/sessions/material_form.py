"""What is left of a session: its recording, its slides, and what to read."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.offering import offer_rows
from courses.models import MediaDocument
from live.models import LiveSession
from live.models.session import LONGEST_MINUTES
from studio.sessions.change_form import SeenField
from studio.sessions.lines import ReadingField, check_link
from studio.sessions.long_form import LongForm

FIELDS: Final = (
    *("recording_url", "recording_document", "recording_minutes"),
    *("slides_url", "slides_document", "reading"),
)


def _link(label: Any, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, required=False, max_length=2000, widget=forms.URLInput, help_text=help_text
    )


class MaterialForm(LongForm):
    """`documents`: those that this person may choose. Only checks what was typed."""

    sequence = SeenField(required=False)
    recording_url = _link(
        _("Link to the recording"),
        _("Of YouTube, Vimeo or the meeting service. People outside the run never see it here."),
    )
    recording_document: forms.ModelChoiceField[MediaDocument] = forms.ModelChoiceField(
        queryset=MediaDocument.objects.none(),
        label=_("Or a video among the documents"),
        required=False,
        empty_label=_("none"),
    )
    recording_minutes = forms.IntegerField(
        label=_("Length of the recording in minutes"),
        required=False,
        min_value=1,
        max_value=LONGEST_MINUTES,
        error_messages={
            name: _("Write a length from 1 to %(most)d minutes.") % {"most": LONGEST_MINUTES}
            for name in ("invalid", "min_value", "max_value")
        },
    )
    slides_url = _link(_("Link to the slides"))
    slides_document: forms.ModelChoiceField[MediaDocument] = forms.ModelChoiceField(
        queryset=MediaDocument.objects.none(),
        label=_("Or a file among the documents"),
        required=False,
        empty_label=_("none"),
    )
    reading = ReadingField(
        label=_("To read"),
        required=False,
        help_text=_("One in each line: the title, a blank, and the web address."),
    )

    def __init__(
        self, *args: Any, session: LiveSession, documents: QuerySet[MediaDocument], **kwargs: Any
    ) -> None:
        self.session = session
        initial = {name: getattr(session, name) for name in (*FIELDS, "sequence")}
        super().__init__(*args, **{"label_suffix": "", "initial": initial, **kwargs})
        for name in ("recording_document", "slides_document"):
            offer_rows(self, name, documents)

    def clean_recording_url(self) -> str:
        return self._whole("recording_url")

    def clean_slides_url(self) -> str:
        return self._whole("slides_url")

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        for what in ("recording", "slides"):
            if values.get(f"{what}_url") and values.get(f"{what}_document"):
                words = gettext("Give either a link or a document: people see one of them.")
                self.add_error(f"{what}_document", words)
        has_recording = values.get("recording_url") or values.get("recording_document")
        if (
            has_recording
            and self.session.recording_counts
            and not values.get("recording_minutes")
            and "recording_minutes" not in self.errors
        ):
            words = gettext(
                "Say how long it is: whoever watches it for their attendance needs so long."
            )
            self.add_error("recording_minutes", words)
        return values

    def values(self) -> dict[str, Any]:
        """What `publish_material` takes."""
        return {name: self.cleaned_data[name] for name in FIELDS}

    def _whole(self, name: str) -> str:
        return check_link(self.cleaned_data[name], kept=getattr(self.session, name))
