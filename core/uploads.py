"""How large a file may be, asked before any of it is kept. `LMS_UPLOAD_LIMITS` says for which page.

The body is read before any view runs, for the token against forged forms: so a form cannot refuse
a file before a disk is full, and this handler stands first. What is refused leaves no file behind;
the other fields of the form arrive.
"""

from __future__ import annotations

from typing import Any, Final

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.forms import BaseForm
from django.http import HttpRequest
from django.utils.translation import gettext as _

MEGABYTE: Final = 1024 * 1024
OTHER_FIELDS: Final = MEGABYTE  # what the rest of a form may weigh


def limit_for(path: str) -> int:
    """Megabytes for all files of a request to this address."""
    for part, limit in settings.LMS_UPLOAD_LIMITS.items():
        if part in path:
            return int(limit)
    return int(settings.LMS_UPLOAD_LIMIT)


class LimitedUploadHandler(FileUploadHandler):
    """By the length that the request declares: no server hands on more of a body than that."""

    is_refused = False

    def handle_raw_input(
        self, input_data: Any, META: dict[str, str], content_length: int, *args: Any
    ) -> None:
        limit = limit_for(META.get("PATH_INFO", ""))
        if content_length > limit * MEGABYTE + OTHER_FIELDS:
            self.is_refused = True
            self.request.upload_refused = limit  # type: ignore[union-attr]

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        if self.is_refused:
            raise SkipFile
        super().new_file(*args, **kwargs)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """The next handler holds the file."""


def say_if_refused(request: HttpRequest, form: BaseForm, *, field: str = "file") -> None:
    """Beside the field, in place of what the form says of a file that never came.

    For a bound form, before it is asked whether it is valid.
    """
    request.POST  # noqa: B018 (reads the body)
    limit: int | None = getattr(request, "upload_refused", None)
    if limit is None:
        return
    form.errors.pop(field, None)
    form.errors.pop("__all__", None)
    form.add_error(
        field, _("The file is larger than %(size)d MB. Choose a smaller one.") % {"size": limit}
    )
