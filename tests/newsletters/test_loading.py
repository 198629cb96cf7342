"""The lists of the beginning."""

import pytest
from django.conf import settings
from django.core.management import call_command

from newsletters.models import MailingList, MailingListText

pytestmark = pytest.mark.django_db


def test_three_lists_have_a_name_and_a_description_in_every_language():
    call_command("load_lists", verbosity=0)

    assert list(MailingList.objects.values_list("key", flat=True)) == [
        "network",
        "courses",
        "youth",
    ]
    languages = {code for code, _name in settings.LANGUAGES}
    for each in MailingList.objects.all():
        texts = each.texts.all()
        assert {text.language for text in texts} == languages
        assert all(text.name and text.description for text in texts)


def test_loading_again_keeps_what_the_secretariat_changed():
    call_command("load_lists", verbosity=0)
    MailingListText.objects.filter(language="en").update(name="Changed")
    MailingList.objects.filter(key="youth").update(is_offered=False)

    call_command("load_lists", verbosity=0)

    assert set(MailingListText.objects.filter(language="en").values_list("name")) == {("Changed",)}
    assert MailingList.objects.count() == 3
    assert not MailingList.objects.get(key="youth").is_offered
