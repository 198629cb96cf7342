"""The drawings of the demo's lessons: city plans in the colours of the design.

`python -m demo.drawings` draws them all again into `demo/files/`. The pictures are committed, so
that loading the demo draws nothing. They hold numbers only, no words: every language shares them.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

FILES_DIR = Path(__file__).resolve().parent / "files"

WIDTH, HEIGHT = 480, 340
SCALE, OVERSAMPLING = 2, 2
ZOOM = SCALE * OVERSAMPLING

GROUND, BLOCK, SOFT = "#f8fbf9", "#d3e0da", "#e3ebe7"
PARK, WATER, YARD = "#bcdac9", "#cbe4ea", "#f8fbf9"
INK, PAPER, EDGE, BRAND = "#12211d", "#ffffff", "#ff3a21", "#0a5c50"
GOAL_11, GOAL_8, GOAL_10 = "#fd9d24", "#a21942", "#dd1367"
NIGHT, NIGHT_BLOCK, NIGHT_PARK, LAMP = "#101815", "#2b3a34", "#21402f", "#f0d990"

Point = tuple[float, float]


class Plan:
    """A sheet of 480 by 340 units with its origin at the top left."""

    def __init__(self, ground: str = GROUND) -> None:
        self.image = Image.new("RGB", (WIDTH * ZOOM, HEIGHT * ZOOM), ground)
        self.pen = ImageDraw.Draw(self.image)

    def area(self, x: float, y: float, width: float, height: float, color: str = BLOCK) -> None:
        """A block, a park, a piece of water."""
        self.pen.rectangle(
            [x * ZOOM, y * ZOOM, (x + width) * ZOOM - 1, (y + height) * ZOOM - 1], fill=color
        )

    def shape(self, points: Sequence[Point], color: str) -> None:
        self.pen.polygon([(x * ZOOM, y * ZOOM) for x, y in points], fill=color)

    def route(self, points: Sequence[Point], color: str = INK, width: float = 4) -> None:
        """A way along the streets, with round turns."""
        scaled = [(x * ZOOM, y * ZOOM) for x, y in points]
        self.pen.line(scaled, fill=color, width=round(width * ZOOM), joint="curve")
        for x, y in (points[0], points[-1]):
            self.dot(x, y, width / 2, color)

    def dot(self, x: float, y: float, radius: float, color: str) -> None:
        box = [(x - radius) * ZOOM, (y - radius) * ZOOM, (x + radius) * ZOOM, (y + radius) * ZOOM]
        self.pen.ellipse(box, fill=color)

    def stop(self, x: float, y: float, number: int, fill: str = PAPER, ink: str = INK) -> None:
        """A numbered place on the way."""
        self.dot(x, y, 16.5, INK if fill != INK else PAPER)
        self.dot(x, y, 13.5, fill)
        font = ImageFont.load_default(size=17 * ZOOM)
        self.pen.text((x * ZOOM, y * ZOOM), str(number), fill=ink, font=font, anchor="mm")

    def png(self) -> bytes:
        """The sheet as a small PNG: flat colours need a short palette only."""
        size = (WIDTH * SCALE, HEIGHT * SCALE)
        small = self.image.resize(size, Image.Resampling.LANCZOS)
        flat = small.quantize(colors=64, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        out = io.BytesIO()
        flat.save(out, "PNG", optimize=True)
        return out.getvalue()


def visitor_routes() -> Plan:
    """All visitors in one street by the water."""
    plan = Plan()
    plan.area(0, 270, 480, 70, WATER)
    for x, width in ((0, 96), (128, 128), (288, 92), (412, 68)):
        plan.area(x, 140, width, 76)
        plan.area(x, 24, width, 84, SOFT)
    plan.area(128, 24, 128, 84, BLOCK)
    plan.area(288, 24, 92, 84, PARK)
    plan.area(128, 206, 128, 10, GOAL_8)
    plan.route([(16, 243), (464, 243)], width=15)
    plan.stop(60, 243, 1)
    plan.stop(420, 243, 2)
    plan.stop(192, 124, 3)
    plan.stop(334, 124, 4)
    return plan


def smart_loop() -> Plan:
    """Four places on a closed line around a park."""
    plan = Plan()
    plan.area(0, 0, 480, 48, WATER)
    for x, y in ((0, 80), (340, 80), (0, 230), (340, 230)):
        plan.area(x, y, 140, 110, BLOCK if x else SOFT)
    plan.area(186, 120, 108, 100, PARK)
    plan.area(186, 270, 108, 70, SOFT)
    plan.area(340, 230, 140, 11, GOAL_11)
    corners = [(164, 246), (164, 88), (316, 88), (316, 246)]
    plan.route([*corners, corners[0]])
    for number, (x, y) in enumerate([(164, 246), (164, 120), (270, 88), (316, 200)], start=1):
        plan.stop(x, y, number)
    return plan


def two_cities() -> Plan:
    """The same two stops on two plans; on the right a river lies between them."""
    plan = Plan()
    for left in (0, 256):
        plan.area(left, 20, 96, 118, SOFT if left else BLOCK)
        plan.area(left + 132, 20, 92, 118)
        plan.area(left, 202, 96, 118)
        plan.area(left + 132, 202, 92, 118, PARK if left else SOFT)
    plan.area(233, 0, 14, 340, INK)
    plan.area(235, 0, 10, 340, PAPER)
    plan.area(366, 0, 28, 340, WATER)
    plan.area(360, 268, 40, 20, GROUND)
    plan.route([(30, 170), (196, 170)])
    plan.stop(30, 170, 1)
    plan.stop(196, 170, 2)
    plan.route([(286, 170), (340, 170), (340, 278), (420, 278), (420, 170), (452, 170)])
    plan.stop(286, 170, 1)
    plan.stop(452, 170, 2)
    return plan


def hundred_days() -> Plan:
    """A short way with four stops."""
    plan = Plan()
    for x, y, width, height, color in (
        (0, 0, 120, 130, BLOCK),
        (156, 0, 110, 84, SOFT),
        (302, 0, 90, 150, BLOCK),
        (428, 0, 52, 150, SOFT),
        (0, 174, 120, 166, SOFT),
        (156, 216, 110, 124, PARK),
        (302, 194, 120, 146, GOAL_11),
        (452, 194, 28, 146, BLOCK),
        (170, 116, 84, 68, BLOCK),
    ):
        plan.area(x, y, width, height, color)
    plan.route([(20, 152), (138, 152), (138, 200), (284, 200), (284, 172), (440, 172)])
    for number, (x, y) in enumerate([(26, 152), (138, 176), (240, 200), (400, 172)], start=1):
        plan.stop(x, y, number)
    return plan


def two_trips() -> Plan:
    """One straight trip, and one with four errands."""
    plan = Plan()
    for column, x in enumerate((0, 124, 248, 372)):
        for row, (y, height) in enumerate(((0, 84), (152, 72), (256, 84))):
            color = PARK if (column, row) == (2, 2) else SOFT if (column + row) % 2 else BLOCK
            plan.area(x, y, 88, height, color)
    plan.area(18, 160, 52, 56, GOAL_10)
    plan.route([(44, 164), (44, 102), (462, 102)], BRAND, 5)
    plan.route([(44, 212), (44, 240), (106, 240), (106, 134), (230, 134), (230, 240), (354, 240)])
    plan.route([(354, 240), (354, 310)])
    plan.stop(450, 102, 1)
    for number, (x, y) in enumerate([(106, 190), (190, 136), (230, 212), (354, 304)], start=2):
        plan.stop(x, y, number)
    return plan


def draw_square(plan: Plan, block: str, park: str) -> None:
    """The square of week 1: bus stop left, shops above, park, wall, lane."""
    plan.area(0, 0, 150, 96, block)
    plan.area(190, 0, 290, 72, block)
    plan.area(0, 250, 290, 90, block)
    plan.area(340, 250, 140, 90, block)
    plan.area(400, 112, 80, 100, block)
    plan.area(172, 124, 150, 88, park)


def _square_stops(plan: Plan) -> None:
    for number, (x, y) in enumerate(
        [(40, 136), (280, 94), (247, 168), (150, 232), (315, 262)], start=1
    ):
        plan.stop(x, y, number)


def square_noon() -> Plan:
    plan = Plan()
    draw_square(plan, BLOCK, PARK)
    for x in range(206, 470, 24):
        plan.area(x, 58, 12, 14, LAMP)
    for x in range(12, 140, 24):
        plan.area(x, 82, 12, 14, LAMP)
    for y in (128, 156, 184):
        plan.area(400, y, 12, 12, LAMP)
    _square_stops(plan)
    return plan


def square_night() -> Plan:
    plan = Plan(NIGHT)
    plan.dot(40, 136, 34, "#6d6a4c")
    draw_square(plan, NIGHT_BLOCK, NIGHT_PARK)
    plan.dot(40, 136, 26, LAMP)
    plan.dot(247, 168, 38, "#57654a")
    plan.dot(247, 168, 26, LAMP)
    plan.area(190, 66, 290, 8, EDGE)
    plan.area(0, 246, 290, 8, EDGE)
    plan.area(286, 250, 8, 90, EDGE)
    plan.area(336, 250, 8, 90, EDGE)
    _square_stops(plan)
    return plan


def audit_walk() -> Plan:
    """Five stops: bus stop, wall, lane, park, school."""
    plan = Plan()
    plan.area(0, 0, 140, 108)
    plan.area(188, 0, 132, 108)
    plan.area(368, 0, 112, 66)
    plan.area(0, 162, 140, 178, SOFT)
    plan.area(368, 118, 112, 222, SOFT)
    plan.area(188, 162, 132, 82, PARK)
    plan.area(188, 292, 132, 48)
    plan.area(0, 162, 140, 11, EDGE)
    plan.area(188, 292, 132, 9, EDGE)
    plan.route([(30, 135), (164, 135), (164, 268), (344, 268), (344, 92), (446, 92)])
    for number, (x, y) in enumerate(
        [(30, 135), (110, 135), (240, 268), (344, 200), (446, 92)], start=1
    ):
        plan.stop(x, y, number)
    return plan


def audit_map() -> Plan:
    """Eight stops: open, half filled, filled."""
    plan = Plan()
    plan.area(0, 0, 112, 120)
    plan.area(152, 0, 168, 120, SOFT)
    plan.area(360, 0, 120, 120)
    plan.area(0, 166, 112, 174, SOFT)
    plan.area(152, 166, 168, 108)
    plan.area(360, 166, 120, 108, PARK)
    plan.area(152, 166, 168, 11, EDGE)
    plan.route([(20, 143), (340, 143), (340, 300), (60, 300)])
    above = [(34, 143), (104, 143), (182, 143), (246, 143), (306, 143)]
    places = [*above, (340, 216), (270, 300), (110, 300)]
    open_stops, half = {1, 8}, {2, 6, 7}
    for number, (x, y) in enumerate(places, start=1):
        if number in open_stops:
            plan.stop(x, y, number)
        elif number in half:
            _half_stop(plan, x, y, number)
        else:
            plan.stop(x, y, number, fill=INK, ink=PAPER)
    return plan


def _half_stop(plan: Plan, x: float, y: float, number: int) -> None:
    """A stop whose lower half is filled; the number stands above it on white."""
    plan.stop(x, y, number)
    box = [(x - 13.5) * ZOOM, (y - 13.5) * ZOOM, (x + 13.5) * ZOOM, (y + 13.5) * ZOOM]
    plan.pen.ellipse(box, fill=PAPER)
    plan.pen.chord(box, 20, 160, fill=INK)
    font = ImageFont.load_default(size=14 * ZOOM)
    plan.pen.text((x * ZOOM, (y - 3) * ZOOM), str(number), fill=INK, font=font, anchor="mm")


def works() -> Plan:
    """One street with five works."""
    plan = Plan()
    plan.area(0, 0, 110, 110, SOFT)
    plan.area(152, 0, 190, 110)
    plan.area(386, 0, 94, 110, SOFT)
    plan.area(0, 190, 110, 150)
    plan.area(152, 190, 190, 150, PARK)
    plan.area(386, 190, 94, 150)
    plan.area(152, 98, 190, 12, GOAL_11)
    plan.area(386, 98, 94, 12, GOAL_11)
    for y in range(114, 190, 14):
        plan.area(118, y, 26, 7, BLOCK)
    for x, y in ((176, 214), (214, 230), (300, 214)):
        plan.dot(x, y, 15, "#8fbfa5")
    plan.route([(60, 172), (420, 172)])
    for number, (x, y) in enumerate(
        [(98, 172), (138, 172), (214, 172), (290, 124), (420, 172)], start=1
    ):
        plan.stop(x, y, number)
    return plan


def corner() -> Plan:
    """One street corner, large: pavement left and above, road right and below."""
    plan = Plan()
    plan.area(0, 0, 480, 96, SOFT)
    plan.area(0, 0, 190, 340, SOFT)
    plan.shape([(190, 130), (256, 130), (270, 150), (270, 256), (190, 290)], SOFT)
    plan.area(0, 0, 120, 44)
    plan.area(210, 0, 270, 28)
    plan.area(0, 250, 110, 90)
    for y in range(152, 250, 18):
        plan.area(282, y, 198, 9, BLOCK)
    plan.area(250, 152, 20, 98, PARK)
    for x in (226, 234, 242):
        for y in range(156, 248, 8):
            plan.dot(x, y, 2.6, "#8a5a00")
    plan.dot(78, 112, 44, PARK)
    plan.area(48, 158, 62, 12, "#8a6a3a")
    plan.dot(330, 72, 38, LAMP)
    for number, (x, y) in enumerate(
        [(286, 130), (206, 236), (380, 200), (79, 194), (330, 72)], start=1
    ):
        plan.stop(x, y, number)
    return plan


def own_audit() -> Plan:
    """A closed walk of six stops."""
    plan = Plan()
    for x, y, width, height, color in (
        (0, 0, 480, 34, SOFT),
        (0, 74, 56, 200, BLOCK),
        (424, 74, 56, 200, SOFT),
        (96, 78, 118, 84, BLOCK),
        (254, 78, 130, 84, PARK),
        (96, 196, 118, 76, SOFT),
        (254, 196, 130, 76, GOAL_11),
        (0, 312, 480, 28, BLOCK),
    ):
        plan.area(x, y, width, height, color)
    loop = [(76, 292), (76, 56), (234, 56), (234, 180), (404, 180), (404, 292)]
    plan.route([*loop, loop[0]])
    for number, (x, y) in enumerate(
        [(76, 292), (76, 160), (180, 56), (234, 140), (350, 180), (300, 292)], start=1
    ):
        plan.stop(x, y, number)
    return plan


DRAWINGS: dict[str, Callable[[], Plan]] = {
    "visitor-routes": visitor_routes,
    "smart-loop": smart_loop,
    "two-cities": two_cities,
    "hundred-days": hundred_days,
    "two-trips": two_trips,
    "square-noon": square_noon,
    "square-night": square_night,
    "audit-walk": audit_walk,
    "audit-map": audit_map,
    "works": works,
    "corner": corner,
    "own-audit": own_audit,
}


def draw_all(folder: Path = FILES_DIR) -> None:
    """Write every drawing into `folder`; the same bytes each time."""
    for name, draw in DRAWINGS.items():
        (folder / f"{name}.png").write_bytes(draw().png())


if __name__ == "__main__":
    draw_all()
