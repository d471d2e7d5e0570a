"""Places, units, accounts, labs and dates of the demo data."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.contrib.auth.hashers import make_password
from django.utils import timezone
from django.utils.text import slugify

from accounts import second_factor
from accounts.models import Agency, District, Role, User
from festival.models import Festival
from innovations.demo import LABS, agencies, districts
from innovations.demo.agencies import invented_name
from innovations.models import Lab, Stage
from stages.models import Conflict, DeskUnit, StageWindow

PASSWORD = "inovik-demo"  # noqa: S105  (printed at the end: it opens demo data only)

# username, NIP, name, role, key of the unit
ACCOUNTS = [
    ("staf", "198704122010012013", "Rosmaida Manik", Role.AGENCY, "dinas-pendidikan"),
    ("staf2", "199109232015032004", "Juni Artha Bancin", Role.AGENCY, "puskesmas-sibande"),
    ("fasilitator", "197906152005011002", "Bayu Prasetyo", Role.FACILITATOR, None),
    ("fasilitator2", "198311082009122003", "Sari Wulandari", Role.FACILITATOR, None),
    ("kantorbupati", "198002172003121005", "Parlin Berutu", Role.EXECUTIVE, None),
    ("pengelola", "198508302009042001", "Dewi Boangmanalu", Role.STEWARD, None),
    ("juri", "197503192000032006", "Rina Tarigan", Role.JUROR, None),
]
FACILITATORS = ("fasilitator", "fasilitator2")
WITHOUT_DESK = 7  # every seventh unit has no facilitator yet
CONFLICT = ("fasilitator2", "rsud-salak", "Suami bekerja di unit ini.")

# Days from today to the opening and the due date of each stage of the current lab, and to an extended due date.
# Counted from today, so that the demo always has sheets that are late, due this week, and due next month.
WINDOWS = {
    Stage.DRUM_UP: (-240, -12, None),
    Stage.DIAGNOSE: (-210, -5, 4),
    Stage.DESIGN: (-180, 11, None),
    Stage.DELIVERY: (-120, 20, None),
    Stage.DISPLAY: (-60, 34, None),
}
EXTENSION_REASON = (
    "Jaringan di Pagindar dan Siempat Rube putus dua pekan; unit di sana memerlukan waktu tambahan."
)
PAST_WINDOWS = {  # opening, due date; of Inovik 2016
    Stage.DRUM_UP: (date(2016, 4, 27), date(2016, 5, 20)),
    Stage.DIAGNOSE: (date(2016, 5, 2), date(2016, 6, 24)),
    Stage.DESIGN: (date(2016, 6, 1), date(2016, 7, 29)),
    Stage.DELIVERY: (date(2016, 7, 1), date(2016, 10, 14)),
    Stage.DISPLAY: (date(2016, 9, 1), date(2016, 11, 11)),
}
WELCOME = (
    "Horas, njuah-njuah! Di sini unit-unit kerja Pakpak Bharat memperlihatkan cara baru melayani: yang ditemukan "
    "sendiri, yang diperluas, dan yang ditiru dari tetangga. Silakan melihat, memakai, dan meniru."
)


@dataclass
class Cast:
    """Who plays: units by key, staff by the key of their unit, the reviewers by username, labs by slug."""

    agencies: dict[str, Agency]
    labs: dict[str, Lab]
    accounts: dict[str, User]
    staff: dict[str, User] = field(default_factory=dict)

    def staff_of(self, key: str) -> User:
        """The account of a unit's staff; made when first asked for. Only the demo accounts have a password."""
        if key not in self.staff:
            number = 500 + list(self.agencies).index(key)
            self.staff[key] = User.objects.create_user(
                key[:50], name=invented_name(number), role=Role.AGENCY, agency=self.agencies[key]
            )
        return self.staff[key]

    def actor(self, role: str, number: int, agency: str) -> User:
        """Who makes a step of that role on a record of the unit `agency`; `number` says whose turn it is."""
        match role:
            case Role.AGENCY:
                return self.staff_of(agency)
            case Role.FACILITATOR:
                return self.facilitator(number, agency)
            case Role.EXECUTIVE:
                return self.accounts["kantorbupati"]
        return self.accounts["pengelola"]

    def facilitator(self, number: int, agency: str) -> User:
        """Whose turn it is to review, in turn; never the one who declared a conflict with the unit."""
        username = FACILITATORS[number % len(FACILITATORS)]
        if (username, agency) == CONFLICT[:2]:
            username = FACILITATORS[0]
        return self.accounts[username]


