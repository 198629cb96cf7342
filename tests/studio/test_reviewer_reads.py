"""A reviewer reads every draft of a course as its learners would, and changes no page of it."""

import pytest
from bs4 import BeautifulSoup
from django.core.files.base import ContentFile
from django.urls import reverse

from courses.models import LessonPage, MediaDocument
from courses.protected import may_read
from studio.moderation import submit
from tests.factories.courses import course_page, make_provider
from users.models import User

pytestmark = pytest.mark.django_db


def links(response):
    page = BeautifulSoup(response.content, "html.parser")
    return {a.get_text(" ", strip=True): a["href"] for a in page.select(".studio-page a[href]")}


def test_the_review_leads_to_the_draft_with_its_check(client, course, author, reviewer, draft):
    submit(course, by=author)
    review = client.get(reverse("studio:course-publish", args=[course.pk]))

    response = client.get(links(review)["Read the draft : Shade"])

    assert response.status_code == 200
    text = response.content.decode()
    assert "Trees cool a street." in text
    assert "What did you see?" in text


def test_the_overview_leads_to_every_page_of_the_course(client, course, reviewer):
    overview = client.get(reverse("studio:course-overview", args=[course.pk]))
    found = links(overview)

    assert {"Week 1", "Lesson 1.1", "Shade", "Read the course page"} <= found.keys()
    for name in ("Week 1", "Lesson 1.1", "Shade", "Read the course page"):
        assert client.get(found[name]).status_code == 200, name


def test_wagtails_address_of_a_draft_leads_a_reviewer_to_it(client, reviewer, draft):
    response = client.get(reverse("wagtailadmin_pages:view_draft", args=[draft.pk]), follow=True)

    assert response.status_code == 200
    assert "Trees cool a street." in response.content.decode()


def test_no_page_is_edited_or_published_by_a_reviewer(client, reviewer, draft):
    for name in ("edit", "unpublish", "delete", "copy", "move"):
        address = reverse(f"wagtailadmin_pages:{name}", args=[draft.pk])
        assert client.get(address).status_code == 404, name
        assert client.post(address, {"action-publish": "1"}).status_code == 404, name
    address = reverse("studio:page-draft", args=[draft.pk])
    assert client.post(address, {"action-publish": "1"}).status_code == 405

    draft.refresh_from_db()
    assert not draft.live


def test_nothing_on_a_reviewers_overview_leads_to_a_closed_door(client, course, reviewer):
    LessonPage.objects.filter(title="Shade").update(body="[]")
    for name in ("studio:course-overview", "studio:course-publish"):
        response = client.get(reverse(name, args=[course.pk]))
        for words, address in links(response).items():
            if address.startswith("/"):
                assert client.get(address).status_code == 200, f"{words} {address}"


def test_a_page_outside_the_courses_has_no_draft_here(client, course, reviewer):
    home = course_page(course).get_ancestors().filter(depth=2).get()

    assert client.get(reverse("studio:page-draft", args=[home.pk])).status_code == 404
    assert client.get(reverse("studio:page-draft", args=[999999])).status_code == 404


def test_an_author_of_another_provider_reads_no_draft(client, draft):
    other = User.objects.create_user("other@example.org", "a-long-password")
    other.groups.add(make_provider().author_group)
    client.force_login(other)

    assert client.get(reverse("studio:page-draft", args=[draft.pk])).status_code == 404
    view_draft = reverse("wagtailadmin_pages:view_draft", args=[draft.pk])
    assert client.get(view_draft).status_code == 404


def test_a_reviewer_sees_the_files_that_a_draft_shows(course, reviewer, author):
    document = MediaDocument.objects.create(
        title="Plan",
        collection=course.provider.lesson_collection,
        file=ContentFile(b"0123456789", "plan.pdf"),
    )

    assert may_read(reviewer, document)
    assert not may_read(User.objects.create_user("x@example.org", "a-long-password"), document)
