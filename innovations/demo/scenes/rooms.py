"""What happens indoors: schools, libraries, counters, kitchens."""

from innovations.demo.brush import RED, SHIRTS, WHITE, Brush
from innovations.demo.scenes.roads import UNIFORMS


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
