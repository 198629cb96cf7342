"""Links that count clicks without the reader, and lead only where they were made for."""

import pytest

from mail.slots import slot
from newsletters.mailing import track_links
from newsletters.models import Link
from tests.factories.issues import make_issue_sending, make_link

pytestmark = pytest.mark.django_db
PAGE = "https://example.org/course/?a=1&b=2"


@pytest.fixture
def texts():
    own = f"https://example.org/en/newsletter/unsubscribe/{slot('token')}/"
    html = (
        f'<a href="https://example.org/course/?a=1&amp;b=2">C</a><a href="{own}">U</a>'
        '<a href="mailto:us@example.org">M</a><img src="https://example.org/a.png">'
    )
    return html, f"See {PAGE}.\nUnsubscribe: {own}\n"


def test_pages_links_are_counted_and_a_readers_own_are_not(texts, settings):
    sending = make_issue_sending()

    html, text = track_links(*texts, sending)

    (link,) = Link.objects.all()
    counting = f"{settings.LMS_SITE_URL}/newsletter/go/{link.code}/"
    assert link.url == PAGE
    assert f'<a href="{counting}">C</a>' in html
    assert f"See {counting}.\n" in text
    assert f"unsubscribe/{slot('token')}/" in html
    assert f"unsubscribe/{slot('token')}/" in text
    assert 'src="https://example.org/a.png"' in html
    assert "mailto:us@example.org" in html


def test_counting_twice_makes_no_second_link_and_counts_no_counting_address(texts):
    sending = make_issue_sending()

    once = track_links(*texts, sending)

    assert track_links(*texts, sending) == once
    assert track_links(*once, sending) == once
    assert Link.objects.count() == 1


def test_each_sending_counts_for_itself(texts):
    track_links(*texts, make_issue_sending())
    track_links(*texts, make_issue_sending())

    assert Link.objects.count() == 2


@pytest.mark.parametrize(
    "text",
    [
        "詳しくはhttps://example.org/a。次の文です。",
        "また（https://example.org/b）です。",
        "https://example.org/도시/배우기 를 보세요",
    ],
)
def test_a_sentence_without_spaces_keeps_its_words(text):
    assert track_links("", text, make_issue_sending()) == ("", text)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("Read <https://example.org/Seoul_(city)> now", "https://example.org/Seoul_(city)"),
        ("Read https://example.org/Seoul_(city).", "https://example.org/Seoul_(city)"),
        ("(see https://example.org/a).", "https://example.org/a"),
        ("<https://example.org/배우기>", "https://example.org/배우기"),
    ],
)
def test_an_address_in_a_text_ends_where_a_reader_sees_its_end(text, address, settings):
    _html, counted = track_links("", text, make_issue_sending())

    link = Link.objects.get()
    assert link.url == address
    counting = f"{settings.LMS_SITE_URL}/newsletter/go/{link.code}/"
    assert counted == text.replace(address, counting)


@pytest.mark.both_databases
@pytest.mark.parametrize("letters", ["x" * 3000, "".join(map(chr, range(0x4E00, 0x53DC)))])
def test_an_address_too_long_to_keep_stays_as_it_is(letters):
    html = f'<a href="https://example.org/{letters}">L</a>'

    assert track_links(html, "", make_issue_sending()) == (html, "")
    assert not Link.objects.exists()


def test_a_click_is_counted_and_led_on(client):
    link = make_link(PAGE)

    answer = client.get(f"/newsletter/go/{link.code}/")

    link.refresh_from_db()
    assert answer.status_code == 302
    assert answer["Location"] == PAGE
    assert answer["Cache-Control"] == "no-store"
    assert not answer.cookies
    assert link.click_count == 1


@pytest.mark.parametrize("headers", [{"Sec-Purpose": "prefetch"}, {"Purpose": "prefetch"}])
def test_a_browser_that_fetches_ahead_does_not_click(client, headers):
    link = make_link()

    assert client.get(f"/newsletter/go/{link.code}/", headers=headers).status_code == 302
    assert client.head(f"/newsletter/go/{link.code}/").status_code == 302

    link.refresh_from_db()
    assert link.click_count == 0


def test_an_unknown_code_leads_nowhere_whatever_stands_in_the_query(client):
    assert client.get("/newsletter/go/no-such/?url=https://evil.example/").status_code == 404
    assert client.post(f"/newsletter/go/{make_link().code}/").status_code == 405
