"""Who reads the newsletter, to whom an issue may go, and what somebody gets who has just joined."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import override
from wagtail.models import Locale

from demo.course_files import CONTENT_DIR, Data, read_yaml, stable_id
from demo.prose import prose_to_html
from mail.addresses import email_key
from newsletters import wording
from newsletters.actions import confirm, confirm_by_account, subscribe
from newsletters.actions.proof import Proof
from newsletters.models import Audience, MailingList, Reader, WelcomeMessage
from users.models import User

from .translations import register_translation

FILE = CONTENT_DIR / "readers.yaml"
SOURCE = "en"
LIST = "network"
SOME_TIME = timedelta(minutes=20)


def ensure_readers(*, at: datetime) -> None:
    """Make who is missing; whoever is there, has left or was erased stays so."""
    data = read_yaml(FILE)
    keys = {entry["email"]: email_key(entry["email"]) for entry in data["readers"]}
    there = set(
        Reader.objects.filter(email_key__in=keys.values()).values_list("email_key", flat=True)
    )
    users = User.objects.in_bulk(keys, field_name="email")
    for entry in data["readers"]:
        if keys[entry["email"]] not in there:
            _join(entry, users.get(entry["email"]), at - timedelta(days=entry["days"]))


def _join(entry: Data, user: User | None, at: datetime) -> None:
    """As somebody asks and confirms. The mail between the two is not sent after the fact."""
    is_theirs = bool(entry.get("has_account"))
    if is_theirs and user is None:
        return
    lists = MailingList.objects.filter(key__in=entry["lists"])
    name = user.name if is_theirs and user else entry["name"]
    language = user.language if is_theirs and user else entry["language"]
    with override(language):
        asking, confirming = (
            Proof("demo", language, words, by=user if is_theirs else None)
            for words in (wording.asking(), wording.confirming())
        )
    reader = subscribe(
        address=entry["email"],
        lists=lists,
        language=language,
        proof=asking,
        at=at - SOME_TIME,
        name=name,
        is_mailed=False,
    )
    if is_theirs and user:
        confirm_by_account(user=user, address=user.email, proof=confirming, at=at)
    else:
        confirm(reader=reader, lists=lists, proof=confirming, at=at)


def ensure_audiences() -> None:
    """Those of the file that are missing by name."""
    for entry in read_yaml(FILE)["audiences"]:
        conditions = [{"is_not": False, **condition} for condition in entry["conditions"]]
        Audience.objects.get_or_create(name=entry["name"], defaults={"conditions": conditions})


def ensure_welcomes() -> None:
    """The series of the list in every language; left alone where the list has any message."""
    mailing_list = MailingList.objects.get(key=LIST)
    if mailing_list.welcomes.exists():
        return
    locales = {locale.language_code: locale for locale in Locale.objects.all()}
    for entry in read_yaml(FILE)["welcomes"]:
        codes = sorted((code for code in locales if code in entry), key=lambda c: c != SOURCE)
        messages = [
            WelcomeMessage.objects.create(
                mailing_list=mailing_list,
                **{name: entry[name] for name in ("number", "days", "has_latest_issue")},
                subject=entry[code]["subject"],
                body=prose_to_html(entry[code]["body"]),
                locale=locales[code],
                translation_key=UUID(stable_id("welcome", LIST, entry["number"])),
            )
            for code in codes
        ]
        for translated in messages[1:]:
            register_translation(messages[0], translated)
