"""What waits for whom: on the home of the CMS and in the overview of a course."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone
from wagtail.models import WorkflowState

from courses.models import Course, CoursePage, LessonPage
from courses.rights import ensure_staff_rights
from studio.moderation import find_review, find_submission, send_back, submit, withdraw
from studio.waiting import what_waits
from tests.factories.courses import course_page, make_course, make_run
from users.models import User
from users.roles import REVIEWER, SECRETARIAT

pytestmark = pytest.mark.django_db


def person(email, *groups):
    user = User.objects.create_user(email, "a-long-password", name=email.split("@")[0].title())
    user.groups.add(*groups)
    return user


@pytest.fixture
def course():
    ensure_staff_rights()
    return make_course(lessons=(2,))


@pytest.fixture
def author(course):
    return person("author@example.org", course.provider.author_group)


@pytest.fixture
def reviewer(course):
    return person("reviewer@example.org", Group.objects.get(name=REVIEWER))


@pytest.fixture
def secretary(course):
    return person("secretary@example.org", Group.objects.get(name=SECRETARIAT))


@pytest.fixture
def changed(course):
    """A draft of one lesson."""
    lesson = LessonPage.objects.descendant_of(course_page(course)).first()
    lesson.minutes = 44
    lesson.save_revision()
    return course


def labels(user):
    return [item.label for item in what_waits(user)]


def overview(client, user, course):
    client.force_login(user)
    return client.get(reverse("studio:course-overview", args=[course.pk])).content.decode()


def test_a_course_waits_for_one_person_at_a_time(changed, author, reviewer, secretary):
    assert (labels(author), labels(reviewer), labels(secretary)) == (["Drafts to submit"], [], [])

    submit(changed, by=author)
    assert (labels(author), labels(reviewer), labels(secretary)) == ([], ["Review"], ["Review"])

    send_back(changed, by=reviewer, comment="The drawing has no text.")
    assert labels(author) == ["The reviewer asks for changes"]
    assert (labels(reviewer), labels(secretary)) == ([], [])


def test_a_live_change_waits_for_the_secretariat_and_for_its_author(
    course, author, reviewer, secretary
):
    Course.objects.update(dirty_at=timezone.now())

    assert labels(author) == ["Changes to submit"]
    assert labels(reviewer) == []
    assert labels(secretary) == ["Changes wait for “Publish course”"]

    submit(course, by=author)
    assert labels(author) == []
    assert labels(secretary) == ["Review"]


def test_who_reviews_and_writes_sees_both(changed, reviewer):
    own = make_course(lessons=(1,))
    reviewer.groups.add(own.provider.author_group)
    lesson = LessonPage.objects.descendant_of(course_page(own)).first()
    lesson.save_revision()
    submit(changed, by=reviewer)

    assert labels(User.objects.get(pk=reviewer.pk)) == ["Review", "Drafts to submit"]


def test_while_a_submission_waits_its_author_may_withdraw_it(changed, author, reviewer, client):
    submit(changed, by=author)

    text = overview(client, author, changed)

    assert "Submitted by Author on" in text
    assert "Submit for review" not in text
    assert 'value="withdraw"' in text
    seen_by_reviewer = overview(client, reviewer, changed)
    assert 'value="withdraw"' not in seen_by_reviewer
    assert ">Review</a>" in seen_by_reviewer


def test_a_withdrawn_submission_waits_for_nobody_and_can_be_made_again(
    changed, author, reviewer, client
):
    submit(changed, by=author)
    client.force_login(author)
    address = reverse("studio:course-publish", args=[changed.pk])

    client.post(address, {"deed": "withdraw"})
    again = client.post(address, {"deed": "withdraw"}, follow=True)

    assert again.status_code == 200
    assert find_review(changed) is None
    assert labels(reviewer) == []
    assert WorkflowState.objects.get().status == WorkflowState.STATUS_CANCELLED
    submit(changed, by=author)
    assert find_submission(changed) is not None


def test_a_submission_that_was_decided_is_not_withdrawn(changed, author, reviewer):
    submit(changed, by=author)
    send_back(changed, by=reviewer, comment="The drawing has no text.")

    assert not withdraw(changed, by=author)
    assert find_review(changed).status == WorkflowState.STATUS_NEEDS_CHANGES


def test_a_reviewer_who_does_not_write_it_cannot_withdraw(changed, author, reviewer, client):
    submit(changed, by=author)
    client.force_login(reviewer)

    client.post(reverse("studio:course-publish", args=[changed.pk]), {"deed": "withdraw"})

    assert find_submission(changed) is not None


def test_the_author_reads_in_the_overview_what_the_reviewer_asked_for(
    changed, author, reviewer, client
):
    submit(changed, by=author)
    send_back(changed, by=reviewer, comment="The drawing has <no> text.")

    text = overview(client, author, changed)

    assert "The drawing has &lt;no&gt; text." in text
    assert "Reviewer asked for changes on" in text
    assert "Submit again" in text


def test_where_nothing_changed_nothing_is_offered_to_submit(course, author, client):
    text = overview(client, author, course)

    assert "Submit" not in text


def test_wagtails_own_ways_to_submit_lead_to_the_studio(changed, author, client):
    client.force_login(author)
    page = course_page(changed)

    course_form = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    module_form = client.get(
        reverse("wagtailadmin_pages:add", args=["courses", "modulepage", page.pk])
    ).content.decode()

    assert reverse("studio:course-publish", args=[changed.pk]) in course_form
    for text in (course_form, module_form):
        assert "action-submit" not in text
        assert "Save draft" in text


def test_a_new_run_starts_with_the_course_that_one_came_from(course, author, client):
    client.force_login(author)
    text = overview(client, author, course)
    address = f"{reverse('runs:add')}?course={course.pk}"

    assert address in text
    assert client.get(address).context["form"]["course"].value() == course.pk


@pytest.mark.parametrize("named", ["other", "999999", "x"])
def test_a_course_of_others_is_not_chosen_beforehand(course, author, client, named):
    other = make_course(lessons=(1,))
    client.force_login(author)

    form = client.get(
        reverse("runs:add"), {"course": other.pk if named == "other" else named}
    ).context["form"]

    assert form["course"].value() is None
    assert other not in form.fields["course"].queryset


def test_one_name_for_the_list_of_those_without_attempts(course, author, client):
    now = timezone.now()
    run = make_run(course, opens_at=now - timedelta(days=3), starts_at=now, ends_at=None)
    client.force_login(author)

    text = overview(client, author, course)
    page = client.get(reverse("studio:run-checks", args=[run.pk])).content.decode()

    for each in (text, page):
        assert "Learners without attempts left" in each
        assert "No attempts left" not in each


def test_what_can_be_done_with_a_run_stands_below_its_name(course, author, client):
    """Not in a column at the end of a table, which a phone hides."""
    run = make_run(course, title="Spring")
    client.force_login(author)

    page = BeautifulSoup(overview(client, author, course), "html.parser")

    (shown,) = page.select(".studio-runs__run")
    links = {a["href"] for a in shown.select("a")}
    assert {
        reverse("studio:run", args=[run.pk]),
        reverse("studio:run-checks", args=[run.pk]),
    } <= links
    assert not page.select("section[aria-labelledby=runs] table")


def test_no_line_says_that_nothing_stops_publication(course, author, client):
    CoursePage.objects.update(audience="")

    text = overview(client, author, course)

    assert "Nothing says yet who it is for." in text
    assert "0 things" not in text
