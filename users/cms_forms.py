"""A person in the CMS: one name in any script, in place of a first and a last one."""

from __future__ import annotations

from wagtail.users import forms

from .fields import NameField


class PersonCreationForm(forms.UserCreationForm):
    first_name = None
    last_name = None
    name = NameField(required=False)

    class Meta(forms.UserCreationForm.Meta):
        fields = ["email", "name", "language", "is_superuser", "groups"]


class PersonEditForm(forms.UserEditForm):
    first_name = None
    last_name = None
    name = NameField(required=False)

    class Meta(forms.UserEditForm.Meta):
        fields = ["email", "name", "language", "is_active", "is_superuser", "groups"]
