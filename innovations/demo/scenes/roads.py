"""What happens on the way: roads, vehicles, a village street."""

from math import sin

from innovations.demo.brush import HEIGHT, RED, SHIRTS, WHITE, WIDTH, Brush

UNIFORMS = (("#ffffff", "#b3202a"), ("#ffffff", "#2c3e6b"), ("#ffffff", "#7c828c"))
ROAD = "#6d6f76"
KERB = "#f2ead6"


def winding_road(p: Brush, x=640, top=500):
    """A road that comes down from the hills and swings to the front."""
    left, right = [], []
    for step in range(41):
        t = step / 40
        y = top + (HEIGHT - top) * t
        centre = x + 150 * sin(t * 4.6) * (0.3 + t)
        half = 8 + 170 * t * t
        left.append((centre - half, y))
        right.append((centre + half, y))
    p.poly([*left, *reversed(right)], ROAD)
    for step in range(4, 40, 5):
        (x0, y0), (x1, _), (x2, y2), (x3, _) = left[step], right[step], left[step + 1], right[step + 1]
        w = 2 + 8 * (step / 40) ** 2
        p.poly(
            [
                ((x0 + x1) / 2 - w, y0),
                ((x0 + x1) / 2 + w, y0),
                ((x2 + x3) / 2 + w, y2),
                ((x2 + x3) / 2 - w, y2),
            ],
            KERB,
        )


def street(p: Brush, y=690, height=104):
    p.rect(0, y, WIDTH, HEIGHT, p.palette[5])
    p.rect(0, y, WIDTH, y + height, ROAD)
    p.rect(0, y - 7, WIDTH, y, KERB)
    p.rect(0, y + height, WIDTH, y + height + 7, KERB)
    for x in range(-20, WIDTH, 130):
        p.rect(x, y + height / 2 - 4, x + 66, y + height / 2 + 4, KERB)


def pupil(p: Brush, x, y, h=120, arm=None):
    shirt, cloth = p.random.choice(UNIFORMS)
    p.person(x, y, h, shirt, cloth, arm=arm, child=True)


def vehicle(p: Brush, x, y, w, colour, windows=True):
    """A van seen from the side, driving to the left; the wheels stand on y."""
    p.rect(x, y - w * 0.46, x + w, y - w * 0.09, colour, w * 0.06)
    p.poly([(x + w * 0.02, y - w * 0.26), (x + w * 0.12, y - w * 0.44), (x + w * 0.3, y - w * 0.44),
            (x + w * 0.3, y - w * 0.26)], "#bfe0ea")  # fmt: skip
    nose = ((-0.03, 0.12), (0, 0.26), (0.1, 0.28), (0.1, 0.09))
    p.poly([(x + w * right, y - w * up) for right, up in nose], colour)
    if windows:
        p.rect(x + w * 0.36, y - w * 0.4, x + w * 0.62, y - w * 0.26, "#bfe0ea", 6)
    p.dot(x + w * 0.01, y - w * 0.17, w * 0.022, "#ffe9a8")
    for dx in (0.2, 0.8):
        p.wheel(x + w * dx, y - w * 0.075, w * 0.085)


def bus(p: Brush):
    p.land(500)
    winding_road(p, p.random.randint(820, 1000), 470)
    for x in (70, 210, 1190):
        p.tree(x, 560, p.random.randint(120, 190))
    p.house(p.random.randint(330, 420), 560, 130)
    street(p, 634, 116)
    colour = p.random.choice(("#f2b134", "#e8833a", "#3d86a8", "#d8443c", "#4f9a6b"))
    x, y = p.random.randint(420, 560), 726
    p.oval(x + 280, y + 22, 300, 12, "#55575d")
    p.rect(x, y - 210, x + 560, y + 4, colour, 26)
    p.rect(x + 8, y - 214, x + 552, y - 196, WHITE, 9)
    p.poly([(x + 10, y - 90), (x + 22, y - 180), (x + 92, y - 180), (x + 92, y - 90)], "#c6e6ee")
    for number in range(4):
        left = x + 186 + number * 90
        p.rect(left, y - 180, left + 74, y - 104, "#c6e6ee", 8)
        if p.random.random() < 0.85:
            p.bust(left + 37, y - 104, 62, WHITE)
    p.rect(x + 108, y - 180, x + 168, y - 8, "#eef4f2", 6)
    p.rect(x + 136, y - 172, x + 140, y - 14, colour)
    p.weave(x + 180, y - 84, x + 548, y - 62, 11)
    p.dot(x + 20, y - 48, 13, "#fff1b8")
    p.dot(x + 546, y - 48, 10, RED)
    for dx in (110, 452):
        p.wheel(x + dx, y, 38)
    for number in range(p.random.randint(3, 4)):
        pupil(
            p, 110 + number * 82, 818 - number % 2 * 12, 122 + number % 3 * 12, "up" if number == 1 else None
        )


