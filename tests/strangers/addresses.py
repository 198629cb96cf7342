"""Every address of the URL configuration, and what its arguments may be filled with."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse


@dataclass(frozen=True)
class Address:
    """`name` is "namespace:name"; `route` the pattern as written."""

    name: str
    route: str
    arguments: tuple[str, ...]

    @property
    def is_cms(self) -> bool:
        return self.route.startswith("cms/")

    def fill(self, samples: Mapping[str, Any]) -> str | None:
        """The address of these samples, or None where they do not fit."""
        missing = [name for name in self.arguments if name not in samples]
        if missing:
            raise KeyError(f"{self.name} needs a sample of {missing}")
        try:
            return reverse(self.name, kwargs={name: samples[name] for name in self.arguments})
        except NoReverseMatch:
            return None


def all_addresses() -> list[Address]:
    return list(_walk(get_resolver(), "", "", ()))


def _walk(
    resolver: URLResolver, prefix: str, namespace: str, arguments: tuple[str, ...]
) -> Iterator[Address]:
    for pattern in resolver.url_patterns:
        route = prefix + str(pattern.pattern)
        both = arguments + _arguments(pattern)
        if isinstance(pattern, URLPattern):
            if pattern.name:
                name = f"{namespace}:{pattern.name}" if namespace else pattern.name
                yield Address(name, route, both)
        else:
            inner = pattern.namespace
            joined = f"{namespace}:{inner}" if namespace and inner else inner or namespace
            yield from _walk(pattern, route, joined, both)


def _arguments(pattern: URLPattern | URLResolver) -> tuple[str, ...]:
    converters = getattr(pattern.pattern, "converters", {})
    return tuple(converters) or tuple(re.findall(r"\?P<(\w+)>", str(pattern.pattern)))
