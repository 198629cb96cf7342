"""Tables and pages of the newsletter."""

from .audiences import Audience, IssueSending, Link
from .lists import MailingList, MailingListQuerySet, MailingListText
from .pages import NewsletterIndexPage, NewsletterIssuePage
from .readers import (
    ConsentRecord,
    Deed,
    LeavingReason,
    LeftBy,
    Reader,
    ReaderQuerySet,
    Subscription,
    SubscriptionQuerySet,
    is_link_alive,
    own_reader,
)
from .review_task import IssueReviewTask
from .started import StartedIssue

__all__ = [
    "Audience",
    "ConsentRecord",
    "Deed",
    "IssueReviewTask",
    "IssueSending",
    "LeavingReason",
    "LeftBy",
    "Link",
    "MailingList",
    "MailingListQuerySet",
    "MailingListText",
    "NewsletterIndexPage",
    "NewsletterIssuePage",
    "Reader",
    "ReaderQuerySet",
    "StartedIssue",
    "Subscription",
    "SubscriptionQuerySet",
    "is_link_alive",
    "own_reader",
]
