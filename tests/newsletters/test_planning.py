"""An issue goes out: planned once, in each reader's language, to nobody twice."""

import importlib
import uuid
from datetime import timedelta

import pytest
from django.apps import apps
from django.utils import timezone
from wagtail.models import Locale

from mail.bulk import send_bulk
from mail.finishing import finish_if_done
from mail.marking import Batch, next_batch, record
from mail.models import Delivery, DeliveryState, Sending, SendingState
from mail.sendings import SendingRefused, cancel_sending
from newsletters.actions import leave
from newsletters.actions.proof import Proof
from newsletters.links import follow
from newsletters.models import (
    Audience,
    IssueSending,
    LeftBy,
    Link,
    NewsletterIssuePage,
    Reader,
)
from newsletters.personal_data import erase_reader, forget_erased
from newsletters.planning import Plan, plan_sending, start_due_sendings
from tests.factories.issues import make_archive, make_issue
from tests.factories.newsletters import make_list, make_reader, make_sending
from users.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
PROOF = Proof("mail", "en")


@pytest.fixture
def editor():
    return User.objects.create_user("editor@example.org", "a-long-password")


@pytest.fixture
def issue():
    return make_issue(title="Two live trainings begin", subject="")


@pytest.fixture
def everybody():
    return Audience.objects.create(name="Everybody")


def make_plan(audience, **fields) -> Plan:
    values = {
        "audience": audience,
        "lists": (make_list(),),
        "starts_at": timezone.now(),
        "time_zone": "Asia/Seoul",
        "token": uuid.uuid4(),
        **fields,
    }
    return Plan(**values)


def plan(issue, editor, audience, **fields) -> IssueSending:
    return plan_sending(
        issue_key=issue.translation_key,
        plan=make_plan(audience, **fields),
        by=editor,
        at=timezone.now(),
    )


def translate(issue, language, **fields) -> NewsletterIssuePage:
    make_archive(language)
    locale = Locale.objects.get(language_code=language)
    page = issue.copy_for_translation(locale)
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision().publish()
    return page


def start() -> int:
    return start_due_sendings(at=timezone.now() + timedelta(seconds=1))


def take_all(sending) -> Batch:
    """As a worker does: they are in its hands."""
    sending.deliveries.update(next_attempt_at=timezone.now())
    batch = next_batch(sending, count=10)
    assert batch.marked
    return batch


def settle(sending) -> None:
    """All got it, and it is over."""
    sending.deliveries.update(state=DeliveryState.SENT, sent_at=timezone.now())
    sending.refresh_from_db()
    assert finish_if_done(sending, at=timezone.now())


def test_each_reader_gets_the_issue_in_their_language(
    issue, editor, everybody, smtp_server, settings
):
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", smtp_server.port
    translate(issue, "ko", title="두 개의 실시간 교육이 시작됩니다")
    make_reader("en@example.org", name="Nadia")
    make_reader("ko@example.org", language="ko")
    make_reader("bn@example.org", language="bn")

    plan(issue, editor, everybody)
    assert start() == 1
    send_bulk(seconds=20)

    by_reader = {m["To"].split("<")[-1].strip(">"): m for m in smtp_server.messages}
    assert by_reader["en@example.org"]["Subject"] == "Two live trainings begin"
    assert by_reader["ko@example.org"]["Subject"] == "두 개의 실시간 교육이 시작됩니다"
    assert by_reader["bn@example.org"]["Subject"] == "Two live trainings begin"
    html = by_reader["en@example.org"].get_body(("html",)).get_content()
    token = Delivery.objects.get(to_email="en@example.org").token.hex
    assert f"/en/newsletter/unsubscribe/{token}/" in html
    assert "\ue000" not in html
    assert by_reader["ko@example.org"]["List-Id"].startswith("<network.")


def test_the_same_form_sent_twice_plans_once(issue, editor, everybody):
    make_reader()
    token = uuid.uuid4()

    first = plan(issue, editor, everybody, token=token)
    second = plan(issue, editor, everybody, token=token)

    assert first == second
    assert Sending.objects.count() == 1
    assert start() == 1
    assert start() == 0


def test_an_issue_on_its_way_is_not_planned_again(issue, editor, everybody):
    make_reader()
    plan(issue, editor, everybody)

    with pytest.raises(SendingRefused, match="on its way"):
        plan(issue, editor, everybody)


