"""An issue as a mail: one text for all, absolute addresses, slots for what differs."""

import re
from datetime import date

import pytest
from django.conf import settings
from django.utils.translation import override

from mail.slots import CLOSE, OPEN, fill_slots, reader_values, slot
from newsletters.mailing import render_issue
from newsletters.models import NewsletterIssuePage
from newsletters.plain_text import html_to_text
from sdgs.models import Goal
from tests.factories.courses import course_page, make_course
from tests.factories.issues import (
    block,
    button,
    course_block,
    make_archive,
    make_issue,
    make_picture,
    story,
)

pytestmark = pytest.mark.django_db
LANGUAGES = [code for code, _name in settings.LANGUAGES]


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def full():
    """An issue with every kind of block."""
    goal = Goal.objects.create(number=11, title="C", short_title="Cities", color="#fd9d24")
    page = course_page(make_course(lessons=(1,), title="Reading a street"))
    make_issue()  # and with it the home page, below which the course lies
    page = course_page(page_course(page))
    page.goals.add(goal)
    page.save()
    picture = make_picture()
    person = {"name": "Nadia", "role": "Mayor", "text": "<p>Walks & talks.</p>"}
    return make_issue(
        title="Streets & squares",
        month=date(2027, 1, 1),
        body=[
            story("News", picture=picture.pk, alt_text="A street", page=page.pk, button="Go on"),
            course_block(page, is_large=True),
            block("divider", None),
            course_block(page, text="<p>In our words.</p>"),
            block("person", {**person, "picture": picture.pk, "alt_text": "Nadia laughing"}),
            block("text", '<h2>Dates</h2><ul><li>Soon</li></ul><p><a href="/en/">Home</a></p>'),
            block("image", {"image": picture.pk, "alt_text": "A map", "caption": "The market"}),
            button("See all", url="https://example.org/?a=1&b=2"),
        ],
    )


def page_course(page):
    from courses.models import Course

    return Course.objects.get(key=page.translation_key)


def test_every_block_stands_in_the_mail_and_in_its_plain_text(full):
    mail = render_issue(full)

    for words in ("News", "Reading a street", "In our words.", "Nadia", "Mayor", "Dates", "Soon"):
        assert words in mail.html
        assert words in mail.text
    for words in ("Go on", "The market", "See all", "January 2027", "Streets"):
        assert words in mail.html
        assert words in mail.text
    assert mail.subject == "Streets & squares"
    assert "Walks & talks." in mail.text
    assert "Walks &amp; talks." in mail.html


def test_every_address_is_absolute_and_every_picture_speaks_or_decorates(full, settings):
    mail = render_issue(full)

    addresses = re.findall(r'(?:href|src)="([^"]*)"', mail.html)
    assert len(addresses) > 10
    assert all(address.startswith(("http://", "https://")) for address in addresses)
    images = re.findall(r"<img[^>]*>", mail.html)
    assert len(images) == 6
    assert all(" alt=" in image and " width=" in image for image in images)
    assert "webp" not in mail.html
    assert f"{settings.LMS_SITE_URL}/en/" in mail.text


def test_styles_stand_on_elements_and_the_rules_for_dark_and_phones_stay(full):
    mail = render_issue(full)

    assert "@media (prefers-color-scheme: dark)" in mail.html
    assert "@media (max-width: 480px)" in mail.html
    assert '<p style="' in mail.html
    assert "<link" not in mail.html
    assert "<script" not in mail.html
    tables = re.findall(r"<table[^>]*>", mail.html)
    assert all('role="presentation"' in table for table in tables)
    assert mail.size < 100_000


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_mail_of_each_language_names_it_and_leads_its_readers_to_their_own_pages(language):
    mail = render_issue(make_issue(language))

    assert f'<html lang="{language}" dir="ltr"' in mail.html
    for page in ("unsubscribe", "preferences"):
        address = f"{settings.LMS_SITE_URL}/{language}/newsletter/{page}/{slot('token')}/"
        assert f'href="{address}"' in mail.html
        assert address in mail.text


def test_the_language_of_whoever_renders_changes_nothing(full):
    expected = render_issue(full)

    with override("ko"):
        assert render_issue(full) == expected


