"""The broker refuses, or accepts and never answers: people notice nothing, the sweep catches up."""

import socket
from datetime import timedelta

import pytest
from django.utils import timezone

from certificates.models import Certificate
from certificates.tasks import issue_certificates
from learning.models import Enrollment
from mail.models import Delivery, DeliveryState
from mail.tasks import reap_leases
from tests.factories.courses import make_course, make_run
from tests.servers.mail import free_port
from tests.servers.processes import start_web
from tests.waiting import wait_until
from tests.walking import Walker
from users.models import User

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.both_databases,
    pytest.mark.slow,
]

LONGEST_SECONDS = 1.0


@pytest.fixture(params=["refuses", "never answers"])
def broken_broker(request):
    with socket.socket() as broker:
        broker.bind(("127.0.0.1", 0))
        if request.param == "never answers":
            broker.listen(500)
        yield f"redis://127.0.0.1:{broker.getsockname()[1]}/0"


@pytest.fixture
def site(process_env, broken_broker, tmp_path):
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    env = {**process_env, "LMS_BROKER_URL": broken_broker, "LMS_SITE_URL": address}
    web = start_web(env, tmp_path / "web.log", port)
    yield address
    web.stop()


def plain(message) -> str:
    return str(message.get_body(("plain",)).get_content())


def test_a_stranger_comes_learns_and_completes_while_the_broker_is_broken(
    site, smtp_server, settings, capsys
):
    settings.EMAIL_PORT = smtp_server.port
    now = timezone.now()
    course = make_course(lessons=(2, 1), checks=False)
    days = timedelta(days=1)
    run = make_run(course, opens_at=now - days, starts_at=now - days, ends_at=now + 9 * days)
    email = "rani@example.org"
    person = Walker(site)

    person.sign_up(email)
    reap_leases()  # as beat does each minute
    wait_until(lambda: len(smtp_server.messages) >= 1, 10)
    person.confirm_address(plain(smtp_server.messages[0]))
    person.sign_in(email)
    User.objects.filter(email=email).update(
        certificate_name="Rani Wijaya", certificate_name_confirmed_at=now
    )
    person.enroll(run.slug)
    lesson_count = person.finish(run.slug)

    assert lesson_count == 3
    assert Enrollment.objects.get().completed_at is not None
    slowest, seconds = person.slowest
    with capsys.disabled():
        print(f"\n  {len(person.seconds)} pages, the slowest {slowest}: {seconds:.2f} s")
    assert seconds < LONGEST_SECONDS, slowest

    issue_certificates()
    reap_leases()
    assert Certificate.objects.current().count() == 1
    assert not Delivery.objects.exclude(state=DeliveryState.SENT).exists()
    assert len(smtp_server.messages) == 3
