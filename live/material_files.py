"""Recordings and slides that lie here as files: who of a run may read them."""

from __future__ import annotations

from django.db.models import Q

from courses.models import MediaDocument, Provider
from courses.protected import ProtectedFile
from live.models import LiveSession
from users.models import User


def may_read_file(user: User, file: ProtectedFile) -> bool:
    """Whoever is in the run of a session that shows it, or hosts it. One query.

    Another provider's file opens to nobody, though a session may name it: a number is enough.
    """
    if not isinstance(file, MediaDocument):
        return False
    shown = LiveSession.objects.filter(
        Q(recording_document=file) | Q(slides_document=file),
        run__course__provider__lesson_collection=file.collection_id,
        run__archived_at=None,
    )
    reads = shown.visible_to(user) | shown.editable_by(user)
    return bool(reads.exists())


def is_of_host(file: MediaDocument, session: LiveSession) -> bool:
    """Whether it still lies with the provider of the session. One query."""
    hosts = Provider.objects.filter(pk=session.run.course.provider_id)
    return hosts.filter(lesson_collection=file.collection_id).exists()
