"""Tables and pages of the newsletter."""

from .audiences import Audience, IssueSending, Link
from .belonging import FormerAddress, deliveries_of, has_proved, is_kept_apart, keys_of, own_reader
from .imports import ImportOutcome, ImportRow, ReaderImport, say_outcome
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
)
from .review_task import IssueReviewTask
from .started import StartedIssue
from .welcome import WelcomeMessage

__all__ = [
    "Audience",
    "ConsentRecord",
    "Deed",
    "FormerAddress",
    "ImportOutcome",
    "ImportRow",
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
    "ReaderImport",
    "ReaderQuerySet",
    "StartedIssue",
    "Subscription",
    "SubscriptionQuerySet",
    "WelcomeMessage",
    "deliveries_of",
    "has_proved",
    "is_kept_apart",
    "is_link_alive",
    "keys_of",
    "own_reader",
    "say_outcome",
]
