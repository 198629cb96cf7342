"""What certificates say on paper and on pages: days, effort, and the way in for their holder."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from allauth.account.models import EmailAddress
from bs4 import BeautifulSoup
from django.core.files.storage import FileSystemStorage
from django.urls import reverse
from django.utils import timezone

from certificates.issuing import issue_certificate
from certificates.models import Certificate, CertificateShare
from certificates.sheet import make_sheet
from mail.models import Delivery
from mail.rendering import render_message
from tests.factories.courses import make_course, make_run
from tests.factories.learning import finish, make_enrollment, make_learner

from .sheets import certificate as certificate_in_memory

pytestmark = pytest.mark.django_db
LATE = datetime(2027, 2, 7, 20, 30, tzinfo=UTC)  # the 8th in Seoul already
UNKNOWN = "/certificates/K7QM-2XRD-9FTA/"


@pytest.fixture(autouse=True)
def files(monkeypatch, tmp_path):
    storage = FileSystemStorage(location=tmp_path)
    monkeypatch.setattr(Certificate._meta.get_field("pdf"), "storage", storage)


@pytest.fixture
def holder():
    return make_learner(
        certificate_name="Nadia Karim",
        certificate_name_confirmed_at=timezone.now(),
        time_zone="Pacific/Honolulu",
    )


@pytest.fixture
def certificate(holder):
    """Of a run that was planned in Seoul."""
    opened = datetime(2027, 1, 18, tzinfo=UTC)
    run = make_run(
        make_course(lessons=(1,)), opens_at=opened, starts_at=opened, time_zone="Asia/Seoul"
    )
    with time_machine.travel(LATE, tick=False):
        enrollment = finish(make_enrollment(run=run, learner=holder), at=LATE)
        yield issue_certificate(enrollment=enrollment, at=LATE)


def sign_in(client, person):
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")


def address(certificate, name="verify"):
    return reverse(f"certificates:{name}", args=[certificate.printed_code])


def words(response):
    page = BeautifulSoup(response.content, "html.parser")
    return " ".join(page.select_one("main").get_text(" ").split())


def test_every_day_is_that_of_the_runs_zone(client, certificate, holder):
    assert certificate.completed_date == date(2027, 2, 8)
    assert "8 February 2027" in " ".join(make_sheet(certificate)["facts"])

    public = words(client.get(address(certificate)))
    sign_in(client, holder)
    own = words(client.get(reverse("learning:progress", args=[certificate.enrollment.run.slug])))

    assert "Issued by CityNet Learning on 8 February 2027" in public
    assert "Completed 8 February 2027" in public
    assert "You completed this course on 8 February 2027" in own
    for page in (public, own):
        assert "7 February" not in page
        assert "Days are counted in the time of Seoul." in page


@pytest.mark.parametrize(
    ("minutes", "said"), [(45, "45 minutes"), (90, "1 hour 30 minutes"), (360, "6 hours")]
)
def test_the_effort_is_the_same_on_paper_and_on_the_page(client, certificate, minutes, said):
    Certificate.objects.filter(pk=certificate.pk).update(effort_minutes=minutes)
    certificate.refresh_from_db()

    assert f"2027, {said}," in make_sheet(certificate)["facts"][1]
    assert f"Effort {said} " in words(client.get(address(certificate)))


def test_a_date_is_never_broken_between_lines():
    """The page breaks between facts only; each holds its dates whole."""
    facts = make_sheet(certificate_in_memory(provider_name="Seoul Tourism Organization"))["facts"]

    assert facts == [
        "offered by Seoul Tourism Organization on CityNet Learning,",
        "from 18 January 2027 to 7 February 2027, 9 hours,",
        "with every required lesson and knowledge check done.",
    ]


def test_a_course_completed_before_its_run_begins_has_no_days_that_run_backwards():
    issued_before = certificate_in_memory(
        starts_date=date(2027, 2, 20), completed_date=date(2027, 2, 7)
    )

    assert make_sheet(issued_before)["facts"][1] == "completed on 7 February 2027, 9 hours,"


def test_the_mailed_link_leads_through_sign_in_to_the_file(client, certificate, holder):
    holder.set_password("a-long-password")
    holder.save()
    link = address(certificate, "pdf")

    response = client.get(link)
    assert response["Location"] == f"{reverse('account_login')}?next={link}"
    assert "no-store" in response["Cache-Control"]
    data = {"login": holder.email, "password": "a-long-password", "next": link}
    EmailAddress.objects.create(user=holder, email=holder.email, primary=True, verified=True)
    file = client.post(reverse("account_login"), data, follow=True)

    assert b"".join(file.streaming_content).startswith(b"%PDF-")


def test_both_parts_of_the_mail_say_that_one_signs_in_for_the_file(certificate):
    message = render_message(Delivery.objects.get(template="certificate_issued"))

    html = next(part for part, kind in message.alternatives if kind == "text/html")
    for part in (message.body, html):
        assert "sign in first" in part


def test_nobody_learns_from_the_pdf_whether_there_is_a_certificate(client, certificate):
    mine, none = address(certificate, "pdf"), f"{UNKNOWN}certificate.pdf"

    assert client.get(mine).status_code == client.get(none).status_code == 302

    sign_in(client, make_learner())
    assert client.get(mine).status_code == client.get(none).status_code == 404


def test_a_hidden_certificate_offers_its_holder_to_sign_in(client, certificate, holder):
    Certificate.objects.filter(pk=certificate.pk).update(is_public=False)
    hidden = client.get(address(certificate))
    unknown = client.get(UNKNOWN)

    assert hidden.status_code == unknown.status_code == 404
    for response, path in ((hidden, address(certificate)), (unknown, UNKNOWN)):
        link = BeautifulSoup(response.content, "html.parser").select_one(".verdict a")
        assert link["href"].startswith(f"{reverse('account_login')}?next=")
        assert client.get(link["href"]).context["redirect_field_value"] == path

    sign_in(client, holder)
    assert client.get(address(certificate)).status_code == 200
    sign_in(client, make_learner())
    stranger = client.get(address(certificate))
    assert stranger.status_code == 404
    assert "Sign in to see it" not in stranger.content.decode()


def test_whoever_signs_in_again_to_share_sees_the_list(client, certificate, holder):
    sharing = reverse("certificates:share")
    assert f"next={sharing}" in client.post(sharing, {"do": "share"})["Location"]

    sign_in(client, holder)
    response = client.get(sharing, follow=True)

    assert response.wsgi_request.path == reverse("certificates:list")
    assert not CertificateShare.objects.exists()


def test_the_button_says_what_sharing_opens(client, certificate, holder):
    sign_in(client, holder)
    before = words(client.get(reverse("certificates:list")))
    client.post(reverse("certificates:share"), {"do": "share"})
    during = words(client.get(reverse("certificates:list")))

    for text in (before, during):
        assert "whoever has the code of one of them can download its PDF" in text
    client.logout()
    assert client.get(address(certificate, "pdf")).status_code == 200


def language_of(response):
    return BeautifulSoup(response.content, "html.parser").html["lang"]


def test_a_page_outside_the_language_prefix_is_read_in_each_language(client, certificate):
    page = BeautifulSoup(client.get(address(certificate)).content, "html.parser")
    menu = {a["lang"]: a["href"] for a in page.select(".language-menu__link")}

    assert menu["ko"] == f"{address(certificate)}?lang=ko"
    for code, link in menu.items():
        assert language_of(client.get(link)) == code


def test_the_chosen_language_stays_on_the_next_page(client, certificate):
    client.get(f"{address(certificate)}?lang=id")

    assert language_of(client.get(reverse("certificates:check"))) == "id"


def test_a_language_that_is_none_changes_nothing(client, certificate):
    for words in ("xx", "", "../en", "EN"):
        response = client.get(address(certificate), {"lang": words})
        assert language_of(response) == "en"
        assert not response.cookies
    assert not client.get("/en/goals/?lang=ko").cookies


def test_the_foot_leads_to_the_check_in_the_readers_language(client):
    page = BeautifulSoup(client.get("/ko/goals/").content, "html.parser")
    link = page.select_one("footer a[href*='/certificates/']")["href"]

    assert language_of(client.get(link)) == "ko"
