"""What people do on the studio's pages of one course, by the words that stand there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from playwright.sync_api import Locator, Page, expect

from tests.journeys.learner import Learner

EVERYBODY, NEXT_RUN = "For everybody", "From the next run on"


def make_masterclass(page: Page, title: str, *, weeks: int, start: date) -> None:
    """From the first page of the CMS to the overview of a new course."""
    page.goto("/cms/")
    page.get_by_role("link", name="Courses", exact=True).first.click()
    page.get_by_role("link", name="New course").click()
    page.get_by_role("textbox", name="Title").fill(title)
    page.get_by_role("radio", name="Masterclass").check()
    page.get_by_label("Length in weeks").fill(f"{weeks}")
    page.get_by_label("Start", exact=True).fill(f"{start:%Y-%m-%d}")
    page.get_by_label("Time zone of the start").select_option("Asia/Kathmandu")
    page.get_by_role("button", name="Make the course").dblclick()
    expect(page.get_by_role("heading", level=1, name=title)).to_be_visible()


@dataclass
class Desk:
    """A signed-in person of the CMS at one course."""

    person: Learner
    course: str

    def __post_init__(self) -> None:
        self.page = self.person.page

    def open(self) -> Page:
        """The overview of the course."""
        self.page.goto("/cms/courses/")
        self.page.get_by_role("link", name=self.course, exact=True).click()
        return self.page

    @property
    def outline(self) -> list[str]:
        """The titles of modules and lessons that are not taken out."""
        return self.page.locator("[data-key] .outline__title").all_inner_texts()

    def row(self, title: str) -> Locator:
        """A lesson or module in the outline."""
        name = self.page.get_by_role("link", name=title, exact=True)
        return self.page.locator("[data-key]").filter(has=name)

    def add_lesson(self, module: str) -> None:
        """Open the form of a new lesson at the end of this module."""
        self.open()
        self.row(module).get_by_role("link", name="Add a lesson").click()

    def move_up(self, title: str) -> None:
        """One place, by the menu of the row."""
        self._choose(title, "Up")

    def take_out(self, title: str) -> None:
        """It waits below the outline from then on."""
        self._choose(title, "Take out")
        taken = self.page.get_by_role("list", name="Taken out")
        expect(taken.get_by_role("link", name=title, exact=True)).to_be_visible()

    def _choose(self, title: str, deed: str) -> None:
        self.row(title).locator("summary").click()
        self.row(title).get_by_role("button", name=deed, exact=True).click()
        expect(self.page.locator(".messages")).to_contain_text(f"“{title}”")

    def look_at_submission(self) -> Page:
        """What would be submitted, whom it affects, and the button."""
        self.open().get_by_role("link", name=re.compile("^Submit (for review|again)$")).click()
        return self.page

    def submit(self, reach: str = "", note: str = "") -> None:
        """For review, the first time or again; where people learn one proposes whom it reaches."""
        self.look_at_submission()
        if reach:
            self.page.get_by_role("radio", name=reach).check()
            self.page.get_by_label("A note to the learners").fill(note)
        self.page.get_by_role("button", name="Submit for review").click()
        expect(self.page.get_by_text("Waits for review")).to_be_visible()

    def invite_expert(self, name: str, email: str, note: str) -> None:
        """Somebody without an account, for as long as the form proposes."""
        self.open().get_by_role("link", name="Ask an outside expert").click()
        self.page.get_by_role("textbox", name="Name").fill(name)
        self.page.get_by_label("E-mail address").fill(email)
        self.page.get_by_label("Your words").fill(note)
        self.page.get_by_role("button", name="Send a personal link").click()
        expect(self.page.get_by_text("The link is on its way.")).to_be_visible()

    def review(self) -> Page:
        """The page of the submission, from what waits on the first page of the CMS."""
        self.page.goto("/cms/")
        self.page.get_by_role("link", name=self.course).first.click()
        expect(self.page.get_by_role("button", name="Approve and publish")).to_be_visible()
        return self.page

    def return_it(self, words: str) -> None:
        """Ask for changes."""
        self.review().get_by_label("What should change?").fill(words)
        self.page.get_by_role("button", name="Ask for changes").click()
        expect(self.page.get_by_text("The authors were asked for changes.")).to_be_visible()

    def approve(self, reach: str = "") -> None:
        """All drafts of the submission, for whom its author proposes."""
        self.review()
        if reach:
            expect(self.page.get_by_role("radio", name=reach)).to_be_checked()
        self.page.get_by_role("button", name="Approve and publish").click()
        expect(self.page.get_by_text("The course was published.")).to_be_visible()

    def open_run(self) -> Page:
        """The page of the course's newest run."""
        runs = self.open().get_by_role("region", name="Runs")
        runs.locator(".studio-runs__title a").first.click()
        return self.page
