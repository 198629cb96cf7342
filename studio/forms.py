"""Forms of the studio."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from core.moment_fields import MomentField, on_the_clock
from core.moments import zone_of
from core.numbers import number_of
from core.offering import offer
from courses.actions import Audience
from courses.drafts import LOOK_AGAIN, Draft
from courses.models import Course
from studio.people_file import FileRefused, PeopleFile, read_people


class AudienceForm(forms.Form):
    """Whom a publication reaches, and what they are told."""

    audience = forms.ChoiceField(
        label=_("Which runs get it"),
        choices=Audience,
        initial=Audience.EVERYBODY,
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_("A note to the learners"),
        required=False,
        max_length=1000,
        help_text=_(
            "Mailed to everybody on the way in an open or running run. "
            "Leave it empty to send nothing."
        ),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if values.get("note") and values.get("audience") == Audience.NEXT_RUN:
            words = _("From the next run on nothing changes for them: leave the note empty.")
            self.add_error("note", words)
        return values


class PublishForm(AudienceForm):
    """Which drafts, and whom the change reaches. A draft with a problem cannot be chosen.

    `review`: the submission that the page showed; to approve is to publish all that it showed.
    `seen` carries the page id and the mark of each draft that stood there, `arrangement` the number
    of the order.
    """

    review = forms.CharField(required=False)
    pages = forms.MultipleChoiceField(
        label=_("Drafts to publish"), required=False, widget=forms.CheckboxSelectMultiple
    )
    arrangement = forms.IntegerField(required=False)
    with_arrangement = forms.BooleanField(required=False, initial=True)

    publish_at = MomentField(label=_("Publish later"), required=False)

    def __init__(
        self,
        *args: Any,
        course: Course,
        drafts: list[Draft],
        time_zone: str = "UTC",
        **kwargs: Any,
    ) -> None:
        """`time_zone`: of whoever looks at it."""
        super().__init__(*args, **kwargs)
        self.time_zone = time_zone
        self.course = course
        self.drafts = drafts
        self.ready = [draft for draft in drafts if draft.is_ready]
        choices = [(str(draft.page.pk), draft.page.title) for draft in self.ready]
        offer(self, "pages", choices)
        self.initial.setdefault("audience", course.asked_audience or Audience.EVERYBODY)
        self.initial.setdefault("note", course.asked_note)
        self.initial.setdefault("pages", [value for value, _label in choices])

    def clean_publish_at(self) -> datetime | None:
        """A moment in the zone of whoever typed it; within a year."""
        typed: datetime | None = self.cleaned_data["publish_at"]
        if typed is None:
            return None
        at = on_the_clock(typed, zone_of(self.time_zone))
        now = timezone.now()
        if at <= now:
            raise ValidationError(_("That moment is over. Leave it empty to publish now."))
        if at > now + timedelta(days=366):
            raise ValidationError(_("That is more than a year away."))
        return at

    def clean(self) -> dict[str, Any]:
        """A ticked draft that cannot be published any more is no choice made wrongly."""
        values = super().clean() or self.cleaned_data
        if self.errors.pop("pages", None):
            raise ValidationError(LOOK_AGAIN)
        return values

    @property
    def chosen(self) -> set[str]:
        """The drafts that stand ticked."""
        return set(self["pages"].value() or [])

    @property
    def unready(self) -> list[Draft]:
        return [draft for draft in self.drafts if not draft.is_ready]

    @property
    def seen(self) -> dict[int, str]:
        """What the page showed: the mark of each ready draft by the id of its page."""
        values = self.data.getlist("seen") if isinstance(self.data, QueryDict) else []
        pairs = (value.partition(":")[::2] for value in values)
        numbers = ((number_of(pk), mark) for pk, mark in pairs)
        return {pk: mark for pk, mark in numbers if pk is not None}

    @property
    def changed(self) -> set[int]:
        """The drafts that are others than those which the page showed."""
        if not self.is_bound:
            return set()
        seen = self.seen
        return {draft.page.pk for draft in self.ready if seen.get(draft.page.pk) != draft.mark}

    def was_arranged(self, course: Course, *, is_whole: bool = False) -> bool:
        """Whether the order that was ticked is the one that is, and so are the drafts: a second
        click. One query. `course` as it is now; `is_whole`: nothing could be left out.
        """
        seen = self.cleaned_data.get("arrangement")
        return bool(
            (is_whole or self.cleaned_data.get("with_arrangement"))
            and course.arrangement is None
            and seen is not None
            and seen + 1 == course.arrangement_number
            and (not self.chosen or self.is_done())
        )

    def is_done(self) -> bool:
        """Whether all that was chosen is published as it was seen: a second click. One query."""
        chosen = [pk for pk in self.chosen if number_of(pk) is not None]
        pages = Page.objects.filter(pk__in=chosen, live=True, has_unpublished_changes=False)
        live = dict(pages.values_list("pk", "live_revision"))
        revisions = {pk: mark.partition("@")[0] for pk, mark in self.seen.items()}
        return bool(chosen) and all(
            revisions.get(int(pk)) == str(live.get(int(pk))) for pk in chosen
        )


class SendBackForm(forms.Form):
    """Asking for changes without saying which helps nobody: here, or by comments in the drafts."""

    comment = forms.CharField(
        label=_("What should change?"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, comment_count: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.comment_count = comment_count

    def clean_comment(self) -> str:
        comment = str(self.cleaned_data["comment"])
        if not comment and not self.comment_count:
            raise ValidationError(_("Say what should change, here or by comments in the drafts."))
        return comment


class CommentForm(forms.Form):
    """Something about one place of a draft."""

    place = forms.CharField(max_length=200)
    text = forms.CharField(
        max_length=4000,
        error_messages={
            "required": _("Write your comment first."),
            "max_length": _("A comment has at most 4,000 characters. Yours is longer."),
        },
    )

    @property
    def first_error(self) -> str:
        errors = self.errors.get("text") or [_("This place is not in the draft.")]
        return str(errors[0])


class PeopleForm(forms.Form):
    """A list of people, as a file or pasted. `people` is what was read of it."""

    file = forms.FileField(
        label=_("CSV file"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,text/csv"}),
        help_text=_("At most 2 MB and 5,000 people."),
    )
    text = forms.CharField(
        label=_("or paste the list"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        help_text=_("With the names of the columns in the first line, or addresses alone."),
    )
    people: PeopleFile

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        file, text = values.get("file"), values.get("text") or ""
        if file is None and not text.strip():
            raise ValidationError(_("Choose a file, or paste the list."))
        if file is not None and text.strip():
            raise ValidationError(_("Choose a file or paste the list: one of the two."))
        try:
            self.people = read_people(file.read() if file is not None else text)
        except FileRefused as refusal:
            self.add_error("file" if file is not None else "text", str(refusal))
        return values


class ResetForm(forms.Form):
    """Which check of whom is opened again, and why."""

    enrollment = forms.IntegerField(min_value=1)
    lesson_key = forms.UUIDField()
    activity_key = forms.CharField(max_length=36)
    reason = forms.CharField(
        max_length=200, error_messages={"required": _("Say why: the history keeps the reason.")}
    )
