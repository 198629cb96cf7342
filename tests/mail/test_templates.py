"""The HTML of every message says something: it fills the block that the layout has."""

from pathlib import Path

import pytest
from django.conf import settings
from django.template import engines
from django.template.loader_tags import BlockNode, ExtendsNode

ROOT = Path(settings.BASE_DIR)
LAYOUT = "email/base.html"


def bodies():
    """Names of all templates of messages, as Django finds them."""
    found = ROOT.glob("*/templates/email/**/body.html")
    return sorted(str(path).partition("/templates/")[2] for path in found)


def blocks_of(name):
    template = engines["django"].engine.get_template(name)
    return {node.name for node in template.nodelist.get_nodes_by_type(BlockNode)}


def parent_of(name):
    template = engines["django"].engine.get_template(name)
    (extends,) = template.nodelist.get_nodes_by_type(ExtendsNode)
    return extends.parent_name.var


@pytest.mark.parametrize("name", bodies())
def test_a_message_fills_only_blocks_that_the_layout_has(name):
    assert parent_of(name) == LAYOUT
    assert "body" in blocks_of(name)
    assert blocks_of(name) <= blocks_of(LAYOUT)
