"""Welcome messages as snippets, translated like pages."""

from __future__ import annotations

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.snippets.views.snippets import SnippetViewSet

from core.policies import AskingPolicy
from newsletters.models import WelcomeMessage

from .rights import policy


class WelcomeMessageViewSet(SnippetViewSet):
    """Up to three for each list."""

    model = WelcomeMessage
    icon = "mail"
    menu_label = _("Welcome series")
    menu_name = "newsletter-welcome"
    menu_order = 696
    add_to_admin_menu = True
    copy_view_enabled = False
    list_display = ["subject", "mailing_list", "number", "days"]
    list_filter = ["mailing_list"]

    @cached_property
    def permission_policy(self) -> AskingPolicy:
        return policy(WelcomeMessage, "view", "add", "change", "delete")
