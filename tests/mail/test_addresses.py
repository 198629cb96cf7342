"""Which addresses our mail path carries, and when two of them are the same."""

import pytest

from mail.addresses import AddressRefused, ascii_address, check_address, email_key


@pytest.mark.parametrize(
    "address",
    [
        f"ayu@{'ü' * 60}.example",  # more than 63 letters on the wire
        "ayu@[127.0.0.1]",
        f"ayu@{'ö.' * 60}example",  # 254 letters here, more on the wire
    ],
)
def test_what_no_mail_server_can_write_is_refused_before_it_is_kept(address):
    with pytest.raises(AddressRefused):
        check_address(address)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ayu@bücher.example", "AYU@xn--bcher-kva.example"),
        ("ayu@BÜCHER.example", "ayu@bücher.example"),
        ("ayu@bu\u0308cher.example", "ayu@bücher.example"),
        ("ayu@\uff45xample.org", "ayu@example.org"),
        ("ayu@例え.テスト", "ayu@xn--r8jz45g.xn--zckzah"),
    ],
)
def test_a_domain_is_the_same_in_every_spelling(one, other):
    assert email_key(one) == email_key(other)


def test_what_is_no_domain_is_compared_as_it_is():
    assert email_key("ayu@xn--\ud7ff\uff0e.") != email_key("ayu@example.org")
    assert ascii_address("ayu@example.org") == "ayu@example.org"
