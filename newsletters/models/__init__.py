"""Tables and pages of the newsletter."""

from .audiences import Audience, IssueSending, Link
from .imports import ImportOutcome, ImportRow, ReaderImport
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
from .welcome import WelcomeMessage

__all__ = [
    "Audience",
    "ConsentRecord",
    "Deed",
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
    "is_link_alive",
    "own_reader",
]
