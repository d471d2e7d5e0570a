"""What the demo's pictures are painted with: shapes on a 1280 x 853 sheet, and the things drawn from them.

A `Brush` paints with a random generator and a palette of its own, so that the same seed gives the same
picture. Coordinates are those of the sheet, whatever the size in pixels.
"""

from math import cos, pi, sin
from random import Random

from PIL import Image, ImageDraw

WIDTH, HEIGHT = 1280, 853
BAND = 26
BLACK, WHITE, RED = "#1d1a1b", "#fbf6ea", "#b3202a"
SKINS = ("#c68a5e", "#b5794f", "#d39c6f", "#aa7049")
HAIRS = ("#221a18", "#2e2320", "#191414")
SHIRTS = ("#d8443c", "#f0a83a", "#2f7f86", "#4d6fb0", "#8a4f8f", "#5d9a52", "#e37a5a", "#f3e3c2", "#37506b")
CLOTHS = ("#37424f", "#4a3b39", "#2c5660", "#6b4a63", "#3c4f3a")

# sky above, sky below, far hills, middle hills, near hills, ground, light on the ground
PALETTES = (
    ("#bfe3ec", "#fdf3d8", "#a9cdbf", "#78ad94", "#4d8a70", "#8fbf6a", "#b5d684"),
    ("#9fd0ee", "#eef7f2", "#9cc4d0", "#6aa39c", "#3f7d68", "#7fb35f", "#a9cf7d"),
    ("#f7c79b", "#fdebc8", "#d9ab93", "#a9806f", "#6f6a58", "#a7a35a", "#c9bd74"),
    ("#cfd9ea", "#f8efe6", "#b4c0d2", "#8ba3ac", "#5d8480", "#93b08a", "#b6c9a1"),
    ("#ffd9a8", "#fff4dc", "#e0c08f", "#b7a264", "#7f8a4e", "#b9b862", "#d8cf86"),
    ("#b5dfd6", "#f4f8e4", "#92c5b4", "#5f9f86", "#37765f", "#74a95c", "#9cc878"),
)


