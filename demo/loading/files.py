"""The committed drawings, sheets and films as files of a provider's lesson collection."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

from django.core.files import File
from django.core.files.images import ImageFile

from courses.models import MediaDocument, MediaImage, Provider
from demo.drawings import FILES_DIR


def ensure_images(provider: Provider, names: Iterable[str]) -> dict[str, int]:
    """The ids of these drawings in the provider's lesson collection, uploaded where missing."""
    found = _found(MediaImage, provider)
    ids: dict[str, int] = {}
    for name in names:
        title = f"Plan: {name.replace('-', ' ')}"
        if title not in found:
            with _open(f"{name}.png") as file:
                image = MediaImage(
                    title=title,
                    collection=provider.lesson_collection,
                    file=ImageFile(file, name=f"{name}.png"),
                )
                image.save()
                image.get_file_hash()  # the ETag of the file; stores it
                found[title] = image.pk
        ids[name] = found[title]
    return ids


def ensure_documents(provider: Provider, names: Iterable[str]) -> dict[str, int]:
    """The same for sheets, films and captions."""
    found = _found(MediaDocument, provider)
    ids: dict[str, int] = {}
    for name in names:
        title = name.replace("-", " ").capitalize()  # the ending tells captions from their film
        if title not in found:
            with _open(name) as file:
                document = MediaDocument(
                    title=title,
                    collection=provider.lesson_collection,
                    file=File(file, name=name),
                )
                document.save()
                document.get_file_hash()
                document.get_file_size()  # a page says it before anything is loaded
                found[title] = document.pk
        ids[name] = found[title]
    return ids


def _found(model: type[MediaImage] | type[MediaDocument], provider: Provider) -> dict[str, int]:
    files = model._default_manager.filter(collection=provider.lesson_collection)
    return dict(files.values_list("title", "pk"))


def _open(name: str) -> BinaryIO:
    path = FILES_DIR / name
    return path.open("rb")
