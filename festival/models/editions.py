"""Editions of the Festival Inovasi."""

from django.db import models
from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy, pgettext_lazy

from festival.versions import bumps
from innovations.models import Lab


class FestivalQuerySet(models.QuerySet):
    def with_winners(self) -> "FestivalQuerySet":
        """Each with `winners`: how many awards the public knows of."""
        known = Q(awards__announced_at__isnull=False, awards__exhibit__withdrawn_at__isnull=True)
        return self.annotate(winners=Count("awards", filter=known))

    def newest_first(self):
        return self.select_related("lab").order_by("-opens_on", "-id")


class Festival(models.Model):
    """One edition of the Festival Inovasi, in which a lab shows its results."""

    lab = models.OneToOneField(
        Lab, models.PROTECT, related_name="festival", verbose_name=gettext_lazy("laboratorium")
    )
    name = models.CharField(gettext_lazy("nama"), max_length=100, unique=True)
    slug = models.SlugField(gettext_lazy("alamat"), max_length=100, unique=True)
    opens_on = models.DateField(gettext_lazy("dibuka"))
    closes_on = models.DateField(gettext_lazy("ditutup"))
    place = models.CharField(gettext_lazy("tempat"), max_length=200, blank=True)
    welcome = models.TextField(gettext_lazy("sambutan"), blank=True, max_length=5_000)
    # Of the printed directory; without a foreword, it opens with the welcome.
    foreword = models.TextField(gettext_lazy("kata pengantar direktori"), blank=True, max_length=5_000)
    foreword_by = models.CharField(gettext_lazy("nama penulis pengantar"), max_length=150, blank=True)
    foreword_as = models.CharField(gettext_lazy("jabatannya"), max_length=150, blank=True)
    reward = models.CharField(
        gettext_lazy("hadiah paspor pengunjung"),
        max_length=200,
        blank=True,
        help_text=gettext_lazy(
            "Satu kalimat yang dibaca pengunjung, misalnya: Kumpulkan 10 cap, lalu ambil suvenir di meja panitia."
        ),
    )

    objects = FestivalQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("festival")
        verbose_name_plural = pgettext_lazy("jamak", "festival")
        ordering = ["-opens_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_on__gte=F("opens_on")),
                name="festival_closes_after_opening",
                violation_error_message=gettext_lazy("Tanggal ditutup tidak boleh sebelum tanggal dibuka."),
            )
        ]
        triggers = [bumps]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("festival:edition", args=[self.slug])
