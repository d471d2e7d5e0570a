"""What the lines of a list mean: which units and accounts would be new, what is there already, what is wrong."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.forms import WhatsAppField
from accounts.models import AccountEvent, Agency, District, Role, User
from accounts.roster.columns import ACCOUNTS, UNITS, Sheet, choices
from accounts.roster.reading import Fault, Line
from accounts.second_factor import ROLES as PRIVILEGED
from accounts.spreadsheets import plain

BELONGS = next(
    rule for rule in User._meta.constraints if rule.name == "user_has_agency_exactly_as_agency_staff"
)
OWN_PARENT = next(rule for rule in Agency._meta.constraints if rule.name == "agency_is_not_its_own_parent")


@dataclass
class Found:
    """What would be made, what is there already, and what stands in the way; after `make` whether it was made."""

    units: list[Agency] = field(default_factory=list)
    accounts: list[User] = field(default_factory=list)
    present: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    is_made: bool = False

    @property
    def is_ready(self) -> bool:
        return not self.faults and bool(self.units or self.accounts)

    @property
    def privileged(self) -> list[User]:
        """New accounts that could decide, or open accounts themselves."""
        return [user for user in self.accounts if user.role in PRIVILEGED]


def make(lines: list[Line], actor: User) -> Found:
    """Make everything new, or nothing where something stands in the way. Each new account is recorded.

    Accounts have no password yet: who prints the slips makes it.
    """
    try:
        with transaction.atomic():
            found = examine(lines)
            if found.is_ready:
                _store(found, actor)
                found.is_made = True
            return found
    except IntegrityError:  # somebody else made one of them in this very moment
        return examine(lines)


def examine(lines: list[Line]) -> Found:
    """What the lines mean now; stores nothing."""
    found = Found()
    units = _examine_units([line for line in lines if line.sheet == UNITS.title], found)
    _examine_accounts([line for line in lines if line.sheet == ACCOUNTS.title], units, found)
    found.faults.sort(key=lambda fault: (fault.sheet != UNITS.title, fault.row))
    return found


def _store(found: Found, actor: User) -> None:
    parents = [(unit, unit.parent) for unit in found.units if unit.parent]
    for unit in found.units:
        unit.parent = None  # which may come later in the list
        unit.save()
    for unit, parent in parents:
        unit.parent = parent
        unit.save(update_fields=["parent"])
    for user in found.accounts:
        user.agency = user.agency  # has its number only now
        user.password_is_temporary = True
        user.set_unusable_password()
        user.save()
        AccountEvent.record(actor, user)


# Units


def _examine_units(lines: list[Line], found: Found) -> dict[str, Agency]:
    """All units by their plain names, those of the list among them."""
    units = {plain(unit.name): unit for unit in Agency.objects.all()}
    slugs = {unit.slug for unit in units.values()}
    districts = {plain(district.name): district for district in District.objects.all()}
    rows: dict[str, int] = {}
    new: list[tuple[Line, Agency]] = []
    for line in lines:
        key = plain(line.cells.get("name", ""))
        if key and key in rows:
            found.faults.append(_fault(UNITS, line, "name", _twice(rows[key])))
        elif key in units:
            found.present.append(units[key].name)
        else:
            unit = _unit(line, districts, slugs, found)
            new.append((line, unit))
            if key:
                units[key] = unit
        rows.setdefault(key, line.row)
    for line, unit in new:
        if name := line.cells.get("parent"):
            unit.parent = _looked_up(units, UNITS, line, "parent", found)
            if unit.parent is unit:
                found.faults.append(_fault(UNITS, line, "parent", str(OWN_PARENT.violation_error_message)))
            elif unit.parent and not unit.parent.is_active:
                found.faults.append(_fault(UNITS, line, "parent", _not_active(name)))
    found.units = [unit for _line, unit in new]
    return units


def _unit(line: Line, districts: dict[str, District], slugs: set[str], found: Found) -> Agency:
    cells = line.cells
    unit = Agency(
        name=cells.get("name", ""),
        short_name=cells.get("short_name", ""),
        kind=_chosen(UNITS, line, "kind", found),
        district=_looked_up(districts, UNITS, line, "district", found),
        head_name=cells.get("head_name", ""),
        head_title=cells.get("head_title", ""),
        whatsapp=WhatsAppField().to_python(cells.get("whatsapp", "")),
    )
    unit.slug = _free(slugify(unit.name)[:140] or "unit", slugs, "-")
    _check(UNITS, line, unit, found)
    return unit


# Accounts


def _examine_accounts(lines: list[Line], units: dict[str, Agency], found: Found) -> None:
    users = list(User.objects.all())
    by_username = {user.username: user for user in users}
    by_nip = {user.nip: user for user in users if user.nip}
    taken = set(by_username) | {_username(line) for line in lines}
    rows: dict[tuple[str, str], int] = {}
    for line in lines:
        username, nip = _username(line), _nip(line)
        named = [("username", username), ("nip", nip)]
        if not username and not nip:
            sentence = _("Isi NIP atau nama pengguna: dengan itu orangnya masuk.")
            found.faults.append(_fault(ACCOUNTS, line, "nip", sentence))
        twice = [(name, rows[name, value]) for name, value in named if value and (name, value) in rows]
        for name, row in twice:
            found.faults.append(_fault(ACCOUNTS, line, name, _twice(row)))
        rows |= {(name, value): line.row for name, value in named if value and (name, value) not in rows}
        there = {user for user in (by_username.get(username), by_nip.get(nip)) if user}
        if len(there) > 1:
            sentence = _("NIP dan nama pengguna ini milik dua akun yang berlainan. Perbaiki salah satunya.")
            found.faults.append(_fault(ACCOUNTS, line, "nip", sentence))
        elif there:
            found.present.append(_as_it_is(there.pop()))
        elif not twice:
            found.accounts.append(_account(line, username, nip, units, taken, found))


def _account(
    line: Line, username: str, nip: str, units: dict[str, Agency], taken: set[str], found: Found
) -> User:
    cells = line.cells
    user = User(
        name=cells.get("name", ""),
        username=username or _free(_username_of(cells.get("name", "")), taken, ""),
        nip=nip or None,
        role=_chosen(ACCOUNTS, line, "role", found),
        email=cells.get("email", ""),
    )
    unit = _looked_up(units, ACCOUNTS, line, "agency", found)
    if unit and not unit.is_active:
        found.faults.append(_fault(ACCOUNTS, line, "agency", _not_active(unit.name)))
    if user.role and (user.role == Role.AGENCY) != bool(cells.get("agency")):
        found.faults.append(_fault(ACCOUNTS, line, "agency", str(BELONGS.violation_error_message)))
    user.agency = unit
    _check(ACCOUNTS, line, user, found)
    return user


def _username(line: Line) -> str:
    return line.cells.get("username", "").lower()


def _nip(line: Line) -> str:
    return line.cells.get("nip", "").replace(" ", "")


def _username_of(name: str) -> str:
    """`rosmaida.manik` of `Rosmaida br. Manik, S.Pd.`: the first word and the last one before the titles."""
    words = re.findall(r"[a-z0-9]+", slugify(name.split(",")[0]).lower()) or ["akun"]
    text = ".".join([words[0], *words[-1:]] if len(words) > 1 else words)[:40]
    return text if re.match(r"[a-z][a-z0-9.]{2,}", text) else f"akun.{text}"


def _as_it_is(user: User) -> str:
    return _("%(name)s (%(username)s), %(role)s") % {
        "name": user.name,
        "username": user.username,
        "role": user.get_role_display(),
    }


# Both


def _fault(sheet: Sheet, line: Line, name: str, sentence: str) -> Fault:
    return Fault(sheet.title, line.row, sheet.label(name), sentence)


def _twice(row: int) -> str:
    return _("Ini sudah ada di baris %(row)d. Hapus salah satu barisnya.") % {"row": row}


def _not_active(name: str) -> str:
    return _("'%(name)s' sudah tidak aktif. Aktifkan dulu, atau pilih unit lain.") % {"name": name}


def _free(text: str, taken: set[str], joint: str) -> str:
    """`text`, with a number where it is taken; it is taken from then on."""
    free, number = text, 1
    while free in taken:
        number += 1
        free = f"{text}{joint}{number}"
    taken.add(free)
    return free


def _chosen(sheet: Sheet, line: Line, name: str, found: Found) -> str:
    text = line.cells.get(name, "")
    for value, label in choices(name).items():
        if plain(text) in {plain(label), plain(value)}:
            return value
    if text:
        sentence = _("Pilih salah satu: %(names)s.") % {"names": ", ".join(choices(name).values())}
        found.faults.append(_fault(sheet, line, name, sentence))
    return ""


def _looked_up(known: dict, sheet: Sheet, line: Line, name: str, found: Found):
    """The row that a cell names, or None."""
    text = line.cells.get(name, "")
    if not text:
        return None
    if plain(text) not in known:
        sentence = _("'%(name)s' tidak terdaftar. Samakan tulisannya, atau daftarkan dulu.") % {
            "name": text[:80]
        }
        found.faults.append(_fault(sheet, line, name, sentence))
    return known.get(plain(text))


def _check(sheet: Sheet, line: Line, row: Agency | User, found: Found) -> None:
    """The fields' own rules, for what the list has a column for."""
    for name, sentence in _violations(sheet, line, row):
        found.faults.append(_fault(sheet, line, name, sentence))


def _violations(sheet: Sheet, line: Line, row: Agency | User) -> Iterator[tuple[str, str]]:
    missing = [
        column.name for column in sheet.columns if column.is_required and not line.cells.get(column.name)
    ]
    yield from ((name, _("Isi kolom ini.")) for name in missing)
    checked = {column.name for column in sheet.columns} - {
        *missing,
        "parent",
        "district",
        "agency",
        "kind",
        "role",
    }
    try:
        row.clean_fields(exclude={field.name for field in row._meta.fields} - checked)
    except ValidationError as error:
        for name, sentences in error.message_dict.items():
            yield name, " ".join(sentences)
