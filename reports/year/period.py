"""A year, and the rows that belong to it. Years are counted in UTC."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import QuerySet

from certificates.models import Certificate
from learning.models import Enrollment
from mail.models import SendingState
from newsletters.models import IssueSending

FIRST, LAST = 2000, 2100


@dataclass(frozen=True, slots=True)
class Year:
    number: int

    @property
    def begins(self) -> datetime:
        return datetime(self.number, 1, 1, tzinfo=UTC)

    @property
    def ends(self) -> datetime:
        return datetime(self.number + 1, 1, 1, tzinfo=UTC)

    def enrollments(self) -> QuerySet[Enrollment]:
        """Who enrolled in this year, also who left again."""
        return Enrollment.objects.filter(enrolled_at__gte=self.begins, enrolled_at__lt=self.ends)

    def completions(self) -> QuerySet[Enrollment]:
        return Enrollment.objects.filter(completed_at__gte=self.begins, completed_at__lt=self.ends)

    def certificates(self) -> QuerySet[Certificate]:
        """First versions, whenever they were corrected, and none that was revoked."""
        return Certificate.objects.filter(
            version=1, revoked_at=None, issued_at__gte=self.begins, issued_at__lt=self.ends
        )

    def newsletters(self) -> QuerySet[IssueSending]:
        """Issues that went out."""
        return IssueSending.objects.filter(
            sending__state=SendingState.DONE,
            sending__started_at__gte=self.begins,
            sending__started_at__lt=self.ends,
        )
