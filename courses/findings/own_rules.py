"""What the page's own rules refuse: each refusal with its field or block."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.models import Page

from courses.models import LessonPage

from .finding import Finding, placed


def find_refusals(page: Page) -> list[Finding]:
    """What keeps this draft from being published; each text says how to mend it."""
    if page.locked:
        return [_stop("locked", _("This page is locked by somebody."))]
    if isinstance(page, LessonPage) and not page.body:
        text = _("There is nothing in this lesson yet. Write its first block.")
        return [_stop("empty_lesson", text, field="body")]
    try:
        page.full_clean()
    except ValidationError as error:
        return list(_of_fields(page, error))
    return [placed(finding, page) for finding in _of_blocks(page)]


def _stop(code: str, text: str, **place: str) -> Finding:
    return Finding(code=code, text=text, is_blocking=True, **place)


def _of_fields(page: Page, error: ValidationError) -> Iterator[Finding]:
    """Each text with the field that it is about: "Summary: This field cannot be blank."."""
    for name, messages in error.message_dict.items():
        if name == NON_FIELD_ERRORS:
            yield from (_stop("refused", message) for message in messages)
            continue
        label = capfirst(str(page._meta.get_field(name).verbose_name))
        yield from (_stop("refused", f"{label}: {text}", field=name) for text in messages)


def _of_blocks(page: Page) -> Iterator[Finding]:
    for field in page._meta.fields:
        stream_block = getattr(field, "stream_block", None)
        if stream_block is None:
            continue
        value = getattr(page, field.name)
        try:
            stream_block.clean(value)
        except ValidationError as error:
            yield from _of_stream(value, error, field.name)


def _of_stream(value: Any, error: ValidationError, field: str) -> Iterator[Finding]:
    inner = getattr(error, "block_errors", None)
    whole = getattr(error, "non_block_errors", None)
    for text in _texts(whole, None):
        yield _stop("refused", text, field=field)
    for place, refusal in (inner or {}).items():
        block = value[place]
        texts = list(_texts(refusal, block.block)) or [_("Open the page and mend what it shows.")]
        for text in texts:
            yield _stop("refused", text, block_id=block.id or "", field=field)


def _texts(error: Any, block: Any, label: str = "") -> Iterator[str]:
    """Each sentence in an error, with the label of the field where the sentence is Django's own.

    "This field is required." says nothing in a list; our own sentences say what they mean.
    """
    if error is None:
        return
    if isinstance(error, list | tuple) or (hasattr(error, "as_data") and _is_list(error)):
        for each in error.as_data() if hasattr(error, "as_data") else error:
            yield from _texts(each, block, label)
        return
    inner = getattr(error, "block_errors", None)
    yield from _texts(getattr(error, "non_block_errors", None), block, label)
    if inner:
        for name, each in inner.items() if isinstance(inner, dict) else enumerate(inner):
            yield from _texts(each, *_below(block, name, label))
    elif hasattr(error, "messages") and "Validation error in" not in str(error.messages):
        for text in error.messages:
            has_code = getattr(error, "code", None) and label
            yield f"{capfirst(label)}: {text}" if has_code else text


def _is_list(error: Any) -> bool:
    return not isinstance(error, ValidationError)


def _below(block: Any, name: Any, label: str) -> tuple[Any, str]:
    """The block inside, and the label of the field: a list has none of its own."""
    if isinstance(name, str):
        child = getattr(block, "child_blocks", {}).get(name)
        return child, str(getattr(child, "label", "") or name)
    return getattr(block, "child_block", block), label
