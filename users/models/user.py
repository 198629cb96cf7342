"""The user: signs in with an e-mail address, has one name in any script."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

ERASED_DOMAIN = "@erased.invalid"


class UserNotDeletable(TypeError):
    """A user row is never deleted: `users.actions.erase_user` takes away what names the person."""


class UserQuerySet(models.QuerySet["User"]):
    def delete(self) -> tuple[int, dict[str, int]]:
        """Raises UserNotDeletable."""
        raise UserNotDeletable("Use users.actions.erase_user().")


class UserManager(BaseUserManager["User"]):
    def get_queryset(self) -> UserQuerySet:
        return UserQuerySet(self.model, using=self._db)

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Save a user with this address (stored in lower case). Raises IntegrityError if taken."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Save an administrator with all rights."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)


class Gender(models.TextChoices):
    """As people say it of themselves, for figures alone."""

    WOMAN = "WOMAN", _("Woman")
    MAN = "MAN", _("Man")
    OTHER = "OTHER", _("Another gender")


class User(AbstractBaseUser, PermissionsMixin):
    """A person. Never deleted: erasure replaces what names them and closes sign-in."""

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=150, blank=True)
    certificate_name = models.CharField(_("name on certificates"), max_length=150, blank=True)
    certificate_name_latin = models.CharField(
        _("name in Latin letters"), max_length=150, blank=True
    )
    certificate_name_confirmed_at = models.DateTimeField(null=True, blank=True, editable=False)
    country = models.CharField(_("country or territory"), max_length=2, blank=True)
    language = models.CharField(
        _("language"), max_length=10, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    # Asked beside the consent to statistics, and kept only while that is in force.
    gender = models.CharField(
        _("gender"), max_length=8, choices=Gender.choices, blank=True, default="", editable=False
    )
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(_("active"), default=True)
    date_joined = models.DateTimeField(default=timezone.now, editable=False)
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            models.UniqueConstraint(Lower("email"), name="users_user_email_unique_any_case"),
            models.CheckConstraint(
                condition=Q(erased_at=None)
                | Q(
                    is_active=False,
                    is_superuser=False,
                    name="",
                    certificate_name="",
                    certificate_name_latin="",
                    gender="",
                    email__endswith=ERASED_DOMAIN,
                ),
                name="users_user_erased_names_nobody",
            ),
        ]

    def __str__(self) -> str:
        return self.get_full_name()

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Raises UserNotDeletable."""
        raise UserNotDeletable("Use users.actions.erase_user().")

    def get_full_name(self) -> str:
        """The name to show, or the address where there is none."""
        return self.name or self.email

    def get_short_name(self) -> str:
        return self.get_full_name()
