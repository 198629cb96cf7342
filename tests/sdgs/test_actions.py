import pytest
from django.core.management import call_command
from django.utils import translation

from sdgs.models import Goal, Target

pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded():
    call_command("load_sdgs", verbosity=0)


def test_all_goals_and_targets_are_there(loaded):
    assert Goal.objects.count() == 17
    assert Target.objects.count() == 169


def test_loading_twice_keeps_the_rows(loaded):
    before = list(Goal.objects.values()), list(Target.objects.values())

    call_command("load_sdgs", verbosity=0)

    assert (list(Goal.objects.values()), list(Target.objects.values())) == before


def test_a_text_changed_by_hand_is_mended(loaded):
    Target.objects.filter(code="11.7").update(text="something else", sort_order=0)

    call_command("load_sdgs", verbosity=0)

    assert "green and public spaces" in Target.objects.get(code="11.7").text


def test_numbered_targets_come_before_lettered_ones(loaded):
    codes = list(Target.objects.filter(goal__number=11).values_list("code", flat=True))

    assert codes == [f"11.{part}" for part in [*range(1, 8), "a", "b", "c"]]


def test_a_title_is_shown_in_the_readers_language_and_says_which_it_is(loaded):
    goal = Goal.objects.get(number=11)

    with translation.override("zh-hans"):
        assert goal.title_language == "zh-hans"
        assert goal.local_title != goal.title
    with translation.override("id"):
        assert goal.short_title_language == "id"
        assert goal.title_language == "en"


def test_without_a_trustworthy_translation_the_english_title_stands(loaded):
    goal = Goal.objects.get(number=11)

    with translation.override("ko"):
        assert goal.local_short_title == goal.short_title
        assert goal.short_title_language == "en"
