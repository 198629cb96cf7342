"""My profile: what one says of oneself, and the name that certificates will show."""

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.files.storage import FileSystemStorage
from django.test import Client
from django.urls import reverse

from certificates.issuing import pending_enrollments
from certificates.models import Certificate
from certificates.tasks import issue_certificates
from members.models import Affiliation, Member
from tests.factories.courses import NOW, make_course, make_run
from tests.factories.learning import finish, make_enrollment, make_learner
from tests.users.test_sign_up import error_beside
from users.models import Consent, Purpose, User

pytestmark = pytest.mark.django_db
ABOUT = {
    "name": "Rina Kartikasari",
    "country": "ID",
    "language": "en",
    "time_zone": "Asia/Jakarta",
    "member": "",
    "city_name": "",
    "organization_name": "",
}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture(autouse=True)
def _files(monkeypatch, tmp_path):
    storage = FileSystemStorage(location=tmp_path)
    monkeypatch.setattr(Certificate._meta.get_field("pdf"), "storage", storage)


@pytest.fixture
def learner():
    return make_learner(name="Rina Kartikasari", country="ID")


@pytest.fixture
def browser(learner):
    client = Client()
    client.force_login(learner)
    return client


def page(response):
    return BeautifulSoup(response.content, "html.parser")


def save(browser, **changes):
    return browser.post(reverse("home:profile"), {**ABOUT, **changes})


def confirm(browser, name, latin="", query=""):
    """Press the button, once."""
    address = reverse("home:profile-certificate-name")
    data = {"certificate-name": name, "certificate-latin": latin}
    return browser.post(f"{address}{query}", data)


def fresh(user):
    return User.objects.get(pk=user.pk)


def test_a_stranger_is_led_to_sign_in(client):
    for name in ("profile", "profile-certificate-name", "profile-consents", "profile-agree"):
        answer = client.post(reverse(f"home:{name}"))

        assert answer.status_code == 302
        assert "/account/login/" in answer["Location"]


def test_the_page_asks_the_database_this_much(browser, django_assert_num_queries):
    browser.get(reverse("home:profile"))  # the menu is read once a minute

    # session, user; affiliation, members for the choice; may codes be checked, statistics;
    # whether one wants reminders; how one wants to hear of what, may one host; the reader,
    # the lists
    with django_assert_num_queries(11):
        answer = browser.get(reverse("home:profile"))

    assert {"private", "no-store"} <= set(answer["Cache-Control"].split(", "))


def test_saving_writes_the_profile_and_where_one_comes_from(browser, learner):
    region = Member.Region.values[0]
    member = Member.objects.create(key="x", name="Semarang", kind="CITY", region=region)

    answer = save(browser, name="  Rina   Kartika ", member=member.pk, city_name="Semarang")

    assert answer.status_code == 302
    person = fresh(learner)
    assert (person.name, person.country, person.time_zone) == ("Rina Kartika", "ID", "Asia/Jakarta")
    assert Affiliation.objects.get(user=learner).member == member


def test_another_language_is_spoken_at_once(browser):
    answer = save(browser, language="id")

    assert answer["Location"] == "/id/my-profile/"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "N" * 300),
        ("name", "   "),
        ("name", "\u202e\u200f\x07"),
        ("country", "ZZ"),
        ("language", "xx"),
        ("time_zone", "Moon/Sea_of_Rains"),
        ("city_name", "S" * 300),
    ],
)
def test_a_mistake_is_said_beside_its_field_and_nothing_is_written(browser, learner, field, value):
    answer = save(browser, organization_name="City of Semarang", **{field: value})

    assert answer.status_code == 200
    assert error_beside(answer, field)
    assert page(answer).select_one("[name=organization_name]")["value"] == "City of Semarang"
    assert fresh(learner).name == "Rina Kartikasari"
    assert not Affiliation.objects.exists()


def test_the_page_shows_the_name_as_it_will_be_printed(browser):
    picture = page(browser.get(reverse("home:profile"))).select_one(".name-proof__picture")

    assert picture["src"].startswith("data:image/png;base64,")
    assert picture["alt"] == "Rina Kartikasari"


def test_an_edited_name_is_confirmed_by_one_click_and_shown_as_printed(browser, learner):
    answer = confirm(browser, "Rina K. Sari")

    assert answer.status_code == 302
    assert fresh(learner).certificate_name == "Rina K. Sari"
    assert fresh(learner).certificate_name_confirmed_at == NOW
    then = page(browser.get(answer["Location"]))
    assert "Your name is confirmed." in then.get_text(" ")
    assert then.select_one(".name-proof__picture")["alt"] == "Rina K. Sari"


def test_while_one_types_the_name_is_shown_as_printed_and_nothing_is_written(browser, learner):
    answer = confirm(browser, "Rina K. Sari", query="?proof")

    assert answer.status_code == 200
    assert "<html" not in answer.content.decode()
    assert page(answer).select_one(".name-proof__picture")["alt"] == "Rina K. Sari"
    assert fresh(learner).certificate_name_confirmed_at is None


def test_while_one_types_what_cannot_be_printed_is_said(browser):
    answer = confirm(browser, "𐎀𐎁", query="?proof")

    assert "Latin letters" in page(answer).select_one(".field__error").get_text()
    assert not page(answer).select("img")


