"""The innovation: its narrative in small text columns, and where it stands.

Stage, status and what goes with them are written by `stages/workflow.py` alone; a trigger in the
database refuses anyone else. The narrative stands in separate columns because each ministry's form
wants another cut of the same text.
"""

import pgtrigger
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVector
from django.core.validators import MaxValueValidator
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Agency, User
from innovations.affairs import Affair
from innovations.models.codes import CodeSequence
from innovations.models.fields import WebAddressField
from innovations.models.lab import Lab
from innovations.models.scope import InnovationQuerySet
from innovations.models.standing import Stage, Status

LONG = 20_000  # characters in one narrative column; about seven printed pages


class Innovation(models.Model):
    """One innovation of one unit, from the will to innovate to its place in the festival."""

    class Initiator(models.TextChoices):
        REGIONAL_HEAD = "regional_head", _("Kepala daerah")
        COUNCIL = "council", _("Anggota DPRD")
        AGENCY = "agency", _("Perangkat daerah")
        CIVIL_SERVANT = "civil_servant", _("ASN")
        COMMUNITY = "community", _("Masyarakat")

    class Novelty(models.TextChoices):
        NEW = "new", _("Baru")
        EXTENSION = "extension", _("Perluasan")
        IMPROVEMENT = "improvement", _("Peningkatan kualitas")
        REPLICATION = "replication", _("Replikasi")

    class Kind(models.TextChoices):
        """LAN's eight kinds of innovation."""

        PROCESS = "process", _("Proses")
        METHOD = "method", _("Metode")
        PRODUCT = "product", _("Produk")
        CONCEPTUAL = "conceptual", _("Konseptual")
        TECHNOLOGY = "technology", _("Teknologi")
        STRUCTURE = "structure", _("Struktur organisasi")
        PARTNERSHIP = "partnership", _("Hubungan")
        PEOPLE = "people", _("SDM")

    class Standing(models.TextChoices):
        INITIATIVE = "initiative", _("Inisiatif")
        TRIAL = "trial", _("Uji coba")
        APPLIED = "applied", _("Diterapkan")

    class Goal(models.IntegerChoices):
        """The Sustainable Development Goals, by their Indonesian names (Perpres 111/2022, Lampiran I)."""

        POVERTY = 1, _("Tanpa Kemiskinan")
        HUNGER = 2, _("Tanpa Kelaparan")
        HEALTH = 3, _("Kehidupan Sehat dan Sejahtera")
        EDUCATION = 4, _("Pendidikan Berkualitas")
        GENDER = 5, _("Kesetaraan Gender")
        WATER = 6, _("Air Bersih dan Sanitasi Layak")
        ENERGY = 7, _("Energi Bersih dan Terjangkau")
        WORK = 8, _("Pekerjaan Layak dan Pertumbuhan Ekonomi")
        INDUSTRY = 9, _("Industri, Inovasi, dan Infrastruktur")
        INEQUALITY = 10, _("Berkurangnya Kesenjangan")
        CITIES = 11, _("Kota dan Permukiman yang Berkelanjutan")
        CONSUMPTION = 12, _("Konsumsi dan Produksi yang Bertanggung Jawab")
        CLIMATE = 13, _("Penanganan Perubahan Iklim")
        OCEANS = 14, _("Ekosistem Lautan")
        LAND = 15, _("Ekosistem Daratan")
        JUSTICE = 16, _("Perdamaian, Keadilan, dan Kelembagaan yang Tangguh")
        PARTNERSHIPS = 17, _("Kemitraan untuk Mencapai Tujuan")

    # Identity
    code = models.CharField(_("kode"), max_length=16, unique=True, editable=False)
    lab = models.ForeignKey(
        Lab, models.PROTECT, related_name="innovations", verbose_name=_("laboratorium"), editable=False
    )
    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="innovations", verbose_name=_("unit kerja"), editable=False
    )
    custodian = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="innovations_in_care",
        verbose_name=_("penanggung jawab"),
        help_text=_("Orang yang dihubungi tentang inovasi ini. Catatannya tetap milik unit."),
    )
    predecessor = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="successors",
        verbose_name=_("meneruskan"),
        editable=False,
    )  # what it carries on or develops further
    form_key = models.UUIDField(null=True, unique=True, editable=False)  # one registration per form shown
    created_at = models.DateTimeField(_("didaftarkan"), auto_now_add=True)
    updated_at = models.DateTimeField(_("diubah"), auto_now=True)

    # Where it stands: written by stages.workflow alone
    entry_stage = models.CharField(max_length=10, choices=Stage, default=Stage.DRUM_UP, editable=False)
    stage = models.CharField(_("tahap"), max_length=10, choices=Stage, default=Stage.DRUM_UP, editable=False)
    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.DRAFT, editable=False
    )
    since = models.DateTimeField(_("sejak"), auto_now_add=True)
    due = models.DateTimeField(_("batas waktu"), null=True, editable=False)
    open_parts = models.JSONField(default=list, editable=False)  # while returned: keys of the parts asked for
    version = models.PositiveIntegerField(
        default=1, editable=False
    )  # grows with each move: a stale page is refused
    submitted_at = models.DateTimeField(null=True, editable=False)  # last submission
    endorsed_at = models.DateTimeField(
        null=True, editable=False
    )  # last recommendation to the Bupati's office

    # Drum-up: the will
    title = models.CharField(_("judul"), max_length=150)
    acronym = models.CharField(
        _("kepanjangan akronim"),
        max_length=250,
        blank=True,
        help_text=_("Kalau judulnya singkatan, tulis kepanjangannya."),
    )
    one_line = models.CharField(_("satu kalimat"), max_length=200, blank=True)
    duty = models.TextField(_("tugas unit yang diperbaiki"), blank=True, max_length=LONG)
    initiator = models.CharField(_("inisiator"), max_length=14, choices=Initiator, blank=True)
    initiator_name = models.CharField(_("nama inisiator"), max_length=200, blank=True)
    commitment_by = models.CharField(_("kepala unit yang berkomitmen"), max_length=150, blank=True)
    commitment_on = models.DateField(_("tanggal komitmen"), null=True, blank=True)

    # Diagnose: the idea
    problem = models.TextField(_("masalah"), blank=True, max_length=LONG)
    sufferers = models.CharField(_("siapa yang terdampak"), max_length=250, blank=True)
    sufferers_count = models.PositiveIntegerField(
        _("berapa banyak"), null=True, blank=True, validators=[MaxValueValidator(2_000_000_000)]
    )
    problem_evidence = models.TextField(_("bukti masalah"), blank=True, max_length=LONG)
    causes = models.TextField(_("sebab (5 kali mengapa)"), blank=True, max_length=LONG)
    alternatives = models.TextField(_("pilihan jalan keluar"), blank=True, max_length=LONG)
    idea = models.TextField(_("ide yang dipilih"), blank=True, max_length=LONG)
    idea_on = models.DateField(_("tanggal ide"), null=True, blank=True)
    novelty = models.CharField(_("kebaruan"), max_length=11, choices=Novelty, blank=True)
    origin = models.CharField(
        _("asal"),
        max_length=250,
        blank=True,
        help_text=_("Apa yang diperluas, ditingkatkan atau direplikasi, dan milik siapa."),
    )
    origin_url = WebAddressField(_("tautan sumber"), blank=True)
    kind = models.CharField(_("jenis inovasi"), max_length=11, choices=Kind, blank=True)
    affair = models.CharField(_("urusan pemerintahan"), max_length=60, choices=Affair, blank=True)
    beneficiaries = models.CharField(_("penerima manfaat"), max_length=250, blank=True)

    # Design: the action plan
    how_it_works = models.TextField(_("cara kerja"), blank=True, max_length=LONG)
    aims = models.TextField(_("tujuan"), blank=True, max_length=LONG)
    resources = models.TextField(_("sumber daya"), blank=True, max_length=LONG)
    budget_source = models.CharField(_("sumber anggaran"), max_length=200, blank=True)
    legal_basis = models.TextField(_("dasar hukum"), blank=True, max_length=LONG)
    risks = models.TextField(_("risiko"), blank=True, max_length=LONG)

    # Delivery: results
    launched_on = models.DateField(_("tanggal peluncuran"), null=True, blank=True)
    trial_on = models.DateField(_("tanggal uji coba"), null=True, blank=True)
    applied_on = models.DateField(_("tanggal diterapkan"), null=True, blank=True)
    developed_on = models.DateField(_("terakhir dikembangkan"), null=True, blank=True)
    results = models.TextField(_("hasil"), blank=True, max_length=LONG)
    obstacles = models.TextField(_("kendala"), blank=True, max_length=LONG)
    help_needed = models.TextField(_("bantuan yang diperlukan"), blank=True, max_length=LONG)
    sustainability = models.TextField(_("cara menjaga keberlanjutan"), blank=True, max_length=LONG)
    lessons = models.TextField(_("pelajaran"), blank=True, max_length=LONG)

    # Display: what the public can use
    headline = models.CharField(_("kalimat utama"), max_length=120, blank=True)
    before = models.TextField(_("sebelum"), blank=True, max_length=LONG)
    after = models.TextField(_("sesudah"), blank=True, max_length=LONG)
    story = models.TextField(_("cerita"), blank=True, max_length=LONG)
    video_url = WebAddressField(_("tautan video"), blank=True)
    service_contact = models.CharField(_("kontak layanan"), max_length=200, blank=True)
    service_hours = models.CharField(_("jam layanan"), max_length=150, blank=True)
    service_place = models.CharField(_("tempat layanan"), max_length=200, blank=True)
    replication_cost = models.CharField(_("kisaran biaya meniru"), max_length=150, blank=True)
    replication_staff = models.CharField(_("orang yang diperlukan"), max_length=150, blank=True)
    replication_weeks = models.PositiveSmallIntegerField(
        _("berapa minggu"), null=True, blank=True, validators=[MaxValueValidator(520)]
    )
    replication_steps = models.TextField(_("langkah pertama meniru"), blank=True, max_length=LONG)

    goal = models.PositiveSmallIntegerField(
        _("tujuan SDGs utama"),
        choices=Goal,
        null=True,
        blank=True,
        help_text=_("Tujuan Pembangunan Berkelanjutan yang paling dibantu inovasi ini."),
    )
    summary_en = models.CharField(
        _("ringkasan dalam bahasa Inggris"),
        max_length=250,
        blank=True,
        help_text=_("Satu atau dua kalimat, untuk pembaca dari luar negeri."),
    )

    objects = InnovationQuerySet.as_manager()

    class Meta:
        verbose_name = _("inovasi")
        verbose_name_plural = pgettext_lazy("jamak", "inovasi")
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["status", "due", "id"], name="innovation_queue"),
            models.Index(fields=["agency", "status"], name="innovation_of_agency"),
            GinIndex(OpClass("title", "gin_trgm_ops"), name="innovation_title_like"),
            GinIndex(
                SearchVector("title", "one_line", "problem", config="indonesian"), name="innovation_words"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(code__regex=r"^INV-\d{4}-\d{4,}$"), name="innovation_code_form"
            ),
            models.CheckConstraint(condition=Q(stage__in=Stage.values), name="innovation_stage_is_known"),
            models.CheckConstraint(condition=Q(status__in=Status.values), name="innovation_status_is_known"),
            models.CheckConstraint(
                condition=Q(entry_stage__in=[Stage.DRUM_UP, Stage.DELIVERY]),
                name="innovation_enters_at_drum_up_or_delivery",
            ),
            models.CheckConstraint(
                condition=Q(entry_stage=Stage.DRUM_UP) | Q(stage__in=[Stage.DELIVERY, Stage.DISPLAY]),
                name="innovation_not_before_its_entry",
            ),
            models.CheckConstraint(
                condition=~Q(status=Status.ENDORSED) | Q(stage__in=[Stage.DESIGN, Stage.DISPLAY]),
                name="innovation_endorsed_only_at_gates",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[Status.APPROVED, Status.PUBLISHED]) | Q(stage=Stage.DISPLAY),
                name="innovation_approved_only_at_display",
            ),
            models.CheckConstraint(
                condition=Q(status=Status.RETURNED) | Q(open_parts=[]),
                name="innovation_parts_asked_only_while_returned",
            ),
            models.CheckConstraint(condition=~Q(title=""), name="innovation_has_title"),
            models.CheckConstraint(
                condition=Q(predecessor__isnull=True) | ~Q(predecessor=F("id")),
                name="innovation_does_not_follow_itself",
            ),
            models.CheckConstraint(
                condition=Q(trial_on__isnull=True)
                | Q(applied_on__isnull=True)
                | Q(applied_on__gte=F("trial_on")),
                name="innovation_applied_after_trial",
                violation_error_message=_("Tanggal diterapkan tidak boleh sebelum tanggal uji coba."),
            ),
            models.CheckConstraint(
                condition=Q(idea_on__isnull=True) | Q(trial_on__isnull=True) | Q(trial_on__gte=F("idea_on")),
                name="innovation_trial_after_idea",
                violation_error_message=_("Tanggal uji coba tidak boleh sebelum tanggal ide."),
            ),
            models.CheckConstraint(
                condition=Q(idea_on__isnull=True)
                | Q(applied_on__isnull=True)
                | Q(applied_on__gte=F("idea_on")),
                name="innovation_applied_after_idea",
                violation_error_message=_("Tanggal diterapkan tidak boleh sebelum tanggal ide."),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="state_only_by_workflow",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.AnyChange(
                    "stage",
                    "status",
                    "since",
                    "due",
                    "open_parts",
                    "version",
                    "submitted_at",
                    "endorsed_at",
                    "entry_stage",
                    "code",
                    "agency",
                    "lab",
                ),
                func="""
                    IF coalesce(current_setting('inovik.move', true), '') <> 'on' THEN
                        RAISE EXCEPTION 'stage and status are written by stages.workflow.perform alone'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="begins_as_draft",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                func="""
                    IF (NEW.status <> 'draft' OR NEW.stage <> NEW.entry_stage)
                       AND coalesce(current_setting('inovik.move', true), '') <> 'on' THEN
                        RAISE EXCEPTION 'a new innovation is a draft of its entry stage'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("workspace:innovation", args=[self.code])

    @classmethod
    def register(
        cls, *, agency: Agency, user: User, entry_stage: str, due=None, form_key=None, lab: Lab, **narrative
    ) -> "Innovation":
        """A new draft of `agency` in `lab`, with the year's next code and `user` as custodian.

        Showing the same form twice (`form_key`, a UUID) registers once: the second call returns the first
        record.
        """
        with transaction.atomic():
            # First, as everybody does who holds it and wants a code.
            if predecessor := narrative.get("predecessor"):
                cls.objects.select_for_update(no_key=True).get(pk=predecessor.pk)
            code = CodeSequence.next_code(lab.year)  # from here on registrations of the year wait in line
            if form_key and (twin := cls.objects.filter(form_key=form_key, agency=agency).first()):
                transaction.set_rollback(True)
                return twin
            return cls.objects.create(
                code=code,
                lab=lab,
                agency=agency,
                custodian=user,
                entry_stage=entry_stage,
                stage=entry_stage,
                due=due,
                form_key=form_key,
                **narrative,
            )

    @classmethod
    def register_all(
        cls, drafts: list["Innovation"], *, agency: Agency, user: User, lab: Lab
    ) -> list["Innovation"]:
        """Store many new drafts, each with its narrative, entry stage, due date and form key, as `register` does.

        Raises IntegrityError, and stores none, when a form key has registered one already.
        """
        with transaction.atomic():
            for draft, code in zip(drafts, CodeSequence.next_codes(lab.year, len(drafts)), strict=True):
                draft.code, draft.lab, draft.agency, draft.custodian = code, lab, agency, user
                draft.stage = draft.entry_stage
            return cls.objects.bulk_create(drafts, batch_size=200)

    @property
    def standing(self) -> "Innovation.Standing":
        """Initiative, on trial or applied: follows from the dates, never from a field that somebody forgets."""
        if self.applied_on:
            return self.Standing.APPLIED
        return self.Standing.TRIAL if self.trial_on else self.Standing.INITIATIVE

    @property
    def maturity(self) -> str:
        """`standing` in words."""
        return self.standing.label

    @property
    def is_orphan(self) -> bool:
        """Whether nobody of its unit answers for it (see `orphans`)."""
        if self.status == Status.STOPPED:
            return False
        custodian = self.custodian
        return custodian is None or not custodian.is_active or custodian.agency_id != self.agency_id

    @property
    def is_open(self) -> bool:
        """Whether the road goes on: neither published nor stopped."""
        return self.status not in {Status.PUBLISHED, Status.STOPPED}
