"""What stands below a post, for whom, and what its addresses do."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from discussions.models import Post, Report
from tests.factories.courses import NOW
from tests.factories.discussions import make_post, make_report, make_thread
from tests.factories.learning import make_enrollment, make_learner
from tests.live.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def host(run):
    person = make_learner(name="Ayu Lestari")
    run.team.add(person)
    return person


def deed(post, name):
    return reverse("discussions:post-deed", args=[post.pk, name])


def thread_page(thread):
    return reverse("discussions:thread", args=[thread.pk])


def deeds_below(response):
    """Of each post: the last words of the addresses that stand below it."""
    posts = BeautifulSoup(response.content, "html.parser").select(".post")
    return [
        {
            (each.get("href") or each.get("action")).rstrip("/").rpartition("/")[2]
            for each in post.select(".post__deeds a, .post__deeds form")
        }
        for post in posts
    ]


def test_each_reader_finds_below_a_post_what_they_may_do(run, learner, host, client):
    thread = make_thread(run, author=learner)
    make_post(thread)
    assert deeds_below(client.get(thread_page(thread))) == [{"edit", "delete"}, {"report"}]

    client.force_login(host)
    assert deeds_below(client.get(thread_page(thread))) == [{"hide"}, {"helpful", "hide"}]


def test_a_report_is_asked_for_sent_once_and_shown_to_hosts_alone(run, learner, host, client):
    post = make_post(make_thread(run))
    assert "What is wrong with it?" in text_of(client.get(deed(post, "report")))
    refused = client.post(deed(post, "report"), {"words": "My words"})
    assert refused.status_code == 422
    assert "Choose what fits best." in text_of(refused)
    assert "My words" in refused.content.decode()

    for _twice in range(2):
        values = {"reason": "INSULT", "words": "Rude <b>words</b>"}
        done = client.post(deed(post, "report"), values, follow=True)

    assert "The team looks at it." in text_of(done)
    assert "Rude" not in text_of(done)
    assert Report.objects.count() == 1
    client.force_login(host)
    page = text_of(client.get(thread_page(post.thread)))
    assert "Rude <b>words</b> (Rina Kusuma)" in page
    client.post(deed(post, "keep"))
    assert "Reported:" not in text_of(client.get(thread_page(post.thread)))


def test_a_report_leads_to_the_thanks_and_stands_in_place_of_the_button(run, learner, host, client):
    post = make_post(make_thread(run, author=learner))

    done = client.post(deed(post, "report"), {"reason": "SPAM"})

    assert done.url == f"{thread_page(post.thread)}?page=1"
    page = client.get(done.url)
    assert "You reported this." in text_of(page)
    assert deeds_below(page) == [{"edit", "delete"}, set()]
    client.force_login(make_enrollment(run=run, learner=make_learner()).learner)
    assert "You reported this." not in text_of(client.get(thread_page(post.thread)))
    Report.objects.update(decision="KEPT", decided_by=host, decided_at=NOW)
    client.force_login(learner)
    assert deeds_below(client.get(thread_page(post.thread)))[1] == {"report"}


def test_below_their_own_post_a_host_finds_no_report_and_another_host_does(run, host, client):
    own = make_post(make_thread(run), author=host)
    make_report(own, by=make_learner(name="Rina Kusuma"), words="Rude")
    other = make_learner()
    run.team.add(other)

    client.force_login(host)
    page = text_of(client.get(thread_page(own.thread)))
    assert "Reported:" not in page
    assert "Rina" not in page
    assert client.post(deed(own, "keep")).status_code == 404

    client.force_login(other)
    assert "Rude (Rina Kusuma)" in text_of(client.get(thread_page(own.thread)))
    client.post(deed(own, "keep"))
    assert Report.objects.get().decided_by == other


def test_whoever_reports_too_much_is_stopped(run, learner, client):
    posts = [make_post(make_thread(run)) for _ in range(21)]
    statuses = [client.post(deed(post, "report"), {"reason": "SPAM"}).status_code for post in posts]
    assert statuses == [302] * 20 + [429]


def test_a_host_hides_a_post_with_a_reason_that_its_author_and_hosts_read(
    run, learner, host, client
):
    post = make_post(make_thread(run), author=learner, body="Buy my boots")
    client.force_login(host)
    assert "Say why: its author reads it." in text_of(client.post(deed(post, "hide")))

    client.post(deed(post, "hide"), {"reason": "This is no market."})

    said = "The team hid this: This is no market."
    for person, reads in ((host, True), (learner, True)):
        client.force_login(person)
        page = text_of(client.get(thread_page(post.thread)))
        assert said in page
        assert ("Buy my boots" in page) is reads
    other = make_enrollment(run=run, learner=make_learner()).learner
    client.force_login(other)
    page = text_of(client.get(thread_page(post.thread)))
    assert "The team hid this." in page
    assert "Buy my boots" not in page
    assert "no market" not in page
    client.force_login(host)
    client.post(deed(post, "show"))
    client.force_login(other)
    assert "Buy my boots" in text_of(client.get(thread_page(post.thread)))


def test_a_hidden_thread_is_read_by_whoever_began_it_and_the_hosts_without_a_form(
    run, learner, host, client
):
    thread = make_thread(run, author=learner)
    make_post(thread, author=host)
    client.force_login(host)
    client.post(deed(thread.posts.get(is_first=True), "hide"), {"reason": "Wrong place"})
    listed = reverse("discussions:run", args=[run.slug])

    for person in (host, learner):
        client.force_login(person)
        response = client.get(thread_page(thread))
        assert "The team hid this thread" in text_of(response)
        assert b'name="body"' not in response.content
        assert "Hidden" in text_of(client.get(listed))
    client.force_login(make_enrollment(run=run, learner=make_learner()).learner)
    assert client.get(thread_page(thread)).status_code == 404
    assert thread.title not in text_of(client.get(listed))


def test_one_changes_ones_own_words_from_the_form_that_holds_them(run, learner, client):
    thread = make_thread(run, author=learner, body="Who knows?")
    first = thread.posts.get()
    page = client.get(deed(first, "edit"))
    assert "Who knows?" in page.content.decode()

    values = {"title": "Shade", "body": "Which trees?", "seen": ""}
    client.post(deed(first, "edit"), values)
    old = client.post(deed(first, "edit"), {**values, "body": "From an old form"})

    assert old.status_code == 409
    assert "From an old form" in old.content.decode()
    page = text_of(client.get(thread_page(thread)))
    assert "Which trees?" in page
    assert "changed" in page
    odd = client.post(deed(first, "edit"), {**values, "body": "x", "seen": "2027-99-99"})
    assert odd.status_code == 409


def test_one_deletes_ones_own_words_after_a_question(run, learner, client):
    thread = make_thread(run, author=learner)
    answer = make_post(thread, author=learner, body="Never mind")
    assert "Delete what you wrote?" in text_of(client.get(deed(answer, "delete")))
    assert Post.objects.filter(deleted_at=None).count() == 2

    client.post(deed(answer, "delete"))

    page = text_of(client.get(thread_page(thread)))
    assert "Its author deleted this." in page
    assert "Never mind" not in page


def test_the_mark_of_a_host_stands_on_the_answer_and_in_the_list(run, learner, host, client):
    post = make_post(make_thread(run))
    client.force_login(host)
    client.post(deed(post, "helpful"))
    client.force_login(learner)

    assert "Helpful, says the team" in text_of(client.get(thread_page(post.thread)))
    listed = text_of(client.get(reverse("discussions:run", args=[run.slug])))
    assert "With a helpful answer" in listed


def test_a_host_closes_a_thread_and_opens_it_again(run, learner, host, client):
    thread = make_thread(run)
    address = reverse("discussions:thread-deed", args=[thread.pk, "close"])
    assert client.post(address).status_code == 404
    client.force_login(host)
    assert "The thread is closed." in text_of(client.post(address, follow=True))
    again = reverse("discussions:thread-deed", args=[thread.pk, "reopen"])
    assert "The thread is open again." in text_of(client.post(again, follow=True))


def test_nobody_does_what_is_not_theirs_to_do(run, learner, host, client):
    post = make_post(make_thread(run), body="As it was")
    for name in ("edit", "delete", "hide", "show", "helpful", "unhelpful", "keep", "shout"):
        values = {"body": "Changed", "title": "x", "reason": "Because", "seen": ""}
        assert client.post(deed(post, name), values).status_code in (302, 404)
    client.force_login(host)
    for name in ("edit", "delete"):
        client.post(deed(post, name), values)
    client.force_login(make_enrollment().learner)
    for name in ("report", "edit"):
        response = client.post(deed(post, name), {**values, "reason": "SPAM"})
        assert response.url == reverse("learning:enroll", args=[run.slug])

    post.refresh_from_db()
    assert (post.body, post.hidden_at, post.deleted_at, post.helpful_at) == (
        *("As it was", None, None, None),
    )
    assert not Report.objects.exists()


def test_the_address_of_a_post_leads_to_its_page(run, learner, client):
    thread = make_thread(run)
    people = [make_learner()]
    rows = [
        Post(thread=thread, author=people[0], body=f"{n}", created_at=NOW + timedelta(minutes=n))
        for n in range(1, 61)
    ]
    Post.objects.bulk_create(rows)
    type(thread).objects.update(answer_count=60)
    last = Post.objects.latest("created_at")

    led = client.get(reverse("discussions:post", args=[last.pk])).url

    assert led == f"{thread_page(thread)}?page=2#post-{last.pk}"
    assert f'id="post-{last.pk}"' in client.get(led).content.decode()


def test_reports_cost_a_host_one_query_whatever_their_number(
    run, host, client, django_assert_num_queries
):
    client.force_login(host)
    thread = make_thread(run)
    for _ in range(30):
        make_report(make_post(thread))
    client.get(thread_page(thread))

    # session, user; the thread with the seat; posts; reports; the course's title; what the host may
    # do in the CMS (two), since ways there are offered
    with django_assert_num_queries(8):
        client.get(thread_page(thread))


@pytest.mark.parametrize("role", ["learner", "team", "author"])
def test_what_hosts_hear_of_is_offered_to_hosts_alone(client, run, role):
    learner = make_learner()
    client.force_login(learner)
    if role == "team":
        run.team.add(learner)
    elif role == "author":
        learner.groups.add(run.course.provider.author_group)

    page = BeautifulSoup(client.get(reverse("notifications:choices")).content, "html.parser")

    names = {each["name"] for each in page.select("main select")}
    offered = {"notices-thread_new", "notices-post_reported"} & names
    assert len(offered) == (0 if role == "learner" else 2)
    assert "notices-thread_answer" in names
