"""What a learner does in a browser, by what they read on the pages: labels, buttons, links."""

from __future__ import annotations

import re
from dataclasses import dataclass

from playwright.sync_api import Locator, expect

from demo.network import PASSWORD as DEMO_PASSWORD
from tests.journeys.courses import right_options
from tests.journeys.site import Site, link_in
from tests.journeys.visitor import Visitor

PASSWORD = "a-street-is-read-with-the-feet"
MARK = "Mark as complete"


@dataclass
class Learner:
    """`name` is typed where a form asks for one."""

    visitor: Visitor
    email: str
    name: str = "Rani Wijaya"
    password: str = PASSWORD

    def __post_init__(self) -> None:
        self.page = self.visitor.page

    def sign_up(self, site: Site) -> None:
        """From a sign-in page to a confirmed address, by the link in the mail."""
        self.page.locator("main").get_by_role("link", name="Make an account").click()
        form = self.page.locator("main form").filter(has=self.page.locator("[type=password]"))
        self._fill_in(form)
        form.get_by_role("button", name="Make an account").click()
        expect(self.page.get_by_role("heading", name="Look into your mailbox")).to_be_visible()
        mail = site.wait_for_mail(self.email, "")
        self.page.goto(link_in(mail, "confirm-email/"))
        self.page.locator("main").get_by_role("button", name="Confirm").click()
        self.page.wait_for_url(re.compile("^(?!.*confirm-email)"))

    def sign_in(self) -> None:
        """By the form of the sign-in page."""
        self.page.goto("/en/account/login/")
        self.fill_in_sign_in()
        self.page.wait_for_url(re.compile("^(?!.*/login/)"))

    def fill_in_sign_in(self) -> None:
        """Where a sign-in page is open."""
        main = self.page.locator("main")  # the foot asks for an address, too
        main.get_by_label("E-mail").fill(self.email)
        main.get_by_label("Password", exact=True).fill(self.password)
        main.get_by_role("button", name="Sign in").click()

    def _fill_in(self, form: Locator) -> None:
        """Whatever the form asks: address, password, name, and every box that must be ticked."""
        for control in form.locator("input:visible, select:visible").all():
            kind = control.get_attribute("type") or "select"
            is_required = control.get_attribute("required") is not None
            if kind == "email":
                control.fill(self.email)
            elif kind == "password":
                control.fill(self.password)
            elif kind == "text":
                control.fill(self.name)
            elif kind == "checkbox" and is_required:
                control.check()
            elif kind == "select" and is_required:
                control.select_option(index=1)

    def find_course(self, title: str) -> None:
        """From the home page through the catalogue to the course's page."""
        self.page.goto("/en/")
        self.page.get_by_role("navigation", name="Main").get_by_role("link", name="Courses").click()
        self.page.locator("main").get_by_role("link", name=title).first.click()
        expect(self.page.get_by_role("heading", level=1, name=title)).to_be_visible()

    def enroll(self, run_slug: str = "") -> None:
        """From the course's page, or from nowhere, to the first lesson."""
        if run_slug:
            self.page.goto(f"/en/learn/{run_slug}/course/")
        self.ask_to_enroll()
        self.agree_to_enroll()

    def ask_to_enroll(self) -> None:
        """On the course's page."""
        self.page.locator("main").get_by_role("link", name="Enroll", exact=True).click()

    def agree_to_enroll(self) -> None:
        """On the page that says what one is about to do."""
        self.page.locator("main form").get_by_role("button", name="Enroll", exact=True).click()
        expect(self.foot).to_be_visible()

    @property
    def foot(self) -> Locator:
        """The end of a lesson: what to do, and where to go next."""
        return self.page.locator("#lesson-foot")

    @property
    def title(self) -> str:
        """Of the page in hand."""
        return self.page.get_by_role("heading", level=1).inner_text()

    @property
    def bar(self) -> str:
        """For example "2 of 5 steps done, 40 %"."""
        return self.page.locator("#lesson-progress label").inner_text()

    @property
    def open_checks(self) -> Locator:
        """The knowledge checks of the lesson that wait for answers."""
        return self.page.locator("section.question-set").filter(has=self.page.locator("form"))

    def answer(self, check: Locator, *, is_right: bool = True) -> None:
        """Choose right answers everywhere, or wrong ones, and hand them in."""
        wanted = right_options()
        for box in check.locator("fieldset input").all():
            is_chosen = (box.get_attribute("value") in wanted) is is_right
            if box.get_attribute("type") == "checkbox":
                box.set_checked(is_chosen)
            elif is_chosen:
                box.check()
        check.locator("[type=submit]").click()

    def complete_lesson(self) -> None:
        """All that the open lesson asks for."""
        for left in reversed(range(self.open_checks.count())):
            self.answer(self.open_checks.first)
            expect(self.open_checks).to_have_count(left)
        button = self.foot.locator("form button")
        if button.count():
            button.click()
            expect(button).to_have_count(0)

    def turn_page(self) -> None:
        """To the next lesson."""
        before = self.page.url
        self.foot.locator(".turn-page__link--next").click()
        self.page.wait_for_url(lambda url: url.partition("#")[0] != before.partition("#")[0])

    def has_completed_course(self) -> bool:
        return "100 %" in self.bar

    def tab_to(self, text: str) -> None:
        """Press Tab until the link or button with this text has the focus."""
        focused = self.page.locator("a:focus, button:focus, summary:focus")
        for _ in range(100):
            self.page.keyboard.press("Tab")
            if focused.filter(has_text=text).count():
                return
        raise AssertionError(f"Tab never reaches {text!r}.")

    def choose_language(self, name: str) -> None:
        """By the menu in the header."""
        menu = self.page.locator("header .language-menu")
        menu.locator("summary").click()
        menu.get_by_role("link", name=name).click()


def sample(visitor: Visitor, email: str) -> Learner:
    """Somebody of the demo network."""
    return Learner(visitor, email, password=DEMO_PASSWORD)
