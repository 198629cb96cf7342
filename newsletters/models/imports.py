"""A list of readers that was kept elsewhere, on its way in."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .lists import MailingList


class ReaderImport(models.Model):
    """One file for one list. `consent_date` and `source` hold where a row has none of its own.

    Nothing changes before `started_at`; a worker does the rest. The rows are deleted a month
    after: what counts then is each reader's proof.
    """

    mailing_list = models.ForeignKey(
        MailingList, on_delete=models.PROTECT, related_name="+", verbose_name=_("list")
    )
    file_name = models.CharField(_("file"), max_length=150)
    source = models.CharField(_("where they agreed"), max_length=150, blank=True)
    consent_date = models.DateField(_("when they agreed"), null=True, blank=True)
    unused_columns = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(_("loaded"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    started_at = models.DateTimeField(_("started"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return self.file_name

    @property
    def proof_source(self) -> str:
        """How a reader's proof names this import."""
        return f"import:{self.file_name}"


class ImportOutcome(models.TextChoices):
    JOINS = "JOINS", _("Gets the newsletter")
    ALREADY = "ALREADY", _("Gets it already: nothing changes")
    LEFT = "LEFT", _("Has left, and is not brought back")
    STOPPED = "STOPPED", _("Mail to this address came back, or its owner complained")
    REPEATED = "REPEATED", _("Stands further up in the list too")
    BAD_ADDRESS = "BAD_ADDRESS", _("The address cannot be used")
    NO_CONSENT = "NO_CONSENT", _("Nobody knows when or where they agreed")


def say_outcome(outcome: ImportOutcome, *, is_done: bool) -> str:
    """In words that fit before and after."""
    return gettext("Joined the list") if is_done and outcome == "JOINS" else str(outcome.label)


class ImportRow(models.Model):
    """One person of a file. `outcome` is foreseen until `done_at`, then it is what was done."""

    reader_import = models.ForeignKey(ReaderImport, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(_("row"))
    email = models.CharField(_("e-mail"), max_length=254, blank=True)
    email_key = models.CharField(max_length=64, blank=True)
    name = models.CharField(_("name"), max_length=150, blank=True)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    consent_date = models.DateField(_("agreed"), null=True, blank=True)
    source = models.CharField(_("where they agreed"), max_length=150, blank=True)
    outcome = models.CharField(_("what becomes of it"), max_length=15, choices=ImportOutcome)
    note = models.CharField(_("note"), max_length=300, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("row of an import")
        verbose_name_plural = _("rows of imports")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["reader_import", "number"], name="newsletters_importrow_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["reader_import", "number"],
                name="newsletters_importrow_waiting",
                condition=models.Q(done_at=None),
            ),
            models.Index(fields=["email_key"], name="newsletters_importrow_key"),
        ]

    def __str__(self) -> str:
        return f"{self.number}"

    @property
    def said(self) -> str:
        """What becomes of it, or what became of it."""
        return say_outcome(ImportOutcome(self.outcome), is_done=self.done_at is not None)
