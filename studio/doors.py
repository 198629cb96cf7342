"""One lock on every CMS address that names a page, a file or a translation.

Wagtail asks for rights when something is changed; several of its views that only show, and all of
wagtail-localize's, do not. A person with rights for pages of two languages has the root as common
ancestor, so even the explorer opens every page for them. Here an address about something that its
asker may not explore is "not found".

Exploring reaches upwards, to the catalogue and the home page, because the way to one's own part
leads over them. Who translates a page makes pages of all that lies below it: that takes the right
to change it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.views.defaults import page_not_found
from wagtail.models import Page
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail_localize.models import Translation, TranslationSource

from core.numbers import number_of
from courses.models import MediaDocument, MediaImage
from newsletters.issue_guards import keep_translations_as_drafts
from studio.page_guards import find_use
from users.models import User

_pages = PagePermissionPolicy()
FILE_ACTIONS = ["choose", "change", "delete"]
# Wagtail's internal interface lists every image and document to every editor; nothing uses it.
# The editor of translations asks it for one of them, by its number.
CLOSED = ("wagtailadmin_api:images", "wagtailadmin_api:documents")
# Publishes, copies and moves pages without asking any hook; nothing uses it either.
DEEDS = "wagtailadmin_api:pages:action"
# Names for each kind of page the one that was edited last, whoever's it is; the history of the site
# names the runs of every provider, and who changed them. Authors have the log of a course.
FOR_KEEPERS = ("wagtailadmin_reports:page_types_usage", "wagtailadmin_reports:site_history")
SUBMIT = "wagtail_localize:submit_page_translation"
UPDATE = "wagtail_localize:update_translations"
CHOSEN_PAGES = "wagtailadmin_choose_page_chosen_multiple"
VIEW_DRAFT = "wagtailadmin_pages:view_draft"
# Asks no hook; the order of a course in which people learn is changed in its outline.
REORDER = "wagtailadmin_pages:set_page_position"


class CmsDoors:
    """Middleware: looks at the arguments of the address before the view does."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        """Not found, in the look of the CMS, where the address names something that is not theirs.

        Raises PermissionDenied where somebody would publish translations without the right to do
        so. A draft that Wagtail shows to its editors alone is shown to reviewers by the studio.
        """
        if not request.path_info.startswith("/cms/"):
            return None
        try:
            return self._ask(request, kwargs)
        except Http404 as error:
            return page_not_found(request, error, template_name="wagtailadmin/404.html")

    def _ask(self, request: HttpRequest, kwargs: dict[str, Any]) -> HttpResponseBase | None:
        user = request.user
        name = request.resolver_match.view_name if request.resolver_match else ""
        if not isinstance(user, User):
            return None
        _refuse_what_asks_no_hook(name, kwargs)
        if name == UPDATE and "publish_translations" in request.POST:
            _ask_before_publishing(request, kwargs["translation_source_id"])
        if user.is_superuser:
            return None
        if not _may_ask(user, name, request, kwargs):
            raise Http404
        if name == VIEW_DRAFT and _reads_alone(user, kwargs["page_id"]):
            return redirect("studio:page-draft", kwargs["page_id"])
        for argument, may_open in LOCKS.items():
            if argument in kwargs and not may_open(user, kwargs[argument]):
                raise Http404
        return None


def _may_ask(user: User, name: str, request: HttpRequest, kwargs: dict[str, Any]) -> bool:
    """The rules of single addresses; those of arguments stand in LOCKS."""
    if name.startswith(CLOSED):
        return name in SINGLE_FILES and SINGLE_FILES[name](user, kwargs["pk"])
    if name.startswith(FOR_KEEPERS):
        return user.has_perm("courses.manage_all_providers")
    if name == SUBMIT:
        return may_change(user, kwargs["page_id"])
    if name == CHOSEN_PAGES:
        asked = {pk for pk in map(number_of, request.GET.getlist("id")) if pk is not None}
        return _pages.explorable_instances(user).filter(pk__in=asked).count() == len(asked)
    return True


def _ask_before_publishing(request: HttpRequest, source_id: int) -> None:
    source = get_object_or_404(TranslationSource, pk=source_id)
    keep_translations_as_drafts(request, source)
    if "publish_translations" not in request.POST:
        return
    for page in Page.objects.filter(translation_key=source.object_id):
        if not page.permissions_for_user(request.user).can_publish():
            raise PermissionDenied


def _refuse_what_asks_no_hook(name: str, kwargs: Mapping[str, Any]) -> None:
    if name == DEEDS:
        raise Http404
    if name == REORDER:
        page = Page.objects.filter(pk=kwargs["page_to_move_id"]).select_related("locale").first()
        if page is not None and find_use(page) is not None:
            raise PermissionDenied


def _reads_alone(user: User, page_id: int | str) -> bool:
    """Whether this is a reviewer who may not write there."""
    return user.has_perm("courses.publish_course") and not may_change(user, page_id)


def may_explore(user: User, page_id: int | str) -> bool:
    """Whether this page lies in the part of the tree that the person works in."""
    return _pages.explorable_instances(user).filter(pk=page_id).exists()


def may_change(user: User, page_id: int | str) -> bool:
    """Whether this page lies in the part of the tree that the person may write in."""
    return _pages.instances_user_has_permission_for(user, "change").filter(pk=page_id).exists()


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
    theirs = _pages.instances_user_has_permission_for(user, "change")
    return not ids or bool(theirs.filter(pk__in=ids).exists())


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
SINGLE_FILES: dict[str, Callable[[User, Any], bool]] = {
    "wagtailadmin_api:images:detail": may_choose_image,
    "wagtailadmin_api:documents:detail": may_choose_document,
}
