"""Forms of readers: sign up, preferences, why one left; and the box while making an account."""

from __future__ import annotations

from typing import Any, Self

from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy

from mail.fields import AddressField
from users import forms as users_forms
from users.fields import NameField
from users.models import User

from . import wording
from .actions import subscribe
from .actions.proof import Proof
from .models import LeavingReason, MailingList, Reader, Subscription
from .reading import ListLine, describe, offered_lists

SOURCES = ("page", "footer", "home", "archive")


class ListsField(forms.MultipleChoiceField):
    """Keys of lists; their lines are given by the form that knows the language."""

    widget = forms.CheckboxSelectMultiple
    default_error_messages = {
        "required": gettext_lazy("Tick at least one list."),
        "invalid_choice": gettext_lazy("One of these lists is no longer offered. Choose again."),
    }

    def offer(self, lines: tuple[ListLine, ...]) -> None:
        self.choices = [(line.key, _label(line)) for line in lines]


def _label(line: ListLine) -> str:
    return f"{line.name}: {line.description}" if line.description else line.name


class LinkForm(forms.Form):
    """Who has no link at hand."""

    email = AddressField(label=gettext_lazy("E-mail"))


class SubscribeForm(forms.Form):
    """What anybody may ask for. `website` is a trap: people do not see it."""

    email = AddressField(label=gettext_lazy("E-mail"))
    lists = ListsField(label=gettext_lazy("What would you like to get?"))
    source = forms.ChoiceField(
        choices=[(each, each) for each in SOURCES], required=False, widget=forms.HiddenInput
    )
    website = forms.CharField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = offered_lists(get_language() or settings.LANGUAGE_CODE)
        self.fields["lists"].offer(self.lines)  # type: ignore[attr-defined]
        self.initial.setdefault("lists", [line.key for line in self.lines[:1]])
        self.initial.setdefault("source", "page")

    @property
    def is_trapped(self) -> bool:
        return bool(self.cleaned_data.get("website"))

    def chosen(self) -> list[MailingList]:
        return list(MailingList.objects.offered().filter(key__in=self.cleaned_data["lists"]))


class ListsForm(forms.Form):
    """The lists of somebody who is known. `ListsForm.of(reader)` is filled in."""

    lists = ListsField(label=gettext_lazy("What comes"), required=False)

    def __init__(self, *args: Any, offered: list[MailingList], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = offered
        lines = describe(offered, get_language() or settings.LANGUAGE_CODE)
        self.fields["lists"].offer(lines)  # type: ignore[attr-defined]

    @classmethod
    def of(cls, reader: Reader | None, data: Any = None, **initial: Any) -> Self:
        """Offers what is offered, and what the reader gets anyway. Two or three queries."""
        got: set[int] = set()
        if reader is not None:
            active = Subscription.objects.active().filter(reader=reader)
            got = set(active.values_list("mailing_list", flat=True))
        every = MailingList.objects.prefetch_related("texts")
        offered = [each for each in every if each.is_offered or each.pk in got]
        ticked = [each.key for each in offered if each.pk in got]
        return cls(data, offered=offered, initial={"lists": ticked, **initial})

    def chosen(self) -> list[MailingList]:
        return [each for each in self.offered if each.key in self.cleaned_data["lists"]]


class PreferencesForm(ListsForm):
    """What a reader says of themselves. `PreferencesForm.of(reader)` is filled in."""

    field_order = ["lists", "language", "name"]

    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        choices=settings.LANGUAGES,
        help_text=gettext_lazy("Of mails and of these pages."),
    )
    name = NameField(
        label=gettext_lazy("Name"),
        required=False,
        help_text=gettext_lazy("How a mail addresses you."),
    )

    @classmethod
    def of(cls, reader: Reader | None, data: Any = None, **initial: Any) -> Self:
        if reader is not None:
            initial = {"language": reader.language, "name": reader.name, **initial}
        return super().of(reader, data, **initial)


class ReasonForm(forms.Form):
    """Asked only once somebody has left."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Why did you leave?"),
        choices=LeavingReason,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose a reason, or close this page.")},
    )


class SignupForm(users_forms.SignupForm):
    """The form of `users`, and whether the newsletter shall come: never ticked beforehand."""

    field_order = ["name", "email", "password1", "agrees", "newsletter", "time_zone"]

    newsletter = forms.BooleanField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["newsletter"].label = wording.ticking()

    def custom_signup(self, request: HttpRequest, user: User) -> None:
        """Confirmed together with the address of the account (see `receivers`)."""
        super().custom_signup(request, user)
        first = MailingList.objects.offered().first()
        if not self.cleaned_data["newsletter"] or first is None:
            return
        language = get_language() or settings.LANGUAGE_CODE
        subscribe(
            address=user.email,
            lists=[first],
            name=user.name,
            language=language,
            proof=Proof("sign-up", language, wording.ticking(), by=user),
            at=timezone.now(),
            is_mailed=False,
        )
