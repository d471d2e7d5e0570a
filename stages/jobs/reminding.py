"""Reminding those whose turn it is, by hand."""

from collections.abc import Iterable

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from innovations.models import Innovation
from stages import workflow
from stages.fields import LongText, plain_spoken
from stages.jobs.bulk import Bulk, Line, Options
from stages.models import Notice
from stages.moves import TURN
from stages.notices.reminders import concerned, with_sender
from stages.notices.what import tell


class RemindOptions(Options):
    note = plain_spoken(
        LongText(
            label=gettext_lazy("Pesan"),
            help_text=gettext_lazy("Dibaca orang yang diingatkan, di Kabar dan di e-mailnya."),
            max_length=500,
            widget=forms.Textarea(attrs={"rows": 3}),
        )
    )


class Remind(Bulk):
    """Tells whoever must act next; once a day for each case."""

    options_form = RemindOptions

    def look(self, user: User, cases: Iterable[Innovation], options: dict) -> list[Line]:
        cases = list(cases)
        open_ones = [case for case in cases if case.status in TURN]
        people = concerned(
            list(with_sender(Innovation.objects.filter(pk__in=[case.pk for case in open_ones])))
        )
        keys = {case.pk: _key(case) for case in cases}
        told = set(Notice.objects.filter(key__in=keys.values()).values_list("key", flat=True))
        return [_line(case, people.get(case.pk, []), keys[case.pk] in told) for case in cases]

    def act(self, user: User, case: Innovation, version: int, options: dict) -> str:
        locked = workflow.lock(case, version)
        people = concerned(list(with_sender(Innovation.objects.filter(pk=case.pk))))[case.pk]
        tell(
            people,
            "nudged",
            locked,
            key=_key(case),
            needs_action=True,
            due=locked.due,
            who=user.name,
            note=options["note"],
        )
        return _("Diingatkan: %(names)s.") % {"names": _names(people)}


def _line(case: Innovation, people: list[User], is_told: bool) -> Line:
    if case.status not in TURN:
        return Line(case, _("Tidak menunggu siapa pun."), is_open=False)
    if is_told:
        return Line(case, _("Sudah diingatkan hari ini."), is_open=False)
    if not people:
        return Line(case, _("Tidak ada orang aktif yang dapat diingatkan."), is_open=False)
    return Line(case, _("Yang diingatkan: %(names)s.") % {"names": _names(people)})


def _names(people: list[User]) -> str:
    return ", ".join(user.name for user in people)


def _key(case: Innovation) -> str:
    return f"nudged:{case.pk}:{timezone.localdate():%Y%m%d}"
