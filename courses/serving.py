"""Serve a protected file: private, with an ETag, and in ranges (a video cannot be wound else)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from mimetypes import guess_type

from django.core.files.base import File
from django.core.files.storage import Storage
from django.http import (
    FileResponse,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    StreamingHttpResponse,
)
from django.utils.http import parse_etags

CHUNK = 64 * 1024
SHOWN_INLINE = ("image/", "video/", "audio/", "application/pdf", "text/vtt")


def serve_protected(
    request: HttpRequest, storage: Storage, name: str, *, etag: str
) -> HttpResponseBase:
    """The file, or 304 where the reader has it. Call only after asking who may read it."""
    quoted = f'"{etag}"'
    if etag and quoted in parse_etags(request.headers.get("If-None-Match", "")):
        response: HttpResponseBase = HttpResponse(status=304)
    else:
        response = _respond(request, storage, name)
        response["X-Content-Type-Options"] = "nosniff"
        response["Content-Security-Policy"] = "default-src 'none'"
    response["ETag"] = quoted
    response["Cache-Control"] = "private, max-age=86400"
    response["Accept-Ranges"] = "bytes"
    return response


def _respond(request: HttpRequest, storage: Storage, name: str) -> HttpResponseBase:
    content_type = guess_type(name)[0] or "application/octet-stream"
    as_attachment = not content_type.startswith(SHOWN_INLINE)
    size = storage.size(name)
    wanted = _read_range(request.headers.get("Range", ""), size)
    if wanted is None:
        return FileResponse(
            storage.open(name), as_attachment=as_attachment, content_type=content_type
        )
    first, last = wanted
    if first > last:
        response = HttpResponse(status=416)
        response["Content-Range"] = f"bytes */{size}"
        return response
    part = StreamingHttpResponse(
        _read(storage.open(name), first, last - first + 1), status=206, content_type=content_type
    )
    part["Content-Length"] = str(last - first + 1)
    part["Content-Range"] = f"bytes {first}-{last}/{size}"
    return part


def _read_range(header: str, size: int) -> tuple[int, int] | None:
    """First and last byte of a single range; first > last where it lies outside the file."""
    match = re.fullmatch(r"bytes=(\d{0,18})-(\d{0,18})", header.strip())
    if match is None or not any(match.groups()):
        return None
    first, last = match.groups()
    if not first:
        return max(size - int(last), 0), size - 1
    return int(first), min(int(last or size), size - 1)


def _read(file: File, first: int, length: int) -> Iterator[bytes]:
    with file:
        file.seek(first)
        while length > 0 and (chunk := file.read(min(CHUNK, length))):
            length -= len(chunk)
            yield chunk
