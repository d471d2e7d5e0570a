"""Awards of an edition: what is judged by whom and by which criteria, the jury's scores, the result and the winners.

What a jury says stays with the jury until the announcement (`festival/awards.py`), which writes the winners into
`Exhibit.honours`, the only part of it that public lists read.
"""

import pgtrigger
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.models import Agency, Role, User
from festival.models.editions import Festival
from festival.models.exhibits import Exhibit
from festival.versions import bumps
from innovations.models import Innovation

LOWEST, HIGHEST = 1, 5  # a mark


class CategoryQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> "CategoryQuerySet":
        """Those that `user` is a juror of."""
        return self.filter(seats__juror=user) if user.role == Role.JUROR else self.none()

    def entered(self) -> "CategoryQuerySet":
        """Those in which the exhibit of the query around competes."""
        picked = Category.picked.through.objects.filter(exhibit=OuterRef(OuterRef("pk")))
        reaches = Q(reach=Category.Reach.ALL) | Q(
            reach=Category.Reach.PICKED, pk__in=picked.values("category")
        )
        for reach, (_choices, column) in Category.NARROWED.items():
            reaches |= Q(reach=reach, value=OuterRef(column))
        return self.filter(reaches, festival=OuterRef("festival"))


class Category(models.Model):
    """An award category of an edition. Which exhibits compete in it: `competitors`."""

    class Reach(models.TextChoices):
        ALL = "all", gettext_lazy("Semua inovasi di edisi ini")
        KIND = "kind", gettext_lazy("Menurut jenis inovasi")
        NOVELTY = "novelty", gettext_lazy("Menurut kebaruan")
        UNIT = "unit", gettext_lazy("Menurut jenis unit")
        PICKED = "picked", gettext_lazy("Dipilih satu per satu")

    # What a category is narrowed by: its choices, and the column of Exhibit.
    NARROWED = {
        Reach.KIND: (Innovation.Kind, "kind"),
        Reach.NOVELTY: (Innovation.Novelty, "novelty"),
        Reach.UNIT: (Agency.Kind, "agency__kind"),
    }

    festival = models.ForeignKey(
        Festival, models.PROTECT, related_name="categories", verbose_name=gettext_lazy("festival")
    )
    name = models.CharField(gettext_lazy("nama"), max_length=80)
    description = models.TextField(gettext_lazy("keterangan"), max_length=500, blank=True)
    reach = models.CharField(gettext_lazy("yang bersaing"), max_length=7, choices=Reach, default=Reach.ALL)
    value = models.CharField(gettext_lazy("jenisnya"), max_length=12, blank=True)
    picked = models.ManyToManyField(
        Exhibit, blank=True, related_name="+", verbose_name=gettext_lazy("inovasi yang dipilih")
    )
    places = models.PositiveSmallIntegerField(
        gettext_lazy("banyaknya juara"),
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(10)],
    )
    opens_at = models.DateTimeField(gettext_lazy("penilaian dibuka"))
    closes_at = models.DateTimeField(gettext_lazy("penilaian ditutup"))
    jurors = models.ManyToManyField(User, through="Seat", related_name="+")

    objects = CategoryQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("kategori penghargaan")
        verbose_name_plural = pgettext_lazy("jamak", "kategori penghargaan")
        ordering = ["-festival__opens_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["festival", "name"],
                name="category_name_once_per_festival",
                violation_error_message=gettext_lazy(
                    "Festival ini sudah punya kategori bernama itu; pilih nama lain."
                ),
            ),
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")),
                name="category_closes_after_opening",
                violation_error_message=gettext_lazy("Penilaian harus ditutup sesudah dibuka."),
            ),
            models.CheckConstraint(
                condition=Q(reach__in=["all", "picked"], value="")
                | (Q(reach__in=["kind", "novelty", "unit"]) & ~Q(value="")),
                name="category_value_exactly_when_narrowed",
                violation_error_message=gettext_lazy(
                    "Pilih jenisnya kalau yang bersaing dibatasi menurut jenis atau kebaruan; kalau tidak, kosongkan."
                ),
            ),
            models.CheckConstraint(
                condition=Q(places__gte=1, places__lte=10), name="category_places_one_to_ten"
            ),
        ]
        triggers = [bumps]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("festival:jury_category", args=[self.pk])

    def competitors(self) -> models.QuerySet[Exhibit]:
        """The exhibits that compete, by title; what was taken down does not."""
        entered = Category.objects.filter(pk=self.pk).entered()
        shown = Exhibit.objects.public().filter(Exists(entered), festival=self.festival_id)
        return shown.select_related("agency").order_by("title", "pk")

    @property
    def is_open(self) -> bool:
        return self.opens_at <= timezone.now() < self.closes_at

    @property
    def is_closed(self) -> bool:
        return timezone.now() >= self.closes_at


class JuryCriterion(models.Model):
    """What a category is judged by. `anchors` are five sentences, what a mark of 1 to 5 looks like."""

    category = models.ForeignKey(Category, models.CASCADE, related_name="criteria")
    label = models.CharField(gettext_lazy("nama"), max_length=80)
    weight = models.PositiveSmallIntegerField(
        gettext_lazy("bobot"),
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=gettext_lazy("Persen; semuanya berjumlah 100."),
    )
    anchors = models.JSONField(gettext_lazy("arti nilai 1-5"), default=list)

    class Meta:
        verbose_name = gettext_lazy("kriteria juri")
        verbose_name_plural = pgettext_lazy("jamak", "kriteria juri")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["category", "label"],
                name="jury_criterion_once_per_category",
                violation_error_message=gettext_lazy("Dua kriteria bernama sama; bedakan namanya."),
            ),
            models.CheckConstraint(
                condition=Q(weight__gte=1, weight__lte=100), name="jury_criterion_weight_percent"
            ),
        ]

    def __str__(self):
        return self.label


