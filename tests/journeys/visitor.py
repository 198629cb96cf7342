"""One person's browser, which notes everything that no page may do."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Response

SECONDS = 15


class Visitor:
    """Cookies of their own, and one page; `problems` are what the pages did wrong.

    That is: an error in the console (a broken content security policy stands there too), a
    request to another host, an answer of 400 or above that nobody expected.
    """

    def __init__(self, browser: Browser, site_url: str, **options: Any) -> None:
        options = {"viewport": {"width": 1280, "height": 900}, **options}
        self.context = browser.new_context(base_url=site_url, **options)
        self.context.set_default_timeout(SECONDS * 1000)
        self._host = urlsplit(site_url).netloc
        self._noted: list[tuple[str, str]] = []
        self._expected: set[str] = set()
        self._excused: list[tuple[str, str]] = []
        self.context.on("console", self._note_console)
        self.context.on("weberror", lambda error: self._note(self.page.url, str(error.error)))
        self.context.on("request", self._note_request)
        self.context.on("requestfailed", self._note_failure)
        self.context.on("response", self._note_response)
        self.page: Page = self.context.new_page()

    @property
    def problems(self) -> list[str]:
        return [f"{url}: {text}" for url, text in self._noted if not self._is_excused(url, text)]

    def excuse(self, path: str, status: int) -> None:
        """Addresses that begin so may answer with this status."""
        self._excused.append((path, str(status)))

    def _is_excused(self, url: str, text: str) -> bool:
        place = urlsplit(url).path
        # htmx writes an error of its own, with the address that refused in its text.
        is_expected = any(each == url or urlsplit(each).path in text for each in self._expected)
        return is_expected or any(
            place.startswith(path) and status in text for path, status in self._excused
        )

    @contextmanager
    def expecting(self, status: int) -> Iterator[None]:
        """Inside, the page that the visitor is led to answers with this status."""
        answers: list[Response] = []

        def note(answer: Response) -> None:
            answers.append(answer)

        self.page.on("response", note)
        yield
        self.page.remove_listener("response", note)
        refused = [answer.url for answer in answers if answer.status == status]
        assert refused, f"no {status}, but {[(each.status, each.url) for each in answers]}"
        self._expected.update(refused)

    def another_tab(self, url: str) -> Visitor:
        """The same person with one more page, watched too."""
        tab = copy.copy(self)
        tab.page = self.context.new_page()
        tab.page.goto(url)
        return tab

    def forget_session(self) -> None:
        """As if it had ended on the server."""
        self.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)

    def keep(self, path: Path) -> list[Path]:
        """Write what the person sees to <path>.png and .html."""
        files = [path.with_suffix(".png"), path.with_suffix(".html")]
        path.parent.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=files[0], full_page=True)
        files[1].write_text(self.page.content(), encoding="utf-8")
        return files

    def close(self) -> None:
        self.context.close()

    def _note(self, url: str, text: str) -> None:
        self._noted.append((url, text))

    def _note_console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self._note(message.location.get("url") or self.page.url, message.text)

    def _note_request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.netloc != self._host:
            self._note(request.url, "a request to another host")

    def _note_failure(self, request: Request) -> None:
        # Leaving a page aborts what it was still loading.
        if request.failure != "net::ERR_ABORTED":
            self._note(request.url, f"{request.failure}")

    def _note_response(self, response: Response) -> None:
        if response.status >= 400:
            self._note(response.url, f"answered {response.status}")
