"""One lock on every CMS address that names a page, a file or a translation.

Wagtail asks for rights when something is changed; several of its views that only show, and all of
wagtail-localize's, do not. A person with rights for pages of two languages has the root as common
ancestor, so even the explorer opens every page for them. Here an address about something that its
asker may not explore is "not found".
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from wagtail.models import Page
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail_localize.models import Translation, TranslationSource

from courses.models import MediaDocument, MediaImage
from users.models import User

_pages = PagePermissionPolicy()
FILE_ACTIONS = ["choose", "change", "delete"]
# Wagtail's internal interface lists every image and document to every editor; nothing uses it.
CLOSED = ("wagtailadmin_api:images", "wagtailadmin_api:documents")


class CmsDoors:
    """Middleware: looks at the arguments of the address before the view does."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> None:
        """Raises Http404 where the address names something that is not theirs."""
        if not request.path_info.startswith("/cms/"):
            return
        user = request.user
        if not isinstance(user, User) or user.is_superuser:
            return
        match = request.resolver_match
        if match is not None and match.view_name.startswith(CLOSED):
            raise Http404
        for name, may_open in LOCKS.items():
            if name in kwargs and not may_open(user, kwargs[name]):
                raise Http404


def may_explore(user: User, page_id: int | str) -> bool:
    """Whether this page lies in the part of the tree that the person works in."""
    return _pages.explorable_instances(user).filter(pk=page_id).exists()


def may_choose_image(user: User, image_id: int | str) -> bool:
    from wagtail.images.permissions import permission_policy

    images = permission_policy.instances_user_has_any_permission_for(user, FILE_ACTIONS)
    return bool(images.filter(pk=image_id).exists()) or not _exists(MediaImage, image_id)


def may_choose_document(user: User, document_id: int | str) -> bool:
    from wagtail.documents.permissions import permission_policy

    documents = permission_policy.instances_user_has_any_permission_for(user, FILE_ACTIONS)
    return bool(documents.filter(pk=document_id).exists()) or not _exists(
        MediaDocument, document_id
    )


def may_translate(user: User, translation_id: int | str) -> bool:
    """Whether the translated page, or the one it comes from, is theirs to work on."""
    translation = Translation.objects.filter(pk=translation_id).select_related("source").first()
    return translation is not None and _may_open_source(user, translation.source)


def may_update_source(user: User, source_id: int | str) -> bool:
    source = TranslationSource.objects.filter(pk=source_id).first()
    return source is not None and _may_open_source(user, source)


def _may_open_source(user: User, source: TranslationSource) -> bool:
    pages = Page.objects.filter(translation_key=source.object_id)
    ids = list(pages.values_list("pk", flat=True))
    return not ids or _pages.explorable_instances(user).filter(pk__in=ids).exists()


def _exists(model: type[MediaImage] | type[MediaDocument], pk: int | str) -> bool:
    return bool(model.objects.get_queryset().filter(pk=pk).exists())


LOCKS: dict[str, Callable[[User, Any], bool]] = {
    **dict.fromkeys(
        ["page_id", "parent_page_id", "page_to_move_id", "destination_id", "page_pk"], may_explore
    ),
    "image_id": may_choose_image,
    **dict.fromkeys(["document_id", "doc_id"], may_choose_document),
    "translation_id": may_translate,
    "translation_source_id": may_update_source,
}
