"""What breaks the constraints of `feedback`."""

from __future__ import annotations

from feedback.models import Response
from tests.constraints.breaking import Break, change, copy
from tests.factories.courses import NOW
from tests.factories.learning import make_enrollment


def response() -> Response:
    return Response.objects.create(
        enrollment=make_enrollment(), question_key="useful", rating=4, answered_at=NOW
    )


BREAKS: dict[str, Break] = {
    "feedback_response_once_a_question": copy(response),
    "feedback_response_rating_one_to_five": change(response, rating=6),
    "feedback_response_rating_or_text": change(response, text="Good."),
}
