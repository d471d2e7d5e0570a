"""The outbox: what to mail to whom, looking at it before it leaves, and sending it once.

`collect` and `send` are called every minute, perhaps by two workers at once. A mail is claimed and the claim
committed before the server hears of it: a crash in between leaves it claimed, and as nobody can know whether it went
out, it is shown to the steward instead of being sent a second time. What is held or cancelled is never claimed: the
moves of `HANDLING` and a claim lock the rows, so that of two at once the second finds them changed.
"""

import logging
import time
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import groupby
from operator import attrgetter
from smtplib import SMTPException, SMTPNotSupportedError, SMTPRecipientsRefused, SMTPResponseException

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import connection as database
from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import User
from innovations.models import Lab
from stages.notices import words
from stages.notices.models import PENDING, Mail, Notice

logger = logging.getLogger(__name__)

DIGEST_HOUR = 7  # of the local day
WAITS = [timedelta(minutes=5), timedelta(minutes=15)] + [timedelta(hours=n) for n in (1, 3, 8, 24, 48)]
MOST_TRIES = len(WAITS) + 1
CLAIM_LASTS = timedelta(minutes=15)  # much longer than EMAIL_TIMEOUT
KEPT = timedelta(days=400)  # what was read, or sent, is forgotten after this
# What a person may do with a mail: from which states, to which.
HANDLING: dict[str, tuple[set[str], str]] = {
    "hold": ({Mail.State.WAITING}, Mail.State.HELD),
    "release": ({Mail.State.HELD}, Mail.State.WAITING),
    "cancel": (
        {Mail.State.HELD, Mail.State.WAITING, Mail.State.FAILED, Mail.State.UNCERTAIN},
        Mail.State.CANCELLED,
    ),
}
BATCH = 40  # seconds; the worker has other things to do
REFUSALS = (
    SMTPResponseException,
    SMTPRecipientsRefused,
    SMTPNotSupportedError,
    ValueError,
)  # surely not sent
LOCKS = 4_710_003  # class of our advisory locks; the object is what is done alone
COLLECTING, REMINDING, ASKING = 1, 2, 3


def collect(now: datetime | None = None) -> int:
    """Put what is not mailed yet into the outbox, one mail a person; how many.

    At once when something asks for action (then with all that is new), else once a day at DIGEST_HOUR, for
    who wants it. What was read in the portal is not mailed.
    """
    now = timezone.localtime(now)
    with transaction.atomic(), override(settings.LANGUAGE_CODE):
        if not alone(COLLECTING):
            return 0
        # What somebody reads or answers at this moment is left for the next round: nobody waits for anybody.
        notices = _due_to_be_mailed(now).select_related("user", "innovation__agency")
        notices = notices.select_for_update(of=["self"], skip_locked=True)
        groups = [
            list(group)
            for _user, group in groupby(notices.order_by("user", "created_at", "id"), attrgetter("user"))
        ]
        state = first_state()
        mails = [_mail(group, now, state) for group in groups]
        Mail.objects.bulk_create(mails, batch_size=500)
        for mail, group in zip(mails, groups, strict=True):
            for notice in group:
                notice.mail = mail
        Notice.objects.bulk_update([one for group in groups for one in group], ["mail"], batch_size=500)
    return len(mails)


def send(now: datetime | None = None) -> int:
    """Send what waits; how many went out. Without a mail server everything keeps waiting."""
    now = now or timezone.now()
    Mail.objects.filter(state=Mail.State.SENDING, claimed_at__lt=now - CLAIM_LASTS).update(
        state=Mail.State.UNCERTAIN
    )
    if not settings.SENDS_MAIL:
        return 0
    server, sent, began = get_connection(), 0, time.monotonic()
    while time.monotonic() - began < BATCH and (mail := _claim(now)):
        try:
            server.open()
        except (SMTPException, OSError) as error:
            _refused(mail, error, now)
            break  # the others need not try
        try:
            _message(mail, server).send()
        except REFUSALS as error:
            _refused(mail, error, now)
            _close(server)
        except (SMTPException, OSError) as error:  # cut off in the middle: it may have been taken
            logger.warning("Mail %s may have been sent: %s", mail.pk, error)
            _write(mail, state=Mail.State.UNCERTAIN, last_error=str(error))
            break
        else:
            _write(mail, state=Mail.State.SENT, sent_at=timezone.now(), last_error="")
            sent += 1
    _close(server)
    return sent


def send_again(mails: QuerySet[Mail]) -> int:
    """Put into the outbox once more what failed or perhaps never went out; how many."""
    stranded = mails.filter(state__in=[Mail.State.UNCERTAIN, Mail.State.FAILED])
    return stranded.update(state=Mail.State.WAITING, tries=0, next_try_at=timezone.now())


def first_state() -> str:
    """How a new mail begins: waiting, or held where the current lab wants all to be looked at first."""
    lab = Lab.objects.current()
    return Mail.State.HELD if lab and lab.holds_mail else Mail.State.WAITING


