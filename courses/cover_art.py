"""Cover art: a city plan drawn from a course's slug and goals, and from nothing else.

The same slug and goals give the same picture on every machine, for ever. Standard library only.
A plan is cut out of one tilted block: wide streets first, narrow ones later. One block per goal
takes the goal's colour, and a route along the streets joins them. Colours come from classes.
"""

import functools
import hashlib
import heapq
import math
from bisect import bisect_left, bisect_right
from itertools import pairwise
from typing import TypeVar

T = TypeVar("T")
Point = tuple[float, float]
Block = list[tuple[Point, float]]  # a corner, and the width of the street along the edge after it

STREETS = (13, 9, 7, 5, 4, 3.5, 3, 3)  # full width by depth of the cut
THUMB = (240, 180)  # beside a line of text
PANEL = (480, 360)  # beside the next thing to do
CANAL = 34  # water and the streets on both banks; most plans have one


def _ring(items: list[T]) -> list[tuple[T, T]]:
    """Each item with the next, the last with the first."""
    return list(zip(items, items[1:] + items[:1], strict=True))


class Chance:
    """Numbers in [0, 1) from SHA-256, so that no library's generator can change a picture."""

    def __init__(self, seed: str) -> None:
        self.seed, self.count = seed, 0

    def __call__(self, low: float = 0, high: float = 1) -> float:
        digest = hashlib.sha256(f"{self.seed}:{self.count}".encode()).digest()
        self.count += 1
        return low + (high - low) * int.from_bytes(digest[:6], "big") / 2**48


def cut(block: Block, at: Point, along: Point, width: float, sign: int = 1) -> Block:
    """One half of a convex block, the other with `sign` -1; the new edge remembers its street."""
    sides = [sign * (along[0] * (y - at[1]) - along[1] * (x - at[0])) for (x, y), _ in block]
    out: Block = []
    for ((p, street), (q, _)), (a, b) in zip(_ring(block), _ring(sides), strict=True):
        if a >= 0:
            out.append((p, street if b >= 0 or a > 0 else width))
        if a * b < 0:
            t = a / (a - b)
            crossing = (p[0] + t * (q[0] - p[0]), p[1] + t * (q[1] - p[1]))
            out.append((crossing, width if a > 0 else street))
    return out


def area(points: list[Point]) -> float:
    return abs(sum(p[0] * q[1] - q[0] * p[1] for p, q in _ring(points))) / 2


def centre(points: list[Point]) -> Point:
    return sum(p[0] for p in points) / len(points), sum(p[1] for p in points) / len(points)


def inset(block: Block, extra: float = 0) -> list[Point]:
    """The block without its half of the streets around it."""
    shape = block
    turn = sum((q[0] - p[0]) * (q[1] + p[1]) for (p, _), (q, _) in _ring(block))
    for (p, street), (q, _) in _ring(block):
        length = math.dist(p, q)
        if length < 0.5 or len(shape) < 3:
            continue
        along = ((q[0] - p[0]) / length, (q[1] - p[1]) / length)
        inward = (-along[1], along[0]) if turn < 0 else (along[1], -along[0])
        by = street / 2 + extra
        at = (p[0] + inward[0] * by, p[1] + inward[1] * by)
        shape = cut(shape, at, along, street, 1 if turn < 0 else -1)
    return [p for p, _ in shape]


def divide(
    block: Block, smallest: float, chance: Chance, canals: list[list[Point]], depth: int = 0
) -> list[Block]:
    points = [p for p, _ in block]
    if area(points) < smallest * chance(0.7, 2.1) or len(points) < 3:
        return [block]
    sides = sorted(_ring(points), key=lambda s: -math.dist(*s))
    (p, q), tilt, t = sides[0], math.radians(chance(-5, 5)), chance(0.36, 0.64)
    across = math.atan2(q[1] - p[1], q[0] - p[0]) + math.pi / 2 + tilt
    at = (p[0] + t * (q[0] - p[0]), p[1] + t * (q[1] - p[1]))
    along = (math.cos(across), math.sin(across))
    street = STREETS[min(depth, len(STREETS) - 1)]
    if depth in (0, 1) and not canals and chance() < 0.6:
        street = CANAL
    both = (cut(block, at, along, street, sign) for sign in (1, -1))
    halves = [half for half in both if len(half) > 2]
    if street == CANAL:
        bank = halves[0]
        canals.append([p for i, (p, width) in enumerate(bank) if CANAL in (width, bank[i - 1][1])])
    return [small for half in halves for small in divide(half, smallest, chance, canals, depth + 1)]


