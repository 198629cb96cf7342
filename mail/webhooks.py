"""The address where the configured mail provider reports. Nothing else gets in.

Every report needs the shared secret (HTTP basic authentication, as all providers offer it). Those
of Amazon SES are signed by Amazon SNS too, and the signature is checked.
"""

from __future__ import annotations

import importlib
import re
import urllib.request
from base64 import b64decode
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from anymail.exceptions import AnymailAPIError, AnymailWebhookValidationFailure
from anymail.webhooks.amazon_ses import AmazonSESTrackingWebhookView
from anymail.webhooks.base import AnymailBasicAuthMixin
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from django.conf import settings
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

CERTIFICATE_HOST = re.compile(r"^sns\.[a-z]{2}(-[a-z]+)+-\d\.amazonaws\.com(\.cn)?$")
CERTIFICATE_PATH = re.compile(r"^/SimpleNotificationService-[0-9a-f]+\.pem$")
SIGNED = {
    "Notification": ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"),
    "SubscriptionConfirmation": (
        *("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"),
    ),
}
SIGNED["UnsubscribeConfirmation"] = SIGNED["SubscriptionConfirmation"]
# The algorithm is of Amazon's protocol: SHA-1 is its version 1, which old topics still use.
HASHES = {"1": hashes.SHA1, "2": hashes.SHA256}
LARGEST_CERTIFICATE = 20_000


@csrf_exempt
def provider_events(request: HttpRequest) -> HttpResponseBase:
    """Where no provider or no secret is configured the address does not exist."""
    provider = settings.LMS_MAIL_PROVIDER
    if not provider or not settings.ANYMAIL.get("WEBHOOK_SECRET"):
        raise Http404
    return _view_of(provider)(request)


@lru_cache
def _view_of(provider: str) -> Any:
    if provider == "amazon_ses":
        return SignedSesView.as_view()
    module = importlib.import_module(f"anymail.webhooks.{provider}")
    views = [name for name in vars(module) if name.endswith("TrackingWebhookView")]
    own = [name for name in views if vars(module)[name].__module__ == module.__name__]
    return vars(module)[own[0]].as_view()


class SignedSesView(AmazonSESTrackingWebhookView):
    """Anymail's, which leaves the signature of Amazon SNS to a later version."""

    def validate_request(self, request: HttpRequest) -> None:
        """Raises AnymailWebhookValidationFailure, which answers 400.

        The secret first: no stranger lets us ask Amazon for certificates.
        """
        AnymailBasicAuthMixin.validate_request(self, request)
        try:
            message = self._parse_sns_message(request)
            if not isinstance(message, dict):
                raise ValueError("No message of Amazon SNS")
            check_topic(message)
            check_signature(message)
        except (KeyError, ValueError, TypeError, AnymailAPIError, InvalidSignature) as error:
            raise AnymailWebhookValidationFailure("No signature of Amazon SNS") from error


def check_topic(message: dict[str, Any]) -> None:
    """Raises ValueError for a topic that is not ours: anybody can have Amazon sign for theirs."""
    if settings.LMS_SES_TOPIC and message["TopicArn"] != settings.LMS_SES_TOPIC:
        raise ValueError("Not our topic")


def check_signature(message: dict[str, Any]) -> None:
    """Raises InvalidSignature, KeyError or ValueError where Amazon did not sign this.

    Source: "Verifying the signatures of Amazon SNS messages", Amazon SNS Developer Guide.
    """
    certificate = read_certificate(str(message["SigningCertURL"]))
    key = certificate.public_key()
    if not isinstance(key, rsa.RSAPublicKey):
        raise ValueError("Not an RSA key")
    algorithm = HASHES[str(message["SignatureVersion"])]
    signature = b64decode(str(message["Signature"]))
    key.verify(signature, signed_text(message), padding.PKCS1v15(), algorithm())


def signed_text(message: dict[str, Any]) -> bytes:
    """What Amazon SNS signs: names and values of its fields in turns, each on a line."""
    fields = [name for name in SIGNED[message["Type"]] if name in message]
    return "".join(f"{name}\n{message[name]}\n" for name in fields).encode()


@lru_cache(maxsize=8)
def read_certificate(address: str) -> x509.Certificate:
    """Only from Amazon's own host over HTTPS. Raises ValueError for another address."""
    parts = urlsplit(address)
    is_theirs = CERTIFICATE_HOST.match(parts.netloc) and CERTIFICATE_PATH.match(parts.path)
    if parts.scheme != "https" or not is_theirs:
        raise ValueError("The certificate does not lie at Amazon SNS")
    with urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310 - https, checked above
        return x509.load_pem_x509_certificate(answer.read(LARGEST_CERTIFICATE))
