"""The ledger as the secretariat sees it."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from courses.rights import ensure_staff_rights
from mail.actions import queue_delivery, suppress
from mail.models import Delivery, DeliveryState, Suppression
from users.models import User
from users.roles import REVIEWER, SECRETARIAT

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(client):
    ensure_staff_rights()
    user = User.objects.create_user("clerk@example.org", "a-long-password", is_staff=True)
    user.groups.add(Group.objects.get(name=SECRETARIAT))
    client.force_login(user)
    return user


@pytest.fixture
def doubtful():
    delivery = queue_delivery(
        key="k:1",
        template="x",
        language="en",
        to_email="ayu@example.org",
        to_name="Ayu",
        context={"code": "secret-word"},
        is_secret=True,
    )
    Delivery.objects.filter(pk=delivery.pk).update(
        state=DeliveryState.IN_FLIGHT,
        lease=delivery.token,
        lease_expires_at=timezone.now() - timedelta(minutes=1),
    )
    return delivery


def test_a_doubtful_row_is_listed_by_name_and_its_secret_is_not_shown(client, clerk, doubtful):
    listed = client.get("/cms/deliveries/?in_doubt=1").content.decode()
    shown = client.get(f"/cms/deliveries/inspect/{doubtful.pk}/").content.decode()

    assert "ayu@example.org" in listed
    assert "Send again" in shown
    assert "secret-word" not in listed + shown


def test_it_can_be_sent_again_or_left(client, clerk, doubtful):
    address = f"/cms/deliveries/{doubtful.pk}/settle/"

    assert client.get(address).status_code == 404
    client.post(address, {"deed": "leave"})

    doubtful.refresh_from_db()
    assert doubtful.state == DeliveryState.SENT


def test_a_suppression_has_a_way_back(client, clerk):
    suppression = suppress(
        address="ayu@example.org", reason=Suppression.Reason.HARD_BOUNCE, note="550 5.1.1"
    )

    assert "550 5.1.1" in client.get("/cms/suppressions/").content.decode()
    shown = client.get(f"/cms/suppressions/inspect/{suppression.pk}/").content.decode()
    assert "Let mail go to this address again" in shown
    client.post(f"/cms/suppressions/{suppression.pk}/lift/")

    suppression.refresh_from_db()
    assert suppression.lifted_by == clerk


def test_reviewers_and_learners_see_no_mail(client, clerk, doubtful):
    reviewer = User.objects.create_user("reviewer@example.org", is_staff=True)
    reviewer.groups.add(Group.objects.get(name=REVIEWER))
    client.force_login(reviewer)

    for address in (
        "/cms/deliveries/",
        f"/cms/deliveries/inspect/{doubtful.pk}/",
        "/cms/suppressions/",
    ):
        assert client.get(address).status_code in {302, 403, 404}
    assert client.post(f"/cms/deliveries/{doubtful.pk}/settle/").status_code == 404
