import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.db.models import Count

from members.models import Affiliation, Chapter, City, Cluster, Country, Member
from users.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def network():
    call_command("load_members", verbosity=0)


def test_the_report_names_151_members(network):
    assert Member.objects.named_count() == 151
    assert Member.objects.filter(kind=Member.Kind.FULL).count() == 102
    assert Member.objects.filter(kind=Member.Kind.ASSOCIATE).count() == 49


def test_loading_twice_keeps_every_row(network):
    models = (Country, City, Member, Cluster, Cluster.members.through, Chapter)
    before = [list(model.objects.order_by("pk").values()) for model in models]

    call_command("load_members", verbosity=0)

    assert [list(model.objects.order_by("pk").values()) for model in models] == before


def test_a_city_without_a_known_country_is_loaded_once(network):
    call_command("load_members", verbosity=0)

    assert City.objects.filter(name="Bharatpur", country=None).count() == 1


def test_the_database_refuses_the_same_city_twice(network):
    for country in (None, Country.objects.get(code="KR")):
        name = "Bharatpur" if country is None else "Seoul"
        with pytest.raises(IntegrityError), transaction.atomic():
            City.objects.create(name=name, country=country)


def test_every_row_says_where_it_is_printed(network):
    for model in (Member, Cluster, Chapter):
        assert not model.objects.exclude(source__startswith="CityNet Annual Report 2022, l")


def test_nobody_stands_in_more_than_two_clusters(network):
    counts = Member.objects.annotate(number=Count("clusters")).values_list("number", flat=True)

    assert max(counts) == 2


def test_six_chapters_and_only_the_named_hosts(network):
    assert Chapter.objects.count() == 6
    assert set(Chapter.objects.filter(host=None).values_list("key", flat=True)) == {
        "bangladesh",
        "india",
        "philippines",
        "sri-lanka",
    }


def test_an_affiliation_must_say_something():
    user = User.objects.create_user("nadia@example.org")

    with pytest.raises(IntegrityError):
        Affiliation.objects.create(user=user)
