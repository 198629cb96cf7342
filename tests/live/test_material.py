"""Recording and slides appear: whoever is in the run hears once, in the way that they chose."""

from datetime import timedelta

import pytest
from wagtail.models import ModelLogEntry

from live.actions import ChangedMeanwhile, NotChanged, publish_material
from live.mails import SESSION_MATERIAL, say_material
from mail.models import Delivery
from mail.rendering import render_message
from notifications.actions import choose
from notifications.models import Notice
from tests.factories.courses import NOW, make_course, make_run
from tests.factories.learning import make_enrollment, make_learner
from tests.factories.live import make_session
from tests.threads import at_once

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
FILM = "https://films.example.org/1"
SLIDES = "https://slides.example.org/1"


@pytest.fixture
def session():
    run = make_run(make_course(lessons=(1,), title="Reading streets"))
    return make_session(run, starts_at=NOW - timedelta(hours=3))


@pytest.fixture
def host():
    return make_learner(name="The host")


@pytest.fixture
def asha(session):
    return make_enrollment(run=session.run, learner=make_learner(name="Asha"))


def publish(session, host, *, sequence=None, **values):
    session.refresh_from_db()
    return publish_material(
        session=session,
        values=values,
        sequence=session.sequence if sequence is None else sequence,
        by=host,
        at=NOW,
    )


def lines():
    return [say_material(notice.values) for notice in Notice.objects.order_by("pk")]


def test_each_is_told_once_when_it_first_appears(session, host, asha):
    now, told = publish(session, host, recording_url=FILM, recording_minutes=85)
    assert (told, now.recording_at, now.slides_at) == (1, NOW, None)
    assert publish(session, host, recording_url="https://films.example.org/2")[1] == 0
    assert publish(session, host, slides_url=SLIDES)[1] == 1
    publish(session, host, slides_url="")
    assert publish(session, host, slides_url=SLIDES)[1] == 0
    assert publish(session, host, reading=[{"title": "Guide", "url": FILM}])[1] == 0

    assert lines() == [
        "The recording of “A walk through the old town” is there.",
        "The slides of “A walk through the old town” are there.",
    ]
    assert not Delivery.objects.filter(template=SESSION_MATERIAL).exists()  # in the digest


def test_both_at_once_are_one_line(session, host, asha):
    publish(session, host, recording_url=FILM, slides_url=SLIDES)

    assert lines() == ["Recording and slides of “A walk through the old town” are there."]


def test_who_wants_a_mail_gets_their_personal_link_and_a_way_out(session, host, asha):
    choose(user=asha.learner, ways={SESSION_MATERIAL: "MAIL"})

    publish(session, host, recording_url=FILM)

    mail = Delivery.objects.get(template=SESSION_MATERIAL)
    message = render_message(mail)
    assert mail.key == f"session-recording:{asha.pk}:{session.pk}"
    assert message.subject == "The recording of “A walk through the old town” is there."
    assert f"/en/join/{mail.token.hex}/" in message.body
    assert f"/en/notices/{mail.token.hex}/off/" in message.body
    assert FILM not in message.body


def test_the_log_names_fields_and_no_link(session, host):
    publish(session, host, recording_url=FILM)

    entry = ModelLogEntry.objects.get(action="live.publish_material")
    assert entry.data == {"changed": ["recording_url"]}


def test_what_is_to_come_has_no_recording_and_may_have_slides(host):
    session = make_session(starts_at=NOW + timedelta(hours=3))

    with pytest.raises(NotChanged, match="has not begun"):
        publish(session, host, recording_url=FILM)
    assert publish(session, host, slides_url=SLIDES)[0].slides_at == NOW


def test_a_cancelled_session_has_none_and_an_older_form_is_refused(session, host, asha):
    publish(session, host, reading=[{"title": "Guide", "url": FILM}])
    with pytest.raises(ChangedMeanwhile):
        publish(session, host, sequence=0, recording_url=FILM)

    session.cancelled_at, session.cancel_reason = NOW, "Illness"
    session.save()

    with pytest.raises(NotChanged, match="cancelled"):
        publish(session, host, recording_url=FILM)
    assert not Notice.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_form_sent_four_times_at_once_tells_once(session, host, asha):
    values = {"recording_url": FILM, "slides_url": SLIDES}

    told = at_once(
        4,
        lambda place: publish_material(session=session, values=values, sequence=0, by=host, at=NOW)[
            1
        ],
    )

    assert sorted(told) == [0, 0, 0, 1]
    assert Notice.objects.count() == 1
