"""Tables of `learning`. None of them holds a page id."""

from .activity_result import ActivityResult, ResultKind
from .enrollment import AffiliationKind, Enrollment

__all__ = ["ActivityResult", "AffiliationKind", "Enrollment", "ResultKind"]
