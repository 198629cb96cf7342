"""Templates of providers, and correcting or revoking a certificate, in the CMS."""

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from certificates.issuing import issue_certificate
from certificates.models import Certificate, CertificateTemplate
from courses.rights import ensure_staff_rights
from mail.models import Delivery
from tests.factories.courses import make_provider
from tests.factories.learning import finish, make_enrollment, make_learner
from users.models import User
from users.roles import SECRETARIAT

pytestmark = pytest.mark.django_db


@pytest.fixture
def author(client):
    provider = make_provider()
    user = User.objects.create_user("author@example.org", is_staff=True)
    user.groups.add(provider.author_group)
    client.force_login(user)
    user.provider = provider
    return user


@pytest.fixture
def clerk(client):
    ensure_staff_rights()
    user = User.objects.create_user("clerk@example.org", is_staff=True)
    user.groups.add(Group.objects.get(name=SECRETARIAT))
    client.force_login(user)
    return user


@pytest.fixture
def certificate():
    learner = make_learner(
        certificate_name="Nadia Karim", certificate_name_confirmed_at=timezone.now()
    )
    enrollment = finish(make_enrollment(learner=learner))
    return issue_certificate(enrollment=enrollment, at=timezone.now())


def fields(provider, **more):
    return {
        **dict.fromkeys(["course", "second_signatory_name", "second_signatory_title"], ""),
        **{"provider": provider.pk, "signatory_name": "The course team", "signatory_title": "Team"},
        **{"effort_minutes": "", "wording-count": "0"},
        **more,
    }


def test_an_author_makes_a_template_sees_it_and_has_a_test_sent(client, author):
    client.post("/cms/certificate-templates/new/", fields(author.provider))

    template = CertificateTemplate.objects.get()
    base = f"/cms/certificate-templates/{template.pk}"
    assert client.get(f"{base}/sample/").content.startswith(b"%PDF-")
    client.post(f"{base}/send-me/")
    assert f"{base}/sample/" in Delivery.objects.get(to_email=author.email).text
    page = client.get(f"/cms/certificate-templates/edit/{template.pk}/").content.decode()
    assert "Send me a test" in page


def test_another_providers_template_is_not_there(client, author):
    other = CertificateTemplate.objects.create(provider=make_provider(), signatory_name="Hidden")

    for path in (f"edit/{other.pk}/", f"{other.pk}/sample/", f"{other.pk}/send-me/"):
        assert client.get(f"/cms/certificate-templates/{path}").status_code == 404
    assert "Hidden" not in client.get("/cms/certificate-templates/").content.decode()
    client.post("/cms/certificate-templates/new/", fields(other.provider))
    assert CertificateTemplate.objects.count() == 1


def test_the_secretariat_corrects_and_revokes(client, clerk, certificate):
    base = "/cms/certificates-issued"
    assert certificate.serial in client.get(f"{base}/").content.decode()
    User.objects.filter(pk=certificate.enrollment.learner_id).update(certificate_name="N. Karim")

    client.post(f"{base}/{certificate.pk}/settle/", {"deed": "reissue"})
    newest = Certificate.objects.current().get()
    assert (newest.version, newest.name) == (2, "N. Karim")

    client.post(f"{base}/{newest.pk}/settle/", {"deed": "revoke", "reason": " "})
    assert Certificate.objects.current().exists()
    client.post(f"{base}/{newest.pk}/settle/", {"deed": "revoke", "reason": "By mistake"})
    newest.refresh_from_db()
    assert (newest.revoke_reason, newest.revoked_by) == ("By mistake", clerk)


def test_an_author_corrects_and_revokes_nothing(client, author, certificate):
    base = f"/cms/certificates-issued/{certificate.pk}/settle/"

    assert client.post(base, {"deed": "revoke", "reason": "x"}).status_code == 404
    assert client.get("/cms/certificates-issued/").status_code in {302, 403}


def test_what_was_never_said_is_left_out_and_the_rest_has_words(client, clerk, certificate):
    text = client.get(f"/cms/certificates-issued/inspect/{certificate.pk}/").content.decode()
    listed = client.get("/cms/certificates-issued/").content.decode()

    assert "None" not in text.partition("<dl>")[2].partition("</dl>")[0]
    for raw in ("Name latin", "Replaced at", "Revoked at", "Revoke reason", "Provider name"):
        assert raw not in text
    assert "Valid" in listed
    assert ">VALID<" not in listed
