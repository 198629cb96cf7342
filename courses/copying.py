"""Pages of a course as another course has them: other keys, other ids of blocks, no past.

Keys and ids are made from the old ones and the key of the copy, so the languages of a copy belong
together as those of its original do, and nothing that learners did in one is found in the other.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid5

from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page

if TYPE_CHECKING:
    from users.models import User

LINK = re.compile(r"<a\b[^>]*>")
PAGE_ID = re.compile(r'\bid="(\d+)"')
UUIDS = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# What a copy does not bring along: comments are about the original.
LEFT_BEHIND: dict[str, Any] = {"wagtail_admin_comments": []}


@dataclass(frozen=True, slots=True)
class Keys:
    """What stands in the copy for a key or an id of the original. `root`: the key of the copy."""

    root: UUID
    original: UUID

    def of(self, old: object) -> UUID:
        return self.root if str(old) == str(self.original) else uuid5(self.root, str(old))

    def in_path(self, path: str) -> str:
        """A path of wagtail-localize, which names blocks by their ids."""
        return UUIDS.sub(lambda found: str(self.of(found[0])), path)


def copy_of(drafted: Page, keys: Keys, *, by: User) -> Page:
    """This page as its author left it, as a draft that was never saved and lies nowhere yet."""
    data = {**drafted.serializable_data(), **LEFT_BEHIND, "pk": None}
    for field in drafted._meta.get_fields():
        if isinstance(field, StreamField):
            blocks = json.loads(data[field.name] or "[]")
            data[field.name] = json.dumps(_renumbered(blocks, keys))
    made: Page = type(drafted).from_serializable_data(data, check_fks=False, strict_fks=False)
    made.pk = made.id = None
    made.path, made.depth, made.numchild, made.url_path = "", None, 0, ""
    made.translation_key = keys.of(drafted.translation_key)
    made.owner, made.alias_of, made.locked, made.locked_by = by, None, False, None
    made.live, made.has_unpublished_changes = False, True
    made.latest_revision = made.live_revision = None
    made.first_published_at = made.last_published_at = made.locked_at = None
    made.latest_revision_created_at = None
    return made


def _renumbered(value: Any, keys: Keys) -> Any:
    """Each block and item under its new id; an id in a value of an author is none."""
    if isinstance(value, list):
        return [_renumbered(each, keys) for each in value]
    if not isinstance(value, dict):
        return value
    is_block = {"type", "value"} <= value.keys()
    return {
        name: str(keys.of(each)) if is_block and name == "id" and each else _renumbered(each, keys)
        for name, each in value.items()
    }


def relink(page: Page, pages: Mapping[int, int]) -> bool:
    """Let links to pages of the original lead to those of the copy. Whether there were any."""
    is_changed = False
    for field in page._meta.get_fields():
        if isinstance(field, StreamField):
            before = getattr(page, field.name).get_prep_value()
            after: Any = _relinked(before, pages)
        elif isinstance(field, RichTextField):
            before = getattr(page, field.name)
            after = _relinked(before, pages)
        else:
            continue
        if after != before:
            setattr(page, field.name, after)
            is_changed = True
    return is_changed


def _relinked(value: Any, pages: Mapping[int, int]) -> Any:
    if isinstance(value, dict):
        return {name: _relinked(each, pages) for name, each in value.items()}
    if isinstance(value, list):
        return [_relinked(each, pages) for each in value]
    return LINK.sub(lambda tag: _tag(tag[0], pages), value) if isinstance(value, str) else value


def _tag(tag: str, pages: Mapping[int, int]) -> str:
    if 'linktype="page"' not in tag:
        return tag
    return PAGE_ID.sub(
        lambda found: f'id="{pages.get(int(found[1]), int(found[1]))}"',
        tag,
    )
