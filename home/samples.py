"""What the styleguide shows inside the components: made-up values, no query."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.core.paginator import Paginator
from django.utils.translation import gettext_lazy as _

from certificates.models import Certificate
from core.templatetags.icons import ICONS
from courses.cards import CourseCard
from courses.cover_art import THUMB, cover_art
from courses.models import CourseRun, RunState
from sdgs.models import Goal

COLORS = [
    *("paper", "mist", "haze", "line", "edge", "soft", "ink", "brand", "brand-strong"),
    *("brand-tint", "good", "good-tint", "warn", "warn-tint", "bad", "bad-tint"),
]
PLAN_COLORS = ["ground", "block", "park", "water"]
SHORT_TITLES = {
    5: "Gender Equality",
    10: "Reduced Inequalities",
    11: "Sustainable Cities and Communities",
    13: "Climate Action",
}


class SampleForm(forms.Form):
    """One field of each kind, with its states."""

    name = forms.CharField(
        label=_("Name on the certificate"), help_text=_("As you write it, in any script.")
    )
    email = forms.EmailField(label=_("E-mail"))
    code = forms.CharField(
        label=_("Enrollment code"), required=False, help_text=_("Not needed for this course.")
    )
    country = forms.ChoiceField(
        label=_("Country"), choices=[("ID", "Indonesia"), ("NP", "Nepal"), ("FJ", "Fiji")]
    )
    about = forms.CharField(label=_("About you"), widget=forms.Textarea, required=False)
    language = forms.ChoiceField(
        label=_("Language"),
        widget=forms.RadioSelect,
        choices=[("en", "English"), ("ne", "नेपाली")],
    )
    remind = forms.BooleanField(
        label=_("Remind me a day before"), required=False, help_text=_("By mail.")
    )


def sample_form() -> SampleForm:
    """A form that was sent with a mistake: it says what is wrong and keeps what was typed."""
    form = SampleForm(
        {"name": "सीता श्रेष्ठ", "email": "sita@example", "country": "NP", "language": "ne"},
        auto_id="sample_%s",
    )
    form.fields["code"].disabled = True
    form.is_valid()
    return form


def sample_goals() -> list[Goal]:
    return [Goal(number=n, title=text, short_title=text) for n, text in SHORT_TITLES.items()]


def sample_card(title: str, state: RunState, goals: tuple[int, ...]) -> CourseCard:
    rows = tuple(goal for goal in sample_goals() if goal.number in goals)
    return CourseCard(
        key=UUID(int=len(title)),
        title=title,
        url="#cards",
        summary="Why public space was planned for one kind of body, and how to open it to all.",
        language="en",
        languages=("en",),
        provider_name="A provider",
        format="MASTERCLASS",
        format_label="Masterclass",
        duration="3 weeks",
        effort_minutes=180,
        goals=rows,
        theme_slugs=(),
        cover_art=cover_art(title, list(goals)),
        thumb_art=cover_art(title, list(goals), *THUMB),
        cover_url="",
        run=CourseRun(slug="sample", is_always_open=state == RunState.OPEN),
        state=state,
        published_at=None,
    )


def sample_certificate() -> Certificate:
    goals = [{"number": number, "title": SHORT_TITLES[number]} for number in (5, 10)]
    return Certificate(
        code="ABCDEFGHJKLM",
        language="en",
        course_title="Reading a street",
        provider_name="A provider",
        completed_date=date(2027, 2, 7),
        goals=goals,
    )


def read_samples() -> dict[str, Any]:
    """The context of the styleguide."""
    cards = [
        sample_card("Reading a street", RunState.OPEN, (5, 10, 11)),
        sample_card("A city by the water", RunState.UPCOMING, (11, 13)),
        sample_card("Small works, large effect", RunState.FULL, (11,)),
    ]
    return {
        "colors": COLORS,
        "plan_colors": PLAN_COLORS,
        "icon_names": sorted(ICONS),
        "form": sample_form(),
        "goals": sample_goals(),
        "all_goals": range(1, 18),
        "cards": cards,
        "card": cards[0],
        "certificate": sample_certificate(),
        "results": Paginator(range(30), 10).page(2),
    }
