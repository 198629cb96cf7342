"""What an issue is made of; the same blocks make the page, the mail and the plain text.

Nothing here has a colour, so that every text can be read in light and dark mail programs.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.images.blocks import ImageChooserBlock

from courses.storage import is_protected

MAIL_TEXT_FEATURES = ["bold", "italic", "ol", "ul", "link"]
LONG_TEXT_FEATURES = ["h2", "h3", *MAIL_TEXT_FEATURES]


def check_picture(
    value: Any, *, name: str, is_finished: bool, errors: dict[str, ValidationError]
) -> None:
    """A picture of an issue is seen by everybody, and speaks to whoever cannot see it."""
    picture = value[name]
    if picture is None:
        return
    if is_protected(picture.file.name):
        errors[name] = ValidationError(
            _("Choose a picture of a public collection: this one belongs to lessons.")
        )
    if is_finished and not value["alt_text"].strip():
        errors["alt_text"] = ValidationError(_("Say what the picture shows."))


def check_link(value: Any, *, is_required: bool, errors: dict[str, ValidationError]) -> None:
    """A page of the site or another address, not both."""
    if value["page"] and value["url"]:
        errors["url"] = ValidationError(_("Choose a page or give an address: one of the two."))
    elif is_required and not value["page"] and not value["url"]:
        errors["page"] = ValidationError(_("Choose a page, or give an address below."))


class NamedBlock(blocks.StructBlock):
    """The names of its fields begin with a capital, as those of the page's own fields do."""

    def __init__(self, local_blocks: Any = None, **kwargs: Any) -> None:
        super().__init__(local_blocks, **kwargs)
        for field in self.child_blocks.values():
            field.label = capfirst(field.label)


class CheckedBlock(NamedBlock):
    """A block with rules that bind several of its fields.

    Like Wagtail's own rule of required fields, what is only missing may wait in a draft.
    """

    @property
    def is_finished(self) -> bool:
        return not self.is_deferred_validation

    def find_errors(self, value: Any) -> dict[str, ValidationError]:
        raise NotImplementedError

    def clean(self, value: Any) -> Any:
        result = super().clean(value)
        errors = self.find_errors(result)
        if errors:
            raise StructBlockValidationError(block_errors=errors)
        return result


class StoryBlock(CheckedBlock):
    """One piece of news. Its link stands in the title, or in a button where that has words."""

    title = blocks.CharBlock(label=_("title"), max_length=150)
    text = blocks.RichTextBlock(
        label=_("text"), required=False, default="", features=MAIL_TEXT_FEATURES
    )
    picture = ImageChooserBlock(label=_("picture"), required=False)
    alt_text = blocks.CharBlock(
        label=_("alternative text"),
        required=False,
        default="",
        max_length=300,
        help_text=_("What the picture says, for whoever cannot see it."),
    )
    page = blocks.PageChooserBlock(label=_("leads to a page"), required=False)
    url = blocks.URLBlock(label=_("or to another address"), required=False, default="")
    button = blocks.CharBlock(
        label=_("words of the button"),
        required=False,
        default="",
        max_length=60,
        help_text=_("Name the deed, for example “See the course”. Without it the title leads on."),
    )

    def find_errors(self, value: Any) -> dict[str, ValidationError]:
        errors: dict[str, ValidationError] = {}
        check_picture(value, name="picture", is_finished=self.is_finished, errors=errors)
        is_required = self.is_finished and bool(value["button"])
        check_link(value, is_required=is_required, errors=errors)
        return errors

    class Meta:
        icon = "doc-full"
        label = _("Story")


class CourseBlock(NamedBlock):
    """A course with its run, provider and goals, as they were when the issue came out."""

    course = blocks.PageChooserBlock(label=_("course"), page_type="courses.CoursePage")
    text = blocks.RichTextBlock(
        label=_("text"),
        required=False,
        default="",
        features=MAIL_TEXT_FEATURES,
        help_text=_("Leave empty for the summary of the course."),
    )
    is_large = blocks.BooleanBlock(label=_("large, with a button"), required=False, default=False)

    class Meta:
        icon = "list-ul"
        label = _("Course")


class PersonBlock(CheckedBlock):
    """Somebody who agreed to be shown."""

    name = blocks.CharBlock(label=_("name"), max_length=150)
    role = blocks.CharBlock(label=_("role"), required=False, default="", max_length=200)
    picture = ImageChooserBlock(label=_("picture"), required=False)
    alt_text = blocks.CharBlock(
        label=_("alternative text"), required=False, default="", max_length=300
    )
    text = blocks.RichTextBlock(
        label=_("text"), required=False, default="", features=MAIL_TEXT_FEATURES
    )

    def find_errors(self, value: Any) -> dict[str, ValidationError]:
        errors: dict[str, ValidationError] = {}
        check_picture(value, name="picture", is_finished=self.is_finished, errors=errors)
        return errors

    class Meta:
        icon = "user"
        label = _("Person")


class PictureBlock(CheckedBlock):
    """A picture as wide as the text."""

    image = ImageChooserBlock(label=_("image"))
    alt_text = blocks.CharBlock(
        label=_("alternative text"),
        max_length=300,
        help_text=_("What the picture says, for whoever cannot see it."),
    )
    caption = blocks.CharBlock(label=_("caption"), required=False, default="", max_length=300)

    def find_errors(self, value: Any) -> dict[str, ValidationError]:
        errors: dict[str, ValidationError] = {}
        check_picture(value, name="image", is_finished=self.is_finished, errors=errors)
        return errors

    class Meta:
        icon = "image"
        label = _("Image")


class ButtonBlock(CheckedBlock):
    """One thing to do."""

    label = blocks.CharBlock(label=_("words"), max_length=60)
    page = blocks.PageChooserBlock(label=_("leads to a page"), required=False)
    url = blocks.URLBlock(label=_("or to another address"), required=False, default="")

    def find_errors(self, value: Any) -> dict[str, ValidationError]:
        errors: dict[str, ValidationError] = {}
        check_link(value, is_required=self.is_finished, errors=errors)
        return errors

    class Meta:
        icon = "link"
        label = _("Button")


ISSUE_BLOCKS = [
    ("story", StoryBlock()),
    ("course", CourseBlock()),
    ("person", PersonBlock()),
    (
        "text",
        blocks.RichTextBlock(label=_("Text"), icon="pilcrow", features=LONG_TEXT_FEATURES),
    ),
    ("image", PictureBlock()),
    ("button", ButtonBlock()),
    ("divider", blocks.StaticBlock(label=_("Divider"), icon="horizontalrule")),
]
