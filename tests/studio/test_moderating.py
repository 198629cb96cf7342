"""The hosts of a run see what is reported, decide, and read what was done."""

import pytest
from django.urls import reverse

from courses.models import CourseRun
from discussions.actions import hide_post, keep_post, mark_helpful
from discussions.reported import runs_with_reports
from tests.factories.courses import NOW, make_provider, make_run
from tests.factories.discussions import make_announcement, make_post, make_report, make_thread
from tests.factories.learning import make_learner
from tests.live.pages import text_of
from users.actions import erase_user
from users.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def run():
    return make_run()


@pytest.fixture
def author(run, client):
    user = User.objects.create_user("author@example.org", "a-long-password", name="Sam")
    user.groups.add(run.course.provider.author_group)
    client.force_login(user)
    return user


@pytest.fixture
def post(run):
    return make_post(make_thread(run), author=make_learner(name="Budi"), body="Buy <b>boots</b>")


def page_of(run):
    return reverse("studio:run-moderation", args=[run.pk])


def test_what_is_reported_stands_there_with_who_said_what(client, run, author, post):
    for name in ("Asha", "Ben"):
        make_report(post, by=make_learner(name=name), words=f"Says {name}")
    make_report(make_post(make_thread(), body="Of another run"))

    page = text_of(client.get(page_of(run)))

    assert "Buy <b>boots</b>" in page
    assert "Advertising: Says Asha Asha" in page
    assert "Says Ben" in page
    assert "Of another run" not in page


def test_a_decision_ends_the_reports_and_stands_in_the_log(client, run, author, post):
    make_report(post)
    other = make_post(post.thread, body="Harmless")
    make_report(other)

    client.post(page_of(run), {"post": post.pk, "deed": "hide", "reason": "No market"})
    page = text_of(client.post(page_of(run), {"post": other.pk, "deed": "keep"}, follow=True))

    assert "Nothing is reported." in page
    assert "Decided on a report: Kept" in page
    assert "Hid the post" in page
    post.refresh_from_db()
    assert (post.hidden_reason, post.hidden_by) == ("No market", author)


def test_hiding_without_a_reason_is_refused_beside_its_field(client, run, author, post):
    make_report(post)

    response = client.post(page_of(run), {"post": post.pk, "deed": "hide", "reason": " "})

    assert response.status_code == 422
    assert "Say why: its author reads it." in text_of(response)
    post.refresh_from_db()
    assert post.hidden_at is None


def test_a_post_of_another_run_and_odd_numbers_are_not_found(client, run, author):
    elsewhere = make_post(make_thread())
    for number in (elsewhere.pk, "x", "", "9" * 40):
        response = client.post(page_of(run), {"post": number, "deed": "keep"})
        assert response.status_code == 404


def test_an_erased_account_leaves_no_words_to_decide_about(client, run, author, post):
    make_report(post)
    erase_user(user=post.author, at=NOW)

    page = text_of(client.get(page_of(run)))

    assert "Nothing is reported." in page
    assert "boots" not in page


def test_other_providers_and_learners_find_no_such_page(client, run, post):
    make_report(post)
    stranger = User.objects.create_user("other@example.org", "a-long-password", name="Ola")
    stranger.groups.add(make_provider().author_group)
    for person in (stranger, post.author):
        client.force_login(person)
        values = {"post": post.pk, "deed": "keep"}
        for response in (client.get(page_of(run)), client.post(page_of(run), values)):
            assert response.status_code in (302, 403, 404)
    assert post.reports.get().decided_at is None


def test_forty_reports_and_a_long_log_cost_what_one_costs(
    client, run, author, post, django_assert_max_num_queries
):
    for _ in range(40):
        make_report(make_post(post.thread))
        mark_helpful(post=make_post(post.thread), by=author, at=NOW)
    hide_post(post=make_post(post.thread), reason="x", by=author, at=NOW)
    client.get(page_of(run))

    # the frame of the CMS; the run, what is reported, also of what the asker wrote; of the log its
    # entries, and how many
    with django_assert_max_num_queries(19):
        client.get(page_of(run))


def test_how_many_posts_wait_stands_on_the_home_of_the_cms_and_on_the_page_of_the_run(
    client, run, author, post
):
    ways = (reverse("wagtailadmin_home"), reverse("studio:run", args=[run.pk]))
    before = [text_of(client.get(way)) for way in ways]
    for _each in range(2):
        make_report(post)
    make_report(make_post(post.thread))
    make_report(make_post(make_thread(run), author=author))  # one's own: others decide
    make_report(make_post(make_thread(make_run())))  # somebody else's run

    after = [text_of(client.get(way)) for way in ways]

    assert not any("reported" in page for page in before)
    assert "2 posts are reported" in after[0]
    assert "Moderation 2 reported" in after[1]


@pytest.mark.parametrize(("own", "said"), [("UTC", "(Jakarta)"), ("Asia/Tokyo", "(Tokyo)")])
def test_times_are_those_of_the_run_for_who_has_chosen_no_clock(
    own, said, client, run, author, post
):
    CourseRun.objects.filter(pk=run.pk).update(time_zone="Asia/Jakarta")
    User.objects.filter(pk=author.pk).update(time_zone=own)
    make_report(post)
    make_announcement(run, by=author)

    for name in ("moderation", "announce"):
        page = text_of(client.get(reverse(f"studio:run-{name}", args=[run.pk])))
        assert said in page
        assert "(UTC)" not in page


def test_what_waits_is_read_by_one_query_and_goes_with_the_decision(
    run, author, post, django_assert_num_queries
):
    for _each in range(30):
        make_report(make_post(make_thread(make_run(run.course))))
    make_report(post)
    keep_post(post=post, by=author, at=NOW)
    runs_with_reports(author, most=10)  # what they may do is asked once

    with django_assert_num_queries(1):
        found = runs_with_reports(author, most=10)

    assert [each.count for each in found] == [1] * 10


def test_a_host_sees_nothing_of_what_is_reported_of_their_own_and_another_decides(
    client, run, author
):
    own = make_post(make_thread(run), author=author, body="Read the text first")
    make_report(own, by=make_learner(name="Rina"), words="Rude")

    page = text_of(client.get(page_of(run)))
    assert "Nothing is reported." in page
    assert "Rina" not in page
    for deed in ("keep", "hide"):
        values = {"post": own.pk, "deed": deed, "reason": "x"}
        assert client.post(page_of(run), values).status_code == 404

    other = User.objects.create_user("second@example.org", "a-long-password", name="Ola")
    other.groups.add(run.course.provider.author_group)
    client.force_login(other)
    assert "Rude Rina" in text_of(client.get(page_of(run)))
    decided = client.post(page_of(run), {"post": own.pk, "deed": "keep"}, follow=True)
    assert "Decided on a report: Kept" in text_of(decided)

    client.force_login(author)
    assert "Decided on a report" not in text_of(client.get(page_of(run)))