def handle(mails: QuerySet[Mail], name: str, actor: User, reason: str = "") -> list[Mail]:
    """Hold, release or cancel (`name`: a key of HANDLING) what of `mails` it applies to now; those, with who did it.

    `reason` is why they are cancelled. What is on its way or out already stays as it is.
    """
    sources, target = HANDLING[name]
    now = timezone.now()
    changed = {"state": target, "cancel_reason": reason, "handled_by": actor, "handled_at": now}
    if target == Mail.State.WAITING:
        changed["next_try_at"] = now
    with transaction.atomic():
        found = list(mails.filter(state__in=sources).order_by("id").select_for_update(of=["self"]))
        Mail.objects.filter(pk__in=[mail.pk for mail in found]).update(**changed)
    return found


def trouble() -> list[str]:
    """What the steward should know about the outbox, a sentence each. One query."""
    sentences = {
        Mail.State.HELD: _("%(count)d e-mail ditahan untuk dilihat; lepaskan atau batalkan."),
        Mail.State.WAITING: _("%(count)d e-mail menunggu: server e-mail belum diatur (INOVIK_EMAIL_URL)."),
        Mail.State.FAILED: _("%(count)d e-mail gagal dikirim."),
        Mail.State.UNCERTAIN: _("%(count)d e-mail tidak pasti terkirim; kirim lagi bila perlu."),
    }
    states = Mail.objects.filter(state__in=sentences).order_by().values_list("state")
    counts = dict(states.annotate(Count("pk")))
    if settings.SENDS_MAIL:
        counts.pop(Mail.State.WAITING, None)
    return [sentence % {"count": counts[state]} for state, sentence in sentences.items() if state in counts]


def forget_old() -> None:
    """Drop what was read, sent or cancelled long ago (periodic); but no mail that carried something still unread."""
    before = timezone.now() - KEPT
    Notice.objects.filter(read_at__lt=before).delete()
    # Unread, and without its mail, a notice would be mailed anew.
    done = Q(state=Mail.State.SENT, sent_at__lt=before) | Q(state=Mail.State.CANCELLED, handled_at__lt=before)
    Mail.objects.filter(done, notices=None).delete()


def alone(what: int) -> bool:
    """Whether nobody else does `what` now; kept until the transaction ends."""
    with database.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [LOCKS, what])
        return cursor.fetchone()[0]


def _due_to_be_mailed(now: datetime) -> QuerySet[Notice]:
    new = Notice.objects.readable().unread().filter(mail__isnull=True).exclude(user__email="")
    asked = new.filter(PENDING).values("user")
    due = Q(user__in=asked) & (PENDING | Q(user__wants_digest=True))
    hour = now.replace(hour=DIGEST_HOUR, minute=0, second=0, microsecond=0)
    if now >= hour:
        had = Mail.objects.filter(user=OuterRef("user"), digest_on=now.date())
        due |= Q(user__wants_digest=True, created_at__lt=hour) & ~Q(Exists(had))
    return new.filter(due)


def _mail(notices: list[Notice], now: datetime, state: str) -> Mail:
    user = notices[0].user
    asks = any(notice.is_pending for notice in notices)
    return Mail(
        user=user,
        address=user.email,
        subject=words.subject(notices),
        body=words.letter(notices),
        digest_on=None if asks else now.date(),
        state=state,
        next_try_at=now,
        created_at=now,
    )


def _claim(now: datetime) -> Mail | None:
    """The next mail, marked as ours in the database before anything is sent. Nobody deactivated gets any."""
    ready = Mail.objects.filter(Q(user__isnull=True) | Q(user__is_active=True), state=Mail.State.WAITING)
    with transaction.atomic():
        mail = (
            ready.filter(next_try_at__lte=now)
            .order_by("next_try_at", "id")
            .select_for_update(skip_locked=True, of=["self"])
            .first()
        )
        if mail:
            _write(mail, state=Mail.State.SENDING, claimed_at=now, tries=mail.tries + 1)
    return mail


def _message(mail: Mail, server) -> EmailMessage:
    return EmailMessage(
        mail.subject,
        mail.body,
        to=[mail.address],
        connection=server,
        headers={"Message-ID": mail.message_id, "Auto-Submitted": "auto-generated"},
    )


def _refused(mail: Mail, error: Exception, now: datetime) -> None:
    """It surely did not go out: it waits longer each time, and fails for good after MOST_TRIES."""
    logger.warning("Mail %s was not sent: %s", mail.pk, error)
    if mail.tries >= MOST_TRIES:
        _write(mail, state=Mail.State.FAILED, last_error=str(error))
    else:
        wait = WAITS[mail.tries - 1]
        _write(mail, state=Mail.State.WAITING, next_try_at=now + wait, last_error=str(error))


def _write(mail: Mail, **values) -> None:
    for name, value in values.items():
        setattr(mail, name, value)
    mail.save(update_fields=list(values))


def _close(server) -> None:
    with suppress(SMTPException, OSError):  # all that was to be sent is sent
        server.close()
