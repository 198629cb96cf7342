"""Tables and pages of the newsletter."""

from .audiences import Audience, IssueSending, Link
from .lists import MailingList, MailingListQuerySet, MailingListText
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

__all__ = [
    "Audience",
    "ConsentRecord",
    "Deed",
    "IssueSending",
    "LeavingReason",
    "LeftBy",
    "Link",
    "MailingList",
    "MailingListQuerySet",
    "MailingListText",
    "Reader",
    "ReaderQuerySet",
    "Subscription",
    "SubscriptionQuerySet",
    "is_link_alive",
]
