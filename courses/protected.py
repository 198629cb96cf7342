"""Who may read a file of a lesson: one lock for images, renditions, documents and videos.

A file belongs to its provider's courses whose live lessons show it. Its provider's authors may
read it; learners are asked for through a door. An author of another provider can name any file in
a lesson, for a number is enough: that opens it to nobody. Reviewers read the drafts of every
course, so also what these show. `learning` registers in its `apps.py`:

    register_reader(lambda user, course_keys: Enrollment.objects.active().visible_to(user)
                    .filter(run__course__key__in=course_keys).exists())
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField
from django.db.models.functions import Cast
from wagtail.models import Page, ReferenceIndex

from courses.models import (
    Course,
    CoursePage,
    LessonPage,
    MediaDocument,
    MediaImage,
    MediaRendition,
)
from courses.models.provider import Provider

if TYPE_CHECKING:
    from users.models import User

Reader = Callable[["User", frozenset[UUID]], bool]
ProtectedFile = MediaImage | MediaDocument

_readers: list[Reader] = []


def register_reader(reader: Reader) -> None:
    """Let `reader` say whether a signed-in person learns in one of these courses."""
    if reader not in _readers:
        _readers.append(reader)


def find_file(name: str) -> ProtectedFile | None:
    """The image or document whose file, or a copy of it, has this name. At most three queries."""
    image = MediaImage.objects.filter(file=name).first()
    if image is not None:
        return image
    rendition = MediaRendition.objects.filter(file=name).select_related("image").first()
    if rendition is not None:
        return rendition.image
    return MediaDocument.objects.filter(file=name).first()


def may_read(user: User | AnonymousUser, file: ProtectedFile) -> bool:
    """Authors of the provider whose file it is, learners of a course that shows it, reviewers."""
    if not user.is_authenticated:
        return False
    owners = Provider.objects.editable_by(user).filter(lesson_collection=file.collection_id)
    if owners.exists():
        return True
    keys = course_keys_of(file)
    if keys and any(reader(user, keys) for reader in _readers):
        return True
    return user.has_perm("courses.publish_course")


def course_keys_of(file: ProtectedFile) -> frozenset[UUID]:
    """Keys of its provider's courses with a live lesson that shows this file. Two queries."""
    references = ReferenceIndex.objects.filter(
        to_content_type=ContentType.objects.get_for_model(file),
        to_object_id=str(file.pk),
        base_content_type=ContentType.objects.get_for_model(Page),
    )
    lessons = LessonPage.objects.live().annotate(reference=Cast("pk", CharField()))
    paths = lessons.filter(reference__in=references.values("object_id")).values_list(
        "path", flat=True
    )
    course_paths = {path[: -2 * Page.steplen] for path in paths}
    shown_in = CoursePage.objects.filter(path__in=course_paths).values("translation_key")
    courses = Course.objects.filter(provider__lesson_collection=file.collection_id)
    return frozenset(courses.filter(key__in=shown_in).values_list("key", flat=True))
