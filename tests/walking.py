"""A person without JavaScript: follows links, fills in forms, and notes how long pages take."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from http.cookiejar import Cookie
from typing import Any
from urllib.parse import urljoin

import requests
from bs4 import BeautifulSoup
from bs4.element import Tag
from requests.cookies import RequestsCookieJar

PASSWORD = "a-street-is-read-with-the-feet"


class _AnyLine(RequestsCookieJar):
    """Sends secure cookies too: the site stands behind a proxy that is not here."""

    def set_cookie(self, cookie: Cookie, *args: Any, **kwargs: Any) -> None:
        cookie.secure = False
        super().set_cookie(cookie, *args, **kwargs)


@dataclass
class Walker:
    """`site` is the address of a running web server, without a slash at its end."""

    site: str
    headers: dict[str, str] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.session = requests.Session()
        self.session.headers.update(self.headers)
        self.session.cookies = _AnyLine()

    @property
    def slowest(self) -> tuple[str, float]:
        """The address that took longest, and its seconds."""
        return max(self.seconds.items(), key=lambda item: item[1])

    def get(self, path: str) -> requests.Response:
        return self._keep(self.session.get(urljoin(self.site, path), timeout=30))

    def submit(self, form: Tag, **values: Any) -> requests.Response:
        """Send the form as a browser would, with `values` typed and every required box ticked."""
        data = {**_filled_in(form), **values}
        address = urljoin(self.response.url, str(form.get("action") or ""))
        scheme = self.headers.get("X-Forwarded-Proto", "http")
        headers = {"Origin": f"{scheme}://{self.site.partition('://')[2]}"}
        return self._keep(self.session.post(address, data=data, headers=headers, timeout=30))

    def _keep(self, response: requests.Response) -> requests.Response:
        for step in (*response.history, response):
            key = f"{step.request.method} {step.request.path_url}"
            self.seconds[key] = max(self.seconds.get(key, 0), step.elapsed.total_seconds())
        assert response.status_code < 400, f"{response.status_code} at {response.url}"
        self.response = response
        return response

    def form_with(self, selector: str) -> Tag | None:
        """The form of the page in hand that holds such an element."""
        element = BeautifulSoup(self.response.text, "html.parser").select_one(selector)
        return element.find_parent("form") if element else None

    def sign_up(self, email: str) -> None:
        self.get("/en/account/signup/")
        form = self.form_with("input[name=password1]")
        assert form
        values = {"email": email, "password1": PASSWORD, "name": "Rani Wijaya"}
        self.submit(form, **{key: values[key] for key in values if form.select(f"[name={key}]")})
        assert self.form_with("[name=password1]") is None, "the form came back"

    def confirm_address(self, mail_text: str) -> None:
        """Follow the link of the confirmation mail, whatever site it names."""
        link = re.search(r"https?://[^/\s]+(/\S*confirm-email/\S+/)", mail_text)
        assert link, mail_text
        self.get(link[1])
        form = self.form_with("main form[method=post] button[type=submit]")
        assert form, self.response.text
        self.submit(form)

    def sign_in(self, email: str) -> None:
        self.session.cookies.clear()
        self.get("/en/account/login/")
        form = self.form_with("input[name=login]")
        assert form
        self.submit(form, login=email, password=PASSWORD)
        assert "/login/" not in self.response.url

    def enroll(self, run_slug: str) -> None:
        self.get(f"/en/learn/{run_slug}/enroll/")
        form = self.form_with("main form[method=post] button[type=submit]")
        assert form, self.response.text
        self.submit(form)

    def finish(self, run_slug: str) -> int:
        """Mark lesson after lesson as complete, from where one left off. How many there were."""
        for count in range(100):
            self.get(f"/en/learn/{run_slug}/")
            form = self.form_with("#lesson-foot button")
            if form is None:
                return count
            self.submit(form)
        raise AssertionError("The course has no end.")


def _filled_in(form: Tag) -> dict[str, str]:
    data = {}
    for element in form.select("input[name], select[name]"):
        name, kind = str(element["name"]), element.get("type")
        if kind == "checkbox" and not (element.has_attr("checked") or element.has_attr("required")):
            continue
        if element.name == "select":
            chosen = element.select_one("option[selected]") or element.select_one("option[value]")
            data[name] = str(chosen["value"]) if chosen else ""
        elif kind != "submit":
            data[name] = str(element.get("value") or ("on" if kind == "checkbox" else ""))
    return data
