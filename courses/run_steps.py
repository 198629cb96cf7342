"""The form of a run, in steps."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, Panel

RUN_STEPS: list[Panel] = [
    MultiFieldPanel(
        [FieldPanel("course"), FieldPanel("title"), FieldPanel("slug")],
        heading=_("1. What it is called"),
    ),
    MultiFieldPanel(
        [
            FieldPanel("time_zone"),
            FieldPanel("starts_at"),
            FieldPanel("ends_at"),
        ],
        heading=_("2. When it runs"),
    ),
    MultiFieldPanel(
        [
            FieldPanel("enrollment_mode"),
            FieldPanel("questions"),
            FieldPanel("is_always_open"),
            FieldPanel("opens_at"),
            FieldPanel("closes_at"),
            FieldPanel("capacity"),
            FieldPanel("offer_hours"),
            FieldPanel("minimum"),
            FieldPanel("decide_at"),
        ],
        heading=_("3. How people enroll"),
    ),
    MultiFieldPanel(
        [FieldPanel("languages"), FieldPanel("team")],
        heading=_("4. Languages and team"),
    ),
]
