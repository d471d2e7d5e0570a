"""What a stage is judged by: criteria with weights and anchors, in editions."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from innovations.models import Stage

LOWEST, HIGHEST = 1, 5  # a score


class Rubric(models.Model):
    """The criteria of one stage, in one edition. One edition is in force; what was scored keeps its own."""

    stage = models.CharField(_("tahap"), max_length=10, choices=Stage)
    edition = models.PositiveSmallIntegerField(_("edisi"))
    note = models.CharField(_("keterangan"), max_length=250, blank=True)
    is_current = models.BooleanField(_("berlaku"), default=False)
    created_at = models.DateTimeField(_("dibuat"), auto_now_add=True)

    class Meta:
        verbose_name = _("kriteria tahap")
        verbose_name_plural = pgettext_lazy("jamak", "kriteria tahap")
        ordering = ["stage", "-edition"]
        constraints = [
            models.UniqueConstraint(fields=["stage", "edition"], name="rubric_edition_once"),
            models.UniqueConstraint(
                fields=["stage"], condition=Q(is_current=True), name="rubric_one_current_per_stage"
            ),
        ]

    def __str__(self):
        return f"{self.get_stage_display()} {self.edition}"


class Criterion(models.Model):
    """One thing to judge. `anchors` are five sentences, what a score of 1 to 5 looks like."""

    rubric = models.ForeignKey(Rubric, models.CASCADE, related_name="criteria", verbose_name=_("edisi"))
    key = models.SlugField(_("kunci"), max_length=30)
    label = models.CharField(_("nama"), max_length=80)
    question = models.CharField(_("pertanyaan"), max_length=250, blank=True)
    weight = models.PositiveSmallIntegerField(
        _("bobot"), validators=[MinValueValidator(1), MaxValueValidator(100)], help_text=_("Persen.")
    )
    anchors = models.JSONField(_("arti nilai 1-5"), default=list)
    position = models.PositiveSmallIntegerField(_("urutan"), default=0)

    class Meta:
        verbose_name = _("kriteria")
        verbose_name_plural = pgettext_lazy("jamak", "kriteria")
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["rubric", "key"], name="criterion_once_per_rubric"),
            models.CheckConstraint(
                condition=Q(weight__gte=1, weight__lte=100), name="criterion_weight_percent"
            ),
        ]

    def __str__(self):
        return self.label
