"""How long an answer takes tells nobody whom we know, on a busy machine neither."""

import time

import pytest
from django.http import HttpResponse

from core.fairness import SECONDS, take_as_long_for_everybody


def seconds_for(request, work):
    @take_as_long_for_everybody
    def view(request):
        time.sleep(work * SECONDS)
        return HttpResponse()

    began = time.monotonic()
    view(request)
    return time.monotonic() - began


@pytest.mark.parametrize(("work", "steps"), [(0, 1), (0.7, 1), (1.7, 2)])
def test_an_answer_waits_for_the_next_full_step_however_much_it_does(rf, work, steps):
    assert seconds_for(rf.post("/"), work) >= steps * SECONDS


def test_who_only_looks_does_not_wait(rf):
    assert seconds_for(rf.get("/"), 0) < SECONDS