def test_whoever_has_it_gets_it_in_no_second_sending(
    issue, editor, everybody, smtp_server, settings
):
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", smtp_server.port
    make_reader("first@example.org")
    plan(issue, editor, everybody)
    start()
    send_bulk(seconds=20)
    with pytest.raises(SendingRefused, match="everybody has"):
        plan(issue, editor, everybody)

    make_reader("second@example.org")
    plan(issue, editor, everybody)
    start()
    send_bulk(seconds=20)

    assert sorted(m["To"] for m in smtp_server.messages) == [
        "Nadia <first@example.org>",
        "Nadia <second@example.org>",
    ]


def test_after_a_cancelled_sending_it_can_be_planned_again(issue, editor, everybody):
    make_reader()
    cancelled = plan(issue, editor, everybody)
    start()
    cancel_sending(sending=cancelled.sending, by=editor, at=timezone.now())

    plan(issue, editor, everybody)

    assert start() == 1


def test_whom_a_cancelled_sending_had_left_waiting_gets_it_in_the_next_at_once(
    issue, editor, everybody
):
    make_reader()
    cancelled = plan(issue, editor, everybody).sending
    start()
    # As with more readers than a request closes: the sweep has not come by yet.
    Sending.objects.filter(pk=cancelled.pk).update(state=SendingState.CANCELLED)

    plan(issue, editor, everybody)

    assert start() == 1
    assert Delivery.objects.exclude(sending=cancelled).count() == 1


def test_who_was_in_a_workers_hands_when_it_was_cancelled_is_not_left_out(issue, editor, everybody):
    make_reader("given.back@example.org")
    make_reader("got.it@example.org")
    cancelled = plan(issue, editor, everybody).sending
    start()
    batch = take_all(cancelled)
    cancel_sending(sending=cancelled, by=editor, at=timezone.now())

    again = plan(issue, editor, everybody).sending
    assert start() == 0
    for row in batch.marked:
        if row.to_email == "got.it@example.org":
            batch.outcomes[row.pk] = None
    record(batch)  # the other one is given back: it never left
    assert start() == 1

    assert [row.to_email for row in again.deliveries.all()] == ["given.back@example.org"]


def test_who_is_in_doubt_in_a_cancelled_sending_holds_up_no_other(issue, editor, everybody):
    make_reader("doubtful@example.org")
    cancelled = plan(issue, editor, everybody).sending
    start()
    take_all(cancelled)
    cancel_sending(sending=cancelled, by=editor, at=timezone.now())
    cancelled.deliveries.update(lease_expires_at=timezone.now() - timedelta(seconds=1))

    make_reader("new@example.org")
    again = plan(issue, editor, everybody).sending

    assert start() == 1
    assert [row.to_email for row in again.deliveries.all()] == ["new@example.org"]


def test_an_empty_audience_is_refused(issue, editor, everybody):
    with pytest.raises(SendingRefused, match="Nobody"):
        plan(issue, editor, everybody)


def test_an_issue_without_the_fallback_language_is_refused(issue, editor, everybody):
    make_reader()

    with pytest.raises(SendingRefused, match="not published"):
        plan(issue, editor, everybody, fallback_language="ja")


def test_planned_for_later_it_waits(issue, editor, everybody):
    make_reader()
    plan(issue, editor, everybody, starts_at=timezone.now() + timedelta(hours=1))

    assert start() == 0
    assert start_due_sendings(at=timezone.now() + timedelta(hours=2)) == 1


def test_who_gets_it_is_decided_when_it_starts(issue, editor, everybody):
    make_reader("early@example.org")
    planned = plan(issue, editor, everybody)
    make_reader("late@example.org")
    everybody.conditions = [{"kind": "language", "values": ["ko"], "is_not": False}]
    everybody.save()

    start()

    assert planned.sending.deliveries.count() == 2


def test_an_issue_that_was_unpublished_meanwhile_says_why_it_does_not_start(
    issue, editor, everybody
):
    make_reader()
    planned = plan(issue, editor, everybody)
    issue.unpublish()

    assert start() == 0

    planned.sending.refresh_from_db()
    assert planned.sending.state == SendingState.SCHEDULED
    assert "published no more" in planned.sending.paused_because
    issue.save_revision().publish()
    assert start() == 1
    planned.sending.refresh_from_db()
    assert planned.sending.paused_because == ""


