"""A course is read half in English and half in Bahasa Indonesia: 100 %, one certificate."""

import pytest
from playwright.sync_api import expect

from certificates.models import Certificate
from learning.models import ActivityResult
from tests.journeys.learner import sample

pytestmark = [pytest.mark.both_databases, pytest.mark.long]


def test_what_is_done_in_either_language_counts_once(site, visit):
    tala = sample(visit(), "newcomer@example.org")
    tala.sign_in()
    tala.find_course("Approaches in Sustainable Tourism")
    tala.enroll()
    for _ in range(2):
        tala.complete_lesson()
        tala.turn_page()
    english_title, english_bar = tala.title, tala.bar

    tala.choose_language("Bahasa Indonesia")

    expect(tala.page.locator("html")).to_have_attribute("lang", "id")
    assert tala.title != english_title
    assert digits(tala.bar) == digits(english_bar)
    tala.complete_lesson()
    while not tala.has_completed_course():
        tala.turn_page()
        tala.complete_lesson()
    assert "/id/learn/" in tala.page.url

    site.wait_for_mail(tala.email, "Your certificate", seconds=10)
    tala.choose_language("English")
    assert tala.has_completed_course()
    assert Certificate.objects.filter(enrollment__learner__email=tala.email).count() == 1
    facts = ActivityResult.objects.filter(enrollment__learner__email=tala.email)
    assert facts.count() == facts.values("lesson_key", "activity_key").distinct().count() == 7
    assert len(site.mails_to(tala.email, "Your certificate")) == 1


def digits(text):
    return [letter for letter in text if letter.isdigit()]
