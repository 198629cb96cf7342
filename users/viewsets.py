"""People in the CMS. Wagtail's "delete" erases: the row stays and names nobody."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.users.views import users
from wagtail.users.views.bulk_actions.user_bulk_action import UserBulkAction

from .actions import erase_user
from .cms_forms import PersonCreationForm, PersonEditForm
from .guests import GUEST_DOMAIN, is_guest_row
from .models import User


class NotErased:
    """Whoever was erased cannot be found any more, nor a guest: that is no account."""

    def get_object(self, queryset: QuerySet[User] | None = None) -> User:
        person: User = super().get_object(queryset)  # type: ignore[misc]
        if person.erased_at or is_guest_row(person):
            raise Http404
        return person


class PeopleView(users.IndexView):
    @cached_property
    def search_fields(self) -> set[str]:
        return {"name", "email"}

    def get_base_queryset(self) -> QuerySet[User]:
        people: QuerySet[User] = super().get_base_queryset()
        return people.filter(erased_at=None).exclude(email__endswith=GUEST_DOMAIN)


class PersonEditView(NotErased, users.EditView):
    pass


class EraseView(NotErased, users.DeleteView):
    page_title = gettext_lazy("Erase user")

    @property
    def confirmation_message(self) -> str:
        return _(
            "This takes away name, address and every way to sign in, for ever. What the person "
            "learned and wrote stays under no name; their certificates stay verifiable."
        )

    def get_usage_url(self) -> None:
        """Rows that point to the person stay: they do not stand against it."""

    def get_success_message(self) -> str:
        return _("The person was erased.")

    def delete_action(self) -> None:
        erase_user(user=self.object, at=timezone.now(), by=self.request.user)


class EraseBulkAction(UserBulkAction):
    """In place of Wagtail's "Delete"."""

    display_name = gettext_lazy("Erase")
    aria_label = gettext_lazy("Erase selected users")
    action_type = "delete"
    action_priority = 10
    classes = {"serious"}
    template_name = "users/cms/confirm_bulk_erase.html"

    def check_perm(self, obj: User) -> bool:
        return bool(users.user_can_delete_user(self.request.user, obj)) and not obj.erased_at

    def get_execution_context(self) -> dict[str, Any]:
        return {"by": self.request.user}

    @classmethod
    def execute_action(cls, objects: list[User], by: User | None = None, **kwargs: Any) -> Any:
        for person in objects:
            erase_user(user=person, at=timezone.now(), by=by)
        return len(objects), 0

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        return ngettext(
            "%(count)d person was erased.", "%(count)d people were erased.", num_parent_objects
        ) % {"count": num_parent_objects}


class PersonViewSet(users.UserViewSet):
    index_view_class = PeopleView
    edit_view_class = PersonEditView
    delete_view_class = EraseView

    def get_form_class(
        self, for_update: bool = False
    ) -> type[PersonCreationForm] | type[PersonEditForm]:
        return PersonEditForm if for_update else PersonCreationForm