def street_map(blocks: list[Block]) -> dict[Point, dict[Point, float]]:
    """Corners and the lengths of streets between neighbours; wide ones count as shorter."""
    corners = sorted({(round(p[0]), round(p[1])) for block in blocks for p, _ in block})
    roads: dict[Point, dict[Point, float]] = {c: {} for c in corners}
    eastings = [x for x, _ in corners]
    for block in blocks:
        for (p, street), (q, _) in _ring(block):
            length = math.dist(p, q) or 1
            weight = 4 if street == CANAL else 1.5 if street < 5 else 1
            on_edge = []
            # No corner farther than this from the street's frame can lie on it.
            near = 0.02 * length + 1.5
            west, east = min(p[0], q[0]) - near, max(p[0], q[0]) + near
            south, north = min(p[1], q[1]) - near, max(p[1], q[1]) + near
            for c in corners[bisect_left(eastings, west) : bisect_right(eastings, east)]:
                if not south <= c[1] <= north:
                    continue
                t = ((c[0] - p[0]) * (q[0] - p[0]) + (c[1] - p[1]) * (q[1] - p[1])) / length**2
                off = abs((q[0] - p[0]) * (c[1] - p[1]) - (q[1] - p[1]) * (c[0] - p[0])) / length
                if -0.02 <= t <= 1.02 and off < 1.2:
                    on_edge.append((t, c))
            on_edge.sort()
            for (_, a), (_, b) in pairwise(on_edge):
                if a != b:
                    roads[a][b] = roads[b][a] = math.dist(a, b) * weight
    return roads


def walk(roads: dict[Point, dict[Point, float]], start: Point, end: Point) -> list[Point]:
    queue, seen = [(0.0, start, [start])], set()
    while queue:
        length, here, path = heapq.heappop(queue)
        if here == end:
            return path
        if here not in seen:
            seen.add(here)
            for there, more in roads[here].items():
                heapq.heappush(queue, (length + more, there, [*path, there]))
    return [start, end]


def d(points: list[Point], closed: bool = True) -> str:
    """A short relative path with whole numbers."""
    whole = [(round(x), round(y)) for x, y in points]
    steps = [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(whole)]
    line = "".join(f"l{x} {y}" for x, y in steps if (x, y) != (0, 0)).replace(" -", "-")
    return f"M{whole[0][0]} {whole[0][1]}{line}" + ("z" if closed else "")


def visible(block: Block, width: int, height: int) -> bool:
    xs, ys = [p[0] for p, _ in block], [p[1] for p, _ in block]
    return max(xs) > -20 and min(xs) < width + 20 and max(ys) > -20 and min(ys) < height + 20


def city(
    width: int, height: int, grain: float, chance: Chance
) -> tuple[list[Block], list[list[Point]]]:
    """The blocks that the picture shows, and the canals between them."""
    tilt, reach = math.radians(chance(-14, 14)), math.hypot(width, height) * 0.62
    sin, cos = math.sin(tilt), math.cos(tilt)
    around = [(-reach, -reach), (reach, -reach), (reach, reach), (-reach, reach)]
    ground = [
        ((width / 2 + x * cos - y * sin, height / 2 + x * sin + y * cos), 0.0) for x, y in around
    ]
    canals: list[list[Point]] = []
    blocks = divide(ground, 2600 * grain, chance, canals)
    return [block for block in blocks if visible(block, width, height)], canals


def settle(
    shapes: list[list[Point]], goals: tuple[int, ...], width: int, height: int, chance: Chance
) -> dict[int, int]:
    """Which block takes which goal: one in each band, near the middle, of the three largest."""
    chosen: dict[int, int] = {}
    for band, goal in enumerate(sorted(goals)):
        low, high = (width * (0.08 + 0.84 * (band + side) / len(goals)) for side in (0, 1))
        middles = [(i, centre(s)) for i, s in enumerate(shapes) if len(s) > 2 and i not in chosen]
        fits = [i for i, (x, y) in middles if low <= x < high and height * 0.16 < y < height * 0.84]
        fits = fits or [
            min(middles, key=lambda m: math.dist(m[1], ((low + high) / 2, height / 2)))[0]
        ]
        fits.sort(key=lambda i: -area(shapes[i]))
        chosen[fits[int(chance() * min(3, len(fits)))]] = goal
    return chosen


def kinds(
    blocks: list[Block], shapes: list[list[Point]], chosen: dict[int, int], chance: Chance
) -> dict[str, str]:
    """Path data of plain blocks, softer ones, parks and yards."""
    paths = {"block": "", "soft": "", "park": "", "yard": ""}
    for i, shape in enumerate(shapes):
        draw = chance()
        if len(shape) < 3 or area(shape) < 60 or i in chosen:
            continue
        paths["park" if draw < 0.12 else "soft" if draw < 0.42 else "block"] += d(shape)
        yard = inset(blocks[i], 9)
        if draw > 0.8 and len(yard) > 2 and area(yard) > 160:
            paths["yard"] += d(yard)
    return paths


