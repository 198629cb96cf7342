"""One issue to a reader of each language, and each mail that answers somebody."""

import uuid
from datetime import timedelta
from email import message_from_bytes, policy

from django.conf import settings
from django.utils import timezone

from mail.models import Delivery, SendingText
from mail.prepared import PreparedMessage
from newsletters.actions import mail_link, subscribe
from newsletters.actions.proof import Proof
from newsletters.models import Audience, Subscription, WelcomeMessage
from newsletters.planning import Plan, plan_sending, start_due_sendings
from newsletters.welcoming import send_welcomes
from sdgs.models import Goal
from tests.factories.courses import course_page, make_course
from tests.factories.issues import (
    block,
    button,
    course_block,
    make_issue,
    make_picture,
    story,
)
from tests.factories.newsletters import make_list, make_reader
from users.models import User

from .texts import READERS, TEXTS

LANGUAGES = [code for code, _name in settings.LANGUAGES]


def body_of(language, page, picture):
    """Every kind of block, with the words of this language."""
    texts = TEXTS[language]
    person = {"name": READERS[language], "role": texts["role"], "text": f"<p>{texts['text']}</p>"}
    return [
        story(texts["story"], text=f"<p>{texts['text']}</p>", page=page.pk, button=texts["go"]),
        course_block(page, is_large=True),
        block("divider", None),
        course_block(page, text=f"<p>{texts['text']}</p>"),
        block("person", {**person, "picture": picture.pk, "alt_text": texts["role"]}),
        block("text", f"<h2>{texts['story']}</h2><ul><li>{texts['text']}</li></ul>"),
        block("image", {"image": picture.pk, "alt_text": texts["role"], "caption": texts["lead"]}),
        button(texts["go"], url="https://example.org/?a=1&b=2"),
    ]


def send_everywhere():
    """One issue of all languages, frozen to one reader of each. Nothing leaves yet."""
    goal = Goal.objects.create(number=11, title="C", short_title="Cities", color="#fd9d24")
    course = make_course(lessons=(1,), title="Reading a street")
    make_issue()  # and with it the home page, below which the course lies
    page = course_page(course)
    page.goals.add(goal)
    page.save()
    picture, key = make_picture(), uuid.uuid4()
    for language in LANGUAGES:
        make_issue(
            language,
            translation_key=key,
            body=body_of(language, page, picture),
            **{name: TEXTS[language][name] for name in ("title", "lead", "preheader")},
        )
        address = f"reader.{language}@example.org"
        make_reader(address, language=language, name=READERS[language])
    at = timezone.now()
    plan = Plan(
        audience=Audience.objects.create(name="Everybody"),
        lists=(make_list(),),
        starts_at=at,
        time_zone="Asia/Seoul",
        token=uuid.uuid4(),
    )
    clerk = User.objects.create_user("clerk@example.org", "a-long-password")
    plan_sending(issue_key=key, plan=plan, by=clerk, at=at)
    assert start_due_sendings(at=at + timedelta(seconds=1)) == 1


def joined():
    """For each language the row and the message as it goes over the wire."""
    found = {}
    for delivery in Delivery.objects.exclude(sending=None).select_related("sending"):
        text = SendingText.objects.get(sending=delivery.sending, language=delivery.language)
        found[delivery.language] = delivery, PreparedMessage(delivery.sending, text).join(delivery)
    assert sorted(found) == sorted(LANGUAGES)
    return found


def parsed(envelope):
    return message_from_bytes(envelope.content, policy=policy.default)


def answer_somebody(language, lists):
    """Confirmation, "you get it already", link and welcome; returns their rows."""
    at, proof = timezone.now(), Proof("home", language)
    name = READERS[language]
    known = make_reader("known@example.org", language=language, name=name)
    for address in ("new@example.org", known.email):
        fields = {"address": address, "lists": [lists["network"]], "language": language}
        subscribe(**fields, proof=proof, at=at, name=name)
    mail_link(address=known.email, at=at)
    _write_welcome(language)
    send_welcomes(at=at + timedelta(minutes=1))
    rows = list(Delivery.objects.all())
    kinds = {row.template.removeprefix("newsletters/") for row in rows}
    assert kinds == {"confirm", "already", "link", "welcome"}
    return rows


def _write_welcome(language):
    """The first message of the list of the network."""
    message = WelcomeMessage(number=1, subject=TEXTS["en"]["title"], body="<p>Soon more.</p>")
    message.mailing_list = Subscription.objects.first().mailing_list
    message.save()
