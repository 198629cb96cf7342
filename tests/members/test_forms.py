import pytest
from django.core.management import call_command
from django.utils import timezone, translation

from members.forms import AffiliationForm
from members.models import Affiliation, Member
from users.models import User
from users.signals import personal_data_requested, user_erased

pytestmark = pytest.mark.django_db


@pytest.fixture
def learner():
    call_command("load_members", verbosity=0)
    return User.objects.create_user("nadia@example.org", name="Nadia")


def saved(user, **data):
    form = AffiliationForm(user, data)
    assert form.is_valid(), form.errors
    return form.save()


def test_a_member_is_chosen(learner):
    seoul = Member.objects.get(key="seoul")

    saved(learner, member=seoul.pk)

    assert learner.affiliation.member == seoul


def test_own_words_are_kept_on_one_line_without_direction_marks(learner):
    saved(learner, city_name="  Sejong\u202e\n", organization_name="\x07Kookmin\tUniversity")

    affiliation = learner.affiliation
    assert (affiliation.city_name, affiliation.organization_name) == (
        "Sejong",
        "Kookmin University",
    )


def test_spaces_alone_say_nothing_and_leave_no_row(learner):
    saved(learner, city_name="Sejong")

    saved(learner, city_name="   ", organization_name=" \u200f ")

    assert not Affiliation.objects.exists()


def test_a_city_of_300_characters_is_refused_beside_the_field(learner):
    form = AffiliationForm(learner, {"city_name": "x" * 300})

    assert not form.is_valid()
    assert list(form.errors) == ["city_name"]


def test_a_member_that_is_no_choice_is_refused(learner):
    assert not AffiliationForm(learner, {"member": "999999"}).is_valid()


def test_the_form_shows_what_was_saved(learner):
    saved(learner, member=Member.objects.get(key="seoul").pk, city_name="Mapo-gu")

    form = AffiliationForm(learner)

    assert form["city_name"].value() == "Mapo-gu"
    assert "selected>Seoul (South Korea)</option>" in str(form["member"])


def test_countries_are_named_in_the_language_of_the_page(learner):
    with translation.override("id"):
        assert "Seoul (Korea Selatan)" in str(AffiliationForm(learner)["member"])


def test_the_form_costs_two_queries(learner, django_assert_num_queries):
    # 1 the saved affiliation, 2 all members with their countries
    with django_assert_num_queries(2):
        str(AffiliationForm(learner)["member"])


def test_a_person_gets_the_affiliation_and_erasure_removes_it(learner):
    saved(learner, organization_name="Think City")

    answers = dict(
        answer for _receiver, answer in personal_data_requested.send(sender=User, user=learner)
    )
    user_erased.send(sender=User, user=learner, at=timezone.now())

    assert answers["affiliation"][0]["organization"] == "Think City"
    assert not Affiliation.objects.exists()
