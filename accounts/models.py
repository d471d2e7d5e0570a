"""Who: districts, units (agencies) and the people who sign in.

Roles are code, not rows: what each may do is one table in `accounts/permissions.py`.
"""

import pgtrigger
from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string, salted_hmac
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_otp.plugins.otp_static.models import StaticDevice

from accounts import permissions

NIP_PATTERN = r"^\d{18}$"
WHATSAPP_PATTERN = r"^62\d{8,13}$"


class Located(models.Model):
    """A place on the map: both coordinates in degrees (WGS 84), or neither."""

    latitude = models.DecimalField(
        _("lintang"),
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
        help_text=_("Derajat desimal, misalnya 2,55171."),
    )
    longitude = models.DecimalField(
        _("bujur"),
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
        help_text=_("Derajat desimal, misalnya 98,32096."),
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__range=(-90, 90),
                    longitude__range=(-180, 180),
                ),  # a CHECK lets NULL pass, so that NULL is excluded by name
                name="%(class)s_coordinates_both_or_neither",
                violation_error_message=_(
                    "Isi lintang dan bujur bersama-sama (-90..90 dan -180..180), atau kosongkan keduanya."
                ),
            ),
        ]


class District(Located):
    """A kecamatan."""

    code = models.CharField(_("kode wilayah"), max_length=13, unique=True)
    name = models.CharField(_("nama"), max_length=100, unique=True)
    slug = models.SlugField(_("alamat"), max_length=100, unique=True)

    class Meta(Located.Meta):
        verbose_name = _("kecamatan")
        verbose_name_plural = pgettext_lazy("jamak", "kecamatan")
        ordering = ["name"]

    def __str__(self):
        return self.name


