"""The discussion of a run as people in it see it, and as nobody else does."""

from datetime import timedelta
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from discussions.models import Post, Report, Thread
from learning.actions import withdraw
from tests.factories.courses import NOW
from tests.factories.discussions import make_post, make_report, make_thread
from tests.factories.learning import lessons_of, make_enrollment, make_learner
from tests.live.pages import text_of
from users.actions import erase_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
MINUTE = timedelta(minutes=1)


def of_run(run):
    return reverse("discussions:run", args=[run.slug])


def of_thread(thread):
    return reverse("discussions:thread", args=[thread.pk])


def deed(thread, name):
    return reverse("discussions:thread-deed", args=[thread.pk, name])


def form_of(response, selector="form[action$='#answer'], .post-form"):
    form = BeautifulSoup(response.content, "html.parser").select_one(selector)
    return {
        each["name"]: each.get("value", each.get_text().strip()) for each in form.select("[name]")
    }


def send_thread(client, run, **fields):
    address = reverse("discussions:new-thread", args=[run.slug])
    values = {"token": uuid4(), "title": "Shade", "body": "Which trees?", **fields}
    return client.post(address, values)


def send_answer(client, thread, **fields):
    return client.post(deed(thread, "answer"), {"token": uuid4(), "body": "Tamarind.", **fields})


def test_a_learner_begins_a_thread_and_another_answers(run, learner, client):
    response = send_thread(client, run)
    thread = Thread.objects.get()
    assert response.url == of_thread(thread)
    other = make_learner(name="Arjun Thapa")
    make_enrollment(run=run, learner=other)
    client.force_login(other)

    response = send_answer(client, thread)

    answer = Post.objects.get(is_first=False)
    assert response.url == f"{of_thread(thread)}?page=last#post-{answer.pk}"
    page = text_of(client.get(response.url))
    assert page.index("Rina Kusuma") < page.index("Which trees?") < page.index("Tamarind.")
    assert "1 answer" in text_of(client.get(of_run(run)))


