"""Making a course and publishing it."""

from django.urls import path

from studio import help
from studio.views import (
    arranging,
    catalogs,
    copying,
    courses,
    deleting,
    lessons,
    new_course,
    outlines,
    publishing,
    retiring,
    session,
    translating,
)

urlpatterns = [
    path("", courses.course_list, name="course-list"),
    path("session/", session.session, name="session-alive"),
    path("languages/", catalogs.catalog_list, name="catalog-list"),
    path("new/", new_course.course_new, name="course-new"),
    path("help/", help.course_help, name="course-help"),
    path("<int:pk>/", courses.course_overview, name="course-overview"),
    path("<int:pk>/arrange/", arranging.course_arrange, name="course-arrange"),
    path("<int:pk>/copy/", copying.course_copy, name="course-copy"),
    path("<int:pk>/versions/", outlines.course_outlines, name="course-outlines"),
    path("lessons/<int:page_id>/", lessons.lesson_parts, name="lesson-parts"),
    path("<int:pk>/translate/", translating.course_translate, name="course-translate"),
    path("<int:pk>/delete/", deleting.course_delete, name="course-delete"),
    path("<int:pk>/retire/", retiring.course_retire, name="course-retire"),
    path("<int:pk>/publish/", publishing.course_publish, name="course-publish"),
    path(
        "<int:pk>/publish/<slug:audience>/",
        publishing.course_effect,
        name="course-effect",
    ),
]
