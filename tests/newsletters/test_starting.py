"""This month's issue: the last one's shape, what is new, and one for each month."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from courses.models import CoursePage
from courses.rights import ensure_staff_rights
from newsletters.actions.starting import IssueNotStarted, start_issue
from newsletters.models import NewsletterIssuePage, StartedIssue
from newsletters.news import find_news
from tests.factories.courses import NOW, course_page, make_course, make_run
from tests.factories.issues import block, button, course_block, make_archive, make_issue, story
from tests.factories.learning import make_learner
from users.roles import SECRETARIAT

pytestmark = pytest.mark.django_db
MONTH = date(2027, 1, 1)


@pytest.fixture
def secretary():
    ensure_staff_rights()
    secretary = make_learner()
    secretary.groups.add(Group.objects.get(name=SECRETARIAT))
    return secretary


def new_course(title, **run):
    """A course whose run opens in ten days and whose page is older than any issue."""
    course = make_course(lessons=(1,), title=title)
    days = {"opens_at": 10, "closes_at": 20, "starts_at": 30, "ends_at": 60}
    make_run(course, **{name: NOW + timedelta(days=count) for name, count in days.items()} | run)
    return course_page(course)


def kinds(page):
    return [block.block_type for block in page.body]


def test_the_shape_of_the_last_issue_comes_back_empty_with_what_is_new(secretary):
    make_archive()
    old, fresh = course_page(make_course(lessons=(1,))), new_course("Gardens")
    make_issue(
        month=date(2026, 12, 1),
        first_published_at=NOW - timedelta(days=20),
        body=[
            story("Old news"),
            course_block(old, is_large=True, text="<p>Old words</p>"),
            block("divider", None),
            course_block(old),
            button("Old", url="https://example.org/"),
        ],
    )

    page, is_new = start_issue(by=secretary, at=NOW)

    assert is_new
    assert not page.live
    assert page.month == MONTH
    assert page.owner == secretary
    assert kinds(page) == ["story", "course", "divider", "button", "text"]
    assert page.body[0].value["title"] == ""
    assert page.body[1].value["course"].pk == fresh.pk
    assert page.body[1].value["is_large"]
    assert not page.body[1].value["text"].source
    assert page.body[3].value["label"] == ""
    assert "Old" not in str(list(page.body.raw_data))
    assert all(each["id"] for each in page.body.raw_data)
    assert page.get_latest_revision() is not None


def test_more_new_courses_than_the_last_issue_had_stand_behind_its_last(secretary):
    make_archive()
    pages = [new_course(title) for title in ("A", "B", "C")]
    make_issue(
        month=date(2026, 12, 1),
        first_published_at=NOW - timedelta(days=20),
        body=[course_block(pages[0]), story("Old")],
    )

    page, _is_new = start_issue(by=secretary, at=NOW)

    assert kinds(page) == ["course", "course", "course", "story", "text"]


def test_without_an_earlier_issue_there_is_a_first_shape(secretary):
    make_archive()

    page, _is_new = start_issue(by=secretary, at=NOW)

    assert kinds(page) == ["story", "divider", "divider", "text"]


def test_coming_days_are_told_in_the_runs_own_zone_with_links(secretary):
    make_archive()
    closes_at = datetime(2027, 2, 1, 15, 30, tzinfo=UTC)  # the second in Seoul
    fresh = new_course("Gardens & roofs", closes_at=closes_at)

    page, _is_new = start_issue(by=secretary, at=NOW)

    text = page.body[-1].value.source
    assert "2 February 2027" in text
    assert f'<a linktype="page" id="{fresh.pk}">Gardens &amp; roofs</a>' in text


def test_news_are_courses_since_the_last_issue_and_runs_that_are_near(
    django_assert_num_queries,
):
    make_archive()
    since = NOW - timedelta(days=30)
    quiet = course_page(make_course(lessons=(1,), title="Quiet"))
    published = course_page(make_course(lessons=(1,), title="Published"))
    CoursePage.objects.filter(pk=published.pk).update(first_published_at=NOW - timedelta(days=3))
    CoursePage.objects.filter(pk=quiet.pk).update(first_published_at=NOW - timedelta(days=300))
    near = new_course("Near")
    far = new_course("Far", opens_at=NOW + timedelta(days=200), closes_at=None, starts_at=None)
    far.refresh_from_db()
    always = make_course(lessons=(1,), title="Always")
    make_run(always, is_always_open=True, opens_at=NOW - timedelta(days=400), ends_at=None)

    # runs with their courses, restrictions, pages
    with django_assert_num_queries(3):
        news = find_news(since=since, at=NOW)

    assert [page.title for page in news.pages] == ["Near", "Published"]
    assert {day.page_id for day in news.days} == {near.pk}
    assert [day.words for day in news.days] == [
        "Enrollment for %(course)s opens",
        "Enrollment for %(course)s closes",
        "%(course)s starts",
    ]


def test_a_month_has_one_issue_however_often_somebody_starts_it(secretary):
    make_archive()

    first, _is_new = start_issue(by=secretary, at=NOW)
    again, is_new = start_issue(by=secretary, at=NOW + timedelta(days=5))
    later, is_later_new = start_issue(by=secretary, at=NOW + timedelta(days=31))

    assert again.pk == first.pk
    assert not is_new
    assert is_later_new
    assert later.pk != first.pk
    assert StartedIssue.objects.count() == NewsletterIssuePage.objects.count() == 2


def test_an_issue_that_somebody_made_by_hand_is_this_months(secretary):
    by_hand = make_issue(month=MONTH, live=False)

    page, is_new = start_issue(by=secretary, at=NOW)

    assert (page.pk, is_new) == (by_hand.pk, False)


def test_a_month_whose_issue_was_deleted_begins_anew_at_a_free_address(secretary):
    make_archive()
    first, _is_new = start_issue(by=secretary, at=NOW)
    first.delete()
    make_issue(slug="2027-01", month=date(2026, 1, 1))

    page, is_new = start_issue(by=secretary, at=NOW)

    assert is_new
    assert page.slug == "2027-01-2"


def test_without_an_archive_it_says_what_to_make_first(secretary, client):
    client.force_login(secretary)
    from tests.factories.issues import make_home

    make_home()

    with pytest.raises(IssueNotStarted, match="archive below the home page"):
        start_issue(by=secretary, at=NOW)


def test_the_button_starts_once_and_opens_the_editor(secretary, client):
    make_archive()
    client.force_login(secretary)

    first = client.post(reverse("newsletter-issues:start"))
    second = client.post(reverse("newsletter-issues:start"))

    page = NewsletterIssuePage.objects.get()
    assert first["Location"] == second["Location"]
    assert first["Location"] == reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert client.get(first["Location"]).status_code == 200
    assert client.get(reverse("newsletter-issues:start")).status_code == 405


def test_an_author_of_a_course_starts_no_issue(client):
    make_archive()
    author = make_learner()
    author.groups.add(make_course(lessons=(1,)).provider.author_group)
    client.force_login(author)

    assert client.post(reverse("newsletter-issues:start")).status_code in {302, 403}
    assert client.get(reverse("newsletter-issues:list")).status_code == 404
    assert not NewsletterIssuePage.objects.exists()
