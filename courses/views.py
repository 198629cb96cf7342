"""Files: public pictures for everybody; those of lessons have no public address, and one lock."""

from __future__ import annotations

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from courses.guest_files import may_guest_read
from courses.protected import find_file, may_read
from courses.serving import serve_protected
from courses.storage import PROTECTED_PREFIX

PUBLIC_FOLDERS = ("plans/", "images/", "original_images/")


@require_safe
def lesson_file(request: HttpRequest, name: str) -> HttpResponseBase:
    """An image or a copy of it. Whoever may not read it gets 404, like a name that is nothing."""
    stored_name = PROTECTED_PREFIX + name
    file = find_file(stored_name)
    if file is None or not (may_read(request.user, file) or may_guest_read(request, file)):
        raise Http404
    return serve_protected(request, file.file.storage, stored_name, etag=file.file_hash)


@require_safe
def public_file(request: HttpRequest, name: str) -> HttpResponseBase:
    """A picture that everybody may see, from wherever it is stored; mails of years ago name it.

    A file's name changes with what it shows. Documents go by Wagtail's own address. No query.
    """
    if not name.startswith(PUBLIC_FOLDERS):
        raise Http404
    try:
        answer = FileResponse(default_storage.open(name))
    except OSError as error:
        raise Http404 from error
    answer["Cache-Control"] = "public, max-age=31536000, immutable"
    return answer
