"""The page of what is new, the number beside the name, and the choices in the profile."""

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from notifications.models import Choice, Notice, Way
from tests.factories.courses import NOW
from tests.factories.learning import make_learner
from tests.factories.notifications import make_notice

pytestmark = pytest.mark.django_db
LIST = "/en/notices/"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def learner():
    return make_learner(time_zone="Asia/Kathmandu")


@pytest.fixture
def browser(learner):
    client = Client()
    client.force_login(learner)
    return client


def lines(response):
    found = BeautifulSoup(response.content, "html.parser").select(".notice__text")
    return [line.get_text(strip=True) for line in found]


def test_it_says_what_happened_when_and_leads_there(learner, browser):
    make_notice(learner, target=["home:dashboard", []])
    make_notice(make_learner(), values={"title": "Somebody else's"})

    answer = browser.get(LIST)

    text = answer.content.decode()
    assert lines(answer) == ["An answer in Where does one park a bicycle?"]
    assert '<a href="/en/my-learning/">An answer' in text
    assert "14:45 (Kathmandu)" in text
    assert answer["Cache-Control"] == "private, no-store"


def test_looking_changes_nothing_and_reading_all_of_it_does_once(learner, browser):
    newest = make_notice(learner)

    browser.get(LIST)
    assert Notice.objects.unseen().count() == 1

    later = make_notice(learner)
    for _ in range(2):
        answer = browser.post(reverse("notifications:seen"), {"until": newest.pk})
    assert answer.status_code == 302
    assert list(Notice.objects.unseen()) == [later]


@pytest.mark.parametrize("until", ["", "x", "-1", "9" * 30, "²"])
def test_a_number_that_is_none_changes_nothing(learner, browser, until):
    make_notice(learner)

    answer = browser.post(reverse("notifications:seen"), {"until": until})

    assert answer.status_code == 302
    assert Notice.objects.unseen().count() == 1


def test_nobody_reads_for_another(browser):
    theirs = make_notice(make_learner())

    browser.post(reverse("notifications:seen"), {"until": theirs.pk})

    assert Notice.objects.unseen().count() == 1


def test_a_long_list_has_pages(learner, browser):
    for number in range(53):
        make_notice(learner, values={"title": str(number)})

    first = browser.get(LIST)
    older = BeautifulSoup(first.content, "html.parser").select_one("a.link-more")["href"]
    second = browser.get(LIST + older)

    assert len(lines(first)) == 50
    assert lines(second) == ["An answer in 2", "An answer in 1", "An answer in 0"]


def test_a_page_that_is_gone_is_no_link(learner, browser):
    make_notice(learner, target=["gone:page", [1]])

    assert lines(browser.get(LIST)) == ["An answer in Where does one park a bicycle?"]


def test_the_header_counts_what_is_new(learner, browser):
    for _ in range(3):
        make_notice(learner)
    make_notice(learner, seen_at=NOW)
    make_notice(learner, kind="of-an-app-that-is-gone")

    text = browser.get(reverse("home:account-fragment")).content.decode()

    assert '<span class="notice-count">3' in text


def test_a_stranger_signs_in_first(client):
    for name in ("list", "seen", "choices"):
        answer = client.get(reverse(f"notifications:{name}"))
        assert answer.status_code == 302
        assert "/accounts/" in answer["Location"] or "login" in answer["Location"]


def test_the_profile_shows_the_choices_and_keeps_what_is_chosen(learner, browser):
    page = BeautifulSoup(browser.get(reverse("home:profile")).content, "html.parser")
    section = page.select_one("#notices form")
    assert section["action"] == reverse("notifications:choices")
    chosen = {each["name"]: each.select_one("[selected]")["value"] for each in section("select")}
    assert chosen["notices-thread_answer"] == "DIGEST"
    assert "notices-moved" not in chosen

    answer = browser.post(section["action"], {**chosen, "notices-thread_answer": "MAIL"})

    assert answer["Location"] == reverse("notifications:choices")
    saved = BeautifulSoup(browser.get(answer["Location"]).content, "html.parser").main.get_text()
    assert "Your choices are saved." in saved
    assert "you always get a mail" in saved
    assert saved.count("What comes by mail") == 1
    assert Choice.objects.get(user=learner, kind="thread_answer").way == Way.MAIL


def test_a_way_that_there_is_not_is_said_beside_its_field(browser):
    answer = browser.post(
        reverse("notifications:choices"),
        {
            "notices-thread_answer": "PIGEON",
            "notices-announcement": "NONE",
            "notices-post_helpful": "SITE",
        },
    )

    page = BeautifulSoup(answer.content, "html.parser")
    assert answer.status_code == 422
    assert page.select_one("#id_notices-thread_answer_error")
    assert page.select_one("#id_notices-announcement [selected]")["value"] == "NONE"
    assert not Choice.objects.exists()
