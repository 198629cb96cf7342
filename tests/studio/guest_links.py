"""An outside expert who is asked, and what they read."""

from bs4 import BeautifulSoup

from studio.guests import Invitation

MEI = Invitation(name="Mei Chen", email="mei@example.org", language="en", days=14, note="Is it?")


def text_of(response):
    return BeautifulSoup(response.content, "html.parser").get_text(" ", strip=True)
