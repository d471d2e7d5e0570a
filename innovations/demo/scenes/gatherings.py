"""Where people come together: health posts, markets, meetings, stories told."""

from innovations.demo.brush import BLACK, HEIGHT, RED, SHIRTS, WHITE, WIDTH, Brush


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
