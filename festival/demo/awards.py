"""The jury in the demo data: an edition whose winners are announced, and one whose jury is at work."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from accounts.models import Role, User
from festival import awards, jury
from festival.demo.people import Cast
from festival.models import Award, Category, Festival, JuryCriterion, Seat

CRITERIA = [
    (
        "Manfaat bagi warga",
        50,
        [
            "Belum terasa.",
            "Dirasakan sedikit orang.",
            "Dirasakan sasarannya.",
            "Jelas dan terukur.",
            "Besar, merata.",
        ],
    ),
    (
        "Keberlanjutan",
        30,
        [
            "Sudah berhenti.",
            "Bergantung satu orang.",
            "Ada petugasnya.",
            "Ada anggarannya.",
            "Sudah jadi kebiasaan.",
        ],
    ),
    (
        "Mudah ditiru",
        20,
        ["Tidak dapat ditiru.", "Perlu biaya besar.", "Perlu penyesuaian.", "Mudah.", "Sudah ditiru."],
    ),
]
MARKS = [(5, 5, 4), (5, 4, 4), (4, 4, 4), (4, 3, 3), (3, 3, 2), (2, 3, 2)]
OTHERS = [("juri-kampus", "Saut Limbong"), ("juri-warga", "Nurmaida Padang")]
CITATIONS = [
    "Manfaatnya dirasakan langsung dan dapat dihitung.",
    "Sederhana, murah, dan dijalankan dengan tekun.",
    "Menjawab keluhan warga yang sudah lama.",
]
PRIZE = "Contoh bahwa cara baru tidak harus mahal: cukup mendengar warga dan berani mencoba."


def tell(cast: Cast, now: datetime) -> None:
    """Fill the oldest and the newest edition; nothing where no exhibit is shown yet or where it was done before."""
    editions = list(Festival.objects.newest_first())
    if editions and not Category.objects.exists():
        fill(cast.accounts, editions[-1], editions[0], now)


def fill(accounts: dict[str, User], older: Festival, current: Festival, now: datetime) -> None:
    """Announce winners in `older`; in `current` the juror `juri` has scored half of what waits."""
    jurors = [accounts["juri"]]
    for username, name in OTHERS:
        jurors.append(User.objects.create_user(username, name=name, role=Role.JUROR))
    picked = list(older.exhibits.public().order_by("pk")[: len(MARKS)])
    if picked:
        done = _category(older, "Pelayanan Terbaik", now, jurors, reach=Category.Reach.PICKED)
        done.picked.set(picked)
        for number, juror in enumerate(jurors):
            for exhibit, marks in zip(picked, MARKS, strict=False):
                _score(done, exhibit, juror, (*marks[:2], marks[2] - (number == 1)))
        closed = timezone.make_aware(datetime.combine(older.opens_on, time(12)))
        closed = min(closed, now - timedelta(hours=1))
        times = {"opens_at": closed - timedelta(days=2), "closes_at": closed}
        Category.objects.filter(pk=done.pk).update(**times)
        awards.finalise(done, accounts["pengelola"], closed + timedelta(minutes=30))
        awards.give_prize(older, picked[-1].pk, PRIZE, accounts["kantorbupati"])
        waiting = Award.objects.filter(festival=older).order_by("category", "place")
        citations = dict(zip((award.pk for award in waiting), CITATIONS, strict=False))
        awards.announce(older, set(waiting.values_list("pk", flat=True)), citations, accounts["pengelola"])
    for name, fields in (
        ("Inovasi Paling Bermanfaat", {}),
        ("Peningkatan Kualitas Terbaik", {"reach": "novelty", "value": "improvement"}),
    ):
        _category(current, name, now, jurors, **fields)
    waiting = current.categories.get(name="Inovasi Paling Bermanfaat")
    competitors = list(waiting.competitors())
    for number, exhibit in enumerate(competitors[: len(competitors) // 2]):
        _score(waiting, exhibit, jurors[0], MARKS[number % len(MARKS)])


def _category(festival: Festival, name: str, now: datetime, jurors: list[User], **fields) -> Category:
    times = {"opens_at": now - timedelta(days=7), "closes_at": now + timedelta(days=14)}
    made = Category.objects.create(festival=festival, name=name, **times, **fields)
    JuryCriterion.objects.bulk_create(
        JuryCriterion(category=made, label=label, weight=weight, anchors=anchors)
        for label, weight, anchors in CRITERIA
    )
    Seat.objects.bulk_create(Seat(category=made, juror=juror) for juror in jurors)
    return made


def _score(category: Category, exhibit, juror: User, marks: tuple[int, ...]) -> None:
    jury.save(category, exhibit, juror, dict(zip(category.criteria.all(), marks, strict=True)), "")
