"""The scenes of the demo's pictures: one function each, named for what is seen, painting with a `Brush`."""

from math import sin

from innovations.demo.brush import BLACK, HEIGHT, RED, SHIRTS, WHITE, WIDTH, Brush

UNIFORMS = (("#ffffff", "#b3202a"), ("#ffffff", "#2c3e6b"), ("#ffffff", "#7c828c"))
ROAD, KERB = "#6d6f76", "#f2ead6"


def winding_road(p: Brush, x=640, top=500):
    """A road that comes down from the hills and swings to the front."""
    left, right = [], []
    for step in range(0, 41):
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
    p.rect(0, y, WIDTH, y + height, ROAD)
    p.rect(0, y - 7, WIDTH, y, KERB)
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
    p.poly([(x - w * 0.03, y - w * 0.12), (x, y - w * 0.26), (x + w * 0.1, y - w * 0.28), (x + w * 0.1, y - w * 0.09)],
           colour)  # fmt: skip
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
    street(p)
    colour = p.random.choice(("#f2b134", "#e8833a", "#3d86a8", "#d8443c", "#4f9a6b"))
    x, y = p.random.randint(420, 520), 772
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
            p, 110 + number * 82, 800 - number % 2 * 14, 122 + number % 3 * 12, "up" if number == 1 else None
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


def health(p: Brush):
    p.land(540)
    p.rect(300, 330, 1000, 650, "#fbf7ee", 6)
    roof = p.random.choice(("#4d8a70", "#b3503f", "#3d7f96"))
    p.poly([(260, 340), (340, 240), (960, 240), (1040, 340)], roof)
    p.rect(545, 260, 755, 330, WHITE, 8)
    p.cross(650, 295, 26, RED if p.random.random() < 0.5 else "#3f8f5f")
    p.rect(570, 430, 730, 650, "#9cc7d1", 6)
    p.rect(647, 430, 653, 650, WHITE)
    for x in (360, 460, 800, 900):
        p.rect(x - 34, 430, x + 34, 520, "#a9d2db", 6)
        p.rect(x - 40, 520, x + 40, 530, "#d9cdb4")
    p.weave(300, 362, 1000, 384, 13)
    p.poly([(500, 700), (570, 650), (730, 650), (800, 700)], "#d8d0bf")
    for x in (120, 1160):
        p.tree(x, 690, 260)
    p.person(640, 745, 170, WHITE, "#ffffff", skirt=True, hat="veil", arm="right")
    p.person(740, 750, 160)
    p.person(430, 770, 158, arm="right", skirt=True)
    p.person(500, 775, 100, child=True)
    p.person(930, 765, 150, hat="cap")


def posyandu(p: Brush):
    p.land(530)
    p.house(1050, 600, 260)
    p.rect(205, 330, 241, 740, "#7a5a40")
    p.line([(220, 400), (480, 356)], "#7a5a40", 22)
    for x, y, r in ((150, 300, 110), (270, 240, 120), (390, 300, 95), (90, 380, 70)):
        p.dot(x, y, r, p.palette[4])
    p.line([(470, 360), (470, 430)], "#54473f", 4)
    p.dot(470, 452, 28, WHITE)
    p.dot(470, 452, 21, "#e8b23a")
    p.line([(470, 452), (482, 440)], BLACK, 4)
    p.line([(440, 545), (470, 480), (500, 545)], "#54473f", 4)
    p.pie(470, 545, 42, 50, 0, 180, RED)
    p.face(470, 536, 22, "#c68a5e", "#221a18")
    p.person(570, 760, 200, "#e37a5a", skirt=True, arm="left", hat=p.random.choice((None, "veil")))
    p.table(680, 960, 655)
    for number in range(4):
        x = 715 + number * 66
        p.pie(x, 632, 22, 20, 0, 180, p.random.choice(("#4d8a70", "#d8443c", "#f0a83a")))
        p.oval(x, 632, 22, 7, "#fff3cf")
    p.bust(790, 646, 120)
    p.person(1030, 775, 185, skirt=True)
    p.dot(1058, 655, 20, "#c68a5e")
    p.oval(1056, 690, 24, 36, "#f3e3c2")
    p.person(1140, 780, 120, child=True, arm="up")
    p.person(345, 775, 112, child=True)