class Brush:
    """Paints shapes on `image`; `random` decides what may vary, `palette` is one of `PALETTES`."""

    def __init__(self, size: tuple[int, int], random: Random):
        self.image = Image.new("RGB", size, WHITE)
        self.pen = ImageDraw.Draw(self.image)
        self.kx, self.ky = size[0] / WIDTH, size[1] / HEIGHT
        self.random = random
        self.palette = random.choice(PALETTES)

    # Shapes.

    def at(self, x: float, y: float) -> tuple[float, float]:
        return x * self.kx, y * self.ky

    def poly(self, points, fill):
        self.pen.polygon([self.at(*point) for point in points], fill=fill)

    def rect(self, x0, y0, x1, y1, fill, radius=0):
        self.pen.rounded_rectangle(
            [*self.at(min(x0, x1), min(y0, y1)), *self.at(max(x0, x1), max(y0, y1))],
            radius * self.kx,
            fill=fill,
        )

    def oval(self, x, y, rx, ry, fill):
        self.pen.ellipse([*self.at(x - rx, y - ry), *self.at(x + rx, y + ry)], fill=fill)

    def dot(self, x, y, r, fill):
        self.oval(x, y, r, r, fill)

    def line(self, points, fill, width):
        thick = max(1, round(width * self.kx))
        self.pen.line([self.at(*point) for point in points], fill=fill, width=thick, joint="curve")
        for x, y in (points[0], points[-1]):
            self.dot(x, y, width / 2, fill)

    def pie(self, x, y, rx, ry, start, end, fill):
        self.pen.pieslice([*self.at(x - rx, y - ry), *self.at(x + rx, y + ry)], start, end, fill=fill)

    def ring(self, x, y, r, start, end, fill, width):
        self.pen.arc(
            [*self.at(x - r, y - r), *self.at(x + r, y + r)],
            start,
            end,
            fill=fill,
            width=round(width * self.kx),
        )

    # The land.

    def sky(self):
        top, bottom = (tuple(bytes.fromhex(colour[1:])) for colour in self.palette[:2])
        height = round(560 * self.ky)
        column = Image.new("RGB", (1, height))
        for y in range(height):
            column.putpixel(
                (0, y), tuple(round(a + (b - a) * y / height) for a, b in zip(top, bottom, strict=True))
            )
        self.image.paste(column.resize((self.image.width, height), Image.Resampling.NEAREST), (0, 0))

    def sun(self):
        x, y = self.random.randint(160, 1120), self.random.randint(90, 170)
        self.dot(x, y, 62, "#fff3cf")
        self.dot(x, y, 46, "#fbd98a")

    def clouds(self, fill="#fffdf6"):
        for _ in range(self.random.randint(2, 3)):
            x, y, s = (
                self.random.randint(60, 1200),
                self.random.randint(60, 210),
                self.random.uniform(0.7, 1.25),
            )
            for dx, dy, r in ((-52, 8, 26), (-18, -8, 36), (26, -2, 32), (58, 10, 22)):
                self.dot(x + dx * s, y + dy * s, r * s, fill)
            self.rect(x - 76 * s, y + 8 * s, x + 78 * s, y + 33 * s, fill, 14 * s)

    def hills(self, base=470):
        for layer, colour in enumerate(self.palette[2:5]):
            height, level = 92 - layer * 18, base - 120 + layer * 58
            phases = [self.random.uniform(0, 2 * pi) for _ in range(3)]
            ridge = [
                (
                    x,
                    level
                    - height * sin(x / 250 + phases[0])
                    - height * 0.45 * sin(x / 117 + phases[1])
                    - 8 * sin(x / 43 + phases[2]),
                )
                for x in range(0, WIDTH + 9, 8)
            ]
            self.poly([(0, HEIGHT), *ridge, (WIDTH, HEIGHT)], colour)
            if layer == 1:
                for _ in range(16):
                    x, y = ridge[self.random.randrange(len(ridge))]
                    self.pine(x, y + 14, self.random.uniform(22, 36), self.palette[4])

    def ground(self, y=520):
        phase = self.random.uniform(0, 2 * pi)
        edge = [(x, y + 12 * sin(x / 210 + phase)) for x in range(0, WIDTH + 9, 8)]
        self.poly([(0, HEIGHT), *edge, (WIDTH, HEIGHT)], self.palette[5])
        for _ in range(26):
            x, below = self.random.randint(0, WIDTH), self.random.randint(y + 40, HEIGHT - 40)
            self.oval(x, below, self.random.randint(18, 60), 4, self.palette[6])

    def land(self, y=520):
        self.sky()
        self.sun()
        self.clouds()
        self.hills(y - 40)
        self.ground(y)

    def room(self):
        """Inside: a wall, a window on the hills, a floor, a woven cloth on the wall."""
        wall = self.random.choice(("#f6e7cc", "#e6eee2", "#f3ddd0", "#e3e8ef"))
        window = self.random.choice((90, 880))
        self.land(300)
        outside = self.image.crop([round(v) for v in (*self.at(300, 40), *self.at(620, 290))])
        self.rect(0, 0, WIDTH, HEIGHT, wall)
        self.rect(window - 14, 76, window + 334, 354, "#8a5f3f", 8)
        self.image.paste(outside, tuple(round(v) for v in self.at(window, 90)))
        self.rect(window + 156, 90, window + 164, 340, "#8a5f3f")
        self.rect(0, 610, WIDTH, HEIGHT, self.random.choice(("#c99a6b", "#b98f74", "#a9a08c")))
        self.rect(0, 604, WIDTH, 616, "#8a6a4e")
        return window

    def weave(self, x0, y0, x1, y1, cell=13):
        """The black, white and red of Pakpak cloth: rows of diamonds."""
        self.rect(x0, y0, x1, y1, BLACK)
        middle, half = (y0 + y1) / 2, (y1 - y0) / 2
        x, turn = x0, 0
        while x < x1:
            right = min(x + 2 * cell, x1)
            centre = (x + right) / 2
            self.poly(
                [(x, middle), (centre, y0 + half * 0.18), (right, middle), (centre, y1 - half * 0.18)], WHITE
            )
            self.poly(
                [
                    (x + cell * 0.5, middle),
                    (centre, middle - half * 0.42),
                    (right - cell * 0.5, middle),
                    (centre, middle + half * 0.42),
                ],
                RED if turn % 2 == 0 else BLACK,
            )
            x, turn = right, turn + 1

    def flip(self):
        """Turns left and right around: nothing painted here has letters."""
        self.image = self.image.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
        self.pen = ImageDraw.Draw(self.image)

    # What stands in the land.

    def pine(self, x, y, h, fill):
        self.poly([(x - h * 0.32, y), (x, y - h), (x + h * 0.32, y)], fill)

    def tree(self, x, y, h, fill=None):
        fill = fill or self.random.choice((self.palette[4], "#5c8f4e", "#7aa653"))
        self.rect(x - h * 0.05, y - h * 0.5, x + h * 0.05, y, "#7a5a40", 3)
        for dx, dy, r in ((-0.18, -0.56, 0.22), (0.17, -0.6, 0.23), (0, -0.8, 0.25)):
            self.dot(x + dx * h, y + dy * h, r * h, fill)

    def banana(self, x, y, h):
        self.line([(x, y), (x, y - h * 0.6)], "#8c9a4f", h * 0.07)
        for angle in (-70, -35, 0, 35, 70):
            a = angle * pi / 180
            tip = (x + sin(a) * h * 0.5, y - h * 0.6 - cos(a) * h * 0.42)
            side = (x + sin(a + 0.5) * h * 0.24, y - h * 0.6 - cos(a + 0.5) * h * 0.24)
            self.poly([(x, y - h * 0.6), side, tip], "#6fa251" if angle % 2 else "#5b9148")

    def house(self, x, y, w, roof=None, wall=None):
        wall = wall or self.random.choice(("#f2dfbd", "#e9c9a6", "#dfe6d6", "#f6efe0"))
        roof = roof or self.random.choice(("#a94a3c", "#7d4b3e", "#57656b", "#b5703f"))
        self.rect(x - w * 0.42, y - w * 0.42, x + w * 0.42, y, wall)
        self.poly([(x - w * 0.54, y - w * 0.4), (x, y - w * 0.8), (x + w * 0.54, y - w * 0.4)], roof)
        self.rect(x - w * 0.08, y - w * 0.26, x + w * 0.1, y, "#7a5a40", 2)
        for dx in (-0.3, 0.22):
            self.rect(x + w * dx, y - w * 0.3, x + w * (dx + 0.12), y - w * 0.17, "#6f9fb0", 2)

    def longhouse(self, x, y, w):
        """A house of the old kind: a saddle roof with raised ends, on posts."""
        for dx in (-0.34, -0.12, 0.12, 0.34):
            self.rect(x + w * dx - 7, y - w * 0.14, x + w * dx + 7, y, "#5f4636")
        self.rect(x - w * 0.4, y - w * 0.32, x + w * 0.4, y - w * 0.13, "#9b6a45")
        self.weave(x - w * 0.4, y - w * 0.2, x + w * 0.4, y - w * 0.14, 12)
        curve = [(x + w * t, y - w * (0.46 + 0.9 * t * t)) for t in (-0.5, -0.35, -0.2, 0, 0.2, 0.35, 0.5)]
        self.poly([*curve, (x + w * 0.46, y - w * 0.3), (x - w * 0.46, y - w * 0.3)], "#54473f")
        self.line(curve, "#3d332d", 8)
        self.rect(x - w * 0.06, y - w * 0.28, x + w * 0.06, y - w * 0.14, "#4a3428", 3)

    def person(self, x, y, h=150, shirt=None, cloth=None, skirt=None, arm=None, hat=None, child=False):
        """Stands with the feet at (x, y); `arm` is up, left or right, `hat` is caping, veil or cap."""
        pick = self.random.choice
        shirt, cloth, skin, hair = shirt or pick(SHIRTS), cloth or pick(CLOTHS), pick(SKINS), pick(HAIRS)
        skirt = self.random.random() < 0.5 if skirt is None else skirt
        head = h * (0.15 if child else 0.125)
        neck = y - h + 2 * head
        hip, wide = y - h * 0.42, h * 0.155
        self.oval(x, y, h * 0.2, h * 0.03, self.palette[4])
        if skirt:
            self.poly([(x - wide * 0.8, hip), (x + wide * 0.8, hip), (x + wide * 1.15, y - h * 0.1),
                       (x - wide * 1.15, y - h * 0.1)], cloth)  # fmt: skip
            for dx in (-0.4, 0.4):
                self.line([(x + wide * dx, y - h * 0.1), (x + wide * dx, y - h * 0.03)], skin, h * 0.05)
        else:
            for dx in (-0.42, 0.42):
                self.line([(x + wide * dx, hip), (x + wide * dx, y - h * 0.04)], cloth, h * 0.095)
        self.rect(x - wide, neck, x + wide, hip + h * 0.03, shirt, wide * 0.7)
        shoulder = neck + h * 0.07
        for side, name in ((-1, "left"), (1, "right")):
            if arm == name or (arm == "up" and side == 1):
                lift = -0.2 if arm == "up" else 0.02
                hand = (x + side * wide * (1.7 if arm == "up" else 2.1), shoulder + h * lift)
            else:
                hand = (x + side * wide * 1.25, hip - h * 0.01)
            self.line([(x + side * wide * 0.8, shoulder), hand], shirt, h * 0.065)
            self.dot(*hand, h * 0.036, skin)
        self.face(x, y - h + head, head, skin, hair, hat, shirt)

    def face(self, x, y, r, skin, hair, hat=None, shirt=RED):
        if hat == "veil":
            self.oval(x, y + r * 0.2, r * 1.22, r * 1.35, shirt)
            self.oval(x, y + r * 0.05, r * 0.8, r * 0.88, skin)
        else:
            self.dot(x, y - r * 0.04, r * 1.03, hair)
            self.oval(x, y + r * 0.2, r * 0.92, r * 0.86, skin)
        for side in (-1, 1):
            self.dot(x + side * r * 0.32, y + r * 0.15, r * 0.09, "#2a1d18")
        self.pen.arc([*self.at(x - r * 0.3, y + r * 0.2), *self.at(x + r * 0.3, y + r * 0.62)], 25, 155,
                     fill="#5a2f22", width=max(1, round(r * 0.1 * self.kx)))  # fmt: skip
        if hat == "caping":
            self.poly([(x - r * 1.9, y - r * 0.35), (x, y - r * 1.6), (x + r * 1.9, y - r * 0.35)], "#d9b16a")
            self.line([(x - r * 1.75, y - r * 0.37), (x + r * 1.75, y - r * 0.37)], "#b98f4c", r * 0.14)
        if hat == "cap":
            self.pie(x, y - r * 0.05, r * 1.1, r * 1.1, 180, 360, RED)
            self.rect(x - r * 1.1, y - r * 0.2, x + r * 1.1, y - r * 0.02, BLACK)

    def bust(self, x, y, h=120, shirt=None, hat=None):
        """Somebody seen to the chest, behind a table or window whose edge is at y."""
        shirt = shirt or self.random.choice(SHIRTS)
        r = h * 0.26
        self.pie(x, y, h * 0.42, h * 0.5, 180, 360, shirt)
        self.face(x, y - h * 0.62, r, self.random.choice(SKINS), self.random.choice(HAIRS), hat, shirt)

    def sitting(self, x, y, h=95, shirt=None, hat=None, book=False):
        """Somebody sitting on the ground, the legs crossed at (x, y)."""
        shirt, cloth = shirt or self.random.choice(SHIRTS), self.random.choice(CLOTHS)
        skin, r = self.random.choice(SKINS), h * 0.2
        self.oval(x, y - h * 0.1, h * 0.46, h * 0.13, cloth)
        self.rect(x - h * 0.22, y - h * 0.62, x + h * 0.22, y - h * 0.08, shirt, h * 0.14)
        self.face(x, y - h * 0.8, r, skin, self.random.choice(HAIRS), hat, shirt)
        for side in (-1, 1):
            self.line(
                [(x + side * h * 0.18, y - h * 0.5), (x + side * h * 0.2, y - h * 0.24)], shirt, h * 0.1
            )
            self.dot(x + side * h * 0.17, y - h * 0.22, h * 0.055, skin)
        if book:
            for side, page in ((-1, WHITE), (1, "#eadcc0")):
                edge = x + side * h * 0.26
                self.poly(
                    [(edge, y - h * 0.32), (x, y - h * 0.26), (x, y - h * 0.08), (edge, y - h * 0.14)], page
                )

    def wheel(self, x, y, r):
        self.dot(x, y, r, "#26262b")
        self.dot(x, y, r * 0.5, "#c9ccd1")

    def table(self, x0, x1, y, fill="#a9764c"):
        for x in (x0 + 18, x1 - 18):
            self.rect(x - 7, y, x + 7, y + 92, "#7f563a")
        self.rect(x0, y - 8, x1, y + 12, fill, 6)

    def cross(self, x, y, r, fill=RED):
        self.rect(x - r, y - r * 0.34, x + r, y + r * 0.34, fill)
        self.rect(x - r * 0.34, y - r, x + r * 0.34, y + r, fill)
