"""A Message-ID leads back to its row, and opens nothing of its reader."""

import pytest

from mail.actions import queue_delivery
from mail.message_ids import find_by_message_id, message_id
from mail.rendering import render_message

pytestmark = pytest.mark.django_db


@pytest.fixture
def delivery():
    return queue_delivery(
        key="k",
        template="newsletters/link",
        language="en",
        to_email="ayu@example.org",
        context={"name": "", "email": "ayu@example.org"},
    )


def test_it_leads_back_and_stays_the_same(delivery):
    assert message_id(delivery) == message_id(delivery)
    assert find_by_message_id(f" {message_id(delivery)}\r\n") == delivery


def test_the_token_of_a_readers_links_stands_in_no_header_that_an_answer_repeats(delivery):
    message = render_message(delivery).message()

    repeated = "".join(message[name] for name in ("Message-ID", "Subject", "From", "To"))
    assert delivery.token.hex not in repeated
    assert delivery.token.hex in message.as_string().replace("=\n", "")


@pytest.mark.parametrize("made_up", ["", "<1@x>", "<{pk}.{zeros}@x>", "<9{pk}.{signature}@x>"])
def test_one_that_we_did_not_make_leads_nowhere(delivery, made_up):
    signature = message_id(delivery).partition(".")[2].partition("@")[0]
    value = made_up.format(pk=delivery.pk, zeros="0" * 24, signature=signature)

    assert find_by_message_id(value) is None
