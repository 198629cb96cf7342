"""Who may read a file of a lesson: one lock for images, renditions, documents and videos.

A file belongs to its provider's courses whose live lessons show it. Its provider's authors may
read it; learners are asked for through a door. An author of another provider can name any file in
a lesson, for a number is enough: that opens it to nobody. Reviewers read the drafts of every
course, so also what these show. `learning` registers in its `apps.py`:

    register_reader(lambda user, shown: Enrollment.objects.active().visible_to(user)
                    .filter(run__course__key__in=shown).exists())

A file may also be used outside a lesson, as the recording of a session is: who owns such a use
says who reads it (`register_file_use`), and asks whether the file is its provider's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
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

# By the key of a course the keys of its lessons that show the file.
Shown = Mapping[UUID, frozenset[str]]
Reader = Callable[["User", Shown], bool]
ProtectedFile = MediaImage | MediaDocument

FileUse = Callable[["User", ProtectedFile], bool]

_readers: list[Reader] = []
_uses: list[FileUse] = []


def register_reader(reader: Reader) -> None:
    """Let `reader` say whether a signed-in person may read one of these lessons."""
    if reader not in _readers:
        _readers.append(reader)


def register_file_use(use: FileUse) -> None:
    """Let `use` say whether a signed-in person may read a file where it is used outside lessons."""
    if use not in _uses:
        _uses.append(use)


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
    shown = shown_in(file)
    if shown and any(reader(user, shown) for reader in _readers):
        return True
    if any(use(user, file) for use in _uses):
        return True
    return user.has_perm("courses.publish_course")


def shown_in(file: ProtectedFile) -> Shown:
    """Its provider's courses with a live lesson that shows this file, and which. Two queries."""
    references = ReferenceIndex.objects.filter(
        to_content_type=ContentType.objects.get_for_model(file),
        to_object_id=str(file.pk),
        base_content_type=ContentType.objects.get_for_model(Page),
    )
    lessons = LessonPage.objects.live().annotate(reference=Cast("pk", CharField()))
    found = lessons.filter(reference__in=references.values("object_id"))
    lesson_keys: dict[str, set[str]] = defaultdict(set)
    for path, key in found.values_list("path", "translation_key"):
        lesson_keys[path[: -2 * Page.steplen]].add(str(key))
    theirs = Course.objects.filter(provider__lesson_collection=file.collection_id)
    pages = CoursePage.objects.filter(
        path__in=lesson_keys, translation_key__in=theirs.values("key")
    ).values_list("path", "translation_key")
    shown: dict[UUID, frozenset[str]] = {}
    for path, course_key in pages:
        shown[course_key] = shown.get(course_key, frozenset()) | lesson_keys[path]
    return shown
