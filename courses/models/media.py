"""Images and documents that know from the first day whether they are public."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import (
    AbstractImage,
    AbstractRendition,
    WagtailImageField,
    get_rendition_upload_to,
    get_upload_to,
)

from courses.storage import PROTECTED_PREFIX, is_protected, media_storage

from .provider import Provider


def _belongs_to_lessons(collection_id: int | None) -> bool:
    return Provider.objects.filter(lesson_collection_id=collection_id).exists()


def document_upload_to(instance: MediaDocument, filename: str) -> str:
    """The folder of a document, by its collection."""
    prefix = PROTECTED_PREFIX if _belongs_to_lessons(instance.collection_id) else ""
    return f"{prefix}documents/{filename}"


class CollectionFile(models.Model):
    """Moves its file when its collection changes from public to lessons, or back."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        file = self.file  # type: ignore[attr-defined]
        outgrown = ""
        if self.pk and file and file._committed:
            should_be = _belongs_to_lessons(self.collection_id)  # type: ignore[attr-defined]
            if is_protected(file.name) != should_be:
                outgrown = file.name
                content = file.storage.open(outgrown)
                file.save(outgrown.rsplit("/", 1)[-1], content, save=False)
                content.close()
        super().save(*args, **kwargs)
        if outgrown:
            self.forget_copies()
            file.storage.delete(outgrown)

    def forget_copies(self) -> None:
        """Drop what was made from the file at its old place."""


class MediaImage(CollectionFile, AbstractImage):  # noqa: DJ008 - inherited
    """An image of a provider."""

    file = WagtailImageField(
        verbose_name=_("file"),
        upload_to=get_upload_to,
        storage=media_storage,
        width_field="width",
        height_field="height",
        max_length=255,
    )

    admin_form_fields = (
        "title",
        "file",
        "collection",
        "tags",
        "focal_point_x",
        "focal_point_y",
        "focal_point_width",
        "focal_point_height",
    )

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")
        permissions = [("choose_image", "Can choose image")]

    def get_upload_to(self, filename: str) -> str:
        prefix = PROTECTED_PREFIX if _belongs_to_lessons(self.collection_id) else ""
        return prefix + super().get_upload_to(filename)

    def forget_copies(self) -> None:
        for rendition in self.renditions.all():
            rendition.purge_from_cache()
            rendition.delete()


class MediaRendition(AbstractRendition):
    """A resized copy; it lies where its image lies."""

    image = models.ForeignKey(MediaImage, related_name="renditions", on_delete=models.CASCADE)
    file = WagtailImageField(
        upload_to=get_rendition_upload_to,
        storage=media_storage,
        width_field="width",
        height_field="height",
        max_length=255,
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"],
                name="courses_mediarendition_once_per_filter",
            )
        ]

    def get_upload_to(self, filename: str) -> str:
        prefix = PROTECTED_PREFIX if is_protected(self.image.file.name) else ""
        return prefix + super().get_upload_to(filename)


class MediaDocument(CollectionFile, AbstractDocument):  # noqa: DJ008 - inherited
    """A document, a video or its captions."""

    file = models.FileField(
        _("file"), upload_to=document_upload_to, storage=media_storage, max_length=255
    )

    admin_form_fields = ("title", "file", "collection", "tags")

    @property
    def url(self) -> str:
        """The file's own address where it belongs to lessons, else Wagtail's."""
        name = self.file.name or ""
        return str(self.file.url) if is_protected(name) else str(super().url)

    class Meta(AbstractDocument.Meta):
        permissions = [("choose_document", "Can choose document")]