def test_slots_take_the_readers_values_and_nothing_is_left_of_them(full):
    mail = render_issue(full)
    values = reader_values(name="Nadia", email="nadia@example.org", token="0" * 32, language="en")

    for text in (fill_slots(mail.html, values), fill_slots(mail.text, values)):
        assert "Hello Nadia" in text
        assert "nadia@example.org" in text
        assert OPEN not in text
        assert CLOSE not in text
    assert OPEN not in mail.subject


def test_a_reader_without_a_name_is_greeted_all_the_same(full):
    values = reader_values(name="", email="a@example.org", token="", language="en")
    text = fill_slots(render_issue(full).text, values)

    assert text.startswith("Hello\n")


@pytest.mark.parametrize(
    ("language", "named", "unnamed"),
    [("ko", "나디아 님, 안녕하세요", "안녕하세요"), ("ja", "ナディア 様", "こんにちは")],
)
def test_a_reader_is_greeted_politely_in_their_language(language, named, unnamed):
    text = render_issue(make_issue(language)).text
    greetings = [
        fill_slots(text, reader_values(name=name, email="", token="", language=language))
        for name in (named.split()[0], "")
    ]

    assert [each.partition("\n")[0] for each in greetings] == [named, unnamed]


def test_an_editor_writes_no_slot(full):
    token = slot("token")
    issue = make_issue(
        title=f"T{token}",
        subject=f"S{token}",
        lead=f"L{token}",
        preheader=f"P{token}",
        body=[story(f"A{token}", text=f"<p>B{token}</p>")],
    )

    mail = render_issue(issue)

    assert mail.subject == "Stoken"
    assert mail.html.count(OPEN) == render_issue(full).html.count(OPEN)
    assert mail.text.count(OPEN) == render_issue(full).text.count(OPEN)


def test_a_subject_is_one_line():
    assert render_issue(make_issue(subject="One\r\nBcc: you@example.org")).subject == (
        "One Bcc: you@example.org"
    )


def test_html_in_a_title_is_text():
    mail = render_issue(make_issue(title="<b>Bold</b>", body=[story("<i>It</i>")]))

    assert "<b>" not in mail.html
    assert "&lt;i&gt;It" in mail.html
    assert "<i>It</i>" in mail.text


def test_an_editors_plain_text_goes_in_place_of_the_derived_one():
    issue = make_issue(plain_text="In short: nothing.", body=[story("A long story")])

    mail = render_issue(issue)

    assert "In short: nothing." in mail.text
    assert "A long story" not in mail.text
    assert "A long story" in mail.html
    assert slot("token") in mail.text


def test_a_draft_that_nobody_saved_is_rendered():
    archive = make_archive()
    draft = NewsletterIssuePage(title="A draft", slug="draft", locale=archive.locale)
    draft.body = [story("Not yet")]

    mail = render_issue(draft)

    assert "Not yet" in mail.html


def test_rich_text_becomes_lines_with_addresses_behind_their_words():
    html = (
        "<h2>Dates</h2><p>Come to <b>the</b> market,\n see <a href='https://example.org/a'>the"
        " plan</a>.</p><ol><li>Walk</li><li>Write<ul><li>what</li></ul></li></ol><p>A &amp; B<br/>C"
        "</p><p><a href='https://example.org/'>https://example.org/</a></p>"
    )

    assert html_to_text(html) == (
        "Dates\n\nCome to the market, see the plan <https://example.org/a>.\n\n"
        "1. Walk\n2. Write\n- what\n\nA & B\nC\n\nhttps://example.org/"
    )


def test_a_mail_costs_as_many_queries_for_twenty_courses_as_for_two(django_assert_max_num_queries):
    make_issue()
    pages = [course_page(make_course(lessons=(1,))) for _ in range(20)]
    few = make_issue(body=[course_block(page) for page in pages[:2]])
    many = make_issue(body=[course_block(page) for page in pages])

    render_issue(few)  # Wagtail remembers where sites begin

    for issue in (few, many):
        stored = NewsletterIssuePage.objects.select_related("locale").get(pk=issue.pk)
        # the pages of its blocks; courses, runs, restrictions, languages, pages, goals, themes;
        # where sites begin; goals of the drawing; covers; the site
        with django_assert_max_num_queries(12):
            render_issue(stored)
