"""Issued once, corrected by another version, revoked for ever."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.storage import FileSystemStorage
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from certificates.issuing import (
    issue_certificate,
    pending_enrollments,
    reissue_certificate,
    revoke_certificate,
)
from certificates.models import Certificate, CertificateTemplate
from certificates.tasks import issue_certificates
from mail.models import Delivery
from tests.factories.learning import finish, make_enrollment, make_learner
from users.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture(autouse=True)
def files(monkeypatch, tmp_path):
    """Protected files of this test alone."""
    storage = FileSystemStorage(location=tmp_path)
    monkeypatch.setattr(Certificate._meta.get_field("pdf"), "storage", storage)
    return tmp_path


def completed(**fields):
    names = {"certificate_name": "Nadia Karim", "certificate_name_confirmed_at": timezone.now()}
    return finish(make_enrollment(learner=make_learner(**{**names, **fields})))


@pytest.fixture
def clerk():
    return User.objects.create_user("clerk@example.org")


def test_a_completion_is_certified_once_with_its_pdf_and_its_mail(files):
    enrollment = completed()

    issue_certificates()
    issue_certificates()

    certificate = Certificate.objects.get()
    assert certificate.enrollment == enrollment
    assert certificate.name == "Nadia Karim"
    assert certificate.pdf.open().read().startswith(b"%PDF-")
    key = f"certificate:{enrollment.pk}:1"
    assert Delivery.objects.get(key=key).context["code"] == certificate.printed_code


def test_nothing_is_issued_before_the_name_is_confirmed():
    enrollment = completed(certificate_name_confirmed_at=None)

    issue_certificates()
    assert not Certificate.objects.exists()

    User.objects.filter(pk=enrollment.learner_id).update(
        certificate_name_confirmed_at=timezone.now()
    )
    issue_certificates()
    assert Certificate.objects.count() == 1


def test_a_course_that_does_not_certify_issues_nothing():
    enrollment = completed()
    course = enrollment.run.course
    type(course).objects.filter(pk=course.pk).update(is_certifying=False)

    issue_certificates()

    assert not Certificate.objects.exists()


def test_nobody_begins_after_they_completed():
    """By hand a course is completed before its run begins."""
    enrollment = completed()
    run = enrollment.run
    begins = enrollment.completed_at + timedelta(days=14)
    type(run).objects.filter(pk=run.pk).update(
        starts_at=begins, ends_at=begins + timedelta(days=30)
    )

    issue_certificates()

    certificate = Certificate.objects.get()
    assert certificate.starts_date == certificate.completed_date


def test_two_workers_at_once_issue_one_and_leave_no_second_file(files):
    enrollment = completed()
    assert issue_certificate(enrollment=enrollment, at=timezone.now()) is not None
    from certificates.issuing import _copy, _publish

    late = _copy(enrollment, version=1, at=timezone.now())
    assert _publish(late, replaces=None, by=None) is None

    assert Certificate.objects.count() == 1
    assert len(list(files.rglob("*.pdf"))) == 1
    assert Delivery.objects.filter(key__startswith="certificate:").count() == 1


def test_one_name_that_cannot_be_printed_stops_nobody_else():
    completed(certificate_name="𐎀𐎁")
    good = completed()

    issue_certificates()

    assert Certificate.objects.get().enrollment == good


def test_one_row_that_is_broken_stops_nobody_else():
    broken, good = completed(), completed()
    # In Santiago that was in a year that no calendar of Python has.
    type(broken).objects.filter(pk=broken.pk).update(completed_at=datetime(1, 1, 1, tzinfo=UTC))
    type(broken.run).objects.filter(pk=broken.run_id).update(time_zone="America/Santiago")

    issue_certificates()

    assert Certificate.objects.get().enrollment == good


def test_a_zone_that_is_gone_from_the_world_keeps_nobody_from_a_certificate():
    enrollment = completed()
    type(enrollment.run).objects.filter(pk=enrollment.run_id).update(time_zone="Asia/Atlantis")

    issue_certificates()

    assert Certificate.objects.get().completed_date == enrollment.completed_at.date()


def test_a_file_that_the_storage_lost_is_drawn_anew(client, files):
    certificate = issue_certificate(enrollment=completed(), at=timezone.now())
    [file] = files.rglob("*.pdf")
    printed = file.read_bytes()
    file.unlink()
    client.force_login(certificate.enrollment.learner)

    response = client.get(f"/certificates/{certificate.printed_code}/certificate.pdf")

    assert b"".join(response.streaming_content) == printed


def test_whoever_revokes_what_was_replaced_meanwhile_is_told(clerk):
    first = issue_certificate(enrollment=completed(), at=timezone.now())
    second = reissue_certificate(certificate=first, at=timezone.now(), by=clerk)

    assert not revoke_certificate(certificate=first, at=timezone.now(), by=clerk, reason="Wrong")
    assert Certificate.objects.current().get() == second


def test_a_corrected_name_is_a_new_version_and_the_old_one_says_replaced(client, clerk):
    enrollment = completed()
    first = issue_certificate(enrollment=enrollment, at=timezone.now())
    User.objects.filter(pk=enrollment.learner_id).update(certificate_name="Nadia K. Karim")
    first.refresh_from_db()

    second = reissue_certificate(
        certificate=Certificate.objects.get(), at=timezone.now(), by=clerk, link_onward=True
    )

    assert (second.version, second.name) == (2, "Nadia K. Karim")
    page = client.get(f"/certificates/{first.printed_code}/").content.decode()
    assert "was replaced" in page
    assert second.printed_code in page
    assert reissue_certificate(certificate=first, at=timezone.now(), by=clerk) is None
    assert Certificate.objects.current().count() == 1


def test_what_was_revoked_is_never_issued_again(client, clerk):
    enrollment = completed()
    certificate = issue_certificate(enrollment=enrollment, at=timezone.now())

    assert revoke_certificate(
        certificate=certificate, at=timezone.now(), by=clerk, reason="Issued to the wrong person"
    )
    assert not revoke_certificate(
        certificate=certificate, at=timezone.now(), by=clerk, reason="again"
    )

    issue_certificates()
    assert Certificate.objects.count() == 1
    page = client.get(f"/certificates/{certificate.printed_code}/").content.decode()
    assert "was revoked" in page
    assert "Issued to the wrong person" in page


def test_two_current_certificates_of_one_enrollment_are_impossible():
    enrollment = completed()
    issue_certificate(enrollment=enrollment, at=timezone.now())
    certificate = Certificate.objects.get()
    certificate.pk, certificate.version, certificate.code = None, 2, "A" * 12

    with pytest.raises(IntegrityError), transaction.atomic():
        certificate.save(force_insert=True)


def test_the_public_page_shows_what_the_certificate_says_and_counts_its_queries(
    client, django_assert_max_num_queries
):
    certificate = issue_certificate(enrollment=completed(), at=timezone.now())

    client.get("/certificates/")  # the menu is read once a minute
    # certificate with its enrollment; whether the holder shares
    with django_assert_max_num_queries(2):
        response = client.get(f"/certificates/{certificate.printed_code.lower()}/")

    assert "This certificate is valid" in response.content.decode()
    assert "Nadia Karim" in response.content.decode()
    unknown = client.get("/certificates/K7QM-2XRD-9FTA/")
    assert unknown.status_code == 404
    assert "We know no certificate" in unknown.content.decode()


def test_the_form_leads_to_the_page_and_says_what_a_code_is(client):
    assert client.get("/certificates/?code=k7qm 2xrd 9fta").url == "/certificates/K7QM-2XRD-9FTA/"
    assert "twelve letters" in client.get("/certificates/?code=x").content.decode()


def test_the_pdf_is_the_holders_until_they_share_it(client):
    certificate = issue_certificate(enrollment=completed(), at=timezone.now())
    address = f"/certificates/{certificate.printed_code}/certificate.pdf"
    assert client.get(address).status_code == 302

    client.force_login(certificate.enrollment.learner)
    response = client.get(address)
    assert b"".join(response.streaming_content).startswith(b"%PDF-")
    assert response["Cache-Control"] == "private, max-age=86400"
    page = client.post("/certificates/mine/share/", {"do": "share"}, follow=True)
    shared = page.context["share"].token
    client.logout()
    assert client.get(address).status_code == 200
    assert client.get(f"/certificates/of/{shared}/").status_code == 200

    client.force_login(certificate.enrollment.learner)
    client.post("/certificates/mine/share/", {"do": "stop"})
    client.logout()
    assert client.get(address).status_code == 302
    assert client.get(f"/certificates/of/{shared}/").status_code == 404


def test_somebody_else_sees_none_of_my_certificates(client):
    issue_certificate(enrollment=completed(), at=timezone.now())
    client.force_login(make_learner())

    assert "No certificate yet" in client.get("/certificates/mine/").content.decode()


def test_after_erasure_the_name_is_gone_but_can_be_compared(
    client, files, django_capture_on_commit_callbacks
):
    from users.signals import user_erased

    certificate = issue_certificate(enrollment=completed(), at=timezone.now())
    with django_capture_on_commit_callbacks(execute=True):
        user_erased.send(sender=User, user=certificate.enrollment.learner, at=timezone.now())

    assert list(files.rglob("*.pdf")) == []
    address = f"/certificates/{certificate.printed_code}/"
    page = client.get(address).content.decode()
    assert "Nadia" not in page
    assert certificate.course_title in page.replace("&amp;", "&")
    assert "Yes: this" in client.post(address, {"name": " nadia  KARIM "}).content.decode()
    assert "No: this" in client.post(address, {"name": "Somebody"}).content.decode()


def test_names_cannot_be_guessed_from_a_list(client):
    certificate = issue_certificate(enrollment=completed(), at=timezone.now())
    Certificate.objects.update(erased_at=timezone.now(), name="")
    address = f"/certificates/{certificate.printed_code}/"

    for number in range(20):
        client.post(address, {"name": f"Guess {number}"})

    assert "Too many names" in client.post(address, {"name": "Nadia Karim"}).content.decode()


def test_a_template_of_the_course_wins_over_its_providers():
    enrollment = completed()
    course = enrollment.run.course
    CertificateTemplate.objects.create(provider=course.provider, signatory_name="Provider")
    own = CertificateTemplate.objects.create(
        provider=course.provider, course=course, signatory_name="Course", effort_minutes=600
    )

    assert CertificateTemplate.objects.for_course(course) == own
    certificate = issue_certificate(enrollment=enrollment, at=timezone.now())
    assert certificate.signatories == [{"name": "Course", "title": "", "picture": ""}]
    assert certificate.effort_minutes == 600


def test_the_sweep_looks_in_one_query(django_assert_num_queries):
    completed()

    with django_assert_num_queries(1):
        list(pending_enrollments())
    assert connection.vendor in {"sqlite", "postgresql"}


def test_the_oldest_completion_comes_first():
    newer, older = completed(), completed()
    type(older).objects.filter(pk=older.pk).update(
        completed_at=older.completed_at - timedelta(days=1)
    )

    assert [row.pk for row in pending_enrollments()] == [older.pk, newer.pk]
