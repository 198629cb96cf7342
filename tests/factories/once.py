"""What a test makes first is made by the real actions once; later tests get the same rows again.

A course takes a tenth of a second, and most tests begin with one. So a factory with `@made_once`
works like the template of the database: what it wrote into the untouched tables of a test is
kept, and the next test that begins with the same call has it written there in a few statements.
Where anything differs (the tables hold something, other settings, another clock, no transaction
around the test) the factory itself is called.
"""

from __future__ import annotations

import pickle
import re
import time
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, ParamSpec, TypeVar
from uuid import uuid4

import time_machine
from django.conf import UserSettingsHolder, settings
from django.db import connection
from django.db.models import Model
from django.utils.translation import get_language
from wagtail.models import Site

from tests.kept import forget_pages

P = ParamSpec("P")
R = TypeVar("R")
Values = tuple[Any, ...]
_WRITES = re.compile(r'^\s*(INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM)\s+"(\w+)"')


@dataclass
class _Made:
    """What one call wrote. `tables` is known after the first time, `rows` after the second."""

    tables: tuple[str, ...] = ()
    may_be_kept: bool = True
    result: bytes = b""
    inserted: dict[str, tuple[list[str], list[Values]]] = field(default_factory=dict)
    updated: list[tuple[str, list[str], Values, Values]] = field(default_factory=list)


@dataclass(frozen=True)
class _Row:
    model: type[Model]
    pk: Any


_untouched: dict[str, int] = {}
_made: dict[bytes, _Made] = {}
_is_making = False


def count_untouched() -> None:
    """How many rows each table of the template has. Called once, before any test."""
    tables = sorted(connection.introspection.table_names())
    _untouched.update(zip(tables, _counts(tuple(tables)), strict=True))


def made_once(make: Callable[P, R]) -> Callable[P, R]:
    """See the module. Arguments are plain values, the result a row of a model or a few of them."""

    @wraps(make)
    def first(*args: P.args, **kwargs: P.kwargs) -> R:
        key = _key(make, args, kwargs)
        if key is None:
            return make(*args, **kwargs)
        made = _made.setdefault(key, _Made())
        if not made.may_be_kept or not _is_untouched(made):
            return make(*args, **kwargs)
        if made.result:
            _write_again(made)
            return _fresh(pickle.loads(made.result))
        with _making(made):
            result = make(*args, **kwargs)
        if made.inserted:  # by this very call: on PostgreSQL another has other keys
            made.result = pickle.dumps(_named(result))
        return result

    return first


def _key(make: Callable[..., Any], args: Any, kwargs: Any) -> bytes | None:
    """What the outcome depends on; None where the factory itself has to do it."""
    if _is_making or not _untouched or not connection.in_atomic_block:
        return None
    clock = time.time() if time_machine.escape_hatch.is_travelling() else None
    if clock != (clock and time.time()):
        return None  # it goes on from where it was put
    values = [*args, *kwargs.values()]
    if any(isinstance(value, Model) for value in values):
        return None
    around = (clock, _changed_settings(), get_language())
    return pickle.dumps((make.__name__, args, sorted(kwargs.items()), *around))


def _changed_settings() -> str:
    holder, changed = settings._wrapped, []
    while isinstance(holder, UserSettingsHolder):
        changed += [item for item in vars(holder).items() if item[0].isupper()]
        holder = holder.default_settings
    return repr(sorted(changed, key=lambda item: item[0]))


def _is_untouched(made: _Made) -> bool:
    """The tables hold what the template holds, and what was changed is as it was before."""
    if _counts(made.tables) != tuple(_untouched[table] for table in made.tables):
        return False
    for table, (key, *columns), old, _new in made.updated:
        where = f'SELECT * FROM "{table}" WHERE "{key}" = %s'
        if _rows(where, (old[columns.index(key)],))[1] != [old]:
            return False
    return True


