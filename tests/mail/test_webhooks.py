"""What Amazon SES and Postmark report: believed when signed, told once, about our messages only."""

import base64
import json
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from anymail.signals import AnymailTrackingEvent, EventType
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID
from django.urls import reverse
from django.utils import timezone

from mail import webhooks
from mail.actions import queue_delivery
from mail.events import receive_event
from mail.message_ids import message_id
from mail.models import Bounce, BounceKind, BounceSource, Delivery, DeliveryState, Suppression
from newsletters.models import LeftBy
from tests.factories.newsletters import make_reader

pytestmark = pytest.mark.django_db
SECRET = "provider:a-long-secret"
BASIC = "Basic " + base64.b64encode(SECRET.encode()).decode()
TOPIC = "arn:aws:sns:eu-west-1:123456789012:reports"
ADDRESS = "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-9c6465fa.pem"


@pytest.fixture
def delivery():
    row = queue_delivery(key="k", template="", language="en", to_email="ayu@example.org")
    Delivery.objects.update(state=DeliveryState.SENT, sent_at=timezone.now())
    return row


@pytest.fixture(scope="module")
def amazon():
    """A key as Amazon SNS has one, and its certificate."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sns.amazonaws.com")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    return key, certificate


@pytest.fixture
def ses(client, settings, amazon, monkeypatch):
    """Posts a report as Amazon SNS does: in an envelope that it signed."""
    settings.LMS_MAIL_PROVIDER = "amazon_ses"
    settings.ANYMAIL = {"WEBHOOK_SECRET": SECRET}
    key, certificate = amazon
    monkeypatch.setattr(webhooks, "read_certificate", lambda address: certificate)

    def post(report, *, forged="", number="notification-1", **headers):
        message = {
            "Type": "Notification",
            "MessageId": number,
            "TopicArn": TOPIC,
            "Message": json.dumps(report),
            "Timestamp": "2027-01-20T09:00:00.000Z",
            "SignatureVersion": "2",
            "SigningCertURL": ADDRESS,
        }
        signature = key.sign(webhooks.signed_text(message), padding.PKCS1v15(), hashes.SHA256())
        message["Signature"] = base64.b64encode(signature).decode()
        if forged:
            message["Message"] = message["Message"].replace("ayu@", forged)
        return client.post(
            reverse("mail-events"),
            json.dumps(message),
            content_type="text/plain; charset=UTF-8",
            headers={
                "x-amz-sns-message-type": "Notification",
                "x-amz-sns-message-id": number,
                "authorization": BASIC,
                **headers,
            },
        )

    return post


def ses_report(row, kind, **parts):
    """As in "Examples of event data that Amazon SES publishes"."""
    return {
        "eventType": kind,
        "mail": {
            "timestamp": "2027-01-20T08:59:38.237Z",
            "messageId": "EXAMPLE7c191be45",
            "destination": ["ayu@example.org"],
            "headers": [
                {"name": "From", "value": "learning@example.org"},
                {"name": "Message-ID", "value": message_id(row)},
            ],
        },
        **parts,
    }


def ses_bounce(delivery, kind="Permanent", code="smtp; 550 5.1.1 user unknown"):
    person = {"emailAddress": "ayu@example.org", "action": "failed", "diagnosticCode": code}
    bounce = {"bounceType": kind, "bounceSubType": "General", "bouncedRecipients": [person]}
    return ses_report(delivery, "Bounce", bounce=bounce)


def test_a_hard_bounce_of_ses_suppresses_and_its_repetition_changes_nothing(ses, delivery):
    for _repeated in range(2):
        assert ses(ses_bounce(delivery)).status_code == 200

    bounce = Bounce.objects.get()
    assert (bounce.kind, bounce.source, bounce.status) == (
        BounceKind.HARD,
        BounceSource.WEBHOOK,
        "5.1.1",
    )
    assert Suppression.objects.in_force().get().reason == Suppression.Reason.HARD_BOUNCE


@pytest.mark.parametrize("code", ["smtp; 452 4.2.2 mailbox full", ""])
def test_a_transient_bounce_of_ses_is_soft(ses, delivery, code):
    ses(ses_bounce(delivery, "Transient", code))

    assert Bounce.objects.get().kind == BounceKind.SOFT
    assert not Suppression.objects.exists()


def test_soft_bounces_of_three_days_suppress(ses, delivery):
    for day in range(2):
        Bounce.objects.create(
            delivery=delivery,
            email_key=delivery.email_key,
            kind=BounceKind.SOFT,
            reply="full",
            recorded_at=timezone.now() - timedelta(days=day + 1),
        )
    ses(ses_bounce(delivery, "Transient", ""), number="the-last")

    assert Suppression.objects.in_force().get().reason == Suppression.Reason.SOFT_BOUNCES


def test_a_complaint_of_ses_suppresses_and_the_reader_has_left(ses, settings):
    reader = make_reader("ayu@example.org")
    delivery = queue_delivery(
        key="k", template="newsletters/link", language="en", to_email="ayu@example.org"
    )
    complaint = {
        "complainedRecipients": [{"emailAddress": "ayu@example.org"}],
        "complaintFeedbackType": "abuse",
    }

    ses(ses_report(delivery, "Complaint", complaint=complaint))

    assert Suppression.objects.in_force().filter(scope=Suppression.ALL).exists()
    assert reader.subscriptions.get().left_by == LeftBy.COMPLAINT


def test_evidence_of_delivery_settles_a_doubt(ses, delivery):
    Delivery.objects.update(
        state=DeliveryState.IN_FLIGHT,
        lease=uuid.uuid4(),
        lease_expires_at=timezone.now() - timedelta(minutes=1),
    )

    ses(ses_report(delivery, "Delivery", delivery={"recipients": ["ayu@example.org"]}))

    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.SENT


def test_a_report_that_was_changed_on_its_way_is_refused(ses, delivery):
    assert ses(ses_bounce(delivery), forged="someone.else@").status_code == 400

    assert not Bounce.objects.exists()


@pytest.mark.parametrize(("topic", "status"), [(TOPIC, 200), (f"{TOPIC}-of-others", 400)])
def test_only_the_topic_that_is_set_is_believed(ses, delivery, settings, topic, status):
    settings.LMS_SES_TOPIC = topic

    assert ses(ses_bounce(delivery)).status_code == status
    assert Bounce.objects.exists() == (status == 200)


def test_without_the_secret_nothing_gets_in(ses, delivery):
    assert ses(ses_bounce(delivery), authorization="Basic eDp5").status_code in {400, 403}
    assert not Bounce.objects.exists()


@pytest.mark.parametrize(
    "address",
    [
        "http://sns.eu-west-1.amazonaws.com/a.pem",
        "https://sns.eu-west-1.amazonaws.com.evil.example/a.pem",
        "https://evil.example/sns.eu-west-1.amazonaws.com/a.pem",
        "file:///etc/passwd",
    ],
)
def test_a_certificate_from_elsewhere_is_not_even_fetched(address):
    with pytest.raises(ValueError):
        webhooks.read_certificate(address)


def test_a_report_about_another_address_than_ours_changes_nothing(ses, delivery):
    report = ses_bounce(delivery)
    report["bounce"]["bouncedRecipients"][0]["emailAddress"] = "victim@example.org"

    assert ses(report).status_code == 200

    assert not Bounce.objects.exists()


@pytest.mark.parametrize("body", ["[]", "null", "{}", "x", "", '{"Type": ["a"]}'])
def test_what_is_no_report_is_refused_and_not_tried_again(ses, client, body):
    names = {"x-amz-sns-message-type": "Notification", "authorization": BASIC}

    answer = client.post(reverse("mail-events"), body, content_type="text/plain", headers=names)

    assert answer.status_code == 400


def test_a_stranger_makes_us_fetch_no_certificate(ses, delivery, monkeypatch):
    asked = []
    monkeypatch.setattr(webhooks, "read_certificate", asked.append)

    assert ses(ses_bounce(delivery), authorization="Basic eDp5").status_code == 400
    assert asked == []


def test_halves_of_letters_in_a_report_are_kept_as_question_marks(ses, delivery):
    assert ses(ses_bounce(delivery, code="550 5.1.1 \ud800 \0 gone")).status_code == 200

    assert Bounce.objects.get().reply == "550 5.1.1 ?  gone"


def test_a_report_names_an_international_domain_as_mail_servers_write_it(ses):
    row = queue_delivery(key="k", template="", language="en", to_email="ayu@bücher.example")
    report = ses_bounce(row)
    report["bounce"]["bouncedRecipients"][0]["emailAddress"] = "ayu@xn--bcher-kva.example"

    ses(report)

    assert Bounce.objects.get().delivery == row


def test_an_old_wish_to_leave_that_comes_once_more_ends_nothing_newer(settings):
    reader = make_reader("ayu@example.org")
    row = queue_delivery(
        key="k", template="newsletters/link", language="en", to_email="ayu@example.org"
    )

    def report(at):
        event = AnymailTrackingEvent(
            event_type=EventType.UNSUBSCRIBED,
            recipient="ayu@example.org",
            timestamp=at,
            metadata={"delivery": row.token.hex},
        )
        receive_event(event=event, provider="postmark")
        return reader.subscriptions.get()

    assert report(timezone.now() - timedelta(days=1)).left_at is None
    left = report(timezone.now() + timedelta(hours=1))  # of a clock that is fast
    assert left.left_by == LeftBy.MAIL
    assert left.left_at <= timezone.now()


@pytest.fixture
def postmark(client, settings):
    settings.LMS_MAIL_PROVIDER = "postmark"
    settings.ANYMAIL = {"WEBHOOK_SECRET": SECRET}

    def post(report):
        return client.post(
            reverse("mail-events"),
            json.dumps(report),
            content_type="application/json",
            headers={"authorization": BASIC},
        )

    return post


def postmark_bounce(delivery, kind="HardBounce", **fields):
    """As in Postmark's "Bounce webhook"."""
    return {
        "RecordType": "Bounce",
        "MessageStream": "broadcast",
        "ID": 4323372036854775807,
        "Type": kind,
        "TypeCode": 1,
        "Name": "Hard bounce",
        "MessageID": "883953f4-6105-42a2-a16a-77a8eac79483",
        "Metadata": {"delivery": delivery.token.hex},
        "Description": "The server was unable to deliver your message.",
        "Details": "smtp;550 5.1.1 The email account does not exist.",
        "Email": "ayu@example.org",
        "BouncedAt": "2027-01-20T09:00:00Z",
        "Inactive": True,
        "CanActivate": True,
        **fields,
    }


