"""A message to people of a run: counted and shown first, in their language, sent once."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from learning.actions import withdraw
from learning.models import Enrollment
from mail.actions import suppress
from mail.models import Delivery, Suppression
from mail.rendering import render_message
from studio.people.messaging import Text, find_receivers, message_people
from studio.people.roster import Asked
from tests.factories.courses import make_course, make_provider, make_run
from tests.factories.learning import make_enrollment, make_learner
from tests.threads import at_once
from users.actions import erase_user
from users.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def run():
    course = make_course(lessons=(1,), title="Shade & trees")
    run = make_run(course)
    for name, language in (("Ayu", "id"), ("Bo", "en"), ("Cy", "en")):
        email = f"{name.lower()}@example.org"
        learner = make_learner(name=name, email=email, language=language)
        make_enrollment(run=run, learner=learner)
    return run


@pytest.fixture
def author(run, client):
    user = User.objects.create_user("author@example.org", "a-long-password", name="Sam")
    user.groups.add(run.course.provider.author_group)
    client.force_login(user)
    return user


def address(run, **query):
    return reverse("studio:run-message", args=[run.pk]) + (
        "?" + "&".join(f"{key}={value}" for key, value in query.items()) if query else ""
    )


def fields(response):
    """What the last form of the page would send."""
    form = BeautifulSoup(response.content, "html.parser").select(".studio-page form")[-1]
    found = {each["name"]: each.get("value", "") for each in form.select("input[name]")}
    return found | {each["name"]: each.text for each in form.select("textarea[name]")}


def text_of(response):
    return " ".join(BeautifulSoup(response.content, "html.parser").get_text().split())


def write(client, url, **texts):
    """The page that shows what would be sent."""
    form = {**fields(client.get(url)), **texts, "deed": "preview"}
    return client.post(url, form)


WORDS = {"subject_en": "Rain & sun", "body_en": "We <meet> at nine.\nBring a hat."}


def test_the_count_and_the_names_stand_there_before_anything_is_sent(client, run, author):
    page = write(client, address(run), **WORDS)

    assert "To 3 people" in text_of(page)
    assert "Ayu, Bo, Cy" in text_of(page)
    assert "We <meet> at nine." in text_of(page)
    assert "Send to 3 people" in text_of(page)
    assert not Delivery.objects.filter(template="run_message").exists()


def test_each_gets_it_in_their_language_where_there_is_a_text(client, run, author):
    page = write(client, address(run), **WORDS, subject_id="Hujan", body_id="Kita bertemu.")
    form = {**fields(page), "deed": "send"}
    for _click in range(2):
        client.post(address(run), form)

    letters = Delivery.objects.filter(template="run_message")
    mails = {each.to_name: render_message(each) for each in letters}
    assert {name: mail.subject for name, mail in mails.items()} == {
        "Ayu": "Hujan",
        "Bo": "Rain & sun",
        "Cy": "Rain & sun",
    }
    assert "We <meet> at nine." in mails["Bo"].body
    assert "We &lt;meet&gt; at nine.<br>" in mails["Bo"].alternatives[0][0]
    assert "Sam" in mails["Bo"].body
    [entry] = ModelLogEntry.objects.filter(action="studio.message_people")
    assert entry.user == author
    assert entry.data == {"people": 3}


def test_an_answer_goes_to_whoever_wrote_and_all_three_places_say_so(client, run, author):
    said = "Answers reach you at author@example.org"
    assert said in text_of(client.get(address(run)))
    page = write(client, address(run), **WORDS)
    assert said in text_of(page)
    assert "An answer to this mail goes to Sam." in text_of(page)
    client.post(address(run), {**fields(page), "deed": "send"})

    mail = render_message(Delivery.objects.get(template="run_message", to_name="Bo"))

    assert mail.message()["Reply-To"] == "author@example.org"
    assert "An answer to this mail goes to Sam." in mail.body
    assert "An answer to this mail goes to Sam." in mail.alternatives[0][0]


def test_who_closes_their_account_is_no_more_whom_an_answer_reaches(client, run, author):
    page = write(client, address(run), **WORDS)
    client.post(address(run), {**fields(page), "deed": "send"})

    erase_user(user=author, at=timezone.now())

    mail = render_message(Delivery.objects.get(template="run_message", to_name="Bo"))
    assert "Reply-To" not in mail.message()
    assert "author@example.org" not in str(list(Delivery.objects.values()))


def test_a_filter_or_one_person_is_written_to(client, run, author):
    Enrollment.objects.filter(learner__name="Bo").update(last_active_at=timezone.now())
    one = Enrollment.objects.get(learner__name="Cy")

    assert "To 2 people: Not started" in text_of(
        write(client, address(run, show="not-started"), **WORDS)
    )
    page = write(client, address(run, enrollment=one.pk), **WORDS)
    assert "To 1 person" in text_of(page)
    client.post(address(run, enrollment=one.pk), {**fields(page), "deed": "send"})
    assert [each.to_name for each in Delivery.objects.filter(template="run_message")] == ["Cy"]


def test_who_left_was_erased_or_takes_no_mail_gets_nothing(client, run, author):
    ayu, bo, cy = Enrollment.objects.order_by("learner__name")
    withdraw(enrollment=ayu, at=timezone.now())
    erase_user(user=bo.learner, at=timezone.now())
    suppress(address=cy.learner.email, reason=Suppression.Reason.BY_HAND)

    page = client.get(address(run))

    assert "Nobody of this list can be written to." in text_of(page)


def test_what_is_missing_is_said_and_what_was_typed_stays(client, run, author):
    page = write(client, address(run), subject_en="", body_en="Only words", subject_id="Hujan")

    assert page.status_code == 422
    assert "Say what it is about." in text_of(page)
    assert "Write both in this language, or neither." in text_of(page)
    assert "Only words" in fields(page)["body_en"]
    long = write(client, address(run), subject_en="x", body_en="x" * 5001)
    assert "at most 5,000 characters" in text_of(long)


def test_the_words_can_be_changed_after_they_were_shown(client, run, author):
    page = write(client, address(run), **WORDS)

    again = client.post(address(run), {**fields(page), "deed": "change"})

    assert fields(again)["subject_en"] == "Rain & sun"
    assert fields(again)["token"] == fields(page)["token"]


def test_somebody_who_came_meanwhile_is_shown_before_it_is_sent(client, run, author):
    page = write(client, address(run), **WORDS)
    make_enrollment(run=run, learner=make_learner(name="Di"))

    answer = client.post(address(run), {**fields(page), "deed": "send"})

    assert answer.status_code == 409
    assert "Somebody came or left since you looked." in text_of(answer)
    assert "Send to 4 people" in text_of(answer)
    assert not Delivery.objects.filter(template="run_message").exists()


def test_nobody_of_another_provider_writes_to_them(client, run):
    stranger = User.objects.create_user("stranger@example.org", "a-long-password")
    stranger.groups.add(make_provider().author_group)
    client.force_login(stranger)

    assert client.get(address(run)).status_code == 404
    assert client.post(address(run), {**WORDS, "deed": "send"}).status_code == 404


def test_the_list_leads_to_the_message_with_its_filter_and_no_name(client, run, author):
    roster = reverse("studio:run-roster", args=[run.pk])
    searched = client.post(roster, {"words": "Ayu"}, follow=True)

    soup = BeautifulSoup(searched.content, "html.parser")
    [link] = [a["href"] for a in soup.select("a") if "Write to these" in a.text]

    assert "Ayu" not in link
    assert "To 1 person" in text_of(client.get(link))


@pytest.mark.django_db(transaction=True)
@pytest.mark.both_databases
@pytest.mark.slow
def test_sent_in_several_windows_at_once_everybody_gets_one(run, author):
    import uuid

    token = uuid.uuid4()
    receivers = find_receivers(run, Asked(), only=None, at=timezone.now())

    def send(_window):
        return message_people(
            run,
            receivers,
            {"en": Text("Rain", "We meet.")},
            token=token,
            shown_count=3,
            by=author,
            at=timezone.now(),
        )

    assert sorted(at_once(4, send)) == [False, False, False, True]
    assert Delivery.objects.filter(template="run_message").count() == 3


@pytest.mark.parametrize("count", [1, 30])
def test_many_people_cost_no_more_queries_than_one(
    client, run, author, django_assert_max_num_queries, count
):
    for _number in range(count):
        make_enrollment(run=run, learner=make_learner())
    receivers = find_receivers(run, Asked(), only=None, at=timezone.now())
    import uuid

    with django_assert_max_num_queries(11):
        message_people(
            run,
            receivers,
            {"en": Text("Rain", "We meet.")},
            token=uuid.uuid4(),
            shown_count=receivers.count,
            by=author,
            at=timezone.now(),
        )
