"""A draft as somebody reads it who may comment: a reviewer, or a guest with a link.

It goes with the request of the page's own preview; `slots/review_*.html` show it there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

from django.http import HttpRequest, HttpResponse
from wagtail.models import Comment, Page

from courses.arranging import Node, arranged_paths, wanted
from courses.models import Course, CoursePage
from studio.comments import WHOLE_PAGE, comments_of


@dataclass(frozen=True, slots=True)
class Refused:
    """What somebody typed that was not taken, so that it stands there again."""

    place: str
    text: str
    error: str


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A page of the course in the list of the bar."""

    title: str
    url: str
    depth: int
    is_current: bool
    comment_count: int


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the pages of a draft lie for this reader: `page` and `post` by the id of a page.

    `resolve` is "" for whoever may not mark a comment as done.
    """

    home: str
    page: Callable[[int], str]
    post: Callable[[int], str]
    resolve: str = ""


@dataclass(slots=True)
class Reading:
    """`home` leads back; `guest` is the name of whoever is not signed in, or ""."""

    course: Course
    page: Page
    post_url: str
    home_url: str
    guest: str = ""
    resolve_url: str = ""
    pages: list[Neighbour] = field(default_factory=list)
    comments: dict[str, list[Comment]] = field(default_factory=dict)
    refused: Refused | None = None

    whole_page = WHOLE_PAGE

    @property
    def open_count(self) -> int:
        everything = [each for group in self.comments.values() for each in group]
        return sum(1 for each in everything if each.resolved_at is None)

    @property
    def next_page(self) -> Neighbour | None:
        """The page that is read after this one."""
        places = [number for number, each in enumerate(self.pages) if each.is_current]
        following = self.pages[places[0] + 1 :] if places else []
        return following[0] if following else None

    def at(self, place: str) -> list[Comment]:
        """Comments at this place; at the whole page also those whose place is gone."""
        if place != WHOLE_PAGE:
            return self.comments.get(place, [])
        groups = [each for key, each in self.comments.items() if key in (WHOLE_PAGE, "")]
        return [comment for group in groups for comment in group]


def read_draft(course: Course, page: Page, *, places: Addresses, guest: str = "") -> Reading:
    """What the bar and the places of this page show. Four queries."""
    reading = Reading(
        course=course,
        page=page,
        post_url=places.post(page.pk),
        home_url=places.home,
        resolve_url=places.resolve,
        guest=guest,
    )
    comments = list(comments_of(course))
    drafted = page.get_latest_revision_as_object()
    said: dict[str, list[Comment]] = defaultdict(list)
    for comment in comments:
        if comment.page_id == page.pk:
            is_there = comment.has_valid_contentpath(drafted)
            said[comment.contentpath if is_there else ""].append(comment)
    reading.comments = dict(said)
    reading.pages = _neighbours(course, page, comments, places.page)
    return reading


def pages_to_read(course: Course, root: CoursePage) -> list[Page]:
    """The course page with what is below it in the order that its authors want, without what they
    took out: that is no part of the draft. A query.
    """
    below = list(Page.objects.descendant_of(root).order_by("path"))
    nodes = [
        Node(each.path, str(each.translation_key), each.depth - root.depth > 1) for each in below
    ]
    paths = arranged_paths(nodes, wanted(course, nodes))
    kept = sorted((each for each in below if each.path in paths), key=lambda e: paths[e.path])
    return [root, *kept]


def _neighbours(
    course: Course, page: Page, comments: list[Comment], page_url: Callable[[int], str]
) -> list[Neighbour]:
    """The pages of the draft in this page's language."""
    root = CoursePage.objects.ancestor_of(page, inclusive=True).get()
    counts: dict[int, int] = defaultdict(int)
    for comment in comments:
        counts[comment.page_id] += comment.resolved_at is None
    return [
        Neighbour(
            title=each.draft_title or each.title,
            url=page_url(each.pk),
            depth=each.depth - root.depth,
            is_current=each.pk == page.pk,
            comment_count=counts[each.pk],
        )
        for each in pages_to_read(course, root)
    ]


def show_draft(
    request: HttpRequest, page: Page, reading: Reading, *, status: int = 200
) -> HttpResponse:
    """The newest draft in the page's own preview, with what may be said about it."""
    drafted = page.get_latest_revision_as_object()
    response: HttpResponse = drafted.make_preview_request(
        request, drafted.default_preview_mode, extra_request_attrs={"review": reading}
    )
    if response.status_code == 200:
        response.status_code = status
    return response
