"""Who belongs to an audience: by list, language, place, role, and what they learned."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from members.models import Affiliation, Cluster, ClusterRole, Country, Member
from newsletters.audiences import (
    KINDS,
    ConditionRefused,
    readers_of,
    recipients_of,
)
from newsletters.models import Reader
from tests.factories.courses import make_course, make_run
from tests.factories.learning import finish, make_enrollment, make_learner
from tests.factories.newsletters import make_list, make_reader

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
NOW = timezone.now()


def names(*conditions, must_meet_all=True) -> list[str]:
    found = readers_of(list(conditions), must_meet_all=must_meet_all, at=timezone.now())
    return sorted(reader.name for reader in found)


def condition(kind, *values, is_not=False):
    return {"kind": kind, "values": list(values), "is_not": is_not}


def frozen(*conditions, lists=("courses", "network"), must_meet_all=True):
    rows = recipients_of(
        list(conditions),
        must_meet_all=must_meet_all,
        lists=[make_list(key) for key in lists],
        languages=["en", "ko"],
        fallback="en",
        at=timezone.now(),
    )
    return {row["to_name"]: (row["text_language"], row["scopes"]) for row in rows}


def learner_reader(name, **fields) -> Reader:
    learner = make_learner(**fields)
    return make_reader(learner.email, name=name, user=learner)


@pytest.fixture
def people():
    """Ayu of Suva with an account, Ben of the courses list, Chi without either, and who left."""
    fiji = Country.objects.create(code="FJ")
    suva = Member.objects.create(
        key="suva",
        name="Suva",
        kind=Member.Kind.FULL,
        region=Member.Region.PACIFIC,
        country=fiji,
    )
    cluster = Cluster.objects.create(key="sdg", name="SDG", source="report")
    ClusterRole.objects.create(
        cluster=cluster, member=suva, role=ClusterRole.Role.LEAD, printed_name="Suva"
    )
    ayu = learner_reader("Ayu")
    Affiliation.objects.create(user=ayu.user, member=suva)
    ayu.user.groups.add(Group.objects.create(name="Testers"))
    make_reader(name="Ben", lists=("courses",), language="ko")
    make_reader(name="Chi", language="bn")
    gone = make_reader(name="Gone")
    gone.subscriptions.update(left_at=NOW, left_by="LINK")
    asked = make_reader(name="Asked")
    asked.subscriptions.update(confirmed_at=None)
    return ayu


def test_nobody_who_left_or_never_confirmed_is_in_any_audience(people):
    assert names() == ["Ayu", "Ben", "Chi"]


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("list", "courses", ["Ben"]),
        ("language", "bn", ["Chi"]),
        ("member_kind", "FULL", ["Ayu"]),
        ("region", "PACIFIC", ["Ayu"]),
        ("country", "FJ", ["Ayu"]),
        ("cluster", "sdg", ["Ayu"]),
        ("role", "Testers", ["Ayu"]),
    ],
)
def test_a_condition_finds_its_readers_and_its_opposite_all_others(people, kind, value, expected):
    everybody = {"Ayu", "Ben", "Chi"}

    assert names(condition(kind, value)) == expected
    assert set(names(condition(kind, value, is_not=True))) == everybody - set(expected)


def test_what_people_learned_counts(people):
    run = make_run(make_course(lessons=(1,)))
    key = str(run.course.key)
    make_enrollment(run=run, learner=people.user)
    done = learner_reader("Dil")
    finish(make_enrollment(run=run, learner=done.user))

    assert names(condition("enrolled", key)) == ["Ayu", "Dil"]
    assert names(condition("completed", key)) == ["Dil"]
    assert "Ayu" in names(condition("completed", key, is_not=True))


def test_who_learned_lately_is_active(people):
    enrollment = make_enrollment(learner=people.user)
    type(enrollment).objects.update(last_active_at=timezone.now() - timedelta(days=10))

    assert names(condition("active", "30")) == ["Ayu"]
    assert names(condition("active", "5")) == []


def test_all_or_any(people):
    both = (condition("list", "courses"), condition("language", "bn"))

    assert names(*both) == []
    assert names(*both, must_meet_all=False) == ["Ben", "Chi"]


def test_each_reader_gets_their_language_or_the_fallback_and_the_lists_they_are_on(people):
    make_reader(name="Eka", lists=("network", "courses"))

    assert frozen() == {
        "Ayu": ("en", "list:network"),
        "Ben": ("ko", "list:courses"),
        "Chi": ("en", "list:network"),
        "Eka": ("en", "list:courses list:network"),
    }
    assert frozen(lists=["courses"]) == {
        "Ben": ("ko", "list:courses"),
        "Eka": ("en", "list:courses"),
    }


def test_whoever_left_the_chosen_list_gets_nothing_through_another(people):
    minji = make_reader(name="Minji", lists=("network", "courses"))
    minji.subscriptions.filter(mailing_list__key="network").update(left_at=NOW, left_by="LINK")

    assert "Minji" not in frozen(lists=["network"])
    assert frozen()["Minji"] == ("en", "list:courses")


def test_an_audience_narrows_the_chosen_lists_and_adds_none(people):
    make_reader(name="Eka", lists=("network", "courses"))
    on_courses = condition("list", "courses")

    assert frozen(on_courses, lists=["network"]) == {"Eka": ("en", "list:network")}
    some = (on_courses, condition("language", "bn"))
    assert set(frozen(*some, lists=["network"], must_meet_all=False)) == {"Eka", "Chi"}


@pytest.mark.parametrize(
    "broken",
    [
        {"kind": "shoe_size", "values": ["42"]},
        {"kind": "list", "values": []},
        {"kind": "active", "values": ["soon"]},
        {"kind": "active", "values": ["0"]},
        {"kind": "active", "values": ["9" * 5000]},
        {"kind": "enrolled", "values": ["no-key"]},
        {},
    ],
)
def test_a_condition_that_cannot_be_read_is_refused_in_words(broken):
    with pytest.raises(ConditionRefused):
        readers_of([broken], must_meet_all=True, at=timezone.now())


def test_counting_asks_once(people, django_assert_num_queries):
    key = str(make_course(lessons=(1,)).key)
    values = {"enrolled": key, "completed": key, "active": "5"}
    every = [condition(kind, values.get(kind, "x")) for kind in KINDS]

    with django_assert_num_queries(1):
        readers_of(every, must_meet_all=False, at=timezone.now()).count()
