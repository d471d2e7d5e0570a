"""The pages of the list of units and accounts. What its lines mean is in `accounts/roster/`."""

from dataclasses import asdict

from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import FileResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.forms import RosterForm
from accounts.roster import making, workbook
from accounts.roster.columns import instructions
from accounts.roster.reading import Line, read
from accounts.spreadsheets import CONTENT_TYPE

SALT = "accounts.roster"
GOOD_FOR = 24 * 3600  # seconds from reading to confirming
FAULTS_SHOWN = 200


class RosterPages:
    """For `UserAdmin`: upload, look, confirm. Between them the lines travel with the page, signed for the steward."""

    def check_permission(self, request) -> None:
        if not (self.has_add_permission(request) and self.has_change_permission(request)):
            raise PermissionDenied

    def roster(self, request):
        self.check_permission(request)
        if "lines" in request.POST:
            return self._make(request)
        form = RosterForm(request.POST, request.FILES) if request.method == "POST" else RosterForm()
        context = {"title": _("Unit dan akun dari Excel"), "form": form, "rules": instructions()}
        if request.method == "POST" and form.is_valid():
            lines, faults = read(form.content)
            found = making.examine(lines)
            found.faults[:0] = faults
            context |= self._shown(request, lines, found)
        return self.page(request, "roster", context)

    def roster_template(self, request):
        self.check_permission(request)
        name = _("contoh-unit-dan-akun") + ".xlsx"
        return FileResponse(workbook.template(), as_attachment=True, filename=name, content_type=CONTENT_TYPE)

    def _make(self, request):
        try:
            kept = signing.loads(request.POST["lines"], salt=f"{SALT}.{request.user.pk}", max_age=GOOD_FOR)
        except signing.BadSignature:
            self.message_user(
                request, _("Halaman itu sudah terlalu lama. Unggah berkasnya lagi."), messages.WARNING
            )
            return redirect("admin:accounts_user_roster")
        lines = [Line(**one) for one in kept]
        found = making.make(lines, request.user)
        if not found.is_made:
            context = {"title": _("Unit dan akun dari Excel"), "form": RosterForm(), "rules": instructions()}
            return self.page(request, "roster", context | self._shown(request, lines, found))
        units, accounts = len(found.units), len(found.accounts)
        told = [
            ngettext("%(n)d unit dibuat.", "%(n)d unit dibuat.", units) % {"n": units},
            ngettext("%(n)d akun dibuat.", "%(n)d akun dibuat.", accounts) % {"n": accounts},
        ]
        self.message_user(request, " ".join(told), messages.SUCCESS)
        if accounts:
            return redirect("admin:accounts_user_passwordless")
        return redirect("admin:accounts_agency_changelist")

    def _shown(self, request, lines: list[Line], found: making.Found) -> dict:
        return {
            "found": found,
            "faults": found.faults[:FAULTS_SHOWN],
            "lines": signing.dumps(
                [asdict(line) for line in lines], salt=f"{SALT}.{request.user.pk}", compress=True
            ),
        }
