"""A red light where the configuration falls short, and the records to publish."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from mail.deliverability import BAD, GOOD, WARN, read_lights, read_records, sample_headers
from mail.models import Bounce, BounceKind, Delivery, DeliveryState
from tests.factories.newsletters import make_running_sending
from users.models import User

pytestmark = pytest.mark.django_db

WHOLE = {
    "LMS_NEWSLETTER_FROM": "CityNet <news@learn.city>",
    "LMS_SITE_URL": "https://learn.city",
    "LMS_DKIM_SELECTOR": "k1",
    "LMS_DKIM_PUBLIC_KEY": "MIGf",
    "LMS_BOUNCE_MAILBOX": "bounce@learn.city",
    "LMS_UNSUBSCRIBE_MAILBOX": "leave@learn.city",
    "EMAIL_HOST": "mx.learn.city",
    "EMAIL_USE_TLS": True,
}


@pytest.fixture
def configured(settings):
    for name, value in WHOLE.items():
        setattr(settings, name, value)
    return settings


def states() -> list[str]:
    return [light.state for light in read_lights(at=timezone.now())]


def test_where_all_is_set_all_lights_are_green(configured):
    assert states() == [GOOD] * 9


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("LMS_NEWSLETTER_FROM", "news@example.org", BAD),
        ("LMS_SITE_URL", "http://learn.city", BAD),
        ("LMS_DKIM_PUBLIC_KEY", "", BAD),
        ("EMAIL_USE_TLS", False, WARN),
        ("LMS_BOUNCE_MAILBOX", "", BAD),
        ("LMS_UNSUBSCRIBE_MAILBOX", "", WARN),
        ("LMS_BOUNCE_MAILBOX", "bounce@elsewhere.city", WARN),
    ],
)
def test_what_falls_short_has_a_light_with_advice(configured, name, value, expected):
    setattr(configured, name, value)

    lights = [light for light in read_lights(at=timezone.now()) if light.state != GOOD]

    assert expected in {light.state for light in lights}
    assert all(light.advice for light in lights)


@pytest.mark.parametrize(("complaints", "expected"), [(0, GOOD), (1, WARN), (3, BAD)])
def test_complaints_are_weighed_against_what_was_sent(configured, complaints, expected):
    sending = make_running_sending(500)
    Delivery.objects.update(state=DeliveryState.SENT, sent_at=timezone.now() - timedelta(days=1))
    for row in sending.deliveries.all()[:complaints]:
        Bounce.objects.create(
            delivery=row,
            email_key=row.email_key,
            kind=BounceKind.COMPLAINT,
            reply="",
            recorded_at=timezone.now(),
        )

    assert states()[-1] == expected


def test_the_records_name_the_sender_the_server_and_the_key(configured):
    spf, dkim, dmarc = read_records()

    assert (spf.name, spf.value) == ("learn.city", "v=spf1 a:mx.learn.city -all")
    assert (dkim.name, dkim.value) == ("k1._domainkey.learn.city", "v=DKIM1; k=rsa; p=MIGf")
    assert dmarc.name == "_dmarc.learn.city"


@pytest.mark.parametrize(("host", "named"), [("192.0.2.7", "ip4"), ("2001:db8::7", "ip6")])
def test_a_server_without_a_name_is_named_by_its_address(configured, host, named):
    configured.EMAIL_HOST = host

    assert read_records()[0].value == f"v=spf1 {named}:{host} -all"


def test_the_headers_are_those_that_a_message_carries(configured):
    headers = dict(sample_headers())

    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert headers["List-Unsubscribe"].startswith("<https://learn.city/en/newsletter/unsubscribe/")
    assert "<mailto:leave+" in headers["List-Unsubscribe"]
    assert {"Feedback-ID", "List-Id", "Message-ID", "Date", "Content-Language"} <= headers.keys()


def test_the_page_is_for_the_secretariat(client):
    client.force_login(User.objects.create_superuser("admin@example.org", "a-long-password"))
    text = client.get(reverse("mail:deliverability")).content.decode()
    assert "Not met" in text
    assert "_dmarc." in text

    client.force_login(User.objects.create_user("learner@example.org", "a-long-password"))
    assert client.get(reverse("mail:deliverability")).status_code in {302, 403}
