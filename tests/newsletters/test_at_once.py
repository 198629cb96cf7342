"""Two clicks at the same moment, in two processes' stead two threads with their own connections."""

import threading
import uuid
from collections import Counter
from datetime import date

import pytest
from django.db import connection
from django.utils import timezone

from mail.models import Delivery, Sending, Suppression
from mail.sendings import SendingRefused
from newsletters.actions import change_preferences, confirm, leave, subscribe
from newsletters.actions.proof import Proof
from newsletters.forgetting import forget_unconfirmed
from newsletters.importing import Facts, plan_import, run_import, start_import
from newsletters.importing.reader_file import read_readers
from newsletters.loading import load_lists
from newsletters.models import (
    Audience,
    ConsentRecord,
    Deed,
    ImportRow,
    IssueSending,
    LeftBy,
    MailingList,
    Reader,
    Subscription,
)
from newsletters.personal_data import erase_reader
from newsletters.planning import Plan, _start, plan_sending, start_due_sendings
from tests.factories.issues import make_issue
from tests.factories.newsletters import make_list, make_reader, make_sending, make_waiting
from users.models import User

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.both_databases,
    pytest.mark.slow,
]
PROOF = Proof("home", "en")


def at_once(do, count=4):
    """Run `do` in threads that begin together; what went wrong in them."""
    barrier, errors = threading.Barrier(count), []

    def run():
        barrier.wait()
        try:
            do()
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return errors


def test_asking_confirming_and_leaving_at_once_happen_once():
    load_lists()
    lists = list(MailingList.objects.all())

    def ask():
        subscribe(
            address="sari@example.org",
            lists=lists,
            language="en",
            proof=PROOF,
            at=timezone.now(),
        )

    assert at_once(ask) == []
    assert (Reader.objects.count(), Subscription.objects.count()) == (1, 3)
    assert Delivery.objects.count() == 1
    assert ConsentRecord.objects.count() == 3

    reader = Reader.objects.get()
    assert (
        at_once(lambda: confirm(reader=reader, lists=lists, proof=PROOF, at=timezone.now())) == []
    )
    assert ConsentRecord.objects.filter(deed=Deed.CONFIRMED).count() == 3

    assert (
        at_once(lambda: leave(reader=reader, by=LeftBy.ONE_CLICK, proof=PROOF, at=timezone.now()))
        == []
    )
    assert ConsentRecord.objects.filter(deed=Deed.LEFT).count() == 3
    assert Suppression.objects.in_force().count() == 3


def test_an_issue_planned_in_several_tabs_at_once_goes_out_once():
    editor = User.objects.create_user("editor@example.org", "a-long-password")
    audience = Audience.objects.create(name="Everybody")
    issue = make_issue()
    for _each in range(20):
        make_reader()
    now = timezone.now()

    def plan():
        form = Plan(
            audience=audience,
            lists=(make_list(),),
            starts_at=now,
            time_zone="UTC",
            token=uuid.uuid4(),
        )
        plan_sending(issue_key=issue.translation_key, plan=form, by=editor, at=now)

    refused = at_once(plan)

    assert [type(each) for each in refused] == [SendingRefused] * 3
    assert IssueSending.objects.count() == 1
    assert at_once(lambda: start_due_sendings(at=timezone.now())) == []
    assert Delivery.objects.count() == 20


def test_two_sendings_of_an_issue_that_start_at_once_reach_nobody_twice():
    issue = make_issue()
    audience = {"name": "Everybody", "conditions": [], "must_meet_all": True}
    for _each in range(20):
        make_reader()
    planned = []
    for _each in range(2):
        sending = make_sending(fallback_language="en")
        sending.texts.all().delete()
        fields = {"issue_key": issue.translation_key, "audience": audience}
        planned.append(IssueSending.objects.create(sending=sending, **fields))
        planned[-1].lists.add(make_list())

    assert at_once(lambda: _start(planned.pop(), timezone.now()), count=2) == []

    assert set(Sending.objects.values_list("state", flat=True)) == {"RUNNING"}
    assert Delivery.objects.count() == 20


def test_whoever_signs_up_or_is_imported_while_they_are_forgotten_is_there():
    clerk = User.objects.create_user("clerk@example.org", "a-long-password")
    network, errors = make_list(), []
    facts = Facts(network, language="en", consent_date=date(2024, 5, 17), source="Forum")
    for number in range(8):
        asks, is_imported = f"asks{number}@example.org", f"imported{number}@example.org"
        for address in (asks, is_imported):
            make_waiting(address, days=31)
        table = read_readers(f"e-mail\n{is_imported}".encode())
        planned = plan_import(
            table=table, file_name="old.csv", facts=facts, by=clerk, at=timezone.now()
        )
        start_import(planned=planned, at=timezone.now())

        def forget():
            forget_unconfirmed(at=timezone.now(), seconds=10)

        def ask(asks=asks):
            subscribe(address=asks, lists=[network], language="en", proof=PROOF, at=timezone.now())

        deeds = iter([forget, ask, lambda planned=planned: run_import(planned), forget])
        errors += at_once(lambda deeds=deeds: next(deeds)())

    assert errors == []
    assert Subscription.objects.waiting().count() == 8
    assert Delivery.objects.filter(wiped_at=None, to_email__startswith="asks").count() >= 8
    assert Subscription.objects.active().count() == 8


def test_erasing_leaving_and_choosing_at_once_wait_for_each_other():
    load_lists()
    lists = list(MailingList.objects.all())
    errors = []
    for number in range(8):
        reader = make_reader(f"reader{number}@example.org", lists=("network", "courses", "youth"))

        def erase(reader=reader):
            erase_reader(reader=reader, at=timezone.now())

        def leave_all(reader=reader):
            leave(reader=reader, by=LeftBy.LINK, proof=PROOF, at=timezone.now())

        def choose(reader=reader):
            change_preferences(
                reader=reader,
                language="ko",
                name="Nadia",
                lists=lists,
                offered=lists,
                proof=PROOF,
                at=timezone.now(),
            )

        deeds = iter([erase, leave_all, choose])
        errors += at_once(lambda deeds=deeds: next(deeds)(), count=3)

    assert errors == []
    assert not Reader.objects.known().exists()
    assert not Subscription.objects.active().exists()


def test_two_imports_of_the_same_people_at_once_write_one_proof_for_each():
    clerk = User.objects.create_user("clerk@example.org", "a-long-password")
    lines = "\n".join(f"reader{number}@example.org" for number in range(50))
    facts = Facts(make_list(), language="en", consent_date=date(2024, 5, 17), source="Forum")
    planned = []
    for name in ("old.csv", "older.csv"):
        table = read_readers(f"e-mail\n{lines}".encode())
        each = plan_import(table=table, file_name=name, facts=facts, by=clerk, at=timezone.now())
        start_import(planned=each, at=timezone.now())
        planned.append(each)

    assert at_once(lambda: run_import(planned.pop()), count=2) == []

    assert ConsentRecord.objects.filter(deed=Deed.IMPORTED).count() == 50
    assert Subscription.objects.active().count() == Reader.objects.count() == 50
    outcomes = Counter(ImportRow.objects.values_list("outcome", flat=True))
    assert outcomes == {"JOINS": 50, "ALREADY": 50}