def test_somebody_erased_while_it_starts_stands_in_no_row_of_it(issue, editor, everybody):
    reader = make_reader("erased@example.org")
    make_reader("stays@example.org")
    planned = plan(issue, editor, everybody)
    start()
    # The erasure did not see the rows, which were not committed yet.
    Reader.objects.filter(pk=reader.pk).update(email="", name="", erased_at=timezone.now())

    forget_erased(sending=planned.sending, at=timezone.now())

    rows = planned.sending.deliveries.order_by("to_email").values_list("to_email", "state")
    assert list(rows) == [("", "SKIPPED"), ("stays@example.org", "PENDING")]


def test_an_erasure_looks_once_more_after_its_commit(
    issue, editor, everybody, django_capture_on_commit_callbacks
):
    reader = make_reader("erased@example.org")
    planned = plan(issue, editor, everybody)
    with django_capture_on_commit_callbacks(execute=True):
        erase_reader(reader=reader, at=timezone.now())
        # The sending started beside it, and sees no erasure that is not committed yet.
        Reader.objects.filter(pk=reader.pk).update(email="erased@example.org", erased_at=None)
        start()

    assert not planned.sending.deliveries.exclude(to_email="").exists()


def test_rendering_is_over_before_the_readers_are_written_down(issue, editor, everybody):
    make_reader()
    planned = plan(issue, editor, everybody)
    IssueSending.objects.update(
        audience={**planned.audience, "conditions": [{"kind": "gone", "values": ["x"]}]}
    )

    assert start() == 0

    # What was rendered is there, though the transaction that writes down the readers failed.
    assert Link.objects.filter(issue_sending=planned).exists()
    assert not planned.sending.texts.exists()


def test_an_issue_for_one_list_reaches_nobody_who_left_that_list(issue, editor, everybody):
    network, courses = make_list(), make_list("courses")
    make_reader("stays@example.org", lists=("network",))
    left = make_reader("left@example.org", lists=("network", "courses"))
    leave(reader=left, lists=[network], by=LeftBy.LINK, proof=PROOF, at=timezone.now())

    planned = plan(issue, editor, everybody, lists=(network,)).sending
    assert start() == 1

    assert [row.to_email for row in planned.deliveries.all()] == ["stays@example.org"]
    assert planned.list_id.startswith("network.")
    settle(planned)
    both = plan(issue, editor, everybody, lists=(network, courses)).sending
    assert start() == 1
    assert [row.scopes for row in both.deliveries.all()] == ["list:courses"]
    assert both.list_id.startswith("newsletter.")


def test_leaving_by_a_mail_leaves_exactly_the_list_it_came_by(issue, editor, everybody):
    reader = make_reader(lists=("network", "courses"))
    planned = plan(issue, editor, everybody, lists=(make_list(),)).sending
    start()

    assert [each.key for each in follow(planned.deliveries.get().token.hex).lists()] == ["network"]
    settle(planned)
    two = (make_list(), make_list("courses"))
    other = make_reader("two@example.org", lists=("network", "courses"))
    again = plan(issue, editor, everybody, lists=two).sending
    start()
    row = again.deliveries.get()  # one copy, and the first reader has it already
    assert row.email_key == other.email_key != reader.email_key
    assert row.scopes == "list:courses list:network"
    assert IssueSending.objects.get(sending=again).had_it_count == 1


def test_what_was_planned_before_lists_were_chosen_goes_out_as_was_promised(everybody):
    """Without words of an audience to all lists, else to those that it named."""
    make_list("courses"), make_list()
    wide, narrow = (
        IssueSending.objects.create(
            issue_key=uuid.uuid4(),
            sending=make_sending(),
            audience={"name": "x", "must_meet_all": True, "conditions": conditions},
        )
        for conditions in ([], [{"kind": "list", "values": ["courses"], "is_not": False}])
    )

    migration = importlib.import_module("newsletters.migrations.0006_lists_of_a_sending")
    migration.keep_the_promise(apps, None)

    assert {each.key for each in wide.lists.all()} == {"courses", "network"}
    assert [each.key for each in narrow.lists.all()] == ["courses"]
