"""The newsletter of the demo network: its archive, its readers, the issue that goes out."""

import pytest
import time_machine

from mail.bulk import send_bulk
from mail.models import Delivery, Sending, SendingState
from newsletters.audiences import readers_of
from newsletters.models import (
    Audience,
    ConsentRecord,
    Deed,
    IssueSending,
    NewsletterIndexPage,
    NewsletterIssuePage,
    Reader,
    Subscription,
    WelcomeMessage,
)
from newsletters.planning import start_due_sendings
from newsletters.welcoming import send_welcomes

from .sample import LANGUAGES, NOW


@pytest.mark.django_db
def test_the_archive_holds_three_months_in_three_languages(network):
    issues = NewsletterIssuePage.objects.live()

    assert NewsletterIndexPage.objects.count() == 7
    assert set(issues.values_list("locale__language_code", flat=True)) == {"en", "ko", "id"}
    assert issues.values("month").distinct().count() == 3
    assert issues.count() == 9
    for issue in issues:
        issue.full_clean()
        issue.body.stream_block.clean(issue.body)
        assert len(issue.mail_subject) <= 60


@pytest.mark.django_db
def test_readers_confirmed_with_proof_and_no_mail_was_written_after_the_fact(network):
    readers = Reader.objects.subscribed()

    assert set(readers.values_list("language", flat=True)) == {code for code, _ in LANGUAGES}
    assert readers.exclude(user=None).count() == 3 < readers.filter(user=None).count()
    assert all(reader.email.endswith("@example.org") for reader in readers)
    for row in Subscription.objects.all():
        proofs = ConsentRecord.objects.filter(reader=row.reader, mailing_list=row.mailing_list)
        assert [(each.deed, each.source) for each in proofs] == [
            (Deed.ASKED, "demo"),
            (Deed.CONFIRMED, "demo"),
        ]
        assert row.asked_at < row.confirmed_at <= NOW
    assert not Delivery.objects.filter(template__startswith="newsletters/").exists()


@pytest.mark.django_db
def test_every_saved_audience_holds_somebody(network):
    counts = {
        each.name: readers_of(each.conditions, must_meet_all=each.must_meet_all, at=NOW).count()
        for each in Audience.objects.all()
    }

    assert counts["Everybody"] == Reader.objects.count()
    assert counts["Course news in Korean"] == 2
    assert all(counts.values())


@pytest.mark.slow
@pytest.mark.django_db
@time_machine.travel(NOW)
def test_the_newest_issue_reaches_each_reader_in_their_language_or_in_english(
    network, smtp_server, settings
):
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", smtp_server.port
    assert IssueSending.objects.count() == 1

    assert start_due_sendings(at=NOW) == 1
    send_bulk(seconds=20)

    assert Sending.objects.get().state == SendingState.DONE
    issues = [each for each in smtp_server.messages if each["List-Id"]]
    assert {each["Content-Language"] for each in issues} == {"en", "ko", "id"}
    on_it = Subscription.objects.active().filter(mailing_list__key="network")
    assert len(issues) == on_it.count() < Reader.objects.count()
    (delivery,) = Delivery.objects.filter(to_email="haruka.mori@example.org")
    assert delivery.language == "en"


@pytest.mark.django_db
def test_whoever_has_just_joined_is_welcomed_in_a_language_of_theirs(network):
    assert send_welcomes(at=NOW) == 1

    (mail,) = Delivery.objects.filter(template="newsletters/welcome")
    assert mail.to_email == "mele.fifita@example.org"
    assert mail.context["issue"]["title"]
    for language, _name in LANGUAGES:
        assert WelcomeMessage.objects.filter(locale__language_code=language).count() == 2