def library(p: Brush):
    window = p.room()
    start = 470 if window < 400 else 60
    for shelf in range(3):
        y = 170 + shelf * 142
        x = start
        while x < start + 700:
            w, h = p.random.randint(24, 46), p.random.randint(80, 116)
            if x + w > start + 716:
                break
            if p.random.random() < 0.9:
                p.rect(x, y - h, x + w, y, p.random.choice(SHIRTS), 3)
            x += w + 4
        p.rect(start - 16, y, start + 732, y + 14, "#8a5f3f")
    p.rect(start - 26, 46, start - 12, 610, "#7a5236")
    p.rect(start + 728, 46, start + 742, 610, "#7a5236")
    p.rect(190, 640, 1090, 800, "#c8473f", 20)
    p.weave(210, 652, 1070, 676, 14)
    for number, x in enumerate((290, 430, 850, 980)):
        p.sitting(x, 770 - number % 2 * 20, 120, book=True)
    p.sitting(640, 770, 160, p.random.choice(SHIRTS), p.random.choice((None, "veil")), book=True)


def classroom(p: Brush):
    window = p.room()
    x0 = 500 if window < 400 else 130
    p.rect(x0 - 14, 96, x0 + 674, 426, "#8a5f3f", 6)
    p.rect(x0, 110, x0 + 660, 412, "#2f5f4d")
    for number in range(3):
        y = 170 + number * 70
        p.line([(x0 + 50, y), (x0 + 50 + p.random.randint(180, 300), y)], "#dfe8dc", 6)
    for number in range(p.random.randint(5, 7)):
        p.dot(x0 + 420 + number % 4 * 52, 190 + number // 4 * 70, 19, "#f0d58a")
    p.weave(x0, 428, x0 + 660, 446, 12)
    p.person(x0 + 330, 640, 250, p.random.choice(("#c9a86a", "#5d7f9a", "#e37a5a")), arm="right",
             hat=p.random.choice((None, "veil")))  # fmt: skip
    for row, (y, gap) in enumerate(((690, 250), (830, 300))):
        for number in range(4):
            x = 160 + number * gap + row * 40
            shirt = p.random.choice(UNIFORMS)[0]
            p.pie(x, y + 16, 64, 96, 180, 360, shirt)
            p.dot(x, y - 98, 38, p.random.choice(("#221a18", "#2e2320")))
            if p.random.random() < 0.4:
                p.line([(x + 52, y - 40), (x + 76, y - 130)], shirt, 22)
                p.dot(x + 76, y - 134, 13, "#c68a5e")
            p.rect(x - 100, y, x + 100, y + 22, "#b9814f", 5)
            p.rect(x - 40, y - 8, x + 20, y, WHITE)


def field(p: Brush):
    p.land(470)
    p.house(p.random.choice((190, 1050)), 520, 150)
    crop = p.random.choice(("corn", "bush", "bush"))
    for row in range(6):
        y = 560 + row * 46 + row * row * 2
        p.line([(0, y + 12), (WIDTH, y + 4)], "#8a6a45", 16 + row * 4)
        size = 40 + row * 13
        x = -20 + row % 2 * 40
        while x < WIDTH + 40:
            if crop == "corn":
                p.line([(x, y + 8), (x, y - size)], "#5d8f45", 5 + row)
                for side in (-1, 1):
                    for level in (0.25, 0.5, 0.75):
                        p.poly([(x, y - size * level), (x + side * size * 0.42, y - size * (level + 0.24)),
                                (x + side * size * 0.12, y - size * level + 8)], "#6fa750")  # fmt: skip
                p.oval(x + size * 0.1, y - size * 0.62, size * 0.09, size * 0.2, "#f0c04a")
            else:
                p.dot(x, y - size * 0.25, size * 0.36, "#5d8f45")
                p.dot(x - size * 0.2, y - size * 0.14, size * 0.26, "#6fa750")
                p.dot(x + size * 0.22, y - size * 0.16, size * 0.26, "#79b257")
                for _ in range(3):
                    p.dot(x + p.random.uniform(-0.3, 0.3) * size, y - p.random.uniform(0.05, 0.45) * size,
                          size * 0.06, RED)  # fmt: skip
            x += size * 1.9 + p.random.randint(-6, 6)
        if row == 2:
            p.person(p.random.randint(300, 420), y + 40, 160, hat="caping", arm="right", skirt=True)
        if row == 3:
            p.person(p.random.randint(720, 900), y + 40, 190, hat="caping", arm="left", skirt=False)


def market(p: Brush):
    p.land(470)
    p.rect(0, 640, WIDTH, HEIGHT, "#d6b98c")
    fruits = ("#f09a2f", "#d8443c", "#6fa750", "#f0c04a", "#8a4f8f", "#8c6a4a")
    for number in range(3):
        x = 80 + number * 400
        a, b = p.random.sample(("#d8443c", "#2f7f86", "#f0a83a", "#5d9a52", "#37506b"), 2)
        for post in (x, x + 320):
            p.rect(post - 6, 330, post + 6, 700, "#7f563a")
        p.bust(x + 160, 590, 165, hat=p.random.choice((None, "veil", "caping")))
        for stripe in range(8):
            left = x - 30 + stripe * 47.5
            p.poly(
                [(left + 12, 270), (left + 50, 270), (left + 47.5, 350), (left, 350)],
                a if stripe % 2 else WHITE,
            )
            p.pie(left + 23.7, 350, 23.7, 20, 0, 180, a if stripe % 2 else WHITE)
        p.rect(x - 30, 262, x + 350, 274, b, 5)
        p.rect(x - 20, 590, x + 340, 720, "#a9764c", 6)
        p.weave(x - 20, 668, x + 340, 690, 12)
        for heap in range(3):
            fruit = p.random.choice(fruits)
            for dx, dy in ((-26, 0), (0, 0), (26, 0), (-13, -20), (13, -20), (0, -38)):
                p.dot(x + 44 + heap * 116 + dx, 578 + dy, 17, fruit)
    p.person(430, 810, 200, arm="right", skirt=True)
    p.person(840, 815, 190, hat=p.random.choice((None, "cap")))
    p.person(930, 812, 116, child=True)


def counter(p: Brush):
    window = p.room()
    x0 = 470 if window < 400 else 100
    p.rect(x0 + 120, 120, x0 + 520, 210, p.random.choice(("#2f7f86", "#b3202a", "#4d8a70")), 12)
    for number in range(3):
        p.rect(x0 + 160, 144 + number * 18, x0 + 480 - number * 60, 152 + number * 18, WHITE, 4)
    p.bust(x0 + 210, 560, 190, "#c9a86a", "veil")
    p.bust(x0 + 490, 560, 190, "#5d7f9a")
    for x in (x0 + 290, x0 + 580):
        p.rect(x, 430, x + 120, 520, "#2b2f36", 8)
        p.rect(x + 8, 438, x + 112, 512, "#7fc0cf")
        p.rect(x + 50, 520, x + 70, 552, "#2b2f36")
        p.rect(x + 26, 548, x + 94, 560, "#2b2f36", 4)
    p.rect(x0 - 20, 556, x0 + 760, 586, "#8a5f3f", 6)
    p.rect(x0, 586, x0 + 740, 780, "#c99a6b")
    p.weave(x0, 640, x0 + 740, 668, 15)
    p.rect(x0 + 130, 536, x0 + 200, 556, WHITE)
    p.person(x0 + 300, 826, 250, arm="up", skirt=True)
    p.person(x0 + 560, 826, 240)
    plant = x0 + 810 if window > 400 else 330
    p.poly([(plant - 40, 690), (plant + 40, 690), (plant + 28, 780), (plant - 28, 780)], "#b5703f")
    for dx, dy in ((-50, -110), (-24, -150), (10, -160), (44, -120)):
        p.poly([(plant - 12, 692), (plant + dx, 690 + dy), (plant + 12, 692)], "#5d9a52")


def phone(p: Brush):
    p.land(560)
    p.house(190, 630, 190)
    x = p.random.choice((720, 780))
    p.rect(x, 90, x + 340, 770, "#23252b", 44)
    p.rect(x + 16, 112, x + 324, 748, "#f4efe4", 30)
    p.rect(x + 16, 112, x + 324, 190, "#4d8a70", 30)
    p.rect(x + 16, 160, x + 324, 190, "#4d8a70")
    p.dot(x + 64, 152, 24, WHITE)
    p.rect(x + 104, 144, x + 230, 160, WHITE, 8)
    y = 216
    for number in range(5):
        w, h, mine = p.random.randint(130, 210), p.random.choice((56, 74, 92)), number % 2
        left = x + 300 - w if mine else x + 38
        p.rect(left, y, left + w, y + h, "#d7ecc9" if mine else "#ffffff", 16)
        for text in range(h // 28):
            p.rect(left + 16, y + 16 + text * 22, left + w - 20 - text * 30, y + 24 + text * 22, "#9aa5a0", 4)
        y += h + 18
    p.rect(x + 34, 690, x + 306, 730, WHITE, 20)
    p.dot(x + 284, 710, 16, "#4d8a70")
    p.person(470, 800, 330, arm="right", skirt=p.random.random() < 0.6, hat=p.random.choice((None, "veil")))
    p.rect(538, 566, 572, 622, "#23252b", 7)
    p.tree(1190, 700, 220)


def waste(p: Brush):
    p.land(520)
    p.tree(110, 600, 220)
    p.house(1090, 590, 230)
    p.rect(0, 690, WIDTH, HEIGHT, "#cdb98f")
    for number, colour in enumerate(p.random.sample(("#4d8a70", "#f0a83a", "#d8443c", "#4d6fb0"), 3)):
        x = 180 + number * 165
        p.poly([(x, 520), (x + 130, 520), (x + 116, 740), (x + 14, 740)], colour)
        p.rect(x - 10, 500, x + 140, 526, colour, 8)
        p.rect(x + 50, 488, x + 80, 502, colour, 4)
        p.ring(x + 65, 628, 26, 20, 140, WHITE, 9)
        p.ring(x + 65, 628, 26, 145, 260, WHITE, 9)
        p.ring(x + 65, 628, 26, 265, 375, WHITE, 9)
    p.weave(170, 744, 680, 764, 12)
    p.person(770, 790, 210, arm="left", skirt=True)
    p.poly([(880, 660), (990, 660), (1010, 770), (860, 770)], "#e6d6b0")
    for _ in range(5):
        p.rect(
            x := p.random.randint(884, 970),
            630,
            x + 16,
            668,
            p.random.choice(("#7fc0cf", "#d9ecf2", "#8fbf6a")),
            6,
        )
    p.rect(850, 770, 1020, 792, "#57656b", 5)
    p.person(1090, 795, 190, hat=p.random.choice((None, "cap")))
    p.person(1180, 790, 122, child=True, arm="up")


def waterfall(p: Brush):
    p.sky()
    p.sun()
    p.clouds()
    p.hills(430)
    rock, dark = p.random.choice((("#7d8a80", "#5f6d65"), ("#8c8276", "#6d645a")))
    x = p.random.randint(560, 720)
    p.poly([(0, 330), (180, 270), (x - 90, 250), (x - 70, 700), (0, 760)], rock)
    p.poly([(WIDTH, 300), (1100, 260), (x + 90, 250), (x + 76, 700), (WIDTH, 760)], rock)
    p.poly([(x - 200, 300), (x - 90, 250), (x - 70, 700), (x - 150, 690)], dark)
    p.poly([(x + 210, 310), (x + 90, 250), (x + 76, 700), (x + 160, 690)], dark)
    p.poly([(x - 90, 252), (x + 90, 252), (x + 100, 710), (x - 100, 710)], "#dcf0f4")
    for _ in range(16):
        sx, sy = x + p.random.randint(-70, 70), p.random.randint(260, 560)
        p.line([(sx, sy), (sx + p.random.randint(-4, 4), sy + p.random.randint(60, 130))], "#b5dbe6", 5)
    p.rect(0, 690, WIDTH, HEIGHT, "#5fa9b8")
    for _ in range(22):
        p.oval(p.random.randint(0, WIDTH), p.random.randint(720, 810), p.random.randint(30, 90), 4, "#8cc9d3")
    for dx in (-110, -55, 0, 55, 110):
        p.dot(x + dx, 704, p.random.randint(34, 52), "#eef9fa")
    for side in (-1, 1):
        for number in range(5):
            gx = x + side * (150 + number * 110 + p.random.randint(-24, 24))
            gy = p.random.choice((300, 680)) + p.random.randint(-12, 12)
            green = p.random.choice(("#5d8f45", "#79b257", "#4f8a5b"))
            for dx, dy, r in ((-30, 8, 28), (28, 8, 30), (0, -12, 38)):
                p.dot(gx + dx, gy + dy, r, green)
    p.poly([(0, 740), (320, 720), (430, 800), (400, HEIGHT), (0, HEIGHT)], p.palette[5])
    p.person(150, 790, 150, arm="up")
    p.person(235, 800, 140, skirt=True)
    p.person(310, 805, 100, child=True, arm="right")
    for bx in (1210, 1130):
        p.banana(bx, 790, p.random.randint(170, 230))


def meeting(p: Brush):
    p.land(470)
    p.rect(0, 600, WIDTH, HEIGHT, "#c99a6b")
    for x in (90, 460, 820, 1190):
        p.rect(x - 15, 150, x + 15, 640, "#7f563a")
    p.poly([(0, 176), (WIDTH, 176), (WIDTH, 60), (1180, 0), (100, 0), (0, 60)], "#8f4a3b")
    p.weave(0, 160, WIDTH, 190, 16)
    if p.random.random() < 0.5:
        for x in (200, 330, 470, 610, 760, 900, 1050):
            p.bust(x, 640, 170, hat=p.random.choice((None, None, "veil", "cap")))
        p.rect(120, 634, 1160, 664, "#8a5f3f", 8)
        p.rect(150, 664, 1130, 790, "#a9764c")
        for x in range(180, 1100, 130):
            p.rect(x, 622, x + 56, 636, WHITE)
        p.person(640, 826, 200, arm="up", skirt=True)
    else:
        p.rect(480, 250, 800, 470, "#fffaf0", 8)
        for number in range(3):
            p.rect(510, 290 + number * 52, 700 - number * 40, 306 + number * 52, p.random.choice(SHIRTS), 6)
            p.dot(750, 298 + number * 52, 14, p.random.choice((RED, "#f0a83a", "#5d9a52")))
        p.person(880, 650, 220, arm="left", hat=p.random.choice((None, "veil")))
        p.rect(110, 660, 1170, 826, "#d9b98a", 14)
        for number, x in enumerate((190, 340, 490, 640, 790, 940, 1090)):
            p.sitting(x, 740 + (number % 2) * 62, 130, hat=p.random.choice((None, None, "veil", "cap")))


def water(p: Brush):
    p.land(520)
    p.house(1060, 590, 220)
    p.rect(360, 250, 560, 470, p.random.choice(("#4d6fb0", "#f0a83a", "#57656b")), 20)
    for y in (300, 350, 400):
        p.rect(360, y, 560, y + 7, "#ffffff")
    for x in (380, 530):
        p.rect(x - 8, 470, x + 8, 690, "#7f563a")
    p.rect(330, 466, 590, 484, "#8a5f3f")
    p.line([(560, 440), (660, 440), (660, 600)], "#9aa5ad", 18)
    p.rect(600, 560, 720, 760, "#b9b2a3", 8)
    p.line([(700, 610), (764, 610), (764, 634)], "#7d8790", 16)
    p.rect(757, 640, 771, 716, "#9fd8e6", 6)
    p.poly([(716, 700), (812, 700), (796, 780), (732, 780)], RED)
    p.oval(764, 702, 46, 12, "#9fd8e6")
    p.rect(590, 756, 900, 790, "#a39c8e", 6)
    p.person(880, 790, 200, arm="left", skirt=True)
    p.person(980, 800, 128, child=True, arm="up")
    p.poly([(1040, 740), (1120, 740), (1108, 800), (1052, 800)], "#4d6fb0")
    p.tree(150, 700, 330)
    p.person(260, 800, 180, hat="cap", arm="right")


def archive(p: Brush):
    window = p.room()
    start = 470 if window < 400 else 60
    colours = p.random.sample(SHIRTS, 5)
    for shelf in range(4):
        y = 190 + shelf * 138
        for number in range(17):
            x = start + number * 42
            if p.random.random() < 0.93:
                p.rect(x, y - 104, x + 36, y, colours[(number // 4 + shelf) % 5], 4)
                p.rect(x + 9, y - 84, x + 27, y - 52, WHITE, 2)
                p.dot(x + 18, y - 22, 6, "#f6efe0")
        p.rect(start - 18, y, start + 728, y + 14, "#7d8790")
    p.person(start + 250, 815, 290, arm="right", skirt=True, hat=p.random.choice((None, "veil")))
    p.rect(start + 332, 588, start + 400, 640, RED, 4)
    p.table(start + 470, start + 700, 690)
    for number in range(4):
        p.rect(
            start + 500, 664 - number * 18, start + 640 - number * 8, 680 - number * 18, colours[number], 3
        )


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


def kitchen(p: Brush):
    window = p.room()
    x0 = 480 if window < 400 else 90
    p.rect(x0, 90, x0 + 560, 110, "#8a5f3f")
    for number in range(6):
        p.rect(x0 + 30 + number * 88, 40, x0 + 80 + number * 88, 90, p.random.choice(SHIRTS), 10)
    p.rect(130, 600, 1150, 640, "#8a5f3f", 8)
    p.rect(160, 640, 1120, 790, "#b9814f")
    p.weave(160, 700, 1120, 726, 15)
    for x, hat in ((330, "veil"), (640, None), (930, p.random.choice((None, "veil")))):
        p.bust(x, 600, 215, hat=hat)
    p.rect(420, 540, 560, 604, "#57656b", 12)
    p.rect(405, 530, 575, 548, "#6d7c83", 6)
    for number in range(3):
        p.ring(450 + number * 40, 490, 22, 100, 260, "#ffffff", 7)
        p.ring(450 + number * 40, 452, 22, 280, 80, "#ffffff", 7)
    for number, x in enumerate((200, 740, 830, 1050)):
        p.pie(x, 570, 50, 44, 0, 180, p.random.choice(("#4d6fb0", "#d8443c", "#4d8a70")))
        p.oval(x, 570, 50, 14, ("#8fbf6a", "#f0c04a", "#f3e3c2", "#e37a5a")[number])
        for _ in range(4):
            p.dot(
                x + p.random.randint(-28, 28),
                566 + p.random.randint(-8, 2),
                9,
                p.random.choice(("#6fa750", RED, "#f09a2f")),
            )


def pond(p: Brush):
    p.land(500)
    p.house(1010, 580, 260)
    p.banana(180, 600, 220)
    p.banana(270, 590, 170)
    for x, y, r in ((330, 690, 190), (720, 640, 150), (930, 760, 170)):
        p.oval(x, y + 16, r + 14, r * 0.36 + 14, "#3d5a73")
        p.oval(x, y, r + 14, r * 0.36 + 12, p.random.choice(("#f0a83a", "#4d6fb0", "#e37a5a")))
        p.oval(x, y, r, r * 0.36, "#6fb8c4")
        for _ in range(5):
            fx, fy = x + p.random.uniform(-0.7, 0.6) * r, y + p.random.uniform(-0.2, 0.2) * r
            p.oval(fx, fy, 19, 7, "#36596b")
            p.poly([(fx + 16, fy), (fx + 32, fy - 9), (fx + 32, fy + 9)], "#36596b")
        p.oval(x - r * 0.3, y - r * 0.18, r * 0.3, 3, "#d9f0f4")
    p.person(545, 730, 200, hat="caping", arm="left", skirt=True)
    p.person(1140, 800, 180, arm="left")
    p.person(1210, 800, 120, child=True)


def cattle(p: Brush):
    p.land(500)
    p.poly([(240, 300), (330, 190), (1010, 190), (1100, 300)], "#8f4a3b")
    p.weave(250, 296, 1090, 316, 13)
    for x in (290, 560, 800, 1050):
        p.rect(x - 10, 310, x + 10, 690, "#7f563a")
    for x in (360, 610, 860):
        hide = p.random.choice(("#a5673f", "#7a4a35", "#c99a6b", "#8a5a44"))
        p.rect(x - 70, 470, x + 110, 590, hide, 46)
        for dx in (-48, -14, 62, 92):
            p.rect(x + dx - 10, 570, x + dx + 10, 668, hide, 6)
        p.oval(x - 92, 480, 40, 34, hide)
        p.oval(x - 116, 496, 22, 18, "#e6cdb0")
        p.dot(x - 96, 472, 5, BLACK)
        p.line([(x - 104, 450), (x - 116, 428)], WHITE, 8)
        p.line([(x - 80, 448), (x - 72, 426)], WHITE, 8)
        p.line([(x + 108, 500), (x + 124, 560)], hide, 8)
    p.rect(270, 610, 1070, 626, "#8a5f3f")
    p.rect(270, 660, 1070, 676, "#8a5f3f")
    for _ in range(40):
        gx = p.random.randint(280, 1060)
        p.line([(gx, 690), (gx + p.random.randint(-14, 14), 656)], p.random.choice(("#6fa750", "#8fbf6a")), 5)
    p.person(190, 770, 200, hat="caping", arm="right")
    p.person(1140, 780, 190, arm="left", hat=p.random.choice((None, "cap")))
    p.person(540, 810, 176, arm="up", skirt=True)


def hazard(p: Brush):
    p.land(520)
    p.poly([(560, 700), (760, 190), (960, 250), (1280, 420), (1280, 720)], p.palette[4])
    p.poly([(720, 330), (830, 250), (960, 420), (1010, 690), (700, 720), (780, 520)], "#a9764c")
    p.poly([(760, 380), (830, 310), (890, 440), (900, 600), (800, 640), (820, 500)], "#c08f63")
    for _ in range(16):
        p.dot(p.random.randint(690, 1030), p.random.randint(640, 720), p.random.randint(9, 24), "#8c7a68")
    for x in (1090, 1180, 640):
        p.pine(x, 640, 110, "#37765f")
    p.rect(0, 700, WIDTH, HEIGHT, p.palette[5])
    colour = p.random.choice(("#f08a2f", "#e8b23a", "#d8443c"))
    p.poly([(70, 720), (250, 470), (430, 720)], colour)
    p.poly([(250, 470), (330, 470), (510, 720), (430, 720)], "#c96a24")
    p.poly([(205, 720), (250, 590), (295, 720)], "#5a3a26")
    p.rect(596, 590, 606, 730, "#7f563a")
    p.poly([(540, 600), (601, 500), (662, 600)], "#f0c04a")
    p.rect(596, 535, 606, 572, BLACK, 3)
    p.dot(601, 584, 6, BLACK)
    for x, arm in ((500, "right"), (720, "left"), (810, None)):
        p.person(x, 800, 190, "#f08a2f", "#37424f", skirt=False, arm=arm, hat="cap")
    p.person(930, 800, 176, skirt=True)
    p.person(1010, 805, 116, child=True)


def tower(p: Brush):
    p.land(540)
    p.poly([(520, 640), (760, 360), (900, 330), (1280, 560), (1280, 700)], p.palette[4])
    x, top, foot = 850, 110, 390
    p.line([(x - 56, foot), (x, top)], RED, 9)
    p.line([(x + 56, foot), (x, top)], RED, 9)
    for number in range(6):
        y = foot - number * 44
        half = 56 * (y - top) / (foot - top)
        p.line([(x - half, y), (x + half * 0.8, y - 40)], WHITE if number % 2 else RED, 5)
        p.line([(x - half, y), (x + half, y)], WHITE if number % 2 else RED, 5)
    for r in (44, 78, 112):
        p.ring(x, top, r, 205, 250, WHITE, 8)
        p.ring(x, top, r, 290, 335, WHITE, 8)
    p.dot(x, top, 13, RED)
    for hx, hy, w in ((140, 660, 190), (340, 640, 160), (1080, 690, 210)):
        p.house(hx, hy, w)
    p.table(420, 720, 700)
    p.rect(500, 630, 610, 694, "#2b2f36", 6)
    p.rect(508, 638, 602, 686, "#7fc0cf")
    p.bust(450, 694, 130)
    p.bust(670, 694, 130, hat=p.random.choice((None, "veil")))
    p.person(820, 806, 170, arm="up")
    p.person(910, 806, 120, child=True)


def drain(p: Brush):
    p.land(470)
    for x in (150, 480, 800, 1120):
        p.house(x, 580, p.random.randint(210, 250))
    p.rect(0, 580, WIDTH, 660, ROAD)
    p.rect(0, 660, WIDTH, 680, "#c9c2b4")
    p.rect(0, 680, WIDTH, 760, "#4f8f9c")
    for _ in range(18):
        p.oval(p.random.randint(0, WIDTH), p.random.randint(695, 745), p.random.randint(30, 70), 3, "#8cc9d3")
    p.rect(0, 750, WIDTH, HEIGHT, "#c9c2b4")
    for number, x in enumerate((190, 420, 660, 900)):
        p.person(x, 700 if number % 2 else 812, 180, arm="right" if number < 2 else "left",
                 hat=p.random.choice((None, "caping", "cap")))  # fmt: skip
        hx = x + (60 if number < 2 else -60)
        hy = 590 if number % 2 else 702
        p.line([(hx, hy - 40), (hx + (20 if number < 2 else -20), hy + 70)], "#8a5f3f", 8)
        p.rect(
            hx + (6 if number < 2 else -34), hy + 60, hx + (34 if number < 2 else -6), hy + 96, "#57656b", 5
        )
    p.poly([(1030, 700), (1190, 700), (1160, 790), (1060, 790)], "#2f7f86")
    p.wheel(1110, 800, 24)
    for _ in range(7):
        p.dot(p.random.randint(1056, 1166), 692, 20, "#7a5a40")


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


def culture(p: Brush):
    p.land(540)
    p.longhouse(p.random.choice((330, 900)), 640, 480)
    for x in (60, 1230):
        p.banana(x, 660, 210)
    p.rect(250, 690, 1030, 806, "#d9b98a", 16)
    p.weave(262, 694, 1018, 712, 12)
    p.sitting(640, 772, 170, RED, "cap")
    for number, x in enumerate((330, 430, 520, 770, 860, 960)):
        p.sitting(x, 790 - number % 2 * 16, 104)
    p.dot(730, 772, 30, "#7a4a30")
    p.oval(730, 756, 30, 12, "#f3e3c2")


def ambulance(p: Brush):
    p.land(500)
    winding_road(p, p.random.randint(240, 380), 470)
    p.house(1010, 610, 240)
    p.tree(1200, 660, 230)
    street(p, 680, 120)
    vehicle(p, 430, 770, 470, WHITE)
    p.rect(446, 672, 898, 690, RED)
    p.cross(800, 614, 34)
    p.rect(560, 536, 620, 556, RED, 6)
    p.rect(590, 536, 620, 556, "#4d6fb0", 6)
    for angle in (225, 270, 315):
        p.ring(590, 536, 48, angle - 14, angle + 14, "#f0c04a", 8)
    p.person(330, 800, 190, WHITE, WHITE, skirt=True, hat="veil", arm="right")
    p.person(960, 806, 190, arm="left")
    p.person(1046, 806, 176, skirt=True)


SCENES = {
    painted.__name__: painted
    for painted in (
        ambulance,
        archive,
        bus,
        cattle,
        classroom,
        counter,
        culture,
        drain,
        field,
        hazard,
        health,
        kitchen,
        library,
        market,
        meeting,
        phone,
        pond,
        posyandu,
        road,
        tower,
        van,
        village,
        waste,
        water,
        waterfall,
    )
}
