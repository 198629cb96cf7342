"""A stranger becomes a learner, completes the self-paced course, and anyone can check it."""

import pytest
from playwright.sync_api import expect

from tests.journeys.learner import MARK, Learner
from tests.journeys.paper import shows_code_of, words_on
from tests.journeys.site import link_in

pytestmark = [pytest.mark.both_databases, pytest.mark.slow]

TOURISM = "Approaches in Sustainable Tourism: Lessons from Seoul"


def complete_with_a_mistake(person):
    """Every lesson; the first check is answered wrong at first. How many lessons there were."""
    count, is_first = 1, True
    while True:
        if is_first and person.open_checks.count():
            is_first = False
            person.answer(person.open_checks.first, is_right=False)
            expect(person.open_checks.first).to_contain_text("Not passed yet")
            expect(person.open_checks.first).to_contain_text("Not this one.")
        person.complete_lesson()
        if person.has_completed_course():
            assert not is_first, "The course has no check."
            return count
        person.turn_page()
        count += 1


def confirm_name(person):
    """The name of the account as it will be printed, by the form of the profile."""
    person.page.goto("/en/my-profile/")
    section = person.page.locator("#certificate-name")
    expect(section.get_by_label("Name on certificates")).to_have_value(person.name)
    section.get_by_role("button", name="Confirm this name").click()
    expect(person.page.get_by_text("Your name is confirmed.")).to_be_visible()


def download(person):
    """The PDF that the dashboard offers."""
    person.page.goto("/en/my-learning/")
    link = person.page.locator("main").get_by_role("link", name="PDF").first
    answer = person.visitor.context.request.get(link.get_attribute("href"))
    assert answer.ok
    return answer.body()


def test_a_stranger_signs_up_completes_a_course_and_anyone_can_check_it(site, visit):
    rani = Learner(visit(), "rani@example.org")
    rani.find_course(TOURISM)
    rani.ask_to_enroll()
    rani.sign_up(site)
    rani.agree_to_enroll()

    assert complete_with_a_mistake(rani) == 5
    assert rani.bar.endswith("100 %")
    confirm_name(rani)
    mail = site.wait_for_mail(rani.email, "Your certificate", seconds=10)

    address = link_in(mail, r"/certificates/[\w-]+/(?!\S)")
    pdf = download(rani)
    assert pdf.startswith(b"%PDF")
    assert rani.name in words_on(pdf)
    assert shows_code_of(pdf, address)
    stranger = visit().page
    stranger.goto(address)
    expect(stranger.get_by_text("This certificate is valid")).to_be_visible()
    expect(stranger.locator("main")).to_contain_text(rani.name)


def test_a_lesson_is_done_by_keyboard_alone(learner):
    person = learner()
    person.find_course(TOURISM)
    person.enroll()
    first = person.page.url

    person.tab_to("Skip to the content")
    person.page.keyboard.press("Enter")
    person.tab_to(MARK)
    person.page.keyboard.press("Enter")
    expect(person.foot).to_contain_text("This lesson is complete.")
    person.tab_to("Next")
    person.page.keyboard.press("Enter")

    person.page.wait_for_url(lambda url: url != first and "#" not in url)
    assert person.bar.startswith("1 of ")


def test_a_lesson_is_done_without_javascript(learner):
    person = learner(java_script_enabled=False)
    person.find_course(TOURISM)
    person.enroll()

    person.complete_lesson()
    expect(person.foot).to_contain_text("This lesson is complete.")
    person.turn_page()

    assert person.bar.startswith("1 of ")