class Agency(Located):
    """A unit of the region's government (SKPD, kecamatan, puskesmas, desa, BUMD). It owns its innovations."""

    class Kind(models.TextChoices):
        DINAS = "dinas", _("Dinas")
        BADAN = "badan", _("Badan")
        BAGIAN = "bagian", _("Bagian")
        SECRETARIAT = "sekretariat", _("Sekretariat")
        INSPECTORATE = "inspektorat", _("Inspektorat")
        TASK_FORCE = "satuan", _("Satuan")
        DISTRICT = "kecamatan", _("Kecamatan")
        CLINIC = "puskesmas", _("Puskesmas")
        HOSPITAL = "rsud", _("RSUD")
        COMPANY = "bumd", _("BUMD")
        VILLAGE = "desa", _("Desa/kelurahan")

    name = models.CharField(_("nama"), max_length=150, unique=True)
    short_name = models.CharField(_("nama singkat"), max_length=60)
    slug = models.SlugField(_("alamat"), max_length=150, unique=True)
    kind = models.CharField(_("jenis unit"), max_length=12, choices=Kind)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("unit induk"),
    )
    district = models.ForeignKey(
        District,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="agencies",
        verbose_name=_("kecamatan"),
    )
    head_name = models.CharField(_("nama kepala"), max_length=150, blank=True)
    head_title = models.CharField(_("jabatan kepala"), max_length=100, blank=True)
    whatsapp = models.CharField(
        _("nomor WhatsApp"),
        max_length=15,
        blank=True,
        validators=[
            RegexValidator(
                WHATSAPP_PATTERN, _("Tulis nomor WhatsApp seperti 081234567890 atau 6281234567890.")
            )
        ],
    )
    is_active = models.BooleanField(_("aktif"), default=True)
    is_example = models.BooleanField(
        _("contoh"), default=False, help_text=_("Unit ini dibuat untuk data contoh, belum dipastikan ada.")
    )

    class Meta(Located.Meta):
        verbose_name = _("unit kerja")
        verbose_name_plural = pgettext_lazy("jamak", "unit kerja")
        ordering = ["name"]
        constraints = [
            *Located.Meta.constraints,
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
                name="agency_is_not_its_own_parent",
                violation_error_message=_(
                    "Pilih unit induk yang lain: sebuah unit tidak menginduk kepada dirinya sendiri."
                ),
            ),
            models.CheckConstraint(
                condition=Q(whatsapp="") | Q(whatsapp__regex=WHATSAPP_PATTERN), name="agency_whatsapp_is_62"
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("festival:agency", args=[self.slug])


class Role(models.TextChoices):
    AGENCY = "AGENCY", _("Staf SKPD")
    FACILITATOR = "FACILITATOR", _("Fasilitator LAN")
    EXECUTIVE = "EXECUTIVE", _("Kantor Bupati")
    STEWARD = "STEWARD", _("Pengelola")
    JUROR = "JUROR", _("Juri")


class UserQuerySet(models.QuerySet):
    def passwordless(self) -> "UserQuerySet":
        """Active accounts that were made without a password: nobody can sign in with them yet."""
        return self.filter(is_active=True, password__startswith=UNUSABLE_PASSWORD_PREFIX)


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    def get_by_natural_key(self, name):
        """The user with this username or NIP: people remember one or the other."""
        name = name.strip()
        field = "nip" if is_nip(name) else "username__iexact"
        return self.get(**{field: name.replace(" ", "") if field == "nip" else name})

    def create_user(self, username, password=None, **fields):
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save()
        return user

    def create_superuser(self, username, password=None, **fields):
        """The first account of an installation: a steward, who makes the others. Nobody is above the rules."""
        user = self.create_user(username, password, **{"role": Role.STEWARD} | fields)
        AccountEvent.record(None, user)
        return user


class User(AbstractBaseUser):
    """A person who signs in with a username or a NIP. Has one role; staff of a unit also its agency."""

    username = models.CharField(
        _("nama pengguna"),
        max_length=50,
        unique=True,
        validators=[
            RegexValidator(
                r"^[a-z][a-z0-9._-]{2,}\Z",
                _(
                    "Pakai huruf kecil, angka, titik atau garis; mulai dengan huruf, paling sedikit 3 karakter."
                ),
            )
        ],
        error_messages={"unique": _("Nama pengguna ini sudah dipakai; pilih yang lain.")},
    )
    nip = models.CharField(
        _("NIP"),
        max_length=18,
        unique=True,
        null=True,
        blank=True,
        validators=[RegexValidator(NIP_PATTERN, _("NIP terdiri dari 18 angka, tanpa spasi."))],
        error_messages={"unique": _("NIP ini sudah dipakai akun lain.")},
    )
    name = models.CharField(_("nama"), max_length=150)
    email = models.EmailField(_("e-mail"), blank=True)
    role = models.CharField(_("peran"), max_length=12, choices=Role)
    agency = models.ForeignKey(
        Agency,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="users",
        verbose_name=_("unit kerja"),
        help_text=_("Hanya untuk Staf SKPD."),
    )
    is_active = models.BooleanField(_("aktif"), default=True)
    password_is_temporary = models.BooleanField(
        _("kata sandi sementara"),
        default=False,
        help_text=_("Pemilik akun diminta menggantinya saat masuk: kata sandi ini dibagikan di atas kertas."),
    )
    wants_digest = models.BooleanField(_("ringkasan harian lewat e-mail"), default=True)
    created_at = models.DateTimeField(_("dibuat"), auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("akun")
        verbose_name_plural = pgettext_lazy("jamak", "akun")
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(role=Role.AGENCY, agency__isnull=False)
                | (~Q(role=Role.AGENCY) & Q(agency__isnull=True)),
                name="user_has_agency_exactly_as_agency_staff",
                violation_error_message=_("Staf SKPD harus punya unit kerja; peran lain tidak."),
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="user_role_is_known"),
            models.CheckConstraint(
                condition=Q(nip__isnull=True) | Q(nip__regex=NIP_PATTERN), name="user_nip_is_18_digits"
            ),
        ]

    def __str__(self):
        return self.name

    def clean(self):
        super().clean()
        self.nip = self.nip or None  # an empty box is no NIP, and NULL may repeat

    def get_short_name(self) -> str:
        """How pages address this person."""
        return self.name

    @property
    def is_staff(self) -> bool:
        """Whether the Django admin opens for this person."""
        return self.role in {Role.FACILITATOR, Role.EXECUTIVE, Role.STEWARD}

    def has_perm(self, perm: str, obj=None) -> bool:
        return self.is_active and permissions.allows(self.role, perm)

    def has_perms(self, perms, obj=None) -> bool:
        return all(self.has_perm(perm, obj) for perm in perms)

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_active and permissions.opens(self.role, app_label)


