"""What one can subscribe to, and its name in each language."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel


class MailingListQuerySet(models.QuerySet["MailingList"]):
    def offered(self) -> MailingListQuerySet:
        """Those that anybody may join, in their order."""
        return self.filter(is_offered=True)


class MailingList(ClusterableModel):
    """A list of readers. `key` is its scope in the ledger ("list:<key>") and never changes."""

    key = models.SlugField(_("key"), max_length=40, unique=True)
    is_offered = models.BooleanField(
        _("anybody may join"), default=True, help_text=_("Shown where people sign up.")
    )
    sort_order = models.PositiveSmallIntegerField(_("order"), default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = MailingListQuerySet.as_manager()

    class Meta:
        verbose_name = _("list")
        verbose_name_plural = _("lists")
        ordering = ["sort_order", "key"]

    def __str__(self) -> str:
        return self.name_in(get_language() or settings.LANGUAGE_CODE)

    def clean(self) -> None:
        """The ledger's rows name the list by its key for ever."""
        before = MailingList.objects.filter(pk=self.pk).values_list("key", flat=True).first()
        if before is not None and before != self.key:
            raise ValidationError(
                {"key": _("The key of a list never changes: it is “%s”.") % before}
            )

    def name_in(self, language: str) -> str:
        """Its name in this language, else in the site's first one, else the key."""
        names = {text.language: text.name for text in self.texts.all()}
        return names.get(language) or names.get(settings.LANGUAGE_CODE) or self.key

    @property
    def scope(self) -> str:
        """What the ledger calls it."""
        return f"list:{self.key}"


class MailingListText(models.Model):
    """The name and the description of a list in one language."""

    mailing_list = ParentalKey(MailingList, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    name = models.CharField(_("name"), max_length=100)
    description = models.CharField(_("what comes, and how often"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("text of a list")
        verbose_name_plural = _("texts of lists")
        constraints = [
            models.UniqueConstraint(
                fields=["mailing_list", "language"], name="newsletters_mailinglisttext_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name
