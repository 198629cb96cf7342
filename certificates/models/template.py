"""What a provider prints on certificates, for all its courses or for one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.fields import StreamField

from courses.models import Course, Provider

if TYPE_CHECKING:
    from users.models import User


class CertificateTemplateQuerySet(models.QuerySet["CertificateTemplate"]):
    def editable_by(self, user: User | AnonymousUser) -> CertificateTemplateQuerySet:
        """Those of the providers that this person may author for."""
        return self.filter(provider__in=Provider.objects.editable_by(user))

    def for_course(self, course: Course) -> CertificateTemplate | None:
        """The course's own, else its provider's."""
        of_provider = self.filter(provider=course.provider_id)
        rows = of_provider.filter(Q(course=course) | Q(course=None))
        return rows.order_by(models.F("course").asc(nulls_last=True)).first()


class CertificateTemplate(models.Model):
    """Points down: to a provider, and to one of its courses where it is for that one alone."""

    provider = models.ForeignKey(
        Provider, on_delete=models.PROTECT, related_name="certificate_templates"
    )
    course = models.ForeignKey(
        Course,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="certificate_templates",
        help_text=_("Empty: for every course of the provider."),
    )
    signatory_name = models.CharField(_("who signs for the provider"), max_length=100, blank=True)
    signatory_title = models.CharField(_("their title"), max_length=100, blank=True)
    second_signatory_name = models.CharField(_("second name"), max_length=100, blank=True)
    second_signatory_title = models.CharField(_("second title"), max_length=100, blank=True)
    effort_minutes = models.PositiveIntegerField(
        _("minutes to print"),
        null=True,
        blank=True,
        help_text=_("Empty: the effort that the course page says."),
    )
    wording = StreamField(
        [
            (
                "wording",
                blocks.StructBlock(
                    [
                        (
                            "language",
                            blocks.ChoiceBlock(choices=settings.LANGUAGES, label=_("language")),
                        ),
                        ("text", blocks.CharBlock(label=_("line"), max_length=300)),
                    ]
                ),
            )
        ],
        verbose_name=_("a line below the facts, in each language"),
        blank=True,
    )

    objects = CertificateTemplateQuerySet.as_manager()

    class Meta:
        verbose_name = _("certificate template")
        verbose_name_plural = _("certificate templates")
        constraints = [
            models.UniqueConstraint(
                fields=["course"],
                condition=Q(course__isnull=False),
                name="certificates_template_one_per_course",
            ),
            models.UniqueConstraint(
                fields=["provider"],
                condition=Q(course=None),
                name="certificates_template_one_per_provider",
            ),
        ]

    def __str__(self) -> str:
        return str(self.course or self.provider)

    def signatories(self) -> list[dict[str, str]]:
        """At most two, as the certificate prints them."""
        pairs = [
            (self.signatory_name, self.signatory_title),
            (self.second_signatory_name, self.second_signatory_title),
        ]
        return [{"name": name, "title": title, "picture": ""} for name, title in pairs if name]

    def wording_in(self, language: str) -> str:
        """The line in this language, or an empty text."""
        for block in self.wording:
            if block.value["language"] == language:
                return str(block.value["text"])
        return ""
