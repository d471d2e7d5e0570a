"""What grows, flows and falls: fields, stables, water, slopes."""

from innovations.demo.brush import BLACK, HEIGHT, RED, WHITE, WIDTH, Brush
from innovations.demo.scenes.roads import ROAD


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
