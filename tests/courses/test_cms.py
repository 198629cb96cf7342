"""In the CMS everybody meets their own rows, and a run is planned in its own zone."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify

from courses.models import CourseRun, Provider
from courses.rights import ensure_staff_rights
from members.models import Country
from tests.factories.courses import make_course, make_course_index, make_run
from users.models import User
from users.roles import REVIEWER, SECRETARIAT

pytestmark = pytest.mark.django_db


def person(email, *groups):
    user = User.objects.create_user(email, "a-long-password")
    user.groups.add(*groups)
    return user


@pytest.fixture
def run():
    return make_run(make_course(lessons=(1,)))


@pytest.fixture
def author(run):
    return person("author@example.org", run.course.provider.author_group)


@pytest.fixture
def stranger_author():
    return person("other@example.org", make_course(lessons=(1,)).provider.author_group)


@pytest.fixture
def secretary():
    make_course_index()
    ensure_staff_rights()
    return person("secretary@example.org", Group.objects.get(name=SECRETARIAT))


def run_data(run, **changes):
    return {
        "course": run.course_id,
        "title": "Spring",
        "slug": run.slug,
        "time_zone": "Pacific/Fiji",
        "opens_at": "2027-03-01 09:00",
        "closes_at": "2027-04-05 23:59",
        "starts_at": "",
        "ends_at": "",
        "capacity": "30",
        **changes,
    }


def test_an_author_finds_the_runs_of_their_own_courses_alone(run, author, stranger_author, client):
    client.force_login(author)
    assert run in list(client.get(reverse("runs:index")).context["object_list"])
    assert client.get(reverse("runs:edit", args=[run.pk])).status_code == 200

    client.force_login(stranger_author)
    listed = client.get(reverse("runs:index")).context["object_list"]
    assert run not in list(listed)


@pytest.mark.parametrize("view", ["edit", "delete", "history", "usage"])
def test_another_providers_author_gets_404_at_every_page_of_a_run(
    run, stranger_author, client, view
):
    client.force_login(stranger_author)

    response = client.get(reverse(f"runs:{view}", args=[run.pk]), follow=True)

    assert response.status_code == 404


def test_an_author_cannot_put_a_run_under_another_providers_course(run, stranger_author, client):
    client.force_login(stranger_author)

    response = client.post(reverse("runs:add"), run_data(run, slug="stolen"))

    assert response.status_code == 200
    assert "course" in response.context["form"].errors
    assert not CourseRun.objects.filter(slug="stolen").exists()


def test_a_run_closes_on_the_clock_of_its_own_zone(run, author, client):
    client.force_login(author)

    response = client.post(reverse("runs:edit", args=[run.pk]), run_data(run))

    assert response.status_code == 302
    run.refresh_from_db()
    assert run.closes_at == datetime(2027, 4, 5, 11, 59, tzinfo=UTC)
    page = client.get(reverse("runs:edit", args=[run.pk])).content.decode()
    assert 'value="2027-04-05T23:59"' in page


@pytest.mark.parametrize("typed", ["30/11/2026", "31 Dec 2026", "31.12.2026 18:00", "2026-11-30"])
def test_a_date_typed_in_ones_own_way_is_refused_and_nothing_is_saved(run, author, client, typed):
    client.force_login(author)
    before = CourseRun.objects.values().get()

    page = client.post(
        reverse("runs:edit", args=[run.pk]), run_data(run, starts_at=typed, title="Autumn")
    )

    assert f"“{typed}” cannot be read" in page.context["form"].errors["starts_at"][0]
    text = page.content.decode()
    assert f'value="{typed}"' in text
    assert 'value="Autumn"' in text
    assert CourseRun.objects.values().get() == before


def test_the_browser_itself_refuses_a_date_that_is_filled_half(run, author, client):
    """Sent, it would be empty: a form that says `novalidate` loses the date without a word."""
    client.force_login(author)

    for address in (reverse("runs:add"), reverse("runs:edit", args=[run.pk])):
        page = BeautifulSoup(client.get(address).content, "html.parser")
        form = page.select_one("#w-editor-form")
        assert not form.has_attr("novalidate")
        assert form.select_one('[name="starts_at"]')["type"] == "datetime-local"
        assert not form.select("[required]")


def test_an_hour_that_the_clock_of_the_run_leaves_out_is_refused(run, author, client):
    client.force_login(author)
    typed = run_data(run, time_zone="Europe/Berlin", starts_at="2027-03-28T02:30")

    page = client.post(reverse("runs:edit", args=[run.pk]), typed)

    assert "no such time" in page.context["form"].errors["starts_at"][0]


def test_a_run_is_always_open_or_it_closes(run, author, client):
    client.force_login(author)
    typed = run_data(run, is_always_open="on")

    page = client.post(reverse("runs:edit", args=[run.pk]), typed)

    assert "“Always open” has no end" in page.context["form"].errors["closes_at"][0]
    assert 'value="2027-04-05T23:59"' in page.content.decode()
    assert not CourseRun.objects.get().is_always_open
    assert (
        client.post(reverse("runs:edit", args=[run.pk]), {**typed, "closes_at": ""}).status_code
        == 302
    )


def new_run(client, run, **changes):
    """The form of a new run as it opens for the course of this one, sent with these changes."""
    address = f"{reverse('runs:add')}?course={run.course_id}"
    form = client.get(address).context["form"]
    shown = {name: form[name].value() for name in form.fields}
    sent = {name: value for name, value in shown.items() if value not in (None, "", False)}
    return client.post(address, {**sent, "course": run.course_id, **changes}), shown


def test_a_new_run_has_an_address_a_zone_and_a_way_in_before_anything_is_typed(run, author, client):
    client.force_login(author)
    CourseRun.objects.update(time_zone="Asia/Kuala_Lumpur", slug="shade")

    response, shown = new_run(client, run)

    made = CourseRun.objects.exclude(pk=run.pk).get()
    assert shown["slug"] == made.slug == f"{slugify(run.course.title)}-{timezone.now().year}"
    assert shown["time_zone"] == made.time_zone == "Asia/Kuala_Lumpur"
    assert shown["enrollment_mode"] == made.enrollment_mode == "OPEN"
    assert response.url == reverse("studio:run", args=[made.pk])


def test_an_address_that_is_left_empty_is_made_and_a_second_click_makes_no_second_run(
    run, author, client
):
    client.force_login(author)
    typed = {"slug": "", "starts_at": "2028-03-01T09:00", "token": str(uuid4())}

    first, _shown = new_run(client, run, **typed)
    second, _shown = new_run(client, run, **typed)

    made = CourseRun.objects.exclude(pk=run.pk).get()
    assert made.slug == f"{slugify(run.course.title)}-2028"
    assert first.url == second.url == reverse("studio:run", args=[made.pk])


def test_the_token_of_somebody_elses_run_shows_it_to_nobody(run, author, stranger_author, client):
    token = uuid4()
    CourseRun.objects.update(made_with=token)
    client.force_login(stranger_author)

    response = client.post(reverse("runs:add"), run_data(run, slug="mine", token=str(token)))

    assert response.status_code == 200
    assert "course" in response.context["form"].errors


def test_words_that_are_no_address_are_said_as_one(run, author, client):
    client.force_login(author)

    response, _shown = new_run(client, run, slug="Online, Zoom")

    assert "for example: online-zoom" in response.context["form"].errors["slug"][0]
    assert 'value="Online, Zoom"' in response.content.decode()


def test_the_zones_of_the_network_stand_first_and_one_by_an_old_name_stays(run, author, client):
    client.force_login(author)
    Country.objects.get_or_create(code="MY")
    CourseRun.objects.update(time_zone="Asia/Katmandu")

    form = client.get(reverse("runs:edit", args=[run.pk])).context["form"]

    groups = dict(form.fields["time_zone"].choices)
    assert next(iter(groups.values())) == [("Asia/Katmandu", "Katmandu")]
    assert ("Asia/Kuala_Lumpur", "Malaysia: Kuala Lumpur") in groups["Countries of the network"]
    assert form["time_zone"].value() == "Asia/Katmandu"


def test_a_run_that_closes_before_it_opens_is_refused_beside_the_field(run, author, client):
    client.force_login(author)

    response = client.post(
        reverse("runs:edit", args=[run.pk]), run_data(run, closes_at="2027-02-01 09:00")
    )

    assert response.context["form"].errors["closes_at"]


def test_how_long_an_offered_seat_is_kept_is_typed_in_hours(run, author, client):
    client.force_login(author)
    address = reverse("runs:edit", args=[run.pk])

    for hours in ("0", "721", "-3"):
        page = client.post(address, run_data(run, offer_hours=hours))
        assert page.context["form"].errors["offer_hours"]
        assert f'value="{hours}"' in page.content.decode()
    client.post(address, run_data(run, offer_hours="24"))

    run.refresh_from_db()
    assert run.hours_to_answer == 24


def test_the_address_of_a_run_never_changes(run, author, client):
    client.force_login(author)

    client.post(reverse("runs:edit", args=[run.pk]), run_data(run, slug="another"))

    run.refresh_from_db()
    assert run.slug != "another"


@pytest.fixture
def _ledger():
    pytest.importorskip("mail.actions")


@pytest.mark.usefixtures("_ledger")
def test_the_secretariat_makes_a_provider_in_one_form(secretary, client):
    client.force_login(secretary)
    data = {"name": "Think City", "slug": "think-city", "administrator_email": "a@example.org"}

    response = client.post(reverse("providers:add"), data)

    assert response.status_code == 302, response.context["form"].errors
    provider = Provider.objects.get(name="Think City")
    invited = User.objects.get(email="a@example.org")
    assert provider.administrator_group in invited.groups.all()


@pytest.mark.usefixtures("_ledger")
def test_a_taken_address_is_said_beside_its_field(secretary, client):
    client.force_login(secretary)
    data = {"name": "Think City", "slug": "think-city", "administrator_email": "a@example.org"}
    client.post(reverse("providers:add"), data)

    response = client.post(reverse("providers:add"), data)

    assert response.context["form"].errors["slug"]
    assert Provider.objects.count() == 1


@pytest.mark.parametrize("url_name", ["providers:add", "themes:index"])
def test_authors_and_reviewers_may_not_make_providers(author, client, url_name):
    ensure_staff_rights()
    reviewer = person("reviewer@example.org", Group.objects.get(name=REVIEWER))

    for user in (author, reviewer):
        client.force_login(user)
        assert client.get(reverse(url_name)).status_code == 302


def test_the_cms_sends_strangers_to_the_sign_in_of_the_site(client, db):
    response = client.get("/cms/")
    assert response.status_code == 302
    assert "/account/login/" in response.url
    assert "/account/login/" in client.get("/cms/login/").url