def test_a_hard_bounce_of_postmark_suppresses_once(postmark, delivery):
    for _repeated in range(2):
        assert postmark(postmark_bounce(delivery)).status_code == 200

    assert Bounce.objects.get().kind == BounceKind.HARD
    assert Suppression.objects.in_force().count() == 1


def test_a_soft_bounce_and_a_block_of_postmark_suppress_nobody(postmark, delivery):
    postmark(postmark_bounce(delivery, "SoftBounce", Details="", ID=1))
    postmark(postmark_bounce(delivery, "Blocked", Details="smtp;550 5.7.1 blocked", ID=2))

    assert set(Bounce.objects.values_list("kind", flat=True)) == {
        BounceKind.SOFT,
        BounceKind.POLICY,
    }
    assert not Suppression.objects.exists()


def test_a_complaint_of_postmark_suppresses(postmark, delivery):
    postmark(postmark_bounce(delivery, "SpamComplaint", RecordType="SpamComplaint"))

    assert Suppression.objects.in_force().get().reason == Suppression.Reason.COMPLAINT


@pytest.mark.parametrize("missing", ["LMS_MAIL_PROVIDER", "ANYMAIL"])
def test_where_nothing_is_configured_there_is_no_such_address(
    postmark, delivery, settings, missing
):
    setattr(settings, missing, "" if missing == "LMS_MAIL_PROVIDER" else {"WEBHOOK_SECRET": ""})

    assert postmark(postmark_bounce(delivery)).status_code == 404
