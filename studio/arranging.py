"""What the buttons and the handles of the outline ask for, and how the outcome is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _

from courses import arranging
from courses.arranging import Arrangement, NoSuchPlace

Step = Callable[[Arrangement], Arrangement]

_ALONE: Mapping[str, Callable[[Arrangement, str], Arrangement]] = {
    "up": arranging.step_up,
    "down": arranging.step_down,
    "out": arranging.take_out,
    "back": arranging.put_back,
}
_TOGETHER: Mapping[str, Callable[[Arrangement, str, str], Arrangement]] = {
    "before": arranging.put_before,
    "last": arranging.put_last,
}


def read_step(deed: str) -> tuple[str, str, Step]:
    """(verb, key, step) of "up:<key>", "out:<key>", "before:<key>:<key>", "last:<key>:<module>".

    Raises NoSuchPlace for anything else.
    """
    verb, _colon, names = deed.partition(":")
    key, _colon, other = names.partition(":")
    if key and verb in _ALONE:
        return verb, key, lambda arrangement: _ALONE[verb](arrangement, key)
    if key and verb in _TOGETHER:
        return verb, key, lambda arrangement: _TOGETHER[verb](arrangement, key, other)
    raise NoSuchPlace(deed)


def say_outcome(verb: str, key: str, arrangement: Arrangement, titles: Mapping[str, str]) -> str:
    """Where it stands now. `titles` by key."""
    title, module = titles.get(key, ""), arrangement.module_of(key)
    if verb == "out":
        return _("“%(title)s” is taken out.") % {"title": title}
    if verb == "back":
        return _("“%(title)s” is back.") % {"title": title}
    siblings = arrangement.lessons_of(module) if module else [m for m, _l in arrangement.modules]
    there = [each for each in siblings if each not in arrangement.retired]
    place = {"title": title, "place": there.index(key) + 1, "count": len(there)}
    if module is None:
        return _("“%(title)s” is module %(place)d of %(count)d.") % place
    words = _("“%(title)s” is lesson %(place)d of %(count)d in “%(module)s”.")
    return words % {**place, "module": titles.get(module, "")}
