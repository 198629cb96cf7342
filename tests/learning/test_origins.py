"""Where learners came from is copied when they enroll: the figures of a year stay as they were."""

import importlib

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection

from learning.actions import enroll, enroll_many, withdraw
from learning.models import Enrollment
from learning.receivers import tell_personal_data
from members.actions import set_affiliation
from members.models import Affiliation, Member
from tests.factories.courses import NOW, make_run
from tests.factories.learning import make_enrollment, make_learner
from users.actions import erase_user
from users.inviting import Newcomer
from users.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def suva():
    return Member.objects.create(
        key="suva", name="Suva", kind=Member.Kind.FULL, region=Member.Region.PACIFIC
    )


def origin_of(enrollment):
    enrollment.refresh_from_db()
    return (enrollment.country, enrollment.affiliation_kind)


def learner_of(member, **fields):
    learner = make_learner(country="FJ")
    set_affiliation(user=learner, member=member, **fields)
    return learner


def test_enrolling_copies_country_and_kind(suva):
    assert origin_of(make_enrollment(learner=learner_of(suva))) == ("FJ", "FULL")


def test_an_organization_in_ones_own_words_is_no_member():
    learner = learner_of(None, organization_name="A school")

    assert origin_of(make_enrollment(learner=learner)) == ("FJ", "OTHER")


def test_who_says_nothing_leaves_both_empty():
    assert origin_of(make_enrollment()) == ("", "")


def test_what_somebody_says_later_changes_no_earlier_year(suva):
    learner = learner_of(suva)
    enrollment = make_enrollment(learner=learner)
    User.objects.filter(pk=learner.pk).update(country="NZ")
    Affiliation.objects.all().delete()

    withdraw(enrollment=enrollment, at=NOW)
    enroll(learner=learner, run=enrollment.run, at=NOW)

    assert origin_of(enrollment) == ("FJ", "FULL")


def test_what_an_old_tab_says_of_the_learner_is_not_copied():
    learner = make_learner(country="FJ")
    User.objects.filter(pk=learner.pk).update(country="NZ")

    assert origin_of(make_enrollment(learner=learner)) == ("NZ", "")


def test_a_list_of_people_copies_the_same(suva):
    run, known = make_run(), learner_of(suva)

    enroll_many(
        run=run,
        people=[Newcomer(known.email), Newcomer("new@example.org", country="NP")],
        at=NOW,
        by=make_learner(),
    )

    found = Enrollment.objects.order_by("country").values_list("country", "affiliation_kind")
    assert list(found) == [("FJ", "FULL"), ("NP", "")]


def test_erasure_leaves_what_names_nobody_and_the_export_tells_it(suva):
    learner = learner_of(suva)
    enrollment = make_enrollment(learner=learner)
    _name, [row] = tell_personal_data(None, user=learner)

    erase_user(user=User.objects.get(pk=learner.pk), at=NOW)

    assert (row["country"], row["affiliation_kind"]) == ("FJ", "FULL")
    assert origin_of(enrollment) == ("FJ", "FULL")


def test_rows_from_before_are_filled_with_what_is_known_today(suva):
    rows = [
        make_enrollment(learner=learner_of(suva)),
        make_enrollment(learner=learner_of(None, city_name="Suva")),
        make_enrollment(learner=make_learner(country="NP")),
    ]
    Enrollment.objects.update(country="", affiliation_kind="")

    module = importlib.import_module("learning.migrations.0005_fill_where_learners_come_from")
    module.fill(apps, None)

    assert [origin_of(row) for row in rows] == [("FJ", "FULL"), ("FJ", "OTHER"), ("NP", "")]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_the_migration_goes_back_and_forth_with_people_in_it(suva):
    enrollment = make_enrollment(learner=learner_of(suva))
    try:
        call_command("migrate", "learning", "0003", verbosity=0)
        columns = connection.introspection.get_table_description(
            connection.cursor(), "learning_enrollment"
        )
        assert "country" not in {column.name for column in columns}
    finally:
        call_command("migrate", "learning", verbosity=0)

    assert origin_of(enrollment) == ("FJ", "FULL")


def test_the_enrollments_of_a_year_are_found_by_an_index():
    constraints = connection.introspection.get_constraints(
        connection.cursor(), Enrollment._meta.db_table
    )

    assert constraints["learning_enrolled"]["columns"] == ["enrolled_at"]
