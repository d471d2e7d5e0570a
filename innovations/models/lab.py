from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class LabQuerySet(models.QuerySet):
    def current(self) -> "Lab | None":
        """The lab that new innovations enter, if one is open."""
        return self.filter(is_current=True).first()


class Lab(models.Model):
    """One edition of the innovation laboratory: its year, agreement (MoU), dates and target."""

    name = models.CharField(_("nama"), max_length=100, unique=True)
    slug = models.SlugField(_("alamat"), max_length=100, unique=True)
    year = models.PositiveSmallIntegerField(
        _("tahun"), help_text=_("Tahun dalam kode inovasi: INV-2026-0001.")
    )
    mou = models.CharField(_("nota kesepahaman"), max_length=200, blank=True)
    starts_on = models.DateField(_("mulai"))
    ends_on = models.DateField(_("selesai"))
    target = models.PositiveIntegerField(_("target inovasi"), default=100, validators=[MinValueValidator(1)])
    is_current = models.BooleanField(
        _("sedang berjalan"), default=False, help_text=_("Inovasi baru masuk ke laboratorium ini.")
    )
    holds_mail = models.BooleanField(
        _("tahan semua e-mail"),
        default=False,
        help_text=_("Selama laboratorium ini berjalan, e-mail menunggu sampai pengelola melepaskannya."),
    )
    is_demo = models.BooleanField(_("data contoh"), default=False, editable=False)

    objects = LabQuerySet.as_manager()

    class Meta:
        verbose_name = _("laboratorium")
        verbose_name_plural = pgettext_lazy("jamak", "laboratorium")
        ordering = ["-starts_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_current"],
                condition=Q(is_current=True),
                name="lab_one_current",
                violation_error_message=_(
                    "Sudah ada laboratorium yang sedang berjalan; tutup dulu yang itu, lalu simpan lagi."
                ),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="lab_ends_after_start",
                violation_error_message=_("Tanggal selesai tidak boleh sebelum tanggal mulai."),
            ),
            models.CheckConstraint(condition=Q(target__gte=1), name="lab_target_at_least_one"),
            models.CheckConstraint(condition=Q(year__range=(2000, 2100)), name="lab_year_is_plausible"),
        ]

    def __str__(self):
        return self.name
