"""One thing that is wrong with a page, or worth a second look, and the place where it stands."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _
from wagtail.fields import StreamField
from wagtail.models import Page

# Fields that stand in a group of the form: their own box is the place, not a panel.
GROUPED = frozenset(
    {
        "format",
        "level",
        "effort_minutes",
        "duration",
        "goals",
        "targets",
        "themes",
        "cover_image",
        "cover_image_alt",
        "completion_kind",
        "is_certifying",
    }
)
# Fields of another tab of the form.
ELSEWHERE = {"slug": "tab-promote", "seo_title": "tab-promote", "search_description": "tab-promote"}


@dataclass(frozen=True, slots=True)
class Finding:
    """`code` names the check. `block_id` or `field`: where in the page; neither is the whole page.

    `is_blocking`: stops publication; else advice. `where` names the block for a reader, or is "".
    """

    code: str
    text: str
    is_blocking: bool = False
    field: str = ""
    block_id: str = ""
    where: str = ""

    @property
    def anchor(self) -> str:
        """Where it is mended in the editor of the page, as the end of an address, or ""."""
        if self.block_id:
            return f"#block-{self.block_id}-section"
        if not self.field:
            return ""
        if self.field in ELSEWHERE:
            return f"#{ELSEWHERE[self.field]}"
        if self.field in GROUPED:
            return f"#id_{self.field}"
        return f"#panel-child-content-{self.field}-section"


def placed(finding: Finding, page: Page) -> Finding:
    """The same with the name of its block, for example "Block 3, Image"."""
    if not finding.block_id or finding.where:
        return finding
    return replace(finding, where=_name_of(page, finding.block_id))


def _name_of(page: Page, block_id: str) -> str:
    for field in page._meta.fields:
        if not isinstance(field, StreamField):
            continue
        for number, block in enumerate(_raw(page, field.name), start=1):
            if block.get("id") == block_id:
                kind = field.stream_block.child_blocks.get(block["type"])
                label = kind.label if kind is not None else block["type"]
                return _("Block %(number)d, %(kind)s") % {"number": number, "kind": label}
    return ""


def _raw(page: Page, name: str) -> list[dict[str, Any]]:
    """The blocks as they are stored. Reads no file, page or picture."""
    return list(getattr(page, name).raw_data)


def raw_blocks(page: Page) -> list[tuple[str, dict[str, Any]]]:
    """(name of the field, block) for each block of the page, in the order of reading."""
    return [
        (field.name, block)
        for field in page._meta.fields
        if isinstance(field, StreamField)
        for block in _raw(page, field.name)
    ]
