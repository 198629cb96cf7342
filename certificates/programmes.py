"""What a certificate of a programme says: its courses, instead of lessons and checks."""

from __future__ import annotations

from django.db.models import Q

from courses.models import CourseFormat
from courses.outline import PART
from courses.reading import titles
from learning.models import ActivityResult, ResultKind

from .models import Certificate


def certified_courses(certificate: Certificate) -> tuple[str, ...] | None:
    """The courses of the programme that counted when it was issued; None of any other course.

    By what was recorded up to then, so that nothing that happens later changes it: results are
    never rewritten, only voided. No query where it is no programme, else three.
    """
    enrollment = certificate.enrollment
    if enrollment.run.course.format != CourseFormat.PROGRAMME:
        return None
    if enrollment.completed_outline is None:
        return ()
    done = _done_pairs(certificate)
    found = {
        activity.course: activity.title
        for lesson, activity in enrollment.completed_outline.outline.activities()
        if activity.kind == PART and (lesson.key, activity.key) in done
    }
    source = enrollment.run.course.source_language
    names = titles(found, language=certificate.language, source_language=source) if found else {}
    return tuple(names.get(key, title) for key, title in found.items())


def _done_pairs(certificate: Certificate) -> set[tuple[str, str]]:
    at = certificate.issued_at
    stood = Q(voided_at=None) | Q(voided_at__gt=at)
    results = ActivityResult.objects.filter(
        stood, enrollment=certificate.enrollment_id, recorded_at__lte=at
    ).exclude(kind=ResultKind.EXCUSED)
    rows = results.values_list("lesson_key", "activity_key")
    return {(str(lesson), activity) for lesson, activity in rows}
