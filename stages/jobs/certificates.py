"""Certificates for many published innovations at once."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from accounts.models import User
from innovations.models import Innovation
from stages import documents
from stages.documents import Kind, of_case
from stages.jobs.bulk import Bulk, Line
from stages.models import Document


class IssueCertificates(Bulk):
    """One for each; who has a valid one keeps it."""

    def look(self, user: User, cases: Iterable[Innovation], options: dict) -> list[Line]:
        cases = list(cases)
        issued = Document.objects.valid().filter(kind=Kind.CERTIFICATE, innovation__in=cases)
        numbers = dict(issued.values_list("innovation", "number"))
        return [_line(case, numbers) for case in cases]

    def act(self, user: User, case: Innovation, version: int, options: dict) -> str:
        document = documents.issue(Kind.CERTIFICATE, of_case(Kind.CERTIFICATE, case), user)
        return _("Terbit: %(number)s.") % {"number": document.number}


def _line(case: Innovation, issued: dict[int, str]) -> Line:
    if case.pk in issued:
        return Line(case, _("Sudah punya %(number)s.") % {"number": issued[case.pk]}, is_open=False)
    if hindrance := documents.hindrance(Kind.CERTIFICATE, of_case(Kind.CERTIFICATE, case)):
        return Line(case, hindrance, is_open=False)
    return Line(case, _("Piagam akan terbit."))