class AccountEvent(models.Model):
    """A change of what an account may do or of how it signs in: who, of whom, when, from what, to what.

    Append-only: the database refuses to change or delete one. Without an actor it came from the command line.
    """

    class Kind(models.TextChoices):
        CREATED = "created", _("akun dibuat")
        ROLE = "role", _("peran diubah")
        AGENCY = "agency", _("unit kerja diubah")
        ACTIVATED = "activated", _("akun diaktifkan")
        DEACTIVATED = "deactivated", _("akun dimatikan")
        PASSWORD = "password", _("kata sandi sementara dibuat")
        FACTOR = "factor", _("langkah kedua dipasang")
        FACTOR_RESET = "no_factor", _("langkah kedua disetel ulang")
        CODES = "codes", _("kode pemulihan dibuat")

    user = models.ForeignKey(User, models.PROTECT, related_name="account_events", verbose_name=_("akun"))
    actor = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("oleh"))
    kind = models.CharField(_("perubahan"), max_length=12, choices=Kind)
    before = models.CharField(
        _("semula"), max_length=150, blank=True
    )  # a code of Role, or a unit's name then
    after = models.CharField(_("menjadi"), max_length=150, blank=True)
    created_at = models.DateTimeField(_("waktu"), default=timezone.now, db_index=True)

    class Meta:
        verbose_name = _("perubahan akun")
        verbose_name_plural = pgettext_lazy("jamak", "perubahan akun")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["role", "agency"]) | Q(before="", after=""),
                name="account_event_values_of_role_or_agency",
            )
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self):
        return f"{self.user_id} {self.kind}"

    @classmethod
    def record(cls, actor: "User | None", user: User, before: User | None = None) -> None:
        """Record how `user`, now stored, differs from `before`; without it the account is new."""
        changes = [] if before else [cls(kind=cls.Kind.CREATED)]
        before = before or User(is_active=True)
        if user.role != before.role:
            changes.append(cls(kind=cls.Kind.ROLE, before=before.role, after=user.role))
        if user.agency != before.agency:
            changes.append(
                cls(kind=cls.Kind.AGENCY, before=str(before.agency or ""), after=str(user.agency or ""))
            )
        if user.is_active != before.is_active:
            changes.append(cls(kind=cls.Kind.ACTIVATED if user.is_active else cls.Kind.DEACTIVATED))
        for change in changes:
            change.user, change.actor = user, actor
        cls.objects.bulk_create(changes)

    @property
    def sentence(self) -> str:
        """What was changed, in words: `peran diubah: Juri → Staf SKPD`."""
        if not (self.before or self.after):
            return self.get_kind_display()
        was, becomes = self._in_words(self.before), self._in_words(self.after)
        return f"{self.get_kind_display()}: {was or '-'} → {becomes or '-'}"

    def _in_words(self, value: str) -> str:
        return str(Role(value).label) if self.kind == self.Kind.ROLE and value else value


class RecoveryCodes(StaticDevice):
    """Codes on paper for whoever has lost the phone: each opens once, and only digests of them are stored."""

    MANY = 10
    LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # without 0 o 1 l i, which are read as one another
    LENGTH = 10  # of 31 letters: 49 bits

    class Meta:
        proxy = True

    def renew(self) -> list[str]:
        """New codes instead of the old ones; returned here and never again."""
        codes = [get_random_string(self.LENGTH, self.LETTERS) for _number in range(self.MANY)]
        self.token_set.all().delete()
        for code in codes:
            self.token_set.create(token=_digest(code, settings.SECRET_KEY))
        self.confirmed = False  # until the person says that they are kept
        self.throttle_reset(commit=False)
        self.save()
        return [f"{code[:5]}-{code[5:]}" for code in codes]

    def verify_token(self, token: str) -> bool:
        """Whether `token` is one of the codes, which is used up by that; also of before a change of secrets."""
        digests = [_digest(token, secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
        held = self.token_set.filter(token__in=digests).values_list("token", flat=True).first()
        return super().verify_token(held or digests[0])


def _digest(code: str, secret: str) -> str:
    return salted_hmac("accounts.recovery", code, secret=secret, algorithm="sha256").hexdigest()[:16]


def is_nip(text: str) -> bool:
    """Whether `text` can only be a NIP; a username begins with a letter."""
    return text.replace(" ", "").isdigit()


def throttled_name(request, credentials) -> str:
    """The account that a sign-in attempt aims at, by username whichever name was typed (for django-axes)."""
    typed = ((credentials or {}).get("username") or request.POST.get("username", "")).strip()[:150]
    if is_nip(typed):
        nip = typed.replace(" ", "")
        return User.objects.filter(nip=nip).values_list("username", flat=True).first() or nip
    return typed.lower()
