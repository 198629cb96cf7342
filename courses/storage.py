"""Where uploaded files lie: those of a lesson collection have no public address.

The name decides: what begins with `lessons/` lies in the protected storage and is served only
by `courses.views.lesson_file`, which asks who may read it.
"""

from __future__ import annotations

from typing import Any

from django.core.files.base import File
from django.core.files.storage import Storage, storages
from django.urls import reverse

PROTECTED_PREFIX = "lessons/"


def is_protected(name: str) -> bool:
    """Whether the file of this name has no public address."""
    return name.startswith(PROTECTED_PREFIX)


class CollectionStorage(Storage):
    """Hands each call to the public or to the protected storage, by the file's name."""

    def _storage_of(self, name: str) -> Storage:
        return storages["protected" if is_protected(name) else "default"]

    def _open(self, name: str, mode: str = "rb") -> File:
        return self._storage_of(name).open(name, mode)

    def _save(self, name: str, content: File) -> str:
        return self._storage_of(name).save(name, content)

    def path(self, name: str) -> str:
        return self._storage_of(name).path(name)

    def delete(self, name: str) -> None:
        self._storage_of(name).delete(name)

    def exists(self, name: str) -> bool:
        return self._storage_of(name).exists(name)

    def size(self, name: str) -> int:
        return self._storage_of(name).size(name)

    def url(self, name: str | None) -> str:
        if name and is_protected(name):
            return reverse("courses:lesson-file", args=[name.removeprefix(PROTECTED_PREFIX)])
        return self._storage_of(name or "").url(name)

    def get_modified_time(self, name: str) -> Any:
        return self._storage_of(name).get_modified_time(name)


def media_storage() -> Storage:
    """The storage of images, their renditions and documents (a callable: settings may change)."""
    return CollectionStorage()
