"""What a killed worker left of a certificate is removed; what belongs to one stays."""

import os
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.utils import timezone

from certificates.issuing import issue_certificate
from certificates.models import Certificate
from certificates.strays import YOUNG, remove_strays
from sdgs.models import Goal
from tests.factories.courses import course_page
from tests.factories.learning import finish, make_enrollment, make_learner
from users.actions import erase_user

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases, pytest.mark.slow]


@pytest.fixture(autouse=True)
def storage(monkeypatch, tmp_path):
    storage = FileSystemStorage(location=tmp_path)
    monkeypatch.setattr(Certificate._meta.get_field("pdf"), "storage", storage)
    return storage


def completed():
    learner = make_learner(certificate_name="Ayu", certificate_name_confirmed_at=timezone.now())
    return finish(make_enrollment(learner=learner))


def test_an_old_file_that_no_certificate_names_goes_and_the_others_stay(storage, tmp_path):
    certificate = issue_certificate(enrollment=completed(), at=timezone.now())
    folder = certificate.pdf.name.rpartition("/")[0]
    old, young = (storage.save(f"{folder}/{n}.pdf", ContentFile(b"%PDF-")) for n in ("old", "new"))
    long_ago = (timezone.now() - 2 * YOUNG).timestamp()
    for name in (old, certificate.pdf.name):
        os.utime(tmp_path / name, (long_ago, long_ago))

    assert remove_strays(at=timezone.now()) == 1
    assert remove_strays(at=timezone.now()) == 0

    assert not storage.exists(old)
    assert storage.exists(young)
    assert storage.exists(certificate.pdf.name)
    assert remove_strays(at=timezone.now() + 2 * timedelta(hours=1)) == 1


def test_who_is_erased_while_the_page_is_drawn_gets_none_and_leaves_no_file(tmp_path):
    enrollment = completed()
    enrollment.learner.certificate_name = "Ayu"  # read before the erasure
    erase_user(user=type(enrollment.learner).objects.get(), at=timezone.now())

    assert issue_certificate(enrollment=enrollment, at=timezone.now()) is None

    assert not Certificate.objects.exists()
    assert not list(tmp_path.rglob("*.pdf"))


def test_a_goal_without_a_colour_stops_no_certificate():
    enrollment = completed()
    page = course_page(enrollment.run.course)
    page.goals = [Goal.objects.create(number=11, title="Cities", short_title="Cities")]
    page.save()

    assert issue_certificate(enrollment=enrollment, at=timezone.now()) is not None


def test_what_the_log_keeps_of_a_certificate_names_nobody():
    certificate = issue_certificate(enrollment=completed(), at=timezone.now())

    assert str(certificate) == certificate.serial
    assert "Ayu" not in str(certificate)
