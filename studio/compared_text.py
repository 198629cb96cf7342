"""Rich text in a comparison: Wagtail takes the tags away and joins "one." and "Two." to one word.

`get_comparison_class` is Wagtail's own way for a block to name how it is compared; all blocks of
rich text get it here, those of Wagtail too.
"""

from __future__ import annotations

import re
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString
from wagtail.admin.compare import (
    RichTextBlockComparison,
    RichTextFieldComparison,
    diff_text,
    register_comparison_class,
)
from wagtail.blocks import RichTextBlock
from wagtail.fields import RichTextField
from wagtail.utils.text import text_from_html

ENDS = re.compile(r"(</(?:p|li|h[1-6]|blockquote|td|th|tr|figcaption)>|<br\s*/?>)", re.IGNORECASE)


def words_of(html: object) -> str:
    """Its text, with a space between where one paragraph ends and the next begins."""
    return str(text_from_html(ENDS.sub(r"\1 ", str(html or ""))))


class TextFieldComparison(RichTextFieldComparison):
    def htmldiff(self) -> SafeString:
        return diff_text(words_of(self.val_a), words_of(self.val_b)).to_html()


class TextBlockComparison(RichTextBlockComparison):
    def htmlvalue(self, val: Any) -> SafeString:
        return escape(words_of(self.block.render_basic(val)))

    def htmldiff(self) -> SafeString:
        before, after = (self.block.render_basic(each) for each in (self.val_a, self.val_b))
        return diff_text(words_of(before), words_of(after)).to_html()


def separate_paragraphs() -> None:
    """In every comparison of the CMS, Wagtail's own too. Called once, when all is loaded."""
    register_comparison_class(RichTextField, comparison_class=TextFieldComparison)
    RichTextBlock.get_comparison_class = lambda block: TextBlockComparison
