"""What citizens suggest to a unit, and what it answers."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.db.models.functions import MD5
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from festival.models.exhibits import Exhibit
from festival.versions import BUMP


class SuggestionQuerySet(models.QuerySet):
    def public(self) -> "SuggestionQuerySet":
        """What everybody may read: answered by the unit; newest answer first."""
        return self.filter(state=Suggestion.State.ANSWERED).order_by("-answered_at", "-id")

    def visible_to(self, user: User) -> "SuggestionQuerySet":
        """What was passed on to the unit of `user`: the unit that has the record now."""
        passed = [Suggestion.State.PASSED, Suggestion.State.ANSWERED]
        return self.filter(
            state__in=passed,
            exhibit__innovation__agency__isnull=False,
            exhibit__innovation__agency=user.agency_id,
        )

    def overdue(self) -> "SuggestionQuerySet":
        return self.filter(state=Suggestion.State.PASSED, due__lt=timezone.now())


class Suggestion(models.Model):
    """One suggestion to one exhibit's unit. `contact` is for the unit alone, and goes when it is not needed."""

    class State(models.TextChoices):
        NEW = "new", _("Menunggu pengelola")
        PASSED = "passed", _("Menunggu jawaban unit")
        REFUSED = "refused", _("Tidak diteruskan")
        ANSWERED = "answered", _("Sudah dijawab")

    exhibit = models.ForeignKey(
        Exhibit, models.PROTECT, related_name="suggestions", verbose_name=_("inovasi")
    )
    text = models.TextField(_("saran"), max_length=1_000)
    name = models.CharField(_("nama"), max_length=80, blank=True)
    shows_name = models.BooleanField(_("nama boleh ditampilkan"), default=False)
    contact = models.CharField(_("kontak"), max_length=120, blank=True)
    state = models.CharField(_("keadaan"), max_length=8, choices=State, default=State.NEW, editable=False)
    sent_at = models.DateTimeField(_("dikirim"), default=timezone.now, editable=False)
    moderated_at = models.DateTimeField(_("dilihat pengelola"), null=True, editable=False)
    moderated_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("dilihat oleh"), editable=False
    )
    reason = models.CharField(_("alasan"), max_length=250, blank=True)
    due = models.DateTimeField(_("batas jawaban"), null=True, editable=False)
    answer = models.TextField(_("jawaban"), max_length=2_000, blank=True)
    answered_at = models.DateTimeField(_("dijawab"), null=True, editable=False)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", editable=False)

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("saran warga")
        verbose_name_plural = pgettext_lazy("jamak", "saran warga")
        ordering = ["-sent_at", "-id"]
        indexes = [
            models.Index(
                fields=["exhibit", "-answered_at"], condition=Q(state="answered"), name="suggestion_answered"
            ),
            models.Index(fields=["due"], condition=Q(state="passed"), name="suggestion_waiting"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="passed") | Q(due__isnull=False), name="suggestion_passed_with_a_date"
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(reason=""), name="suggestion_refused_with_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(state="answered", answered_at__isnull=False) & ~Q(answer="")
                | ~Q(state="answered") & Q(answer="", answered_at__isnull=True),
                name="suggestion_answered_with_words",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["refused", "answered"]) | Q(contact=""),
                name="suggestion_contact_goes",
            ),
            models.UniqueConstraint(
                "exhibit",
                MD5("text"),
                condition=Q(state="new"),
                name="suggestion_once",  # a double click
            ),
        ]
        triggers = [
            pgtrigger.Trigger(  # only an answered one is on a public page
                name="bumps_version",
                level=pgtrigger.Row,
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func=f"IF 'answered' IN (coalesce(OLD.state, ''), coalesce(NEW.state, '')) THEN {BUMP} END IF;"
                " RETURN NULL;",
            )
        ]

    def __str__(self):
        return f"{self.exhibit}"

    @property
    def signature(self) -> str:
        """The sender's name where the public may read it."""
        return self.name if self.shows_name else ""
