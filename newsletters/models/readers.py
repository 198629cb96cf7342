"""Readers, what they subscribed to, and the proof that they asked for it."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from mail.models import Sending

from .lists import MailingList


class ReaderQuerySet(models.QuerySet["Reader"]):
    def known(self) -> ReaderQuerySet:
        """Those who were not erased."""
        return self.filter(erased_at=None)

    def subscribed(self) -> ReaderQuerySet:
        """Those who confirmed at least one list that they have not left."""
        active = Subscription.objects.active().filter(reader=models.OuterRef("pk"))
        return self.known().filter(models.Exists(active))


class Reader(models.Model):
    """An address that may get newsletters, whether its owner has an account or not.

    `email_key` is the ledger's key of the address (`mail.addresses.email_key`). A link in a mail
    names the mail's own token; those of mails written before `links_revoked_at` open nothing.
    Who leaves keeps the row, erasure empties it. Only one who never confirmed anything is deleted.
    """

    email = models.CharField(_("e-mail"), max_length=254, blank=True)
    email_key = models.CharField(max_length=64, unique=True)
    name = models.CharField(_("name"), max_length=150, blank=True)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="reader",
    )
    created_at = models.DateTimeField(auto_now_add=True)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    links_revoked_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    objects = ReaderQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("reader")
        verbose_name_plural = _("readers")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(erased_at=None) | Q(email="", name="", user=None),
                name="newsletters_reader_erased_is_empty",
            ),
        ]
        indexes = [models.Index(fields=["language"], name="newsletters_reader_language")]

    def __str__(self) -> str:
        return self.name or self.email or str(_("Erased reader"))


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    def active(self) -> SubscriptionQuerySet:
        return self.filter(confirmed_at__isnull=False, left_at=None)

    def waiting(self) -> SubscriptionQuerySet:
        """Asked for, perhaps after leaving, and not yet confirmed."""
        return self.filter(
            Q(confirmed_at=None, left_at=None) | Q(left_at__isnull=False, asked_at__gt=F("left_at"))
        )


class LeftBy(models.TextChoices):
    ONE_CLICK = "ONE_CLICK", _("One-click unsubscribe")
    LINK = "LINK", _("Link in a mail")
    PREFERENCES = "PREFERENCES", _("Preferences")
    MAIL = "MAIL", _("Unsubscribe mail")
    COMPLAINT = "COMPLAINT", _("Complaint")
    STAFF = "STAFF", _("Set by the secretariat")
    ERASURE = "ERASURE", _("Erasure")


class LeavingReason(models.TextChoices):
    TOO_MUCH = "TOO_MUCH", _("Too many mails")
    NOT_FOR_ME = "NOT_FOR_ME", _("Not what I need")
    NEVER_ASKED = "NEVER_ASKED", _("I never asked for it")
    OTHER = "OTHER", _("Something else")


class Subscription(models.Model):
    """One reader and one list. Asked, then confirmed, then perhaps left.

    Deleted only where it was never confirmed (`newsletters.forgetting`).

    Coming back is a new confirmation of the same row: `asked_at` is later than `left_at` until it
    comes, and it empties `left_at`.
    """

    reader = models.ForeignKey(Reader, on_delete=models.PROTECT, related_name="subscriptions")
    mailing_list = models.ForeignKey(
        MailingList, on_delete=models.PROTECT, related_name="subscriptions"
    )
    asked_at = models.DateTimeField(_("asked"))
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    left_at = models.DateTimeField(_("left"), null=True, blank=True)
    left_by = models.CharField(_("left by"), max_length=15, choices=LeftBy, blank=True)
    left_reason = models.CharField(_("reason"), max_length=15, choices=LeavingReason, blank=True)

    objects = SubscriptionQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        constraints = [
            models.UniqueConstraint(
                fields=["reader", "mailing_list"], name="newsletters_subscription_once"
            ),
            models.CheckConstraint(
                condition=Q(left_at=None, left_by="", left_reason="")
                | (Q(left_at__isnull=False) & ~Q(left_by="")),
                name="newsletters_subscription_left_by_something",
            ),
        ]
        indexes = [
            models.Index(
                fields=["mailing_list", "reader"],
                name="newsletters_subscription_live",
                condition=Q(confirmed_at__isnull=False, left_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reader_id}:{self.mailing_list_id}"

    def is_active(self) -> bool:
        return self.confirmed_at is not None and self.left_at is None

    def is_waiting(self) -> bool:
        """Asked for, perhaps after leaving, and not yet confirmed."""
        if self.left_at is None:
            return self.confirmed_at is None
        return self.asked_at > self.left_at


class Deed(models.TextChoices):
    ASKED = "ASKED", _("Asked to subscribe")
    CONFIRMED = "CONFIRMED", _("Confirmed")
    IMPORTED = "IMPORTED", _("Imported with their consent")
    LEFT = "LEFT", _("Left")
    CHANGED = "CHANGED", _("Changed language or name")
    MOVED = "MOVED", _("Changed the address")
    REVOKED = "REVOKED", _("Revoked the links of earlier mails")


class ConsentRecord(models.Model):
    """The proof, one row for each deed, never changed; that something was asked goes with it.

    `wording` is the text that stood beside the box or button, as it was read; `source` where that
    was ("footer", "home", "sign-up", "profile", "import:<file>", "mail"); `sending` whose mail led
    there.
    """

    reader = models.ForeignKey(Reader, on_delete=models.PROTECT, related_name="consent_records")
    mailing_list = models.ForeignKey(
        MailingList, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    deed = models.CharField(_("deed"), max_length=10, choices=Deed)
    at = models.DateTimeField(_("when"))
    source = models.CharField(_("where"), max_length=200)
    wording = models.TextField(_("wording"), blank=True)
    language = models.CharField(_("language"), max_length=10)
    sending = models.ForeignKey(
        Sending, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.get_deed_display()} {self.at:%Y-%m-%d}"


def is_link_alive(reader: Reader, *, mailed_at: datetime) -> bool:
    """Whether links of a mail of that time still open this reader's pages."""
    if reader.erased_at is not None:
        return False
    return reader.links_revoked_at is None or mailed_at > reader.links_revoked_at
