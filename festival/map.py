"""The kabupaten as a sketch, made of the centres of its kecamatan alone.

Each point of the sketch belongs to the kecamatan whose centre is nearest (Voronoi cells, cut off a little way round
the outermost centres). The lines are no borders, and the page says so. No tiles, no other site, no library.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import cos, dist, pi, radians, sin
from textwrap import wrap

from accounts.models import District
from festival.kept import Kept

Point = tuple[float, float]

WIDTH, TALLEST = 360, 460  # units of the drawing; a phone shows one as about one px
EDGE = 4  # units round the drawing
LINE = 11  # letters of a name in one line
LINE_HEIGHT = 14
CORNERS = 24  # of the circle round each centre, of which the outline is made
PALE, FULL = 1, 4  # steps of colour, from few to many

_sketches = Kept(room=2)


@dataclass(frozen=True)
class Cell:
    """Where a kecamatan stands in the drawing, in its units: the corners, and the lines of its name by their y."""

    corners: tuple[Point, ...]
    x: float
    count_y: float
    lines: tuple[tuple[float, str], ...]

    @property
    def points(self) -> str:
        """For an SVG polygon."""
        return " ".join(f"{x:.1f},{y:.1f}" for x, y in self.corners)


@dataclass(frozen=True)
class Sketch:
    """The part of the map that does not depend on counts: kecamatan as (key, name, slug), and cells by key."""

    districts: tuple[tuple[int, str, str], ...]
    cells: Mapping[int, Cell]
    height: int


@dataclass(frozen=True)
class Place:
    """A kecamatan on the map: its number of innovations, and the address that shows them."""

    name: str
    count: int
    address: str
    step: int  # of colour: 0 for none, then PALE to FULL
    cell: Cell | None  # None without coordinates: listed, not drawn


@dataclass(frozen=True)
class Map:
    """What `festival/_map.html` shows. `elsewhere` counts what belongs to no kecamatan but to the whole region."""

    places: tuple[Place, ...]
    elsewhere: int
    height: int
    width: int = WIDTH

    @property
    def drawn(self) -> list[Place]:
        return [place for place in self.places if place.cell]


def drawn(
    counts: Mapping[int | None, int], address_of: Callable[[str], str], version: str | None = None
) -> Map:
    """The map with `counts`, public exhibits by key of the district; None or missing is the whole region.

    `address_of(slug)` is where a kecamatan leads to. The sketch is kept under `version` (`festival.versions.of`);
    without one, and once for each version, it costs one query.
    """
    sketch = _sketches.made(version, sketched) if version else sketched()
    most = max((counts.get(key, 0) for key, _name, _slug in sketch.districts), default=0)
    places = tuple(
        Place(name, count, address_of(slug), _step(count, most), sketch.cells.get(key))
        for key, name, slug in sketch.districts
        for count in [counts.get(key, 0)]
    )
    return Map(places, sum(counts.values()) - sum(place.count for place in places), sketch.height)


def sketched() -> Sketch:
    """Asks for all districts and draws those that have coordinates."""
    rows = list(District.objects.order_by("name").values_list("pk", "name", "slug", "latitude", "longitude"))
    located = [(pk, name, float(lat), float(long)) for pk, name, _slug, lat, long in rows if lat is not None]
    centres, around, height = _projected([(lat, long) for _pk, _name, lat, long in located])
    cells = {
        pk: _cell(name, corners)
        for (pk, name, _lat, _long), corners in zip(located, _cells(centres, around), strict=True)
    }
    return Sketch(tuple(row[:3] for row in rows), cells, height)


def _step(count: int, most: int) -> int:
    return PALE + (FULL - PALE) * count // most if count else 0


def _projected(centres: list[Point]) -> tuple[list[Point], float, int]:
    """(latitude, longitude) in degrees as points of the drawing, how far it goes round them, and its height."""
    if not centres:
        return [], 0, 0
    middle = radians(sum(lat for lat, _long in centres) / len(centres))
    flat = _apart([(long * cos(middle), -lat) for lat, long in centres])
    around = _reach(flat)
    left, top = (min(axis) - around for axis in zip(*flat, strict=True))
    right, bottom = (max(axis) + around for axis in zip(*flat, strict=True))
    scale = min((WIDTH - 2 * EDGE) / (right - left), (TALLEST - 2 * EDGE) / (bottom - top))
    aside = (WIDTH - scale * (right - left)) / 2
    placed = [((x - left) * scale + aside, (y - top) * scale + EDGE) for x, y in flat]
    return placed, around * scale, round((bottom - top) * scale + 2 * EDGE)


def _apart(points: list[Point]) -> list[Point]:
    """Equal points set on a small circle round their place, so that each has a cell."""
    times, seen, placed = Counter(points), Counter(), []
    spread = _reach(points) / 4
    for x, y in points:
        turn = 2 * pi * seen[x, y] / times[x, y]
        aside = spread if times[x, y] > 1 else 0
        placed.append((x + aside * cos(turn), y + aside * sin(turn)))
        seen[x, y] += 1
    return placed


def _reach(points: list[Point]) -> float:
    """How far the sketch goes beyond the outermost centres: the usual way from a centre to its neighbour."""
    different = sorted(set(points))
    if len(different) == 1:
        return 0.05  # degrees, about 5 km; alone in the drawing it sets nothing but the size of what is equal
    nearest = sorted(min(dist(one, other) for other in different if other != one) for one in different)
    return nearest[len(nearest) // 2] * 0.75


def _cells(centres: list[Point], around: float) -> list[list[Point]]:
    """For each centre the part of the outline that is nearer to it than to any other."""
    outline = _outline(centres, around)
    found = []
    for centre in centres:
        cell = outline
        for other in centres:
            if other != centre:
                cell = _nearer(cell, centre, other)
        found.append(cell)
    return found


def _outline(centres: list[Point], around: float) -> list[Point]:
    """The convex hull (Andrew's monotone chain) of a circle round each centre."""
    turns = [2 * pi * corner / CORNERS for corner in range(CORNERS)]
    points = sorted({(x + around * cos(turn), y + around * sin(turn)) for x, y in centres for turn in turns})
    hull = []
    for walk in (points, points[::-1]):
        side = []
        for point in walk:
            while len(side) > 1 and _turns_back(side[-2], side[-1], point):
                side.pop()
            side.append(point)
        hull += side[:-1]
    return hull


def _turns_back(first: Point, second: Point, third: Point) -> bool:
    (ax, ay), (bx, by), (cx, cy) = first, second, third
    return (bx - ax) * (cy - ay) <= (by - ay) * (cx - ax)


def _nearer(polygon: list[Point], centre: Point, other: Point) -> list[Point]:
    """The part of a convex polygon that is nearer to `centre` than to `other` (Sutherland and Hodgman)."""
    (cx, cy), (ox, oy) = centre, other

    def beyond(point: Point) -> float:
        return (point[0] - (cx + ox) / 2) * (ox - cx) + (point[1] - (cy + oy) / 2) * (oy - cy)

    kept = []
    for before, point in zip([polygon[-1], *polygon[:-1]], polygon, strict=True):
        was, now = beyond(before), beyond(point)
        if (was > 0) != (now > 0):
            part = was / (was - now)
            kept.append(
                (before[0] + (point[0] - before[0]) * part, before[1] + (point[1] - before[1]) * part)
            )
        if now <= 0:
            kept.append(point)
    return kept


def _cell(name: str, corners: list[Point]) -> Cell:
    x, y = _centroid(corners)
    lines = wrap(name, LINE, break_long_words=False)
    first = y + LINE_HEIGHT - (len(lines) - 1) * LINE_HEIGHT / 2
    named = tuple((round(first + LINE_HEIGHT * number, 1), line) for number, line in enumerate(lines))
    return Cell(tuple(corners), round(x, 1), round(first - LINE_HEIGHT - 2, 1), named)


def _centroid(corners: list[Point]) -> Point:
    """The centre of gravity of a polygon's area."""
    area = x = y = 0.0
    for (ax, ay), (bx, by) in zip([corners[-1], *corners[:-1]], corners, strict=True):
        cross = ax * by - bx * ay
        area += cross
        x += (ax + bx) * cross
        y += (ay + by) * cross
    return x / (3 * area), y / (3 * area)
