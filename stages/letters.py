"""Writing to each unit what its sheets still lack before a deadline: the text, its e-mails, and its WhatsApp.

The e-mails are held in the outbox until somebody has looked at them. WhatsApp is sent by hand, from a ready link; who
did so is noted, so that nobody does it again.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from accounts.models import Agency, User
from innovations.models import Innovation
from stages import standing
from stages.forecast import Outlook, forecast
from stages.models import Letter, Mail, StageWindow
from stages.notices.words import SUBJECT, address, whatsapp_link
from stages.sheets import missing, sheet_for

RECORDS = 5  # told in one letter; the unit's first screen has all
SENTENCES = 12  # about one record


@dataclass(frozen=True)
class Draft:
    """The letter that a unit would get now. `people`: its active staff with an address. `today`: the one it got."""

    agency: Agency
    is_late: bool
    text: str
    people: list[User]
    today: Letter | None

    @property
    def is_open(self) -> bool:
        return self.today is None

    @property
    def reaches(self) -> bool:
        """Whether it comes to anybody without a telephone call."""
        return bool(self.people or self.agency.whatsapp)


def drafts(window: StageWindow, message: str = "", now: datetime | None = None) -> list[Draft]:
    """The letters to the units that still lack something, those that will be late first.

    `message` stands in each. Some ten queries, however many units and drafts there are.
    """
    now = now or timezone.now()
    units = [unit for unit in forecast(window, now).units if unit.absence or unit.lacking_drafts]
    told = [draft.innovation for unit in units for draft in unit.lacking_drafts[:RECORDS]]
    relations = {part.rows.relation for one in told for part in sheet_for(one) if part.rows}
    prefetch_related_objects(told, *sorted(relations))
    agencies = [unit.agency.pk for unit in units]
    people = defaultdict(list)
    for user in User.objects.filter(agency__in=agencies, is_active=True).exclude(email=""):
        people[user.agency_id].append(user)
    today = {letter.agency_id: letter for letter in of_day(window, now).select_related("written_by")}
    found = [
        Draft(
            unit.agency,
            unit.is_late,
            _text(unit, message),
            people[unit.agency.pk],
            today.get(unit.agency.pk),
        )
        for unit in units
    ]
    return sorted(found, key=lambda draft: (not draft.is_late, draft.agency.name))


def of_day(window: StageWindow, now: datetime):
    return Letter.objects.filter(window=window, written_on=timezone.localdate(now))


def write(window: StageWindow, agencies: Iterable[int], message: str, actor: User) -> list[Draft]:
    """Write to those of `agencies` (keys) that still lack something and were not written to today; what was written.

    Side effects: a Letter for each, and a held Mail for each of its people.
    """
    agencies, now = set(agencies), timezone.now()
    with transaction.atomic():
        StageWindow.objects.select_for_update().get(
            pk=window.pk
        )  # of two stewards the second finds the letters
        chosen = [one for one in drafts(window, message, now) if one.agency.pk in agencies and one.is_open]
        letters = Letter.objects.bulk_create(
            Letter(
                window=window,
                agency=draft.agency,
                text=draft.text,
                written_on=timezone.localdate(now),
                written_by=actor,
                created_at=now,
            )
            for draft in chosen
        )
        Mail.objects.bulk_create(
            [
                Mail(
                    user=user,
                    address=user.email,
                    subject=subject(window),
                    body=draft.text,
                    state=Mail.State.HELD,
                    letter=letter,
                    created_at=now,
                )
                for draft, letter in zip(chosen, letters, strict=True)
                for user in draft.people
            ],
            batch_size=500,
        )
    return chosen


def mark_sent(letter: Letter, actor: User) -> bool:
    """Note that `actor` sent the letter by WhatsApp; False when somebody else has noted it already."""
    mine = Letter.objects.filter(pk=letter.pk, whatsapp_at=None)
    return bool(mine.update(whatsapp_at=timezone.now(), whatsapp_by=actor))


def whatsapp(letter: Letter) -> str:
    """Opens WhatsApp with the letter ready to send to its unit."""
    return whatsapp_link(letter.text, letter.agency.whatsapp)


def subject(window: StageWindow) -> str:
    with override(settings.LANGUAGE_CODE):
        line = _("PERLU TINDAKAN: yang masih kurang untuk tahap %(stage)s") % {
            "stage": window.get_stage_display()
        }
    return line[:SUBJECT]


def _text(unit: Outlook, message: str) -> str:
    """The letter, in Indonesian whoever writes it."""
    with override(settings.LANGUAGE_CODE):
        parts = [
            _("Yth. %(unit)s,") % {"unit": unit.agency.name},
            _("Batas waktu tahap %(stage)s bagi unit Anda: %(due)s.")
            % {"stage": unit.window.get_stage_display(), "due": standing.moment(unit.due)},
        ]
        if message:
            parts.append(message)
        if unit.absence:
            page = "workspace:inbox" if unit.furthest else "workspace:new"
            parts.append(f"{unit.absence}\n{address(reverse(page))}")
        parts += [_about(draft.innovation) for draft in unit.lacking_drafts[:RECORDS]]
        if (more := len(unit.lacking_drafts) - RECORDS) > 0:
            parts.append(
                ngettext("Dan %(more)d draf lain: %(address)s", "Dan %(more)d draf lain: %(address)s", more)
                % {"more": more, "address": address(reverse("workspace:inbox"))}
            )
        parts.append(_("Kalau ada kendala, balas pesan ini atau hubungi Bagian Organisasi; kami bantu."))
        parts.append(_("Salam hangat,\nInovik, Bagian Organisasi"))
    return "\n\n".join(parts) + "\n"


def _about(innovation: Innovation) -> str:
    """What one record still lacks: its name, a sentence each, and where it is filled."""
    sentences = [f"- {lack.part.label}: {lack.sentence}" for lack in missing(innovation)]
    if (more := len(sentences) - SENTENCES) > 0:
        more_words = ngettext("- dan %(more)d hal lain", "- dan %(more)d hal lain", more) % {"more": more}
        sentences[SENTENCES:] = [more_words]
    page = reverse("workspace:sheet", args=[innovation.code])
    return "\n".join([f"{innovation.title} ({innovation.code})", *sentences, address(page)])