def _counts(tables: tuple[str, ...]) -> Values:
    if not tables:
        return ()
    columns = ", ".join(f'(SELECT count(*) FROM "{table}")' for table in tables)
    return _rows(f"SELECT {columns}")[1][0]


def _rows(query: str, params: tuple[Any, ...] = ()) -> tuple[list[str], list[Values]]:
    with connection.cursor() as cursor:
        cursor.execute(query, params)
        return [column[0] for column in cursor.description], cursor.fetchall()


@contextmanager
def _making(made: _Made) -> Any:
    """The first time see which tables are written, the second time what is."""
    global _is_making
    _is_making = True
    written: set[str] = set()

    def see(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if found := _WRITES.match(sql):
            written.add(found[2])
            made.may_be_kept = made.may_be_kept and found[1] != "DELETE FROM"
        return execute(sql, params, many, context)

    before = {table: _by_key(table) for table in made.tables}
    try:
        with connection.execute_wrapper(see):
            yield
            if before and written == set(before):
                _keep(made, before)
    finally:
        _is_making = False
    # Tables of the application alone: what a trigger writes, it writes again.
    made.tables = tuple(sorted(written))
    made.may_be_kept = made.may_be_kept and _untouched.keys() >= written


def _by_key(table: str) -> tuple[int, list[str], dict[Any, Values]]:
    columns, rows = _rows(f'SELECT * FROM "{table}"')
    with connection.cursor() as cursor:
        key = connection.introspection.get_primary_key_column(cursor, table)
    place = columns.index(key)
    return place, columns, {row[place]: row for row in rows}


def _keep(made: _Made, before: dict[str, tuple[int, list[str], dict[Any, Values]]]) -> None:
    for table, (place, columns, old) in before.items():
        new = _by_key(table)[2]
        if rows := [row for key, row in new.items() if key not in old]:
            made.inserted[table] = (columns, rows)
        for key, row in new.items():
            if key in old and row != old[key]:
                made.updated.append((table, [columns[place], *columns], old[key], row))


def _named(result: Any) -> Any:
    """Rows by their keys, so that each test has its own."""
    if isinstance(result, tuple):
        return tuple(_named(part) for part in result)
    return _Row(type(result), result.pk) if isinstance(result, Model) else result


def _fresh(result: Any) -> Any:
    if isinstance(result, _Row):
        return result.model._default_manager.get(pk=result.pk)
    return tuple(_fresh(part) for part in result) if isinstance(result, tuple) else result


def _write_again(made: _Made) -> None:
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        for table, (columns, rows) in made.inserted.items():
            names = ", ".join(quote(column) for column in columns)
            values = ", ".join(["(" + ", ".join(["%s"] * len(columns)) + ")"] * len(rows))
            flat = [value for row in rows for value in _stamped(columns, row)]
            cursor.execute(f"INSERT INTO {quote(table)} ({names}) VALUES {values}", flat)
        for table, (key, *columns), _old, row in made.updated:
            names = ", ".join(f"{quote(column)} = %s" for column in columns)
            where = f"{quote(key)} = %s"
            cursor.execute(
                f"UPDATE {quote(table)} SET {names} WHERE {where}",
                [*row, row[columns.index(key)]],
            )
    _count_on(made)
    forget_pages()
    Site.clear_site_root_paths_cache()


def _stamped(columns: list[str], row: Values) -> list[Any]:
    """A process keeps what it read of a course under its stamp, which is never used twice."""
    pairs = zip(columns, row, strict=True)
    return [uuid4().hex if column == "pages_stamp" else value for column, value in pairs]


def _count_on(made: _Made) -> None:
    """PostgreSQL's sequences do not follow a key that is given, nor go back with a transaction."""
    if connection.vendor != "postgresql":
        return
    for table, (columns, rows) in made.inserted.items():
        if "id" not in columns:
            continue
        last = max(row[columns.index("id")] for row in rows)
        sequence = f"pg_get_serial_sequence('\"{table}\"', 'id')"
        _rows(f"SELECT setval({sequence}, greatest({last}, nextval({sequence})))")
