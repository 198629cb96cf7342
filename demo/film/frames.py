"""One square from noon to nine in the evening, in thirty seconds."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator

from PIL import Image, ImageColor

from demo.drawings import (
    BLOCK,
    EDGE,
    GROUND,
    INK,
    LAMP,
    NIGHT,
    NIGHT_BLOCK,
    NIGHT_PARK,
    PAPER,
    PARK,
    Plan,
    Point,
    draw_square,
)

FRAMES_PER_SECOND, SECONDS = 10, 30
# The film is a little smaller than the plans; both sides are multiples of 16.
SIZE = (720, 512)

# Windows along the square: place, size, and the second at which the shutter comes down.
WINDOWS = [
    *((206 + 24 * n, 58, 12, 14, 13 + (n * 7 % 11) * 0.35) for n in range(11)),
    *((12 + 24 * n, 82, 12, 14, 13.5 + n * 0.5) for n in range(5)),
    *((400, 128 + 28 * n, 12, 12, 14 + n * 0.8) for n in range(3)),
]
EDGES = [(190, 66, 290, 8), (0, 246, 290, 8), (286, 250, 8, 90), (336, 250, 8, 90)]

# Walkers: the second they appear, how long they walk, and the way they take.
WALKS: list[tuple[float, float, list[Point]]] = [
    (0, 12, [(0, 116), (200, 104), (470, 92)]),
    (1, 10, [(480, 92), (300, 96), (168, 60), (168, 0)]),
    (2, 11, [(315, 340), (315, 232), (360, 150), (360, 90), (480, 86)]),
    *(
        (4 + 0.4 * n, 9.0, [(170.0 + 6 * n, 0.0), (160.0, 110.0), (150.0, 222.0), (0.0, 230.0)])
        for n in range(5)
    ),
    (8, 10, [(0, 226), (150, 230), (330, 232), (480, 232)]),
    (10, 9, [(60, 120), (168, 110), (315, 226), (315, 340)]),
]
SITTERS: list[Point] = [(212, 150), (230, 190), (290, 158)]
# Whoever comes by the last bus turns back before the lane and goes the long way round.
LAST: list[Point] = [
    (40, 150),
    (150, 222),
    (296, 228),
    (296, 228),
    (160, 216),
    (168, 60),
    (168, -20),
]


def frames() -> Iterator[Image.Image]:
    """All pictures of the film in order."""
    for number in range(FRAMES_PER_SECOND * SECONDS):
        yield _picture(number / FRAMES_PER_SECOND)


def _picture(second: float) -> Image.Image:
    dusk = _between(second, 12, 18)
    plan = Plan(_mix(GROUND, NIGHT, dusk))
    lamps = _between(second, 16, 18)
    if lamps:
        plan.dot(40, 136, 34 * lamps, "#6d6a4c")
    # Blocks grow dark before the streets do, so that both can be told apart at dusk.
    early = min(1.0, 1.6 * dusk)
    draw_square(plan, _mix(BLOCK, NIGHT_BLOCK, early), _mix(PARK, NIGHT_PARK, early))
    if lamps:
        plan.dot(247, 168, 38 * lamps, "#57654a")
        plan.dot(40, 136, 26 * lamps, LAMP)
        plan.dot(247, 168, 26 * lamps, LAMP)
    for x, y, width, height, closes in WINDOWS:
        if second < closes:
            plan.area(x, y, width, height, LAMP)
    shown = _between(second, 20, 22)
    for x, y, width, height in EDGES if shown else []:
        if width > height:
            plan.area(x, y, width * shown, height, EDGE)
        else:
            plan.area(x, y, width, height * shown, EDGE)
    _draw_people(plan, second, INK if dusk < 0.5 else PAPER)
    return plan.image.resize(SIZE, Image.Resampling.LANCZOS)


def _draw_people(plan: Plan, second: float, color: str) -> None:
    for x, y in SITTERS if second < 12.5 else []:
        plan.dot(x, y, 5.5, color)
    for starts, lasts, way in WALKS:
        share = (second - starts) / lasts
        if 0 <= share <= 1:
            plan.dot(*_along(way, share), 5.5, color)
    if second >= 19:
        plan.dot(*_along(LAST, min(1, (second - 19) / 10.5)), 6.5, color)


def _along(way: list[Point], share: float) -> Point:
    """The place after this share of the way."""
    lengths = [math.dist(a, b) for a, b in itertools.pairwise(way)]
    left = share * sum(lengths)
    for (a, b), length in zip(itertools.pairwise(way), lengths, strict=True):
        if left <= length and length:
            part = left / length
            return a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part
        left -= length
    return way[-1]


def _between(second: float, begin: float, end: float) -> float:
    """0 before `begin`, 1 after `end`, and a share in between."""
    return max(0.0, min(1.0, (second - begin) / (end - begin)))


def _mix(first: str, second: str, share: float) -> str:
    pairs = zip(ImageColor.getrgb(first), ImageColor.getrgb(second), strict=False)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)
