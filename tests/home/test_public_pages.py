"""Public pages are the same for everybody: kept for a minute, and then without a query."""

import pytest
from bs4 import BeautifulSoup
from django.core.cache import caches
from django.urls import reverse
from django.utils.translation import override
from django.views.defaults import server_error
from wagtail.models import Locale, Page, Site

from courses.models import CourseIndexPage
from home.models import HomePage, PlainPage
from sdgs.models import Goal
from tests.factories.courses import make_course, make_run
from tests.words import words_in
from users.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def home():
    """A home page with a plain page below it, in English; and in Korean without the plain page."""
    root = Page.get_first_root_node()
    english = Locale.objects.get(language_code="en")
    home = HomePage(title="CityNet Learning", slug="home-en", locale=english, lead="Courses.")
    root.add_child(instance=home)
    site = Site.objects.get(is_default_site=True)
    site.root_page = home
    site.save()
    home.add_child(instance=PlainPage(title="Privacy", slug="privacy", locale=english))
    korean, _ = Locale.objects.get_or_create(language_code="ko")
    root.add_child(
        instance=HomePage(
            title="CityNet 러닝",
            slug="home-ko",
            locale=korean,
            translation_key=home.translation_key,
        )
    )
    return home


@pytest.fixture
def goal():
    return Goal.objects.create(number=11, title="Make cities inclusive", short_title="Cities")


ADDRESSES = ["/en/", "/ko/", "/en/privacy/", "/en/goals/", "/en/goals/11/"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_public_page_sets_no_cookie_and_costs_no_query_the_second_time(
    home, goal, client, address, django_assert_num_queries
):
    first = client.get(address)

    with django_assert_num_queries(0):
        second = client.get(address)

    assert first.status_code == second.status_code == 200
    assert second.content == first.content
    for answer in (first, second):
        assert not answer.cookies
        assert "cookie" not in answer.get("Vary", "").lower()


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_public_page_names_nobody_and_carries_no_token(home, goal, client, address):
    user = User.objects.create_user("rina@example.org", "a-long-password", name="Rina K")
    client.force_login(user)

    text = client.get(address).content.decode()

    assert "Rina" not in text
    assert "csrfmiddlewaretoken" not in text


def test_the_header_fragment_knows_the_reader_and_is_never_kept(client):
    user = User.objects.create_user("rina@example.org", "a-long-password", name="Rina K")
    stranger = client.get(reverse("home:account-fragment"))
    client.force_login(user)

    own = client.get(reverse("home:account-fragment"))

    assert "Rina K" not in stranger.content.decode()
    assert "Sign in" in stranger.content.decode()
    assert "Rina K" in own.content.decode()
    for answer in (stranger, own):
        assert answer["Cache-Control"] == "private, no-store"


def test_the_language_menu_leads_to_the_same_page_or_the_nearest_above_it(home, client):
    text = client.get("/en/privacy/").content.decode()

    assert '<a class="language-menu__link" lang="en" hreflang="en" href="/en/privacy/"' in text
    assert '<a class="language-menu__link" lang="ko" hreflang="ko" href="/ko/"' in text


def test_the_language_menu_of_an_address_without_a_page_keeps_the_address(home, goal, client):
    text = client.get("/en/goals/11/?from=mail").content.decode()

    assert 'lang="ne" hreflang="ne" href="/ne/goals/11/?from=mail"' in text


def test_the_foot_shows_pages_in_the_first_language_where_the_reader_has_none(home, client):
    text = client.get("/ko/").content.decode()

    assert '<a href="/en/privacy/" lang="en" hreflang="en">Privacy</a>' in text


def test_what_is_kept_of_the_language_menu_is_that_of_one_address(home, goal, client):
    for origin in ("mail", "site"):
        text = client.get(f"/en/goals/11/?from={origin}").content.decode()

        assert f'lang="ne" hreflang="ne" href="/ne/goals/11/?from={origin}"' in text


def test_what_is_kept_of_the_language_menu_is_that_of_one_page(home, client):
    client.get("/en/privacy/")
    PlainPage.objects.get(slug="privacy").delete()
    english = PlainPage(title="Privacy", slug="privacy", locale=home.locale)
    home.add_child(instance=english)
    english.copy_for_translation(Locale.objects.get(language_code="ko")).save_revision().publish()
    caches["pages"].clear()

    text = client.get("/en/privacy/").content.decode()

    assert '<a class="language-menu__link" lang="ko" hreflang="ko" href="/ko/privacy/"' in text


def test_a_goal_shows_the_courses_that_serve_it(home, goal, client):
    course = make_course(lessons=(1,), title="Reading a street")
    make_run(course)
    page = course_page_of(course)
    page.goals.add(goal)
    page.save()

    text = client.get("/en/goals/11/").content.decode()

    assert "Reading a street" in text
    assert "Make cities inclusive" in text


def test_an_unknown_goal_is_not_found(home, goal, client):
    assert client.get("/en/goals/18/").status_code == 404


def test_search_leads_to_the_catalogue_with_the_words(client):
    make_course(lessons=(1,))

    answer = client.get(reverse("home:search"), {"q": "safe streets"})

    assert answer.status_code == 302
    assert answer["Location"] == f"{CourseIndexPage.objects.get().url}?q=safe+streets"


def test_the_sitemap_names_public_pages_and_no_lesson(client):
    course = make_course(lessons=(1,))

    text = client.get("/sitemap.xml").content.decode()

    assert course_page_of(course).url in text
    assert "/lesson" not in text
    assert "/en/goals/" not in text  # no goal is loaded here


def test_robots_are_led_to_the_sitemap_and_kept_from_the_rest(client):
    text = client.get("/robots.txt").content.decode()

    assert "Disallow: /cms/" in text
    assert "Sitemap: http://testserver/sitemap.xml" in text


def test_a_missing_page_says_what_to_do(home, client):
    answer = client.get("/en/no-such-page/")

    assert answer.status_code == 404
    assert "This page is not here" in answer.content.decode()


def course_page_of(course):
    from tests.factories.courses import course_page

    return course_page(course)


def test_the_address_that_browsers_try_for_an_icon_leads_to_our_mark(client):
    response = client.get("/favicon.ico")

    assert response.status_code == 302
    assert response["Location"].startswith("/static/mark")
    assert response["Cache-Control"] == "public, max-age=86400"
    assert "Cookie" not in response.get("Vary", "")


@pytest.mark.parametrize("address", ["/ko/goals/", "/ko/nothing-here/"])
def test_the_frame_speaks_the_readers_language(home, client, address):
    words = ["Courses", "Goals", "Providers", "My learning", "Search", "Check a certificate"]

    text = client.get(address).content.decode()

    assert [word for word in words if words_in("ko", word) not in text] == []


def test_the_main_link_to_where_the_reader_is_says_so(home, goal, client):
    soup = BeautifulSoup(client.get("/en/goals/11/").content, "html.parser")

    links = soup.select(".site-header__link")
    assert [link.get_text() for link in links if link.has_attr("aria-current")] == ["Goals"]
    assert len(links) == 4


def test_the_page_of_a_broken_server_says_its_language(rf):
    with override("ko"):
        text = server_error(rf.get("/ko/")).content.decode()

    assert '<html lang="ko">' in text
    assert words_in("ko", "Something went wrong on our side") in text
