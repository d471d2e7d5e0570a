"""What somebody was told, and the e-mail that carried it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Role, User
from innovations.models import Innovation

# What asked for action still does, as long as the record has not moved on.
PENDING = Q(needs_action=True) & (Q(version__isnull=True) | Q(innovation__version=F("version")))


def new_message_id() -> str:
    return f"<{uuid.uuid4()}@{settings.MAIL_DOMAIN}>"


class Mail(models.Model):
    """A letter in the outbox. Claimed before it is sent, so that no crash sends it twice (`mail.py`)."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Menunggu")
        SENDING = "sending", _("Sedang dikirim")
        SENT = "sent", _("Terkirim")
        FAILED = "failed", _("Gagal")
        UNCERTAIN = "uncertain", _("Tidak pasti terkirim")
        HELD = "held", _("Ditahan untuk dilihat")
        CANCELLED = "cancelled", _("Dibatalkan")

    user = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="mails", verbose_name=_("penerima"), editable=False
    )
    address = models.EmailField(_("alamat"))
    subject = models.CharField(_("perihal"), max_length=200)
    body = models.TextField(_("isi"))
    digest_on = models.DateField(_("ringkasan tanggal"), null=True)
    state = models.CharField(_("keadaan"), max_length=9, choices=State, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(_("percobaan"), default=0)
    next_try_at = models.DateTimeField(_("percobaan berikutnya"), default=timezone.now)
    claimed_at = models.DateTimeField(_("mulai dikirim"), null=True)
    created_at = models.DateTimeField(_("dibuat"), default=timezone.now)
    sent_at = models.DateTimeField(_("terkirim"), null=True)
    last_error = models.TextField(_("kesalahan terakhir"), blank=True)
    letter = models.ForeignKey("Letter", models.PROTECT, null=True, related_name="mails", editable=False)
    cancel_reason = models.CharField(_("alasan dibatalkan"), max_length=250, blank=True)
    handled_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("terakhir diurus oleh"),
        editable=False,
    )  # who last held, released or cancelled it
    handled_at = models.DateTimeField(_("terakhir diurus"), null=True, editable=False)
    message_id = models.CharField(_("nomor surat"), max_length=150, unique=True, default=new_message_id)

    class Meta:
        verbose_name = _("e-mail")
        verbose_name_plural = pgettext_lazy("jamak", "e-mail")
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(
                fields=["next_try_at", "id"],
                name="mail_outbox",
                condition=Q(state__in=["waiting", "sending", "uncertain", "failed", "held"]),
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["user", "digest_on"], name="mail_one_digest_a_day"),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False)
                | (~Q(state="sent") & Q(sent_at__isnull=True)),
                name="mail_sent_has_its_hour",
            ),
            models.CheckConstraint(
                condition=~Q(state="sending") | Q(claimed_at__isnull=False),
                name="mail_sending_is_claimed",
            ),
            models.CheckConstraint(
                condition=Q(state="cancelled") & ~Q(cancel_reason="")
                | ~Q(state="cancelled") & Q(cancel_reason=""),
                name="mail_cancelled_with_a_reason",
            ),
        ]

    def __str__(self):
        return f"{self.address}: {self.subject}"


class NoticeQuerySet(models.QuerySet):
    def readable(self) -> "NoticeQuerySet":
        """What its person may still read: who left the unit reads no more of the unit's records."""
        return self.filter(
            Q(innovation__isnull=True) | ~Q(user__role=Role.AGENCY) | Q(innovation__agency=F("user__agency")),
            user__is_active=True,
        )

    def of(self, user: User) -> "NoticeQuerySet":
        return self.readable().filter(user=user)

    def unread(self) -> "NoticeQuerySet":
        return self.filter(read_at__isnull=True)


class Notice(models.Model):
    """One thing that one person is told: facts, which `words.py` puts into the reader's language.

    `key` names the thing, so that it is told once. Without a key it is grouped: while one such is unread, no
    second of its kind is written.
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="notices")
    innovation = models.ForeignKey(Innovation, models.PROTECT, null=True, related_name="notices")
    kind = models.CharField(max_length=20)  # a key of words.KINDS
    key = models.CharField(max_length=80, blank=True)
    facts = models.JSONField(default=dict)
    due = models.DateTimeField(null=True)
    path = models.CharField(max_length=250, blank=True)  # where it leads, unless to the record
    needs_action = models.BooleanField(default=False)
    version = models.PositiveIntegerField(
        null=True
    )  # the innovation's: once it moved on, nothing is asked any more
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True)
    mail = models.ForeignKey(Mail, models.SET_NULL, null=True, related_name="notices")

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["user", "created_at", "id"], name="notice_of_user"),
            models.Index(fields=["user"], name="notice_unread", condition=Q(read_at__isnull=True)),
            models.Index(fields=["key"], name="notice_told"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["user", "key"], name="notice_told_once", condition=~Q(key="")),
            models.UniqueConstraint(
                fields=["user", "kind"],
                name="notice_grouped_while_unread",
                condition=Q(key="", read_at__isnull=True),
            ),
        ]

    def __str__(self):
        return f"{self.user_id} {self.kind}"

    @property
    def is_pending(self) -> bool:
        """Whether it still asks for action; `PENDING` is the same for the database."""
        return self.needs_action and (self.version is None or self.innovation.version == self.version)
