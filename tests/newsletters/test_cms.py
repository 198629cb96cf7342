"""Readers, lists, imports and welcome messages as the secretariat keeps them."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from wagtail.models import Locale

from courses.rights import ensure_staff_rights
from mail.actions import queue_delivery, suppress
from mail.models import Delivery, DeliveryState
from newsletters.actions import mail_link
from newsletters.models import (
    ConsentRecord,
    Deed,
    MailingList,
    MailingListText,
    Reader,
    ReaderImport,
    Subscription,
    WelcomeMessage,
)
from newsletters.tasks import run_imports
from tests.factories.learning import make_learner
from tests.factories.newsletters import make_reader
from users.models import User
from users.roles import REVIEWER, SECRETARIAT

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
READERS, LISTS, IMPORTS = (f"/cms/newsletter-{name}/" for name in ("readers", "lists", "imports"))


def staff(role):
    ensure_staff_rights()
    user = User.objects.create_user(f"{role}@example.org", "a-long-password", is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    return user


@pytest.fixture
def clerk(client, lists):
    user = staff(SECRETARIAT)
    client.force_login(user)
    return user


def text(answer):
    return BeautifulSoup(answer.content, "html.parser").get_text(" ", strip=True)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        # Wagtail's own lists lead to its home; at ours there is no such address.
        *((READERS, 302), (LISTS, 302), (IMPORTS, 302)),
        *((f"{IMPORTS}new/", 404), (f"{READERS}export/", 404)),
    ],
)
def test_a_reviewer_sees_nothing_of_it(client, lists, address, expected):
    client.force_login(staff(REVIEWER))

    assert client.get(address).status_code == expected


def test_readers_are_found_by_address_language_and_list(client, clerk, lists):
    make_reader("sari@example.org", lists=("network",), language="id")
    make_reader("mina@example.org", lists=("youth",), language="ko")

    def found(**query):
        page = text(client.get(READERS, query))
        return {each for each in ("sari@example.org", "mina@example.org") if each in page}

    assert found() == {"sari@example.org", "mina@example.org"}
    assert found(q="sari") == {"sari@example.org"}
    assert found(language="ko") == {"mina@example.org"}
    assert found(mailing_list=lists["youth"].pk) == {"mina@example.org"}


def test_one_page_shows_lists_proof_and_mails_of_a_reader(client, clerk, lists):
    reader = make_reader("sari@example.org")
    ConsentRecord.objects.create(
        reader=reader,
        mailing_list=lists["network"],
        deed=Deed.ASKED,
        at=timezone.now(),
        source="home",
        wording="Send me <b>news</b>.",
        language="en",
    )
    queue_delivery(key="k", template="newsletters/link", language="en", to_email="sari@example.org")

    answer = client.get(f"{READERS}inspect/{reader.pk}/")

    page = text(answer)
    for words in ("Network news", "Asked to subscribe", "Send me <b>news</b>.", "Link to what"):
        assert words in page


def test_what_a_reader_left_and_got_stands_there_in_words(client, clerk, lists):
    reader = make_reader("sari@example.org", lists=("network", "youth"))
    client.post(f"{READERS}{reader.pk}/leave/", {"list": "network"})
    mail_link(address=reader.email, at=timezone.now())

    answer = client.get(f"{READERS}inspect/{reader.pk}/")

    assert "The reader left (Network news," in text(answer)
    assert "list:network" not in text(answer)
    assert "studio-note--bad" not in answer.content.decode()
    assert "Link to what one gets" in text(answer)
    listed = text(client.get("/cms/deliveries/"))
    assert "Link to what one gets" in listed
    shown = text(client.get(f"/cms/deliveries/inspect/{Delivery.objects.get().pk}/"))
    assert "Language English" in shown
    assert "Template" not in shown
    suppress(address=reader.email, scope="ALL", reason="COMPLAINT")
    stopped = client.get(f"{READERS}inspect/{reader.pk}/").content.decode()
    assert "studio-note--bad" in stopped


def test_a_sent_mail_names_no_next_attempt(client, clerk, lists):
    mail_link(address=make_reader().email, at=timezone.now())
    row = Delivery.objects.get()
    address = f"/cms/deliveries/inspect/{row.pk}/"
    assert "Next attempt" in text(client.get(address))

    Delivery.objects.update(state=DeliveryState.SENT, sent_at=timezone.now())

    assert "Next attempt" not in text(client.get(address))


def test_the_secretariat_leaves_for_somebody_and_the_proof_names_who(client, clerk, lists):
    reader = make_reader(lists=("network", "youth"))
    address = f"{READERS}{reader.pk}/leave/"
    assert client.get(address).status_code == 404

    client.post(address, {"list": "youth"})

    assert list(Subscription.objects.active().values_list("mailing_list__key")) == [("network",)]
    record = ConsentRecord.objects.get()
    assert (record.deed, record.by, record.source) == (Deed.LEFT, clerk, "studio")
    client.post(address)
    assert not Subscription.objects.active().exists()


def test_a_reader_without_an_account_is_erased_here_and_one_with_it_there(client, clerk, lists):
    reader = make_reader("sari@example.org")
    client.get(f"{READERS}{reader.pk}/erase/")
    assert Reader.objects.get().email

    client.post(f"{READERS}{reader.pk}/erase/")

    assert Reader.objects.get().email == ""
    assert client.get(f"{READERS}inspect/{reader.pk}/").status_code == 404
    other = make_reader("rani@example.org", user=make_learner(email="rani@example.org"))
    client.post(f"{READERS}{other.pk}/erase/")
    other.refresh_from_db()
    assert other.email == "rani@example.org"


@pytest.mark.parametrize("start", ["=", "＝"])
def test_the_export_holds_who_gets_what_and_runs_no_formula(client, clerk, lists, start):
    name = f'{start}HYPERLINK("https://evil.example")'
    make_reader("sari@example.org", name=name, language="id")
    make_reader("+left@example.org", lists=())

    answer = client.get(f"{READERS}export/")

    rows = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert rows[0] == "e-mail,name,language,list,consent"
    assert len(rows) == 2
    assert rows[1].startswith(f"sari@example.org,\"'{start}HYPERLINK(")


def test_a_list_has_a_name_in_each_language_and_keeps_its_key(client, clerk, lists):
    data = {
        "key": "members",
        "is_offered": "on",
        "sort_order": "40",
        "texts-TOTAL_FORMS": "1",
        "texts-INITIAL_FORMS": "0",
        "texts-MIN_NUM_FORMS": "0",
        "texts-MAX_NUM_FORMS": "1000",
        "texts-0-language": "en",
        "texts-0-name": "Members",
        "texts-0-description": "For members.",
        "texts-0-ORDER": "1",
    }
    client.post(f"{LISTS}new/", data)
    made = MailingList.objects.get(key="members")
    assert made.texts.get().name == "Members"

    text_id = MailingListText.objects.get(mailing_list=made).pk
    changed = {
        **data,
        "key": "other",
        "texts-INITIAL_FORMS": "1",
        "texts-0-id": str(text_id),
    }
    answer = client.post(f"{LISTS}edit/{made.pk}/", changed)

    assert "never changes" in text(answer)
    assert MailingList.objects.filter(key="members").exists()
    assert client.get(f"{LISTS}delete/{made.pk}/").status_code in {302, 403}


@pytest.mark.both_databases
def test_two_names_of_a_list_change_places_and_none_stands_twice(client, clerk, lists):
    network = lists["network"]
    texts = {each.language: each for each in network.texts.filter(language__in=["en", "ko"])}
    network.texts.exclude(language__in=texts).delete()

    def save(first, second):
        data = {"key": "network", "is_offered": "on", "sort_order": "10"}
        data |= {"texts-TOTAL_FORMS": "2", "texts-INITIAL_FORMS": "2"}
        for number, (old, new) in enumerate([("en", first), ("ko", second)]):
            data |= {
                f"texts-{number}-id": texts[old].pk,
                f"texts-{number}-language": new,
                f"texts-{number}-name": f"Was {old}",
            }
        return client.post(f"{LISTS}edit/{network.pk}/", data)

    assert save("ko", "en").status_code == 302
    assert dict(network.texts.values_list("language", "name")) == {"ko": "Was en", "en": "Was ko"}
    assert save("en", "en").status_code == 200


def upload(client, lists, content, **changes):
    data = {
        "file": SimpleUploadedFile("old.csv", content.encode()),
        "mailing_list": lists["network"].pk,
        "language": "en",
        "source": "Forum 2023",
        "consent_date": "2023-04-05",
    }
    return client.post(f"{IMPORTS}new/", {**data, **changes}, follow=True)


def test_an_import_shows_each_row_first_and_writes_on_the_second_click(client, clerk, lists):
    answer = upload(client, lists, "e-mail,name,city\nsari@example.org,Sari,Bogor\na@b,,\n")

    page = text(answer)
    for words in ("What would happen", "Gets the newsletter", "not an e-mail address", "city"):
        assert words in page
    assert not Reader.objects.exists()
    planned = ReaderImport.objects.get()
    for _click in range(2):
        answer = client.post(f"{IMPORTS}{planned.pk}/report/", follow=True)
    assert "0 of 2 rows are done" in text(answer)

    run_imports()

    assert Reader.objects.get().email == "sari@example.org"
    done = text(client.get(f"{IMPORTS}{planned.pk}/report/"))
    assert "What was done" in done
    assert "Joined the list" in done
    assert "Gets the newsletter" not in done
    for address in (f"{IMPORTS}new/", f"{IMPORTS}{planned.pk}/report/"):
        assert f'href="{IMPORTS}"' in client.get(address).content.decode()
    assert "old.csv" in text(client.get(IMPORTS))
    lines = b"".join(client.get(f"{IMPORTS}{planned.pk}/report.csv").streaming_content).decode()
    assert "Joined the list" in lines
    assert "a@b" in lines


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "The file is empty"),
        ("name\nSari", "No column is called"),
        ("PK\x03\x04", "This is a spreadsheet"),
    ],
)
def test_a_bad_file_is_refused_beside_its_field(client, clerk, lists, content, words):
    answer = upload(client, lists, content)

    assert words in text(answer)
    page = BeautifulSoup(answer.content, "html.parser")
    assert page.select_one("[name=source]")["value"] == "Forum 2023"
    assert not ReaderImport.objects.exists()


def test_a_large_report_is_read_in_pages_and_by_outcome(client, clerk, lists):
    rows = "\n".join(f"r{number}@example.org" for number in range(150))
    upload(client, lists, f"e-mail\n{rows}\na@b")
    planned = ReaderImport.objects.get()

    first = text(client.get(f"{IMPORTS}{planned.pk}/report/"))
    bad = text(client.get(f"{IMPORTS}{planned.pk}/report/", {"outcome": "BAD_ADDRESS"}))

    assert "Page 1 of 2" in first
    assert "r149@example.org" not in first
    assert "a@b" in bad
    assert "r0@example.org" not in bad


def test_a_welcome_message_is_written_and_listed(client, clerk, lists):
    base = "/cms/snippets/newsletters/welcomemessage/"
    body = (
        '{"entityMap": {}, "blocks": [{"key": "a", "text": "Hello", "type": "unstyled", '
        '"depth": 0, "inlineStyleRanges": [], "entityRanges": []}]}'
    )
    data = {
        "mailing_list": lists["network"].pk,
        "number": 1,
        "days": 0,
        "subject": "Welcome",
        "body": body,
    }

    client.post(f"{base}add/", data)
    again = client.post(f"{base}add/", data)
    beyond = client.post(f"{base}add/", {**data, "number": 4})

    assert WelcomeMessage.objects.count() == 1
    assert again.status_code == beyond.status_code == 200
    assert "has a message with this number" in text(again)
    assert "Welcome" in text(client.get(base))


def test_the_secretariat_translates_a_welcome_message(client, clerk, lists):
    english = Locale.objects.get(language_code="en")
    korean, _is_new = Locale.objects.get_or_create(language_code="ko")
    message = WelcomeMessage.objects.create(
        mailing_list=lists["network"], number=1, subject="Welcome", body="<p>Hi</p>", locale=english
    )

    answer = client.post(
        f"/cms/localize/submit/snippet/newsletters/welcomemessage/{message.pk}/",
        {"locales": [korean.pk]},
        follow=True,
    )

    assert answer.status_code == 200
    translated = WelcomeMessage.objects.get(locale=korean)
    assert (translated.number, translated.mailing_list) == (1, lists["network"])
    edit = f"/cms/snippets/newsletters/welcomemessage/edit/{translated.pk}/"
    assert client.get(edit).status_code == 200