@pytest.mark.parametrize(
    "name",
    [
        *("山田太郎", "রহিমা খাতুন", "सीता श्रेष्ठ", "ශ්\u200dරීමතී පෙරේරා", "نادية كريم"),
        *('#import "x"', "Ana ]", '"); #panic("x")', "<b>Ana</b> & Co"),
    ],
)
def test_a_name_in_any_script_and_with_any_sign_is_confirmed_as_typed(browser, learner, name):
    answer = confirm(browser, name)

    assert answer.status_code == 302
    assert fresh(learner).certificate_name == name


def test_marks_of_direction_and_control_characters_are_dropped(browser, learner):
    confirm(browser, "\u202eRina\x07 \u200fSari\u2066")

    assert fresh(learner).certificate_name == "Rina Sari"


@pytest.mark.parametrize(
    ("field", "name", "latin", "words"),
    [
        ("certificate-name", "N" * 300, "", "300 characters"),
        ("certificate-name", "    ", "", "Write your name"),
        ("certificate-name", "\u202e\u200f", "", "Write your name"),
        ("certificate-name", "𐎀𐎁", "", "Latin letters"),
        ("certificate-latin", "山田太郎", "山田", "another script"),
    ],
)
def test_what_cannot_be_printed_is_said_beside_the_field(
    browser, learner, field, name, latin, words
):
    answer = confirm(browser, name, latin)

    assert answer.status_code == 200
    assert words in error_beside(answer, field)
    assert page(answer).select_one("[name=certificate-name]")["value"].strip() == name.strip()
    assert fresh(learner).certificate_name_confirmed_at is None


@pytest.fixture
def completed(learner):
    return finish(make_enrollment(run=make_run(make_course(lessons=(1,))), learner=learner))


def test_a_waiting_certificate_is_issued_once_the_name_is_confirmed(browser, completed):
    assert list(pending_enrollments()) == []

    confirm(browser, "Rina Kartikasari", "")
    issue_certificates()

    assert Certificate.objects.get().name == "Rina Kartikasari"


def test_a_later_name_changes_no_certificate_and_the_page_says_so(browser, completed):
    confirm(browser, "Rina Kartikasari")
    issue_certificates()

    confirm(browser, "Rina Putri")

    assert Certificate.objects.get().name == "Rina Kartikasari"
    assert (
        "Those you have stay as they are" in browser.get(reverse("home:profile")).content.decode()
    )


def test_the_end_of_a_course_says_what_comes_next(browser, completed):
    lesson = completed.run.course.outlines.get().content["modules"][0]["lessons"][0]["slug"]
    address = reverse("learning:lesson", args=[completed.run.slug, lesson])
    profile = reverse("home:profile")

    def foot():
        return page(browser.get(address)).select_one("#lesson-foot .callout")

    assert foot().select_one(f"a[href='{profile}#certificate-name']")
    confirm(browser, "Rina Kartikasari")
    assert "is being made" in foot().get_text()
    issue_certificates()
    code = Certificate.objects.get().printed_code
    assert foot().select_one(f"a[href='{reverse('certificates:verify', args=[code])}']")


def choose(browser, *ticked):
    return browser.post(reverse("home:profile-consents"), dict.fromkeys(ticked, "on"))


def test_whoever_objects_hides_present_and_later_certificates(browser, client, learner, completed):
    confirm(browser, "Rina Kartikasari")
    issue_certificates()
    address = reverse("certificates:verify", args=[Certificate.objects.get().printed_code])
    assert client.get(address).status_code == 200

    choose(browser)
    choose(browser)
    later = finish(make_enrollment(run=make_run(make_course(lessons=(1,))), learner=learner))
    issue_certificates()

    assert client.get(address).status_code == 404
    assert not Certificate.objects.get(enrollment=later).is_public
    assert browser.get(address).status_code == 200
    assert Consent.objects.filter(purpose=Purpose.CERTIFICATES_PUBLIC).count() == 1

    choose(browser, "certificates_public")
    assert client.get(address).status_code == 200


def test_an_objection_before_the_first_certificate_counts(browser, learner, completed):
    choose(browser)

    confirm(browser, "Rina Kartikasari")
    issue_certificates()

    assert not Certificate.objects.get().is_public


def test_statistics_are_allowed_and_taken_back(browser, learner):
    rows = Consent.objects.filter(user=learner, purpose=Purpose.STATISTICS)

    choose(browser, "statistics")
    assert rows.in_force().count() == 1
    choose(browser)

    assert rows.in_force().count() == 0
    assert rows.get().withdrawn_at == NOW


def tell_gender(browser, gender, *ticked):
    values = {**dict.fromkeys(ticked, "on"), "gender": gender}
    return browser.post(reverse("home:profile-consents"), values)


def test_a_gender_is_kept_with_the_consent_and_forgotten_without(browser, learner):
    tell_gender(browser, "WOMAN", "statistics")
    learner.refresh_from_db()
    assert learner.gender == "WOMAN"
    assert 'value="WOMAN" selected' in browser.get(reverse("home:profile")).content.decode()

    tell_gender(browser, "WOMAN")

    learner.refresh_from_db()
    assert learner.gender == ""


def test_a_gender_that_is_none_of_the_choices_changes_nothing(browser, learner):
    tell_gender(browser, "QUEEN", "statistics")

    learner.refresh_from_db()
    assert learner.gender == ""
