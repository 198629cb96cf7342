"""The pages of a course in the order that its authors want."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from wagtail.models import Page

from courses.arranging import Arrangement, Node, nodes_of, published, wanted
from courses.compiling import OutlineRefused
from courses.models import Course, CoursePage


def read_nodes(course: Course) -> list[Node]:
    """Modules and lessons of the source language. Two queries."""
    source = CoursePage.objects.filter(
        translation_key=course.key, locale__language_code=course.source_language
    )
    path = source.values_list("path", flat=True).first()
    if not path:
        return []
    below = Page.objects.filter(path__startswith=path).exclude(path=path).order_by("path")
    return nodes_of(below.values("path", "translation_key", "lessonpage__minutes"))


def read_wanted(course: Course) -> Arrangement:
    """What its authors want. Two queries."""
    return wanted(course, read_nodes(course))


def refuse_hidden(tree: Sequence[Mapping[str, Any]], arrangement: Arrangement) -> None:
    """Raises OutlineRefused where a lesson that readers have would go below a module that they do
    not: everybody would lose it. `tree`: rows below the course page, live as they would be.
    """
    now = published(nodes_of(tree), ())
    rows = {str(row["translation_key"]): row for row in tree}
    for module, lessons in arrangement.modules:
        if rows[module]["live"] or module in arrangement.retired:
            continue
        for key in lessons:
            if rows[key]["live"] and now.module_of(key) != module and not arrangement.is_out(key):
                words = _(
                    "“%(lesson)s” was moved into “%(module)s”, which nobody can see yet. Publish "
                    "the module with it, or move the lesson back."
                )
                titles = {"lesson": rows[key]["title"], "module": rows[module]["title"]}
                raise OutlineRefused(words % titles)
