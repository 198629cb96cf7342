"""A list that was kept elsewhere: nobody is brought back, nobody is mailed, nothing is lost."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from core.csv_file import FileRefused
from mail.actions import suppress
from mail.models import Delivery, Suppression
from newsletters.actions import leave, subscribe
from newsletters.actions.proof import Proof
from newsletters.importing import Facts, plan_import, run_import, run_imports, start_import
from newsletters.importing.reader_file import read_readers
from newsletters.models import ConsentRecord, Deed, ImportRow, LeftBy, Reader, Subscription
from newsletters.personal_data import erase_reader
from tests.factories.learning import make_learner
from tests.factories.newsletters import make_list, make_reader

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
HEAD = "e-mail,name,language,consent,source"


@pytest.fixture
def clerk():
    return make_learner(email="clerk@example.org")


def load(lists, clerk, *lines, head=HEAD, **facts):
    table = read_readers("\n".join([head, *lines]).encode())
    return plan_import(
        table=table,
        file_name="old.csv",
        facts=Facts(**{"mailing_list": lists["network"], "language": "en", **facts}),
        by=clerk,
        at=timezone.now(),
    )


def outcomes(planned):
    return list(planned.rows.values_list("outcome", flat=True))


def run(planned):
    assert start_import(planned=planned, at=timezone.now())
    run_imports(seconds=10, at=timezone.now())
    planned.refresh_from_db()
    assert planned.finished_at


def test_a_dry_run_touches_no_reader(lists, clerk):
    planned = load(lists, clerk, "a@example.org,Aiko,ja,2023-04-05,Forum in Seoul")

    assert outcomes(planned) == ["JOINS"]
    assert not Reader.objects.exists()
    run_imports(seconds=1, at=timezone.now())
    assert not Reader.objects.exists()


def test_what_was_foreseen_is_written_with_its_proof_and_nobody_is_mailed(lists, clerk):
    planned = load(lists, clerk, "a@example.org,Aiko,日本語,2023/04/05,Forum in Seoul")

    run(planned)

    reader = Reader.objects.get()
    assert (reader.email, reader.name, reader.language) == ("a@example.org", "Aiko", "ja")
    assert reader.confirmed_at.date() == date(2023, 4, 5)
    assert Subscription.objects.get().is_active()
    record = ConsentRecord.objects.get()
    assert (record.deed, record.source, record.by) == (Deed.IMPORTED, "import:old.csv", clerk)
    assert record.wording == "2023-04-05: Forum in Seoul"
    assert not Delivery.objects.exists()


def test_running_again_changes_nothing(lists, clerk):
    planned = load(lists, clerk, "a@example.org,,,2023-04-05,Forum")
    run(planned)

    assert not start_import(planned=planned, at=timezone.now())
    run_import(planned)
    again = load(lists, clerk, "a@example.org,,,2023-04-05,Forum")

    assert outcomes(again) == ["ALREADY"]
    assert ConsentRecord.objects.count() == 1


def test_nobody_who_left_or_whose_mail_came_back_is_brought_back(lists, clerk):
    proof = Proof("mail", "en")
    left = make_reader("left@example.org")
    leave(reader=left, by=LeftBy.LINK, proof=proof, at=timezone.now())
    erased = make_reader("erased@example.org")
    erase_reader(reader=erased, at=timezone.now())
    suppress(address="gone@example.org", reason=Suppression.Reason.HARD_BOUNCE)
    make_reader("there@example.org")

    rows = [
        f"{name}@example.org,,,2023-04-05,Forum" for name in ("left", "Erased", "gone", "there")
    ]
    planned = load(lists, clerk, *rows)

    assert outcomes(planned) == ["LEFT", "LEFT", "STOPPED", "ALREADY"]
    before = list(Subscription.objects.order_by("pk").values())
    run(planned)
    assert list(Subscription.objects.order_by("pk").values()) == before
    assert not ConsentRecord.objects.filter(deed=Deed.IMPORTED).exists()


def test_somebody_erased_is_not_brought_in_by_a_list_that_came_later(lists, clerk):
    erase_reader(reader=make_reader("erased@example.org"), at=timezone.now())

    later = load(
        lists, clerk, "erased@example.org,,,2023-04-05,Forum", mailing_list=make_list("later")
    )

    assert outcomes(later) == ["LEFT"]


def test_somebody_who_leaves_between_the_dry_run_and_the_writing_stays_away(lists, clerk):
    planned = load(lists, clerk, "a@example.org,,,2023-04-05,Forum")
    suppress(address="a@example.org", scope="list:network", reason=Suppression.Reason.LEFT)

    run(planned)

    assert outcomes(planned) == ["LEFT"]
    assert not Reader.objects.exists()


def test_who_asked_and_never_confirmed_is_taken_at_the_files_word(lists, clerk):
    subscribe(
        address="a@example.org",
        lists=[lists["network"]],
        language="ko",
        proof=Proof("home", "ko"),
        at=timezone.now(),
    )
    planned = load(lists, clerk, "a@example.org,,,2023-04-05,Forum")

    run(planned)

    assert Subscription.objects.get().is_active()
    assert Reader.objects.get().language == "ko"


@pytest.mark.parametrize(
    ("line", "outcome", "note"),
    [
        ("a@b,,,2023-04-05,Forum", "BAD_ADDRESS", "not an e-mail address"),
        ("jörg@example.org,,,2023-04-05,Forum", "BAD_ADDRESS", "cannot carry yet"),
        (f"{'x' * 65536}@example.org,,,2023-04-05,Forum", "BAD_ADDRESS", "longer than 254"),
        ("a@example.org,,,,Forum", "NO_CONSENT", ""),
        ("a@example.org,,,2023-04-05,", "NO_CONSENT", ""),
        ("a@example.org,,,5/6/2023,Forum", "NO_CONSENT", "no date"),
        ("a@example.org,,,2123-04-05,Forum", "NO_CONSENT", ""),
        ("a@example.org,,Klingon,2023-04-05,Forum", "JOINS", "no language"),
    ],
)
def test_each_row_says_what_is_wrong_with_it(lists, clerk, line, outcome, note):
    row = load(lists, clerk, line).rows.get()

    assert row.outcome == outcome
    assert note in row.note


def test_a_wrong_date_is_not_covered_by_the_one_for_all(lists, clerk):
    planned = load(
        lists,
        clerk,
        "a@example.org,,,,",
        "b@example.org,,,soon,",
        consent_date=date(2022, 1, 1),
        source="Paper list",
    )

    assert outcomes(planned) == ["JOINS", "NO_CONSENT"]


def test_the_same_address_twice_counts_once(lists, clerk):
    planned = load(
        lists, clerk, "a@example.org,,,2023-04-05,Forum", "A@Example.org,,,2023-04-05,Forum"
    )

    assert outcomes(planned) == ["JOINS", "REPEATED"]


def test_a_file_without_addresses_is_refused():
    with pytest.raises(FileRefused, match="consent"):
        read_readers(b"name,consent\nAiko,2023-04-05")


def test_rows_go_after_a_month(lists, clerk):
    planned = load(lists, clerk, "a@example.org,,,2023-04-05,Forum")

    run_imports(seconds=1, at=planned.created_at + timedelta(days=31))

    assert not ImportRow.objects.exists()


def test_erasing_a_person_empties_their_row_in_an_import(lists, clerk):
    load(lists, clerk, "a@example.org,Aiko,,2023-04-05,Forum")
    reader = make_reader("a@example.org")

    erase_reader(reader=reader, at=timezone.now())

    row = ImportRow.objects.get()
    assert (row.email, row.name) == ("", "")


@pytest.mark.slow
@pytest.mark.parametrize("count", [2500])
def test_several_chunks_are_written_and_a_killed_worker_goes_on(lists, clerk, count):
    lines = [f"r{number}@example.org,,,2023-04-05,Forum" for number in range(count)]
    planned = load(lists, clerk, *lines)
    start_import(planned=planned, at=timezone.now())
    turns = iter([True, False])

    assert not run_import(planned, go_on=lambda: next(turns))
    assert Reader.objects.count() == 1000
    run_imports(seconds=60, at=timezone.now())

    assert Subscription.objects.active().count() == count
    assert ConsentRecord.objects.count() == count
