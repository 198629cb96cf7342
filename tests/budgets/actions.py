"""How many queries the main actions may cost, beside the list of them.

Each function prepares and returns what is counted. In a test nobody waits for the end of the
transaction, so each atomic block costs two: SAVEPOINT and RELEASE.
Live sessions and discussions have lists of their own: `actions_live.py`, `actions_talk.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from allauth.account.models import EmailAddress
from django.test import Client, RequestFactory
from django.urls import reverse

from certificates.issuing import issue_certificate, revoke_certificate
from courses.actions import create_course
from courses.compiling import compile_outline
from courses.models import CourseFormat, CourseRun
from courses.reading import lesson_page, live_lesson_keys, titles
from home.menus import read_menu
from learning.actions import enroll, join_waiting, withdraw
from learning.models import Enrollment
from mail.actions import queue_delivery
from mail.addresses import email_key
from mail.models import Delivery, DeliveryState
from mail.sending import reap
from newsletters.actions import confirm, confirm_own, follow_account, leave, subscribe
from newsletters.actions.proof import Proof
from newsletters.models import LeftBy, MailingList, Reader
from studio.people.deeds import Deed, Order, do
from tests.factories.courses import NOW, make_run
from tests.factories.learning import do_activity, finish, lessons_of, make_enrollment, make_learner
from tests.factories.newsletters import make_reader
from tests.kept import forget_pages

from .world import World

Run = Callable[[], Any]


def post(world: World, name: str, *arguments: object, **values: str) -> Run:
    """The learner sends a form."""
    client = Client()
    client.force_login(world.learner, backend="django.contrib.auth.backends.ModelBackend")
    address = reverse(name, args=arguments)
    return lambda: client.post(address, values)


def menu(world: World) -> Run:
    """Of the first reader in a minute."""
    request = RequestFactory().get("/en/", HTTP_HOST="localhost")
    forget_pages()
    return lambda: read_menu(language="en", request=request)


def enrolls(world: World) -> Run:
    run = world.other_run()
    return lambda: enroll(learner=world.learner, run=run, at=NOW)


def enrolls_by_form(world: World) -> Run:
    return post(world, "learning:enroll", world.other_run().slug)


def full_run(world: World, waiting: int) -> Enrollment:
    """The one who is in a run with one seat for which so many wait."""
    run = make_run(world.course, capacity=1)
    inside = make_enrollment(run=run)
    for _ in range(waiting):
        join_waiting(learner=make_learner(), run=run, at=NOW)
    return inside


def frees_a_seat(world: World) -> Run:
    inside = full_run(world, 20)
    CourseRun.objects.filter(pk=inside.run_id).update(capacity=20)
    return lambda: withdraw(enrollment=inside, at=NOW)


def joins_a_list(world: World) -> Run:
    run = full_run(world, 3).run
    return lambda: join_waiting(learner=world.learner, run=run, at=NOW)


def withdraws(world: World) -> Run:
    return lambda: withdraw(enrollment=world.enrollment, at=NOW)


def marks_a_lesson(world: World) -> Run:
    return post(
        world, "learning:lesson-done", world.run.slug, lessons_of(world.enrollment)[-1].slug
    )


def marks_a_lesson_again(world: World) -> Run:
    run = marks_a_lesson(world)
    run()
    return run


def makes_a_course(world: World) -> Run:
    return lambda: create_course(
        provider=world.course.provider,
        language="en",
        format=CourseFormat.MASTERCLASS,
        title="Shade in hot streets",
        starts_on=NOW.date(),
        token=uuid4(),
        by=world.author,
    )


def completes(world: World) -> Run:
    """The last thing that was missing; reading the lesson comes with its check."""
    enrollment = make_enrollment(run=make_run(world.small))
    lesson = lessons_of(enrollment)[0]
    check = next(each for each in lesson.activities if each.key)
    return lambda: do_activity(enrollment, lesson, check)


def issues(world: World) -> Run:
    learner = make_learner(certificate_name="Ayu", certificate_name_confirmed_at=NOW)
    enrollment = finish(make_enrollment(run=make_run(world.small), learner=learner))
    return lambda: issue_certificate(enrollment=enrollment, at=NOW)


def revokes(world: World) -> Run:
    certificate = world.certificate()
    return lambda: revoke_certificate(
        certificate=certificate, at=NOW, by=world.secretary, reason="By mistake"
    )


def shares(world: World) -> Run:
    return post(world, "certificates:share", do="share")


def queues(world: World) -> Run:
    return lambda: queue_delivery(
        key="budget", template="", language="en", to_email="ayu@example.org"
    )


def reaps(world: World) -> Run:
    """What a vanished worker held, unsent."""
    Delivery.objects.filter(key__startswith="world:").update(
        state=DeliveryState.LEASED, lease=world.run.course.key, lease_expires_at=NOW
    )
    return lambda: reap(at=NOW.replace(hour=NOW.hour + 1))


def compiles(world: World) -> Run:
    return lambda: compile_outline(world.course)


def reads_a_lesson(world: World) -> Run:
    key = lessons_of(world.enrollment)[0].key
    return lambda: lesson_page(world.course, key, language="id")


def reads_titles(world: World) -> Run:
    keys = [lesson.key for lesson in lessons_of(world.enrollment)]
    return lambda: titles(keys, language="id", source_language="en")


def reads_the_live_tree(world: World) -> Run:
    return lambda: live_lesson_keys(world.course)


def _proof() -> Proof:
    return Proof("home", "en", "Send it.")


def asks_for_the_newsletter(world: World) -> Run:
    lists = [MailingList.objects.get(key="network")]
    return lambda: subscribe(
        address="new@example.org", lists=lists, language="en", proof=_proof(), at=NOW
    )


def confirms_the_newsletter(world: World) -> Run:
    lists = [MailingList.objects.get(key="network")]
    reader = subscribe(
        address="new@example.org", lists=lists, language="en", proof=_proof(), at=NOW
    )
    return lambda: confirm(reader=reader, lists=lists, proof=_proof(), at=NOW)


def leaves_every_list(world: World) -> Run:
    reader = make_reader()
    return lambda: leave(reader=reader, by=LeftBy.LINK, proof=_proof(), at=NOW)


def _own_reader() -> Any:
    """Somebody new, who proved their address, and their reader."""
    learner = make_learner()
    EmailAddress.objects.create(user=learner, email=learner.email, verified=True)
    return make_reader(learner.email, lists=(), user=learner)


def follows_the_account(world: World) -> Run:
    reader = _own_reader()
    former = f"former.{reader.email}"
    Reader.objects.filter(pk=reader.pk).update(email=former, email_key=email_key(former))
    return lambda: follow_account(user=reader.user, former=former, proof=_proof(), at=NOW)


def confirms_by_the_account(world: World) -> Run:
    lists, reader = list(MailingList.objects.all()[:1]), _own_reader()
    subscribe(address=reader.email, lists=lists, language="en", proof=_proof(), at=NOW)
    keys = [each.key for each in lists]
    return lambda: confirm_own(user=reader.user, keys=keys, proof=_proof(), at=NOW)


def helps(world: World, deed: Deed, **values: Any) -> Run:
    """The author does something for the learner, by no form."""
    order = Order(by=world.author, at=NOW, reason="Ill", **values)
    return lambda: do(deed, world.enrollment, order)


def excuses_a_lesson(world: World) -> Run:
    return helps(world, Deed.EXCUSE, lesson_key=lessons_of(world.enrollment)[-1].key)


def moves_a_learner(world: World) -> Run:
    return helps(world, Deed.MOVE, run=world.other_run(), seen=world.run.pk)


def unenrolls_a_learner(world: World) -> Run:
    return helps(world, Deed.UNENROLL)


ACTIONS: dict[str, tuple[int, Callable[[World], Run]]] = {
    # the catalogue, site, where sites begin, plain pages, the newsletter's archive, lists and their
    # texts
    "read the menu, once a minute": (7, menu),
    # the reader, the locked reader, the subscriptions; whether a mail went, its row; the names of
    # the lists; the new subscriptions; the proof; atomic blocks
    "ask for the newsletter": (25, asks_for_the_newsletter),
    # the locked reader, what waits; what stopped it; the subscription, the reader, the proof
    "confirm the newsletter": (10, confirms_the_newsletter),
    # the locked reader, the lists, what comes, what was left, former addresses, what is stopped,
    # the proof, a block
    "leave every list": (9, leaves_every_list),
    # the reader, whether the address is proved, who has it; the locked reader, the former address,
    # the new one; of the ledger what stops lists, what waits, two blocks; the proof, a block
    "follow the account to another address": (14, follows_the_account),
    # the reader, whether the address is proved; the lists; as above; two blocks
    "confirm by the account": (14, confirms_by_the_account),
    # the locked run, whether one was in it before, whether its course is offered (read anew: the
    # lock does not cover it), one's place on its waiting list, the locked learner, where they come
    # from, the enrollment; the log with kind and user; of the mail title
    # and provider, whether it was written before, the row; three atomic blocks
    "enroll": (20, enrolls),
    # session, user, run with course, whether one is in it; the action
    "enroll by the form": (24, enrolls_by_form),
    # the locked run, whether one is still in it; the claim; the log with kind and user; who waits;
    # an atomic block. The lock is dear where a seat gets free, and keeps it for who waits.
    "withdraw": (9, withdraws),
    # as above; seats taken and spoken for, the learners whom it concerns; the offers, their log and
    # the titles and provider for their mails: the same for one who waits and for twenty
    "withdraw, and the list moves up": (19, frees_a_seat),
    # the locked run, one's place, whether its course is offered, whether one is in it; seats twice;
    # the locked learner; the place; the log with kind and user; an atomic block
    "join a waiting list": (13, joins_a_list),
    # the locked enrollment with its outline, its facts, the live tree; of each of the lesson's two
    # activities the same with the fact, the percent, the log and an atomic block; two more blocks
    # (and whether the account is there)
    "excuse a lesson": (27, excuses_a_lesson),
    # both runs locked, the enrollment; once more in the action, whether one is in that run; the
    # percent with outline, facts and live tree; who waits in either run; the log; two atomic blocks
    "move a learner": (22, moves_a_learner),
    # as "withdraw", a yes of the team, the second entry of the log, two more atomic blocks
    "unenroll a learner": (17, unenrolls_a_learner),
    # session, user, enrollment; the locked enrollment with its outline, the fact, all facts, the
    # live tree, the percent; an atomic block
    "mark a lesson as complete": (10, marks_a_lesson),
    "mark it again": (10, marks_a_lesson_again),
    # the same without a request, and reading, which comes with the check; the claim; the log
    "complete a course": (13, completes),
    # whether it was issued; learner, run, course, page, template, goals, outline, provider; the
    # holder's objection; the locked holder; the row; the mail's two; the log's two; three blocks
    "issue a certificate": (22, issues),
    # the claim; the log with kind and user; an atomic block
    "revoke a certificate": (6, revokes),
    # session, user, the share; an atomic block
    "share certificates": (5, shares),
    # whether it was written before, the row; two atomic blocks
    "queue a message": (6, queues),
    # unsent rows, doubtful rows, expired secrets twice
    "reap what a worker left": (4, reaps),
    # the locked course with its path; the tree; the newest outline; an atomic block
    "compile an unchanged course": (5, compiles),
    # the locked provider, whether it was made, the provider's page; of each of 21 pages parent,
    # address, tree, row, revision and log; the course; the run; the log
    "make a course": (987, makes_a_course),
    # the page with its locale
    "read a lesson": (1, reads_a_lesson),
    "read titles": (1, reads_titles),
    "read the live tree": (1, reads_the_live_tree),
}
