"""What each address and each main action may ask of the database: the same for 1 row and for 20.

A budget rises only with a reason in the commit. An address without one fails.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from home.menus import read_menu
from live.models import LiveSession
from tests.budgets.actions import ACTIONS as ACTIONS_OF_COURSES
from tests.budgets.actions_live import LIVE_ACTIONS
from tests.budgets.actions_talk import TALK_ACTIONS
from tests.budgets.cms import CMS as CMS_OF_COURSES
from tests.budgets.live import LIVE, SESSIONS_CMS
from tests.budgets.notices import NOTICES
from tests.budgets.programmes import PROGRAMMES_CMS
from tests.budgets.table import PAGES, Budget
from tests.budgets.table import SITE as SITE_OF_COURSES
from tests.budgets.talk import TALK, TALK_CMS
from tests.budgets.world import World
from tests.factories.courses import NOW
from tests.kept import forget_pages
from tests.strangers.addresses import Address, all_addresses

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
SITE = [*SITE_OF_COURSES, *LIVE, *TALK, *NOTICES]
CMS = [*CMS_OF_COURSES, *SESSIONS_CMS, *TALK_CMS, *PROGRAMMES_CMS]
ACTIONS = {**ACTIONS_OF_COURSES, **LIVE_ACTIONS, **TALK_ACTIONS}
OUR_CMS = {budget.name.partition(":")[0] for budget in CMS}
PAGE = "wagtail_serve"
FIRST = [
    *(("studio:course-overview", "author"), ("certificate-templates:edit", "author")),
    *(("certificates-issued:index", "secretary"), ("providers:usage", "secretary")),
    *(("readyz", "stranger"), ("account_email", "learner"), ("learning:lesson", "learner")),
    ("courses:lesson-file", "learner"),
]


def is_ours(address: Address) -> bool:
    """Not Wagtail's own page of the CMS, and not the one view of all public pages: see PAGES."""
    if address.is_cms:
        return ":" in address.name and not address.name.startswith("wagtail")
    return address.name != PAGE


ADDRESSES = [address for address in all_addresses() if is_ours(address)]


def test_every_address_has_a_budget():
    budgets = {budget.name for budget in SITE + CMS}

    assert {address.name for address in ADDRESSES} == budgets


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    from django.conf import settings

    folder = tmp_path_factory.mktemp("files")
    protected = {**settings.STORAGES["protected"], "OPTIONS": {"location": folder / "protected"}}
    storages = {**settings.STORAGES, "protected": protected}
    with override_settings(MEDIA_ROOT=folder / "media", STORAGES=storages, VAR_DIR=folder):
        yield


@pytest.fixture(scope="module")
def counts(django_db_setup, django_db_blocker, files):
    """For each budget the queries in a network of one and in one of twenty."""
    with django_db_blocker.unblock(), time_machine.travel(NOW, tick=False):
        with transaction.atomic():
            world = World()
            warm(world)
            ones = measure(world)
            world.grow(20)
            twenties = measure(world)
            transaction.set_rollback(True)
        connection.close()
        forget_pages()
    return {key: (ones[key], twenties[key]) for key in ones}


def warm(world: World) -> None:
    """What only the first of the day asks: kinds of rows, profiles, copies of pictures."""
    for name, who in FIRST:
        queries_of(world, who, world.address(name))
    for name in PAGES:
        queries_of(world, "stranger", world.page(name))
    ContentType.objects.get_for_model(LiveSession)


def measure(world: World) -> dict[Any, list[str]]:
    found: dict[Any, list[str]] = {}
    for budget in SITE + CMS:
        found[budget] = queries_of(world, budget.who, world.address(budget.name))
    for name in PAGES:
        path = world.page(name)
        found[name] = queries_of(world, "stranger", path)
        found[f"{name} again"] = asked(lambda path=path: Client().get(path))
    for name, (_most, do) in ACTIONS.items():
        found[f"action {name}"] = rolled_back(do, world)
    return found


def rolled_back(do: Any, world: World) -> list[str]:
    """What the action asks, between a savepoint and its end that are not counted."""
    with transaction.atomic():
        run = do(world)
        queries = asked(run)
        transaction.set_rollback(True)
    return queries


def queries_of(world: World, who: str, path: str) -> list[str]:
    """What is asked where the menu lies in memory and the page does not."""
    client = Client()
    if who == "guest":
        client.get(world.guest_link())
    person = world.person(who)
    if person is not None:
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    forget_pages()
    read_menu(language="en", request=None)
    return asked(lambda: client.get(path))


def asked(do: Any) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        do()
    return [query["sql"] for query in captured]


def listed(queries: list[str]) -> Iterator[str]:
    for number, sql in enumerate(queries, start=1):
        yield f"{number:4} {re.sub('^SELECT .*? FROM', 'SELECT … FROM', sql)[:160]}"


def hold(budget: Budget, one: list[str], twenty: list[str]) -> None:
    text = "\n".join(["", *listed(twenty)])
    assert len(one) <= budget.most, f"{len(one)} for one row:{text}"
    assert len(twenty) <= len(one) + 19 * budget.each, f"{len(one)} became {len(twenty)}:{text}"


@pytest.mark.parametrize("budget", SITE + CMS, ids=lambda budget: f"{budget.name}-{budget.who}")
def test_an_address_keeps_to_its_budget(counts, budget):
    hold(budget, *counts[budget])


@pytest.mark.parametrize("name", PAGES)
def test_a_public_page_keeps_to_its_budget_and_costs_nothing_the_second_time(counts, name):
    hold(Budget(name, "stranger", PAGES[name]), *counts[name])
    assert counts[f"{name} again"] == ([], [])


@pytest.mark.parametrize("name", ACTIONS)
def test_a_main_action_keeps_to_its_budget(counts, name):
    most, _do = ACTIONS[name]
    hold(Budget(name, "", most), *counts[f"action {name}"])
