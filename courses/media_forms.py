"""The form of an uploaded picture."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm


class WholeImageField(WagtailImageField):
    """Refuses a file that begins like a picture and ends in the middle of its head.

    Wagtail knows its kind by the first bytes, reads on, and fails with an error of its library.
    """

    def to_python(self, data: Any) -> Any:
        try:
            return super().to_python(data)
        except (OSError, SyntaxError, EOFError) as error:
            raise ValidationError(
                self.error_messages["invalid_image"], code="invalid_image"
            ) from error


class MediaImageForm(BaseImageForm):
    """Named in `WAGTAILIMAGES_IMAGE_FORM_BASE`: the base of all of Wagtail's image forms."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            given = self.fields["file"]
            self.fields["file"] = WholeImageField(
                label=given.label, required=given.required, widget=given.widget
            )
