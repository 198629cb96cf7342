"""Files of lessons: no public address, one lock."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from courses.protected import find_file, may_read
from courses.serving import serve_protected
from courses.storage import PROTECTED_PREFIX


@require_safe
def lesson_file(request: HttpRequest, name: str) -> HttpResponseBase:
    """An image or a copy of it. Whoever may not read it gets 404, like a name that is nothing."""
    stored_name = PROTECTED_PREFIX + name
    file = find_file(stored_name)
    if file is None or not may_read(request.user, file):
        raise Http404
    return serve_protected(request, file.file.storage, stored_name, etag=file.file_hash)
