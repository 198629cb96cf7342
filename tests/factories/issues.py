"""Issues of the newsletter as editors make them: every block with its uuid."""

from __future__ import annotations

import io
import itertools
import uuid
from typing import Any

from django.core.files.base import ContentFile
from PIL import Image
from wagtail.models import Locale, Page, Site

from courses.models import CoursePage, MediaImage
from home.models import HomePage
from newsletters.models import IssueSending, Link, NewsletterIndexPage, NewsletterIssuePage
from tests.factories.courses import make_course_index
from tests.factories.newsletters import make_sending

Block = dict[str, Any]
_numbers = itertools.count(1)


def block(kind: str, value: Any) -> Block:
    return {"type": kind, "id": str(uuid.uuid4()), "value": value}


def story(title: str = "A street is read", **fields: Any) -> Block:
    empty = {"text": "", "picture": None, "alt_text": "", "page": None, "url": "", "button": ""}
    return block("story", {"title": title, **empty, **fields})


def course_block(page: CoursePage, **fields: Any) -> Block:
    return block("course", {"course": page.pk, "text": "", "is_large": False, **fields})


def button(label: str = "Read on", **fields: Any) -> Block:
    return block("button", {"label": label, "page": None, "url": "", **fields})


def make_picture(title: str = "A street", collection: Any = None) -> MediaImage:
    """A PNG of 40 by 30 pixels; public without a collection."""
    content = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(content, "PNG")
    fields = {"collection": collection} if collection else {}
    file = ContentFile(content.getvalue(), f"street-{next(_numbers)}.png")
    picture: MediaImage = MediaImage.objects.create(title=title, file=file, **fields)
    return picture


def make_home(language: str = "en") -> HomePage:
    """The home page of this language; the English one is the site's root."""
    locale, _ = Locale.objects.get_or_create(language_code=language)
    found = HomePage.objects.filter(locale=locale).first()
    if found is not None:
        return found
    home = HomePage(title="Home", slug=f"front-{language}", locale=locale)
    english = HomePage.objects.filter(locale__language_code="en").first()
    if english is not None:
        home.translation_key = english.translation_key
    Page.get_first_root_node().add_child(instance=home)
    if language == "en":
        Site.objects.update(root_page=home)
        make_course_index().move(home, pos="last-child")
        Site.clear_site_root_paths_cache()
    return home


def make_archive(language: str = "en") -> NewsletterIndexPage:
    """The archive of this language; the existing one, if there is one."""
    home = make_home(language)
    found = NewsletterIndexPage.objects.filter(locale=home.locale).first()
    if found is not None:
        return found
    archive = NewsletterIndexPage(title="Newsletter", slug="newsletters", locale=home.locale)
    other = NewsletterIndexPage.objects.first()
    if other is not None:
        archive.translation_key = other.translation_key
    home.add_child(instance=archive)
    return archive


def make_issue(language: str = "en", **fields: Any) -> NewsletterIssuePage:
    """A live issue with one story, and what the checks advise."""
    archive = make_archive(language)
    number = next(_numbers)
    page = NewsletterIssuePage(
        **{
            "title": f"Issue {number}",
            "slug": f"issue-{number}",
            "preheader": "What is new",
            "lead": "What cities learned this month.",
            "locale": archive.locale,
            "body": [story(text="<p>A street is read with the feet.</p>")],
            **fields,
        }
    )
    archive.add_child(instance=page)
    return page


def make_issue_sending() -> IssueSending:
    return IssueSending.objects.create(issue_key=uuid.uuid4(), sending=make_sending())


def make_link(url: str = "https://example.org/page/") -> Link:
    """A link of a sending of its own, never opened."""
    number = next(_numbers)
    return Link.objects.create(issue_sending=make_issue_sending(), url=url, code=f"code{number}")
