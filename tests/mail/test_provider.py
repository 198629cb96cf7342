"""Sending through a provider's interface: real HTTP to a server that answers as a provider does."""

import json
import threading
import time
from email.utils import getaddresses
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from mail.bulk import send_bulk
from mail.models import Bounce, DeliveryState, SendingState
from tests.factories.newsletters import make_running_sending

from .ledger import states

pytestmark = pytest.mark.django_db
TAKEN = (200, {"ErrorCode": 0, "Message": "OK", "MessageID": "m"})


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        length = int(self.headers["Content-Length"])
        self.server.asked.append(json.loads(self.rfile.read(length)))
        status, body = self.server.answer(self.server.asked[-1]) or TAKEN
        if status is None:
            self.close_connection = True
            return
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *values):
        """Not into the test's output."""


@pytest.fixture
def provider(settings):
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.asked, server.answer = [], lambda message: None
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.LMS_DELIVERY_BACKEND = "anymail.backends.postmark.EmailBackend"
    settings.ANYMAIL = {
        "POSTMARK_SERVER_TOKEN": "a-token",
        "POSTMARK_API_URL": f"http://127.0.0.1:{server.server_port}/",
        "REQUESTS_TIMEOUT": 0.5,
    }
    yield server
    server.shutdown()
    server.server_close()


def test_each_reader_gets_one_message_with_the_headers_to_leave(provider):
    sending = make_running_sending(12)

    send_bulk(seconds=20)

    assert states(sending) == [DeliveryState.SENT] * 12
    addresses = [getaddresses([each["To"]])[0][1] for each in provider.asked]
    assert sorted(addresses) == sorted(row.to_email for row in sending.deliveries.all())
    headers = {each["Name"]: each["Value"] for each in provider.asked[0]["Headers"]}
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "/newsletter/unsubscribe/" in headers["List-Unsubscribe"]


def test_a_recipient_whom_the_provider_refuses_is_a_bounce_and_the_others_get_it(provider):
    def refuse(message):
        address = getaddresses([message["To"]])[0][1]
        said = f"Found inactive addresses: {address}. Inactive recipients bounced before."
        if address == "reader0@example.org":
            return 422, {"ErrorCode": 406, "Message": said}
        return None

    provider.answer = refuse
    sending = make_running_sending(12)

    send_bulk(seconds=20)

    assert states(sending) == [DeliveryState.FAILED, *[DeliveryState.SENT] * 11]
    assert Bounce.objects.get().delivery.to_email == "reader0@example.org"


@pytest.mark.parametrize("status", [401, 403])
def test_a_key_that_the_provider_refuses_pauses_and_burns_nobody(provider, status):
    provider.answer = lambda message: (status, {"ErrorCode": 10, "Message": "Bad or missing key"})
    sending = make_running_sending(12)

    send_bulk(seconds=20)

    sending.refresh_from_db()
    assert sending.state == SendingState.PAUSED
    assert states(sending) == [DeliveryState.PENDING] * 12
    assert len(provider.asked) == 1


@pytest.mark.parametrize("status", [429, 503])
def test_a_provider_that_is_too_busy_is_asked_again_later(provider, status):
    provider.answer = lambda message: (status, {"ErrorCode": 1, "Message": "Later"})
    sending = make_running_sending(3)

    send_bulk(seconds=20)

    sending.refresh_from_db()
    assert sending.state == SendingState.RUNNING
    assert states(sending) == [DeliveryState.PENDING] * 3


def test_a_provider_that_is_away_has_taken_nothing(provider):
    provider.shutdown()
    provider.server_close()
    sending = make_running_sending(3)

    send_bulk(seconds=20)

    assert states(sending) == [DeliveryState.PENDING] * 3


@pytest.mark.parametrize("how", ["drops the line", "is in trouble", "says nothing"])
def test_a_provider_without_an_answer_may_have_taken_it(provider, how):
    def answer(message):
        if len(provider.asked) > 1:
            return None
        if how == "says nothing":
            time.sleep(1)
        return (500, {"ErrorCode": 100, "Message": "?"}) if how == "is in trouble" else (None, {})

    provider.answer = answer
    sending = make_running_sending(3)

    send_bulk(seconds=20)

    found = states(sending)
    assert sorted(found) == sorted([DeliveryState.IN_FLIGHT, *[DeliveryState.SENT] * 2])
    assert len(provider.asked) == 3
