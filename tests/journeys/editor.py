"""What people do in the CMS, by the words that stand on its buttons and fields."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Locator, expect
from playwright.sync_api import TimeoutError as TooLate

from tests.journeys.learner import Learner

PAGES = "/cms/pages/"


@dataclass
class Editor:
    """A signed-in person in Wagtail's page editor."""

    person: Learner

    def __post_init__(self) -> None:
        self.page = self.person.page
        # While somebody types, the editor saves by itself; 400 means "not yet valid".
        self.person.visitor.excuse(PAGES, 400)

    def add_page(self, parent_id: int, title: str) -> None:
        """Open the form of a new page below this one, and name it."""
        self.page.goto(f"{PAGES}{parent_id}/")
        self.page.get_by_role("link", name="Add child page").first.click()
        self.name_page(title)

    def name_page(self, title: str) -> None:
        """Where the form of a new page is open."""
        field = self.page.get_by_role("textbox", name="Title").first
        field.press_sequentially(title)
        field.press("Tab")
        expect(self.page.locator("[name=slug]")).not_to_have_value("")

    def save(self) -> int:
        """Press "Save draft". Returns the page's id."""
        with self.page.expect_response(_is_saved):
            self.page.get_by_role("button", name="Save draft").click()
        self.page.wait_for_url(re.compile(r"/cms/pages/\d+/edit/"))
        expect(self.page.locator(".messages .error")).to_have_count(0)
        found = re.search(r"/pages/(\d+)/", self.page.url)
        assert found, self.page.url
        return int(found[1])

    def insert(self, block: str) -> None:
        """Put a block of this name at the end of the body."""
        blocks = self.body.locator("[data-streamfield-child]")
        count = blocks.count()
        self.body.get_by_role("button", name="Insert a block").last.click()
        self.page.get_by_role("option", name=block).click()
        expect(blocks).not_to_have_count(count)  # else what follows fills the block above

    @property
    def body(self) -> Locator:
        return self.page.get_by_role("region", name=re.compile("^(Body|Content)"))

    def write(self, text: str) -> None:
        """A block of running text."""
        self.insert("Text")
        self._type_last(text, "value")

    def _type_last(self, text: str, field: str) -> None:
        """Into the last field of running text, which the form calls so."""
        self.body.locator("[contenteditable=true]").last.click()
        self.page.keyboard.type(text)
        # The form has the text a quarter of a second after the last key.
        kept = self.body.locator(f"input[name^=body-][name$=-{field}]").last
        expect(kept).to_have_value(re.compile(re.escape(text)))

    def show_image(self, path: Path, alt_text: str) -> None:
        """A block with this picture, uploaded here."""
        self.insert("Image")
        self.body.get_by_role("button", name="Choose an image").last.click()
        dialog = self.page.get_by_role("dialog")
        dialog.get_by_role("tab", name="Upload").click()
        dialog.locator("[type=file]").set_input_files(path)
        expect(dialog.get_by_label("Title")).not_to_have_value("")
        dialog.get_by_role("button", name="Upload").click()
        expect(dialog).to_have_count(0)
        self.body.get_by_role("textbox", name="Alternative text").last.fill(alt_text)

    def show_video(self, film: Path, captions: Path, *, title: str, transcript: str) -> None:
        """A block with this film, its English captions and its words, all of them given here."""
        self.insert("Video")
        self.body.get_by_role("textbox", name="title").last.fill(title)
        self._upload_file(film)
        self.body.get_by_role("button", name="Add captions").last.click()
        self.body.get_by_role("combobox", name="language").last.select_option("en")
        self._upload_file(captions)
        self._type_last(transcript, "transcript")

    def _upload_file(self, path: Path) -> None:
        """Into the first chooser of the last block that waits for a file."""
        dialog = self.page.get_by_role("dialog")
        for _ in range(3):  # a block that was just added still moves into its place
            self.body.get_by_role("button", name="Choose a file").last.click()
            try:
                dialog.wait_for(timeout=4000)
                break
            except TooLate:
                continue
        dialog.get_by_role("tab", name="Upload").click()
        dialog.locator("[type=file]").set_input_files(path)
        expect(dialog.get_by_label("Title")).not_to_have_value("")
        dialog.get_by_role("button", name="Upload").click()
        expect(dialog).to_have_count(0)

    def ask(self, title: str, question: str, answers: dict[str, str], right: str) -> None:
        """A knowledge check of one question; `answers` are texts with their feedback."""
        self.insert("Knowledge check")
        self.body.get_by_role("textbox", name="title").last.fill(title)
        self.body.get_by_role("textbox", name="question").fill(question)
        texts = self.body.get_by_role("textbox", name="answer")
        for count in range(texts.count(), len(answers)):
            self.body.get_by_role("button", name="Add an answer").last.click()
            expect(texts).to_have_count(count + 1)  # else one too many is added, and stays empty
        for number, (text, feedback) in enumerate(answers.items()):
            texts.nth(number).fill(text)
            self.body.get_by_role("textbox", name="feedback").nth(number).fill(feedback)
            box = self.body.get_by_role("checkbox", name="right").nth(number)
            box.set_checked(text == right)


def _is_saved(response) -> bool:
    """The answer to the whole form; what saves itself is answered without leading on."""
    is_page = PAGES in response.url and response.request.method == "POST"
    return is_page and response.status == 302


def draw_picture(path: Path) -> Path:
    """A picture that no provider has yet: the CMS asks about one that it knows."""
    Image.new("RGB", (640, 400), tuple(secrets.token_bytes(3))).save(path)
    return path
