"""A question about rights is asked once for each request."""

import pytest

from core.policies import AskingPolicy, asked_once
from mail.models import Delivery
from mail.viewsets import may_see_mail
from tests.factories.learning import make_learner
from users.models import User
from users.roles import SECRETARIAT

DEEDS = ("view", "change", "view")


@pytest.mark.django_db
def test_policies_and_pages_share_one_answer(django_assert_num_queries):
    user = make_learner(email="office@example.org")
    policy = AskingPolicy(Delivery, may_see_mail, ["view", "change"])

    with django_assert_num_queries(1):
        answers = {may_see_mail(user), *(policy.user_has_permission(user, each) for each in DEEDS)}

    assert answers == {False}


@pytest.mark.django_db
def test_the_next_request_asks_anew():
    user = make_learner(email="office@example.org")
    assert not may_see_mail(user)

    user.groups.get_or_create(name=SECRETARIAT)

    assert may_see_mail(User.objects.get(pk=user.pk))


def test_two_questions_have_two_answers():
    user = User()
    yes, no = asked_once(lambda user: True), asked_once(lambda user: False)

    assert yes(user)
    assert not no(user)