def test_a_double_click_publishes_once(run, learner, client):
    values = form_of(client.get(reverse("discussions:new-thread", args=[run.slug])))
    values |= {"title": "Shade", "body": "Which trees?"}

    first = client.post(reverse("discussions:new-thread", args=[run.slug]), values)
    second = client.post(reverse("discussions:new-thread", args=[run.slug]), values)

    assert first.url == second.url
    assert Thread.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"title": " "}, "Say in a few words what it is about."),
        ({"title": "\u3164\u200b"}, "Say in a few words what it is about."),
        ({"title": "x" * 201}, "At most 200 characters"),
        ({"body": ""}, "Write something first."),
        ({"body": "\u2800\u200d"}, "Write something first."),
        ({"body": "x" * 5001}, "At most 5,000 characters"),
        ({"body": "Shade\x00"}, "Null characters are not allowed."),
        ({"body": "https://example.org " * 6}, "At most 5 links"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost(
    fields, sentence, run, learner, client
):
    response = send_thread(client, run, **fields)

    assert response.status_code == 422
    assert sentence in text_of(response)
    kept = form_of(response)
    assert kept["title" if "body" in fields else "body"] in {"Shade", "Which trees?"}
    assert not Thread.objects.exists()


def test_an_answer_that_is_refused_stays_in_its_field(run, learner, client):
    thread = make_thread(run)
    assert send_answer(client, thread).status_code == 302

    response = send_answer(client, thread)

    assert response.status_code == 409
    assert "It stands there already." in text_of(response)
    assert form_of(response)["body"] == "Tamarind."
    assert send_answer(client, thread, body="").status_code == 422


def test_whoever_writes_too_fast_waits_and_keeps_what_they_typed(run, learner, client, clock):
    thread = make_thread(run)
    for number in range(10):
        assert send_answer(client, thread, body=f"Word {number}").status_code == 302

    response = send_answer(client, thread, body="One more")
    assert response.status_code == 429
    assert "Wait ten minutes" in text_of(response)
    assert form_of(response)["body"] == "One more"
    clock.shift(11 * MINUTE)
    assert send_answer(client, thread, body="One more").status_code == 302


def test_at_most_five_threads_an_hour(run, learner, client):
    for number in range(5):
        assert send_thread(client, run, body=f"Word {number}").status_code == 302

    assert send_thread(client, run, body="One more").status_code == 429


def test_words_are_plain_links_are_marked_and_nothing_of_them_runs(run, learner, client):
    body = (
        'One\n\nTwo <script>alert(1)</script> https://example.org/a?b=1&c="x" javascript:alert(1)'
    )
    thread = make_thread(run, body=body, title="<b>Shade</b>")

    html = client.get(of_thread(thread)).content.decode()
    soup = BeautifulSoup(html, "html.parser").select_one(".post__body")

    assert "<script>alert" not in html
    assert "<b>Shade" not in html
    assert soup.p.get_text() == "One"
    (link,) = soup.select("a")
    assert link["href"].startswith("https://example.org/a")
    assert set(link["rel"]) == {"nofollow", "ugc", "noopener"}


def test_towers_of_marks_stand_over_nobody_elses_words(run, learner, client):
    send_thread(client, run, title="He" + "\u0317" * 90 + "at", body="Sha" + "\u0301" * 900 + "de")

    thread = Thread.objects.get()
    assert thread.title == "He" + "\u0317" * 6 + "at"
    assert thread.posts.get().body.count("\u0301") == 6


def test_nobody_reads_an_address_not_even_where_there_is_no_name(run, learner, client):
    nameless, gone = make_learner(name=""), make_learner(name="Budi")
    thread = make_thread(run, author=nameless)
    make_post(thread, author=gone, body="Gone soon")
    erase_user(user=gone, at=NOW)

    for address in (of_run(run), of_thread(thread)):
        response = client.get(address)
        assert nameless.email not in response.content.decode()
        assert "Somebody without a name" in text_of(response)
    page = text_of(client.get(of_thread(thread)))
    assert "A closed account" in page
    assert "Budi" not in page
    assert "Gone soon" not in page


def test_the_team_is_marked_and_ones_own_words_too(run, learner, client):
    speaker, author = make_learner(name="Arjun Thapa"), make_learner(name="Ayu", is_staff=True)
    run.team.add(speaker)
    author.groups.add(run.course.provider.author_group)
    thread = make_thread(run, author=learner)
    for person in (speaker, author):
        make_post(thread, author=person, body=f"Says {person.name}")

    posts = BeautifulSoup(client.get(of_thread(thread)).content, "html.parser").select(".post")

    assert [[tag.get_text() for tag in post.select(".tag")] for post in posts] == [
        ["You"],
        ["Team"],
        ["Team"],
    ]


def test_the_team_and_the_authors_read_and_write_without_being_enrolled(run, client):
    thread = make_thread(run)
    speaker, author = make_learner(), make_learner(is_staff=True)
    run.team.add(speaker)
    author.groups.add(run.course.provider.author_group)
    for person in (speaker, author):
        client.force_login(person)
        assert client.get(of_run(run)).status_code == 200
        assert send_answer(client, thread).status_code == 302


def test_a_host_finds_the_ways_to_sessions_moderation_and_the_run(run, client):
    speaker, author = make_learner(), make_learner(is_staff=True)
    run.team.add(speaker)
    author.groups.add(run.course.provider.author_group)
    ways = [reverse(f"studio:{name}", args=[run.pk]) for name in ("run-sessions", "run-moderation")]
    ways.append(reverse("studio:run", args=[run.pk]))

    def found():
        page = BeautifulSoup(client.get(of_run(run)).content, "html.parser")
        return [link["href"] for link in page.select(".run-ways a") if link["href"] in ways]

    client.force_login(author)
    assert found() == ways
    assert [client.get(way).status_code for way in ways] == [200] * 3
    client.force_login(speaker)
    assert found() == []


def test_who_is_not_in_the_run_or_left_it_reads_nothing_and_writes_nothing(run, learner, client):
    thread = make_thread(run, title="Only for us")
    withdraw(enrollment=run.enrollments.get(learner=learner), at=NOW)
    led = reverse("learning:enroll", args=[run.slug])

    for address in (of_run(run), of_thread(thread)):
        assert client.get(address).url == led
    assert send_answer(client, thread).url == led
    assert send_thread(client, run).url == led
    assert Post.objects.count() == 1
    client.logout()
    assert "/account/login/" in client.get(of_thread(thread)).url


@pytest.mark.parametrize("field", ["hidden", "deleted"])
def test_a_hidden_or_deleted_thread_is_there_for_hosts_alone(field, run, learner, client):
    thread = make_thread(run, **{f"{field}_at": NOW, f"{field}_by": learner})

    assert client.get(of_thread(thread)).status_code == 404
    assert thread.title not in text_of(client.get(of_run(run)))
    run.team.add(learner)
    assert client.get(of_thread(thread)).status_code == 200


def test_hidden_and_deleted_posts_keep_their_place_without_their_words(run, learner, client):
    thread = make_thread(run)
    make_post(thread, body="Buy now", hidden_at=NOW, hidden_by=learner)
    make_post(thread, body="Never mind", deleted_at=NOW, deleted_by=learner)

    page = text_of(client.get(of_thread(thread)))

    assert "Buy now" not in page
    assert "Never mind" not in page
    assert page.index("The team hid this.") < page.index("Its author deleted this.")


def test_a_closed_thread_and_an_archived_run_say_so_and_show_no_form(run, learner, client):
    thread = make_thread(run, locked_at=NOW, locked_by=learner)

    response = client.get(of_thread(thread))
    assert "takes no more answers" in text_of(response)
    assert b'name="body"' not in response.content
    assert send_answer(client, thread).status_code == 409
    open_thread = make_thread(run)
    type(run).objects.filter(pk=run.pk).update(archived_at=NOW)
    assert b'name="body"' not in client.get(of_thread(open_thread)).content
    assert "archived" in text_of(client.get(reverse("discussions:new-thread", args=[run.slug])))


def test_one_leaves_a_thread_and_follows_it_again(run, learner, client):
    thread = make_thread(run)
    assert "You do not follow this thread." in text_of(client.get(of_thread(thread)))
    client.post(deed(thread, "follow"))
    assert "Leave the thread" in text_of(client.get(of_thread(thread)))

    client.post(deed(thread, "leave"))

    assert "Follow the thread" in text_of(client.get(of_thread(thread)))
    assert client.get(deed(thread, "leave")).status_code == 405
    assert client.post(deed(thread, "shout")).status_code == 404


def test_threads_with_the_latest_words_stand_first_on_ones_own_clock(run, learner, client):
    old = make_thread(run, title="Old")
    make_thread(run, title="New", last_at=NOW + MINUTE)
    page = text_of(client.get(of_run(run)))
    assert page.index("New") < page.index("Old")
    assert "14:45" in page

    make_post(old, created_at=NOW + 2 * MINUTE)

    page = text_of(client.get(of_run(run)))
    assert page.index("Old") < page.index("New")


def test_the_lesson_leads_to_the_discussion_of_its_run(run, learner, client):
    lesson = lessons_of(run.enrollments.get())[0]

    html = client.get(reverse("learning:lesson", args=[run.slug, lesson.slug])).content.decode()

    assert of_run(run) in html


def test_a_thread_of_a_thousand_answers_costs_what_one_of_one_costs(
    run, learner, client, django_assert_num_queries
):
    thread, people = make_thread(run), [make_learner() for _ in range(3)]
    rows = [
        Post(thread=thread, author=people[n % 3], body=f"Word {n}", created_at=NOW + n * MINUTE)
        for n in range(1000)
    ]
    Post.objects.bulk_create(rows)
    Thread.objects.update(answer_count=1000)
    client.get(of_thread(thread))

    # session, user; the thread with the seat; posts; the course's title; whether it has sessions
    for page in ("1", "21", "last"):
        with django_assert_num_queries(6):
            response = client.get(f"{of_thread(thread)}?page={page}")
    assert "Word 999" in text_of(response)


def test_hosts_see_in_the_list_what_is_reported_and_learners_do_not(run, learner, client):
    thread = make_thread(run, title="Boots for sale")
    make_report(make_post(thread))
    make_report(make_post(thread))
    path = reverse("discussions:run", args=[run.slug])
    of_learner = text_of(client.get(path))
    run.team.add(learner)

    of_host = text_of(client.get(path))
    Report.objects.all().delete()
    decided = text_of(client.get(path))

    assert "2 posts are reported and wait for a decision of the team." in of_host
    assert "Boots for sale Reported" in of_host
    for page in (of_learner, decided):
        assert "reported" not in page.lower()
