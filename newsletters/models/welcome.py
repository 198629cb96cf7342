"""What somebody who has just joined gets, message by message."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.fields import RichTextField
from wagtail.models import Locale, TranslatableMixin
from wagtail_localize.fields import SynchronizedField, TranslatableField

from .lists import MailingList

MOST_MESSAGES = 3
LONGEST_WAIT = 60


class WelcomeMessage(TranslatableMixin, models.Model):
    """One of up to three for each list, in each language; a reader without theirs gets English.

    Its translations share the `translation_key`: whoever got one of them has got the message.
    """

    mailing_list = models.ForeignKey(
        MailingList, on_delete=models.PROTECT, related_name="welcomes", verbose_name=_("list")
    )
    number = models.PositiveSmallIntegerField(
        _("number"), validators=[MinValueValidator(1), MaxValueValidator(MOST_MESSAGES)]
    )
    days = models.PositiveSmallIntegerField(
        _("days after joining"),
        default=0,
        validators=[MaxValueValidator(LONGEST_WAIT)],
        help_text=_("0: as soon as the address is confirmed."),
    )
    subject = models.CharField(_("subject"), max_length=150)
    body = RichTextField(
        _("text"), features=["h3", "bold", "italic", "ol", "ul", "link", "document-link"]
    )
    has_latest_issue = models.BooleanField(
        _("with the latest issue"),
        default=False,
        help_text=_("A link to the newest issue in the reader’s language stands below the text."),
    )

    wagtail_reference_index_ignore = True
    panels = [
        FieldRowPanel([FieldPanel("mailing_list"), FieldPanel("number"), FieldPanel("days")]),
        FieldPanel("subject"),
        FieldPanel("body"),
        FieldPanel("has_latest_issue"),
    ]
    override_translatable_fields = [
        SynchronizedField("mailing_list", overridable=False),
        SynchronizedField("number", overridable=False),
        SynchronizedField("days", overridable=False),
        SynchronizedField("has_latest_issue", overridable=False),
        TranslatableField("subject"),
        TranslatableField("body"),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("welcome message")
        verbose_name_plural = _("welcome messages")
        ordering = ["mailing_list", "number", "locale"]
        constraints = [
            models.UniqueConstraint(
                fields=["mailing_list", "number", "locale"], name="newsletters_welcomemessage_once"
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1, number__lte=MOST_MESSAGES),
                name="newsletters_welcomemessage_one_to_three",
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    def clean(self) -> None:
        """Beside the field, since the form has no language for the constraint to look at."""
        super().clean()
        if self.mailing_list_id is None or self.number is None:
            return
        locale_id = self.locale_id or Locale.get_default().pk
        others = WelcomeMessage.objects.exclude(pk=self.pk)
        if others.filter(
            mailing_list=self.mailing_list_id, number=self.number, locale=locale_id
        ).exists():
            words = _("This list has a message with this number already. Choose another number.")
            raise ValidationError({"number": words})
