"""Whether our mail will be taken: what is configured, what to publish, what a message carries."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.utils import parseaddr
from ipaddress import ip_address

from django.conf import settings
from django.utils.translation import gettext as _

from .models import Bounce, BounceKind, Delivery, DeliveryState, Sending, SendingText
from .outages import read_outage, say_outage
from .prepared import PreparedMessage

GOOD, WARN, BAD = "good", "warn", "bad"
WINDOW = timedelta(days=30)
# "Email sender guidelines" of Google and of Yahoo: stay below 0.1 %, never reach 0.3 %.
WANTED_PERCENT, MOST_PERCENT = 0.1, 0.3
SPF_OF = {
    "amazon_ses": "include:amazonses.com",
    "postmark": "include:spf.mtasv.net",
    "mailgun": "include:mailgun.org",
    "sendgrid": "include:sendgrid.net",
}
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
RESERVED = ("example.org", "example.com", "example.net", ".invalid", ".test", "localhost")


@dataclass(frozen=True, slots=True)
class Light:
    """`state` is good, warn or bad; `advice` says what to do where it is not good."""

    state: str
    label: str
    advice: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """A line for the zone of the sender's domain."""

    name: str
    kind: str
    value: str


def sender_domain() -> str:
    """The domain of the newsletter's sender."""
    sender = settings.LMS_NEWSLETTER_FROM or settings.DEFAULT_FROM_EMAIL
    return parseaddr(sender)[1].rpartition("@")[2].lower()


def read_lights(*, at: datetime) -> list[Light]:
    """Everything that large providers ask of us and that we can see from here. Three queries."""
    return [
        _light(
            not sender_domain().endswith(RESERVED),
            _("The sender has a domain of its own"),
            BAD,
            _("LMS_MAIL_FROM names a domain that nobody can send from. Set your own."),
        ),
        _light(
            settings.LMS_SITE_URL.startswith("https://"),
            _("One-click unsubscribe leads to an address with HTTPS"),
            BAD,
            _("RFC 8058 asks for HTTPS: LMS_SITE_URL has to begin with https://."),
        ),
        _light(
            bool(settings.LMS_MAIL_PROVIDER or settings.LMS_DKIM_PUBLIC_KEY),
            _("Messages are signed (DKIM)"),
            BAD,
            _(
                "Let the mail server sign, publish its key, and set LMS_DKIM_SELECTOR and "
                "LMS_DKIM_PUBLIC_KEY, so that this page can show the record."
            ),
        ),
        _outage(),
        _light(
            _is_encrypted(),
            _("The line to the mail server is encrypted"),
            WARN,
            _("Set LMS_SMTP_TLS, unless the mail server is on this machine."),
        ),
        _light(
            bool(settings.LMS_BOUNCE_MAILBOX or _hears_provider()),
            _("Bounces that come back later are noticed"),
            BAD,
            _("Set LMS_BOUNCE_MAILBOX, or LMS_MAIL_PROVIDER with LMS_WEBHOOK_SECRET."),
        ),
        _light(
            bool(settings.LMS_UNSUBSCRIBE_MAILBOX),
            _("One can unsubscribe by mail too"),
            WARN,
            _("Set LMS_UNSUBSCRIBE_MAILBOX: some mail programs know no other way."),
        ),
        _light(
            _is_aligned(),
            _("The return address has the sender’s domain (SPF alignment)"),
            WARN,
            _("LMS_BOUNCE_MAILBOX should lie in the sender’s domain."),
        ),
        _complaints(at),
    ]


def _light(is_good: bool, label: str, otherwise: str, advice: str) -> Light:
    return Light(GOOD, label) if is_good else Light(otherwise, label, advice)


def _outage() -> Light:
    outage = read_outage()
    words = say_outage(outage) if outage else ""
    return _light(outage is None, _("The mail server takes our messages"), BAD, words)


def _is_encrypted() -> bool:
    return bool(settings.EMAIL_USE_TLS) or settings.EMAIL_HOST in LOOPBACK


def _hears_provider() -> bool:
    return bool(settings.LMS_MAIL_PROVIDER and settings.ANYMAIL.get("WEBHOOK_SECRET"))


def _is_aligned() -> bool:
    domain = settings.LMS_BOUNCE_MAILBOX.rpartition("@")[2].lower()
    ours = sender_domain()
    return not domain or domain == ours or domain.endswith(f".{ours}")


def _complaints(at: datetime) -> Light:
    sent = Delivery.objects.filter(
        sending__isnull=False, state=DeliveryState.SENT, sent_at__gt=at - WINDOW
    ).count()
    complaints = Bounce.objects.filter(
        kind=BounceKind.COMPLAINT, delivery__sending__isnull=False, recorded_at__gt=at - WINDOW
    ).count()
    percent = complaints * 100 / sent if sent else 0.0
    label = _("%(complaints)d complaints about %(sent)d messages in 30 days, %(percent).2f %%") % {
        "complaints": complaints,
        "sent": sent,
        "percent": percent,
    }
    if percent < WANTED_PERCENT:
        return Light(GOOD, label)
    advice = _("Large providers ask for less than 0.1 percent and refuse mail from 0.3 percent on.")
    return Light(WARN if percent < MOST_PERCENT else BAD, label, advice)


def read_records() -> list[Record]:
    """What has to stand in the zone of the sender's domain: SPF, DKIM, DMARC."""
    domain = sender_domain()
    provider = settings.LMS_MAIL_PROVIDER
    spf = SPF_OF.get(provider) or _spf_of(settings.EMAIL_HOST)
    selector = settings.LMS_DKIM_SELECTOR or "<selector>"
    key = settings.LMS_DKIM_PUBLIC_KEY or "<public key>"
    reports = settings.LMS_BOUNCE_MAILBOX or f"postmaster@{domain}"
    dmarc = f"v=DMARC1; p=quarantine; adkim=r; aspf=r; rua=mailto:{reports}"
    return [
        Record(domain, "TXT", f"v=spf1 {spf} -all"),
        Record(f"{selector}._domainkey.{domain}", "TXT", f"v=DKIM1; k=rsa; p={key}"),
        Record(f"_dmarc.{domain}", "TXT", dmarc),
    ]


def _spf_of(host: str) -> str:
    """RFC 7208, 5: the mechanism that names the mail server."""
    try:
        return f"ip{ip_address(host).version}:{host}"
    except ValueError:
        return f"a:{host}"


def sample_headers() -> list[tuple[str, str]]:
    """The headers of a newsletter as it would leave now, to a reader that nobody is."""
    domain = sender_domain()
    sending = Sending(
        pk=0,
        from_email=settings.LMS_NEWSLETTER_FROM,
        reply_to=settings.LMS_NEWSLETTER_REPLY_TO,
        list_id=f"newsletter.{domain}",
        unsubscribe_path="/{language}/newsletter/unsubscribe/{token}/",
    )
    text = SendingText(language="en", subject=_("News of this month"), html="", text="")
    reader = Delivery(
        pk=0, token=uuid.UUID(int=0), to_name="Nadia", to_email="nadia@example.org", language="en"
    )
    content = PreparedMessage(sending, text).join(reader).content
    message = message_from_bytes(content, policy=policy.default)
    return [(name, " ".join(str(value).split())) for name, value in message.items()]
