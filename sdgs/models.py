"""Reference data: the 17 goals and 169 targets of resolution A/RES/70/1.

The English text is the reference. A translation stands in `translations` only where a trustworthy
one is known (see sdgs/data/sdg.json); elsewhere the English text is shown, marked as English.
"""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

REFERENCE_LANGUAGE = "en"


class Translated(models.Model):
    """Texts beside the English ones: `{"zh-hans": {"title": "…"}}`."""

    translations = models.JSONField(_("translations"), default=dict, blank=True)

    class Meta:
        abstract = True

    def local(self, field: str, language: str | None = None) -> str:
        """The text of `field` in `language` (default: the page's), else in English."""
        own = self.translations.get(language or get_language() or "", {})
        return own.get(field) or getattr(self, field)

    def language_of(self, field: str, language: str | None = None) -> str:
        """The language that `local` answers in, for the attribute `lang`."""
        code = language or get_language() or ""
        return code if self.translations.get(code, {}).get(field) else REFERENCE_LANGUAGE


class Goal(Translated):
    """A Sustainable Development Goal. `color` is an accent, never the colour of text."""

    number = models.PositiveSmallIntegerField(
        _("number"), unique=True, validators=[MinValueValidator(1), MaxValueValidator(17)]
    )
    title = models.CharField(_("title"), max_length=300)
    short_title = models.CharField(_("short title"), max_length=100)
    color = models.CharField(_("colour"), max_length=7, blank=True)

    class Meta:
        verbose_name = _("goal")
        verbose_name_plural = _("goals")
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.number} {self.local_short_title}"

    @property
    def local_title(self) -> str:
        return self.local("title")

    @property
    def title_language(self) -> str:
        return self.language_of("title")

    @property
    def local_short_title(self) -> str:
        return self.local("short_title")

    @property
    def short_title_language(self) -> str:
        return self.language_of("short_title")


class Target(Translated):
    """A target of a goal. `sort_order` puts 1.10 after 1.9 and 1.a after both."""

    code = models.CharField(_("code"), max_length=5, unique=True)
    goal = models.ForeignKey(Goal, on_delete=models.PROTECT, related_name="targets")
    text = models.TextField(_("text"))
    sort_order = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        ordering = ["sort_order", "code"]

    def __str__(self) -> str:
        return f"{self.code} {self.local_text}"

    @property
    def local_text(self) -> str:
        return self.local("text")

    @property
    def text_language(self) -> str:
        return self.language_of("text")