class Seat(models.Model):
    """A juror of a category."""

    category = models.ForeignKey(Category, models.CASCADE, related_name="seats")
    juror = models.ForeignKey(
        User,
        models.PROTECT,
        related_name="seats",
        verbose_name=gettext_lazy("juri"),
        limit_choices_to={"role": Role.JUROR, "is_active": True},
    )

    class Meta:
        verbose_name = gettext_lazy("juri")
        verbose_name_plural = pgettext_lazy("jamak", "juri")
        ordering = ["juror__name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["category", "juror"],
                name="seat_once_per_juror",
                violation_error_message=gettext_lazy("Juri ini sudah ditunjuk di kategori ini."),
            )
        ]

    def __str__(self):
        return str(self.juror)


class Scorecard(models.Model):
    """What one juror says of one exhibit: a mark for every criterion, and a remark that stays with the jury."""

    seat = models.ForeignKey(Seat, models.PROTECT, related_name="cards")
    exhibit = models.ForeignKey(Exhibit, models.PROTECT, related_name="+")
    remark = models.TextField(gettext_lazy("catatan"), max_length=1_000, blank=True)
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = gettext_lazy("lembar nilai")
        constraints = [models.UniqueConstraint(fields=["seat", "exhibit"], name="scorecard_once_per_exhibit")]

    def __str__(self):
        return f"{self.seat_id} {self.exhibit_id}"


class Mark(models.Model):
    """One mark of a card, 1 to 5."""

    card = models.ForeignKey(Scorecard, models.CASCADE, related_name="marks")
    criterion = models.ForeignKey(JuryCriterion, models.PROTECT, related_name="marks")
    value = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = gettext_lazy("nilai")
        constraints = [
            models.UniqueConstraint(fields=["card", "criterion"], name="mark_once_per_criterion"),
            models.CheckConstraint(
                condition=Q(value__gte=LOWEST, value__lte=HIGHEST), name="mark_one_to_five"
            ),
        ]

    def __str__(self):
        return f"{self.criterion_id}: {self.value}"


class TieBreak(models.Model):
    """That the Bupati's office puts an exhibit before those with the same figures, and why. The earlier goes first."""

    category = models.ForeignKey(Category, models.PROTECT, related_name="tie_breaks")
    exhibit = models.ForeignKey(Exhibit, models.PROTECT, related_name="+")
    reason = models.CharField(gettext_lazy("alasan"), max_length=300)
    decided_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = gettext_lazy("keputusan nilai sama")
        ordering = ["decided_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["category", "exhibit"], name="tie_break_once_per_exhibit"),
            models.CheckConstraint(condition=~Q(reason=""), name="tie_break_has_reason"),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self):
        return f"{self.category_id} {self.exhibit_id}"


class Result(models.Model):
    """The ranking of a category as the steward finalised it (`festival.ranking.snapshot`). Never changed."""

    category = models.OneToOneField(Category, models.PROTECT, related_name="result")
    ranking = models.JSONField()
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = gettext_lazy("hasil penjurian")
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self):
        return f"{self.category_id} {self.made_at:%Y-%m-%d}"


class AwardQuerySet(models.QuerySet):
    def in_order(self) -> "AwardQuerySet":
        """By category and place, the Bupati's prize first."""
        return self.select_related("exhibit__agency", "category", "festival").order_by(
            F("category_id").asc(nulls_first=True), "place"
        )

    def shown(self) -> "AwardQuerySet":
        """What the public sees: announced, and of an exhibit that was not taken down."""
        return self.filter(announced_at__isnull=False, exhibit__withdrawn_at__isnull=True)


class Award(models.Model):
    """A place of a category or, without one, the Bupati's prize of the edition. Public once it is announced."""

    festival = models.ForeignKey(Festival, models.PROTECT, related_name="awards")
    category = models.ForeignKey(Category, models.PROTECT, null=True, related_name="awards")
    exhibit = models.ForeignKey(Exhibit, models.PROTECT, related_name="awards")
    place = models.PositiveSmallIntegerField(default=1)
    citation = models.TextField(gettext_lazy("alasan penghargaan"), max_length=500, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(default=timezone.now)
    announced_at = models.DateTimeField(null=True)

    objects = AwardQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("penghargaan")
        verbose_name_plural = pgettext_lazy("jamak", "penghargaan")
        constraints = [
            models.UniqueConstraint(fields=["category", "place"], name="award_place_once"),
            models.UniqueConstraint(fields=["category", "exhibit"], name="award_once_per_category"),
            models.UniqueConstraint(
                fields=["festival"], condition=Q(category__isnull=True), name="award_one_prize_per_festival"
            ),
            models.CheckConstraint(
                condition=Q(category__isnull=False) | (Q(place=1) & ~Q(citation="")),
                name="award_prize_has_reason",
            ),
        ]
        triggers = [bumps]

    def __str__(self):
        return f"{self.title} {self.exhibit_id}"

    @property
    def title(self) -> str:
        """What it is called: "Juara 1", or the Bupati's prize."""
        return honour_title(self.place if self.category_id else None)


def honour_title(place: int | None) -> str:
    """The words for a place in a category; without one, for the Bupati's prize."""
    return (
        str(gettext_lazy("Juara %(place)d") % {"place": place})
        if place
        else str(gettext_lazy("Penghargaan Bupati"))
    )