def settle(now: datetime) -> Cast:
    """Make everything of this module in an empty database."""
    places = {
        row["name"]: District.objects.create(
            code=row["code"], name=row["name"], slug=slugify(row["name"]), **_location(row)
        )
        for row in districts()
    }
    units: dict[str, Agency] = {}
    for row in agencies():
        units[row["key"]] = Agency.objects.create(
            name=row["name"],
            short_name=row["short_name"],
            slug=row["key"],
            kind=row["kind"],
            parent=units.get(row["parent"]),
            district=places.get(row["district"]),
            head_name=row["head_name"],
            head_title=row["head_title"],
            whatsapp=row["whatsapp"],
            is_example=not row["sourced"],
            **_location(row),
        )
    password = make_password(PASSWORD)
    for username, nip, name, role, key in ACCOUNTS:
        agency = units[key] if key else None
        user = User.objects.create(
            username=username, nip=nip, name=name, role=role, agency=agency, password=password
        )
        if second_factor.is_required(user):
            second_factor.give_demo_phone(user)
    for row in LABS:
        lab = Lab.objects.create(**row, is_demo=True, is_current=row is LABS[-1])
        _open(lab, now)
    username, key, reason = CONFLICT
    Conflict.objects.create(user=User.objects.get(username=username), agency=units[key], reason=reason)
    return cast()


def cast() -> Cast:
    """The people of the demo data that is there."""
    accounts = {
        user.username: user for user in User.objects.filter(username__in=[account[0] for account in ACCOUNTS])
    }
    units = {agency.slug: agency for agency in Agency.objects.select_related("district").order_by("id")}
    found = Cast(units, {lab.slug: lab for lab in Lab.objects.filter(is_demo=True)}, accounts)
    for user in User.objects.filter(role=Role.AGENCY).select_related("agency").order_by("id"):
        found.staff.setdefault(user.agency.slug, user)
    return found


def divide(found: Cast) -> None:
    """Desks of the current lab: most units by turns to the facilitators, some still to be given."""
    lab = next(lab for lab in found.labs.values() if lab.is_current)
    steward = found.accounts["pengelola"]
    units = [(number, key) for number, key in enumerate(sorted(found.agencies)) if number % WITHOUT_DESK]
    DeskUnit.objects.bulk_create(
        (
            DeskUnit(
                lab=lab,
                agency=found.agencies[key],
                reviewer=found.facilitator(number, key),
                assigned_by=steward,
            )
            for number, key in units
        ),
        ignore_conflicts=True,  # told again, they sit there already
    )


def _open(lab: Lab, now: datetime) -> None:
    """The dates of a lab's stages, and its festival."""
    today = timezone.localdate(now)
    if not lab.is_current:
        for stage, (opens, due) in PAST_WINDOWS.items():
            StageWindow.objects.create(lab=lab, stage=stage, opens_at=_hour(opens, 8), due_at=_hour(due, 16))
        opens_on, closes_on = date(2016, 11, 28), date(2016, 11, 30)
    else:
        for stage, (opens, due, extended) in WINDOWS.items():
            StageWindow.objects.create(
                lab=lab,
                stage=stage,
                opens_at=_hour(today + timedelta(days=opens), 8),
                due_at=_hour(today + timedelta(days=due), 16),
                extended_to=None if extended is None else _hour(today + timedelta(days=extended), 16),
                extension_reason="" if extended is None else EXTENSION_REASON,
            )
        opens_on, closes_on = today - timedelta(days=14), today + timedelta(days=30)
    Festival.objects.create(
        lab=lab,
        name=f"Festival Inovasi {lab.year}",
        slug=str(lab.year),
        opens_on=opens_on,
        closes_on=closes_on,
        place="Salak, Pakpak Bharat",
        welcome=WELCOME,
        reward="Contoh: kumpulkan 10 cap, lalu tunjukkan paspor Anda di meja panitia untuk suvenir.",
    )


def _hour(day: date, hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))


def _location(row: dict) -> dict:
    """Latitude and longitude as the columns hold them: five decimals, about one metre."""
    if row["lat"] is None:
        return {}
    return {"latitude": Decimal(f"{row['lat']:.5f}"), "longitude": Decimal(f"{row['lng']:.5f}")}


def accounts() -> list[User]:
    """The accounts that can sign in, in the order in which they are introduced."""
    found = cast().accounts
    return [found[account[0]] for account in ACCOUNTS]