def stop(block: Block, middle: Point) -> Point:
    """The block's corner where the route stops: on dry land, towards the middle of the picture."""
    dry = [p for k, (p, street) in enumerate(block) if CANAL not in (street, block[k - 1][1])]
    corners = dry or [p for p, _ in block]
    whole = [(float(round(x)), float(round(y))) for x, y in corners]
    return min(whole, key=lambda corner: math.dist(corner, middle))


def _nearest(roads: dict[Point, dict[Point, float]], door: Point) -> Point:
    return min(roads, key=lambda corner: math.dist(corner, door))


def way(
    blocks: list[Block], chosen: dict[int, int], width: int, height: int, chance: Chance
) -> tuple[list[Point], list[Point]]:
    """The route from edge to edge along the streets, and its stop at each goal."""
    roads, middle = street_map(blocks), (width / 2, height / 2)
    stops = [stop(blocks[i], middle) for i in chosen]
    doors = [(x, height * chance(0.25, 0.75)) for x in (-16, width + 16)]
    ends = [_nearest(roads, door) for door in doors]
    legs = [ends[0], *stops, ends[1]]
    return [legs[0], *(p for a, b in pairwise(legs) for p in walk(roads, a, b)[1:])], stops


def cover_art(
    slug: str,
    goals: list[int],
    width: int = 480,
    height: int = 270,
    grain: float = 1,
    numbers: bool = False,
) -> str:
    """An inline SVG of 3 to 4 KB, decorative: the course's title stands beside it as text.

    A page asks for it at each save, so a process remembers what it has drawn.
    """
    return _draw(slug, tuple(sorted(goals)), width, height, grain, numbers)


@functools.lru_cache(maxsize=256)
def _draw(
    slug: str, goals: tuple[int, ...], width: int, height: int, grain: float, numbers: bool
) -> str:
    chance = Chance(f"{slug}|{','.join(map(str, goals))}")
    blocks, canals = city(width, height, grain, chance)
    shapes = [inset(block) for block in blocks]
    chosen = settle(shapes, goals, width, height, chance)
    paths = kinds(blocks, shapes, chosen, chance)
    route, stops = way(blocks, chosen, width, height, chance)
    parts = [f'<path class="cover-art__water" d="{d(line, closed=False)}"/>' for line in canals]
    parts += [f'<path class="cover-art__{kind}" d="{path}"/>' for kind, path in paths.items()]
    parts += [
        f'<path class="cover-art__goal is-goal-{goal}" d="{d(shapes[i])}"/>'
        for i, goal in chosen.items()
    ]
    parts += [f'<path class="cover-art__route" d="{d(route, closed=False)}"/>']
    parts += [
        f'<circle class="cover-art__stop" cx="{x:.0f}" cy="{y:.0f}" r="5"/>' for x, y in stops
    ]
    if numbers:
        places = [(goal, *centre(shapes[i])) for i, goal in chosen.items()]
        name = "cover-art__number is-goal-"
        parts += [
            f'<text class="{name}{g}" x="{x:.0f}" y="{y + 8:.0f}">{g}</text>' for g, x, y in places
        ]
    frame = (
        f'viewBox="0 0 {width} {height}" preserveAspectRatio="xMidYMid slice" '
        'aria-hidden="true" focusable="false"'
    )
    return f'<svg class="cover-art" {frame}>{"".join(parts)}</svg>'


ON_PAPER = {
    "water": 'fill="none" stroke="#c9e3ea" stroke-width="22"',
    "block": 'fill="#d3e0da"',
    "soft": 'fill="#e3ebe7"',
    "park": 'fill="#bcdacb"',
    "yard": 'fill="#f8fbfa"',
    "route": 'fill="none" stroke="#12211d" stroke-width="3" stroke-linejoin="round"',
    "stop": 'fill="#ffffff" stroke="#12211d" stroke-width="3"',
}


def on_paper(drawing: str, colors: dict[int, str], width: int, height: int) -> str:
    """`cover_art()`'s drawing as an SVG that stands alone: colours instead of classes.

    `colors` maps the number of each goal in it to "#rrggbb". For PDFs and pictures.
    """
    for kind, attributes in ON_PAPER.items():
        drawing = drawing.replace(f'class="cover-art__{kind}"', attributes)
    for goal, color in colors.items():
        drawing = drawing.replace(f'class="cover-art__goal is-goal-{goal}"', f'fill="{color}"')
    body = drawing.partition(">")[2]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}"><rect width="{width}" height="{height}" '
        f'fill="#f8fbfa"/>{body}'
    )


def plan_lines(seed: str, width: int = 100, height: int = 100) -> str:
    """Path data of the blocks alone, for the ground of a goal's large tile."""
    blocks, _ = city(width, height, 0.35, Chance(seed))
    return "".join(d(shape) for shape in map(inset, blocks) if len(shape) > 2)
