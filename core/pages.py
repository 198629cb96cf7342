"""The base of every page."""

from wagtail.models import Page


class BasePage(Page):
    """What all our page types share. Abstract: adds no table."""

    class Meta:
        abstract = True