def road(p: Brush):
    p.palette = ("#93a4b0", "#dde5e2", *p.palette[2:])
    p.sky()
    p.clouds("#8e9daa")
    p.clouds("#9dabb6")
    p.hills(470)
    p.ground(505)
    winding_road(p, p.random.randint(560, 720), 480)
    for x in (80, 190, 1090, 1210):
        p.banana(x, 650, p.random.randint(120, 170))
    x = p.random.randint(330, 430)
    for number, shade in enumerate((RED, "#e8b23a")):
        px = x - number * 120
        pupil(p, px, 770, 128)
        p.line([(px + 30, 690), (px + 30, 610)], "#4b3b35", 5)
        p.pie(px + 22, 640, 84, 62, 180, 360, p.random.choice(SHIRTS) if number else shade)
    rider = p.random.randint(690, 800)
    p.wheel(rider - 58, 742, 30)
    p.wheel(rider + 58, 742, 30)
    p.line([(rider - 58, 738), (rider - 26, 700), (rider + 34, 704), (rider + 58, 738)], "#2f6f86", 18)
    p.line([(rider - 50, 690), (rider - 30, 668)], "#333333", 6)
    p.poly([(rider - 26, 624), (rider + 34, 634), (rider + 44, 704), (rider - 10, 704)], "#e8b23a")
    p.dot(rider - 2, 604, 26, RED)
    p.rect(rider - 28, 600, rider - 8, 612, "#d9ecf2", 5)
    for _ in range(110):
        rx, ry = p.random.randint(0, WIDTH), p.random.randint(0, HEIGHT - 70)
        p.line([(rx, ry), (rx - 7, ry + 24)], "#e6eef2", 2)


def van(p: Brush):
    p.land(510)
    p.house(210, 620, 300)
    p.tree(1180, 640, 240)
    p.rect(0, 690, WIDTH, HEIGHT, "#cdb98f")
    vehicle(p, 620, 740, 480, WHITE)
    p.weave(668, 630, 1092, 654, 12)
    p.table(330, 600, 690)
    p.rect(370, 626, 460, 684, "#2b2f36", 6)
    p.rect(378, 634, 452, 676, "#7fc0cf")
    p.bust(520, 682, 140, "#c9a86a", p.random.choice((None, "veil")))
    for number in range(3):
        p.person(
            110 + number * 76, 800 + number % 2 * 8, 168 - number * 6, arm="right" if number == 2 else None
        )
    p.person(700, 812, 170, arm="left")
    p.person(1160, 805, 120, child=True)


def ambulance(p: Brush):
    p.land(500)
    winding_road(p, p.random.randint(240, 380), 470)
    p.house(1010, 610, 240)
    p.tree(1200, 660, 230)
    street(p, 650, 110)
    vehicle(p, 430, 736, 470, WHITE)
    p.rect(446, 638, 898, 656, RED)
    p.cross(800, 580, 34)
    p.rect(560, 502, 620, 522, RED, 6)
    p.rect(590, 502, 620, 522, "#4d6fb0", 6)
    for angle in (225, 270, 315):
        p.ring(590, 502, 48, angle - 14, angle + 14, "#f0c04a", 8)
    p.person(330, 816, 190, WHITE, WHITE, skirt=True, hat="veil", arm="right")
    p.person(960, 818, 190, arm="left")
    p.person(1046, 820, 176, skirt=True)


def village(p: Brush):
    p.land(480)
    winding_road(p, p.random.randint(600, 700), 480)
    for x, y, w in ((170, 600, 220), (390, 560, 160), (1100, 610, 240), (900, 560, 160)):
        p.house(x, y, w)
    p.tree(60, 680, 210)
    p.banana(1220, 700, 220)
    p.line([(250, 520), (330, 520)], "#54473f", 4)
    for number in range(3):
        p.rect(258 + number * 26, 520, 278 + number * 26, 552, p.random.choice(SHIRTS), 3)
    p.person(330, 790, 190, arm="right", skirt=True, hat=p.random.choice((None, "veil")))
    p.person(420, 795, 180, arm="left", hat=p.random.choice((None, "cap")))
    p.person(930, 780, 150, skirt=True)
    p.person(1010, 790, 116, child=True, arm="up")
    for x, y in ((180, 780), (236, 800), (1130, 800)):
        p.oval(x, y, 22, 16, "#c9753f")
        p.dot(x + 20, y - 14, 10, "#c9753f")
        p.dot(x + 22, y - 24, 5, RED)
        p.poly([(x + 29, y - 14), (x + 40, y - 11), (x + 29, y - 8)], "#f0c04a")
        p.poly([(x - 18, y - 4), (x - 38, y - 22), (x - 14, y - 14)], "#54473f")
