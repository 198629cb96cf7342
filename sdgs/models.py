"""Reference data: the 17 goals and 169 targets of resolution A/RES/70/1."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class Goal(models.Model):
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
        return f"{self.number} {self.short_title}"


class Target(models.Model):
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
        return f"{self.code} {self.text}"
