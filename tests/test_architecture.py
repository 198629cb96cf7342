"""The layers where import-linter cannot see them: strings in models, blocks and templates."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from wagtail import blocks
from wagtail.blocks.field_block import ChooserBlock
from wagtail.fields import StreamField
from wagtail.models import Page

ROOT = Path(__file__).resolve().parent.parent


def read_layers() -> dict[str, int]:
    """App -> its height; apps on one line of the contract have the same."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    lines = settings["tool"]["importlinter"]["contracts"][0]["layers"]
    return {
        app.strip(): height
        for height, line in enumerate(reversed(lines))
        for app in line.split("|")
    }


HEIGHT = read_layers()
APPS = sorted(HEIGHT)
# A template of a lower app may name these: the site's frame, the CMS's, which is Wagtail's and only
# painted by studio, and the slots that lms fills.
FRAME = re.compile(r"^(base\.html|wagtailadmin/base\.html|slots/)")
# Words of templates that every app may use although a higher app answers them: addresses that
# the design names as doors. Each is explained in docs/architecture.md.
DOORS = {
    ("learning", "home:dashboard"),
    ("certificates", "home:dashboard"),
}


def may_name(app: str, other: str) -> bool:
    return other == app or other not in HEIGHT or HEIGHT[other] < HEIGHT[app]


def our_models() -> Iterator[type]:
    for model in apps.get_models(include_auto_created=True):
        if model._meta.app_label in HEIGHT:
            yield model


def test_every_app_stands_in_a_layer_and_on_disk():
    installed = {config.label for config in apps.get_app_configs() if config.label in HEIGHT}

    assert installed == set(APPS)


def test_foreign_keys_point_down():
    wrong = [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for model in our_models()
        for field in model._meta.get_fields()
        if field.is_relation
        and not field.auto_created
        and field.related_model is not None
        and not may_name(model._meta.app_label, field.related_model._meta.app_label)
    ]

    assert wrong == []


def test_page_types_name_only_what_stands_below():
    wrong = [
        f"{model._meta.label} names {other}"
        for model in our_models()
        if issubclass(model, Page)
        for other in _page_types(model)
        if isinstance(other, str) and not may_name(model._meta.app_label, other.split(".")[0])
    ]

    assert wrong == []


def _page_types(model: type[Page]) -> list[object]:
    names = [getattr(model, name, None) or [] for name in ("subpage_types", "parent_page_types")]
    return [*names[0], *names[1]]


def _target_app(chooser: ChooserBlock) -> str:
    target = getattr(chooser, "page_type", None) or chooser.target_model
    if isinstance(target, (list, tuple)):
        target = target[0]
    return target.split(".")[0] if isinstance(target, str) else target._meta.app_label


def _walk(block: blocks.Block) -> Iterator[blocks.Block]:
    yield block
    for child in getattr(block, "child_blocks", {}).values():
        yield from _walk(child)
    if isinstance(block, blocks.ListBlock):
        yield from _walk(block.child_block)


def test_choosers_offer_only_what_stands_below():
    wrong = [
        f"{model._meta.label}.{field.name} chooses of {_target_app(chooser)}"
        for model in our_models()
        for field in model._meta.get_fields()
        if isinstance(field, StreamField)
        for chooser in _walk(field.stream_block)
        if isinstance(chooser, ChooserBlock)
        and not may_name(model._meta.app_label, _target_app(chooser))
    ]

    assert wrong == []


def templates() -> list[Path]:
    return [
        path
        for app in APPS
        for path in sorted((ROOT / app / "templates").rglob("*"))
        if path.suffix in {".html", ".txt"}
    ]


def _owner_of_template(name: str) -> str:
    for app in APPS:
        if (ROOT / app / "templates" / name).exists():
            return app
    return ""


def _owner_of_library(name: str) -> str:
    for app in APPS:
        if (ROOT / app / "templatetags" / f"{name}.py").exists():
            return app
    return ""


def named_in(text: str) -> Iterator[tuple[str, str]]:
    """(what is named, the app that owns it) for each word of a template that names another app."""
    for name in re.findall(r"{%-?\s*url\s+['\"]([\w:.-]+)['\"]", text):
        yield name, name.split(":")[0]
    for name in re.findall(r"{%-?\s*(?:include|extends)\s+['\"]([^'\"]+)['\"]", text):
        if not FRAME.match(name):
            yield name, _owner_of_template(name)
    for names in re.findall(r"{%-?\s*load\s+([^%]+?)\s*-?%}", text):
        for name in names.split():
            yield name, _owner_of_library(name)
    for name in re.findall(r"<c-([\w.-]+)", text):
        path = name.replace(".", "/").replace("-", "_")
        yield f"<c-{name}>", _owner_of_template(f"cotton/{path}.html")


@pytest.mark.parametrize("app", [app for app in APPS if app != "lms"])
def test_templates_name_only_what_stands_below(app):
    wrong = [
        f"{path.relative_to(ROOT)} names {name} of {owner}"
        for path in templates()
        if path.relative_to(ROOT).parts[0] == app
        for name, owner in named_in(path.read_text())
        if not may_name(app, owner) and (app, name) not in DOORS
    ]

    assert wrong == []


def test_no_migration_of_a_lower_app_waits_for_a_higher_one():
    wrong = []
    for app in APPS:
        for path in (ROOT / app / "migrations").glob("0*.py"):
            for other in re.findall(r"\(\s*\"(\w+)\",\s*\"\d{4}_", path.read_text()):
                if not may_name(app, other):
                    wrong.append(f"{path.relative_to(ROOT)} waits for {other}")

    assert wrong == []


def sources() -> list[Path]:
    return [
        path
        for app in [*APPS, "scripts"]
        for path in sorted((ROOT / app).rglob("*.py"))
        if "migrations" not in path.parts
    ]


@pytest.mark.parametrize("app", APPS)
def test_an_app_says_in_ten_lines_what_it_owns(app):
    docstring = ast.get_docstring(ast.parse((ROOT / app / "__init__.py").read_text()))

    assert docstring, f"{app}/__init__.py has no docstring"
    assert len(docstring.splitlines()) <= 10


def test_no_module_has_a_name_that_says_nothing():
    vague = {"utils.py", "helpers.py", "common.py", "misc.py", "managers.py", "selectors.py"}

    assert [str(path) for path in sources() if path.name in vague] == []


def test_no_module_is_longer_than_400_lines():
    long = [str(path) for path in sources() if len(path.read_text().splitlines()) > 400]

    assert long == []


def test_every_module_says_what_it_is_for():
    silent = [
        str(path.relative_to(ROOT))
        for path in sources()
        if path.name not in {"__init__.py", "apps.py"}
        and "commands" not in path.parts
        and not ast.get_docstring(ast.parse(path.read_text()))
    ]

    assert silent == []


def test_the_readme_fits_a_page():
    assert len((ROOT / "README.md").read_text().splitlines()) <= 60


def test_every_task_is_named_after_its_app_and_beat_knows_only_tasks_that_exist(db):
    from lms.celery import app as celery_app

    celery_app.loader.import_default_modules()
    ours = {name for name in celery_app.tasks if name.split(".")[0] in HEIGHT}

    for name in ours:
        task = celery_app.tasks[name]
        assert task.__module__.split(".")[0] == name.split(".")[0]
    scheduled = {entry["task"] for entry in celery_app.conf.beat_schedule.values()}
    assert scheduled <= ours
