"""What the project's own middleware refuses."""

import pytest

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.mark.parametrize(
    "address",
    [
        "/files/lessons/x%00.pdf",
        "/certificates/of/x%00/",
        "/en/courses/x%00/",
        "/x%00",
        "/cms/pages/search/?q=%00",
    ],
)
def test_an_address_with_a_nul_is_refused_and_no_error(client, address):
    assert client.get(address).status_code == 400
