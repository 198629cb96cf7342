"""The order in which the demo network is loaded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from courses.models import CourseRun
from demo.network import Network, read_network
from members.actions import load_members
from newsletters.loading import load_lists
from sdgs.actions import load_sdgs
from users.models import User

from .certificates import ensure_certificate_templates
from .course_pages import ensure_course, ensure_themes
from .feedback import answer_forms
from .live import attend, ensure_parts, ensure_sessions, join_teams
from .newsletters import ensure_newsletters
from .people import ensure_learners, ensure_staff
from .progress import learn
from .providers import ensure_providers
from .readers import ensure_audiences, ensure_readers, ensure_welcomes
from .review import AUTHOR, REVIEWER, submit_change, talk_about_it
from .runs import ensure_runs
from .sendings import ensure_sending
from .talk import talk
from .tree import ensure_tree
from .webinar import sign_up

ANSWERED = "tourism"  # the run about which learners say something


@dataclass(frozen=True, slots=True)
class Loaded:
    """What there is now, and how many learners were new."""

    course_count: int
    run_count: int
    new_learner_count: int


def load_everything(*, at: datetime) -> Loaded:
    """Load what is missing. Running it again changes nothing, whatever people did since.

    Only learners that are made now walk their way; so nobody is enrolled again who withdrew.
    """
    network = read_network()
    load_sdgs()
    load_members()
    load_lists()
    ensure_tree()
    with transaction.atomic():
        providers = ensure_providers(network, at=at)
        ensure_certificate_templates(providers.values())
        ensure_themes(network.themes)
    runs: dict[str, CourseRun] = {}
    for entry in network.courses:
        course = ensure_course(entry, providers[entry.provider])
        runs |= ensure_runs(entry, course, at=at)
    ensure_newsletters(at=at)
    with transaction.atomic():
        made = ensure_staff(network, providers, at=at)
        if AUTHOR in made:
            submit_change(made[AUTHOR])
            talk_about_it(made[AUTHOR], made[REVIEWER], at=at)
        join_teams(network, runs, made)
        _plan_runs(network, runs, at)
    new_learner_count = _load_learners(network, runs, at)
    _load_readers(at)
    return Loaded(len(network.courses), len(runs), new_learner_count)


def _plan_runs(network: Network, runs: dict[str, CourseRun], at: datetime) -> None:
    secretary = next(each.email for each in network.staff if each.role == "secretariat")
    ensure_sessions(network, runs, at=at)
    ensure_parts(network, runs, by=User.objects.get(email=secretary), at=at)


@transaction.atomic
def _load_learners(network: Network, runs: dict[str, CourseRun], at: datetime) -> int:
    made = ensure_learners(network, at=at)
    for person in network.learners:
        if person.email in made:
            learn(person, made[person.email], runs, at=at)
    answer_forms(runs[ANSWERED], made.values(), at=at)
    attend(network, runs, made, at=at)
    if len(made) == len(network.learners):
        talk(runs, User.objects.in_bulk(field_name="email"), at=at)
        sign_up(runs, at=at)
    return len(made)


@transaction.atomic
def _load_readers(at: datetime) -> None:
    ensure_welcomes()
    ensure_audiences()
    ensure_readers(at=at)
    ensure_sending(at=at)
