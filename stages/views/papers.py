"""The sheet on paper and in Word: handed out, read back, and entered by the steward; receipts that can be checked."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Role
from innovations.models import Innovation
from stages import standing, workflow
from stages.models import StageRecord
from stages.notices.words import address
from stages.paper_forms import DocumentForm, PaperForm
from stages.papers import numbering, proposal, seal, typeset, word
from stages.papers.answers import read_answers
from stages.views.access import shared, shared_or_stewards, visible_receipt

KEEP = "private, no-store"


# Handed out


@require_safe
def form_docx(request, code):
    innovation = shared_or_stewards(request, code)
    content = word.form_docx(numbering.paper_of(innovation), _record_address(code))
    return _download(content, word.CONTENT_TYPE, f"{_file_name(innovation)}.docx")


@require_safe
def form_pdf(request, code):
    innovation = shared_or_stewards(request, code)
    content = typeset.form_pdf(numbering.paper_of(innovation), _record_address(code))
    return _download(content, "application/pdf", f"{_file_name(innovation)}.pdf")


# Read back


@require_http_methods(["GET", "HEAD", "POST"])
def read_word(request, code):
    """Choose a document (GET), see what was read (POST with a file), store what is ticked (POST of that page)."""
    innovation = shared(request, code)
    if "read" in request.POST:
        return _save_read(request, code)
    form = DocumentForm(request.POST, request.FILES) if request.method == "POST" else DocumentForm()
    parts = workflow.open_parts(request.user, innovation)
    shown = None
    if request.method == "POST" and parts and form.is_valid():
        try:
            shown = _proposal(innovation, parts, form.cleaned_data["document"])
        except ValidationError as refusal:
            form.add_error("document", refusal)
    return _word_page(request, innovation, form, shown)


def _proposal(innovation, parts, words) -> proposal.Proposal:
    mine = numbering.mark_of(innovation)
    if words.mark != mine:
        raise ValidationError(
            _(
                "Dokumen ini berkode %(theirs)s, padahal lembar ini %(mine)s. Buka catatan dan tahap yang sesuai, atau "
                "salin isinya ke dokumen yang diunduh dari sini."
            )
            % {"theirs": words.mark, "mine": mine}
            if words.mark
            else _(
                "Dokumen ini tidak memuat kode %(mine)s, jadi tidak diketahui untuk lembar yang mana. Unduh dokumennya "
                "dari sini, salin isinya ke situ, lalu unggah lagi."
            )
            % {"mine": mine}
        )
    paper = numbering.paper_of(innovation)
    return proposal.Proposal(innovation, parts, paper, read_answers(words, paper))


def _save_read(request, code):
    with transaction.atomic():
        innovation = shared(request, code, lock=True)
        content = proposal.unpacked(request.POST["read"], innovation)
        parts = _shown_parts(request.user, innovation, content)
        if parts:
            outcome = proposal.save(innovation, parts, content, request.POST.getlist("take"), request.user)
    if content is None:
        messages.error(request, _("Halaman ini tidak terkirim lengkap. Unggah lagi dokumennya."))
        return redirect("workspace:read_word", code)
    if not parts:
        closed = _("Belum tersimpan: %(sentence)s") % {"sentence": standing.sentence(innovation)}
        return _word_page(request, innovation, DocumentForm(), closed=closed, status=409)
    if outcome.refused:
        paper, answers = numbering.paper_of(innovation), proposal.answers_of(content)
        again = proposal.Proposal(innovation, parts, paper, answers, outcome.refused)
        return _word_page(request, innovation, DocumentForm(), again, refused=True)
    if not outcome.labels:
        messages.warning(request, _("Tidak ada yang dicentang, jadi tidak ada yang disimpan."))
        return redirect("workspace:read_word", code)
    messages.success(
        request, _("Tersimpan dari dokumen: %(labels)s.") % {"labels": "; ".join(outcome.labels)}
    )
    return redirect("workspace:sheet", code)


def _shown_parts(user, innovation, content: dict | None) -> tuple:
    """The open parts, if they are still those that the page was made for."""
    parts = workflow.open_parts(user, innovation)
    if content is None or content["shown"] != proposal.shown_parts(innovation, parts):
        return ()
    return parts


def _word_page(request, innovation, form, shown=None, *, closed="", refused=False, status=200):
    parts = workflow.open_parts(request.user, innovation)
    context = {
        "innovation": innovation,
        "form": form,
        "proposal": shown,
        "refused": refused,
        "closed": closed or ("" if parts else standing.sentence(innovation)),
        "mark": numbering.mark_of(innovation),
    }
    return render(request, "workspace/word.html", context, status=status)


# Entered by the steward


@require_http_methods(["GET", "HEAD", "POST"])
def paper(request, code):
    """The steward notes that a paper came in; from then on they fill the sheet in the unit's name."""
    if request.user.role != Role.STEWARD:
        raise Http404
    innovation = get_object_or_404(Innovation.objects.visible_to(request.user).with_people(), code=code)
    form = PaperForm(request.POST, request.FILES) if request.method == "POST" else PaperForm()
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                form.save(Innovation.objects.select_for_update().get(pk=innovation.pk), request.user)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("Tercatat. Sekarang isikan lembarnya dari formulir kertas itu."))
            return redirect("workspace:sheet", code)
    context = {
        "innovation": innovation,
        "form": form,
        "is_open": bool(workflow.parts_with_unit(innovation)),
        "is_received": workflow.has_paper(innovation),
        "sentence": standing.sentence(innovation),
    }
    return render(request, "workspace/paper.html", context)


# Receipts


@require_safe
def receipt_pdf(request, receipt):
    record = visible_receipt(request, receipt)
    content = typeset.receipt_pdf(record, receipt_address(receipt))
    return _download(content, "application/pdf", f"{receipt}.pdf")


@login_not_required
@require_safe
@cache_control(public=True, max_age=60)
def check_receipt(request, receipt, given):
    """For everybody who holds the paper: whether this installation gave it out, for which record, and when."""
    record = None
    if seal.is_sealed(receipt, given):
        records = StageRecord.objects.select_related("innovation").defer("snapshot")
        record = records.filter(receipt=receipt).first()
    return render(
        request,
        "workspace/receipt_check.html",
        {"record": record, "receipt": receipt},
        status=200 if record else 404,
    )


def receipt_address(receipt: str) -> str:
    """The public address at which a receipt can be checked; paper never carries an inner name of the server."""
    return address(reverse("public:receipt", args=[receipt, seal.seal(receipt)]))


def _record_address(code: str) -> str:
    return address(reverse("workspace:innovation", args=[code]))


def _file_name(innovation: Innovation) -> str:
    return f"{innovation.code}-{innovation.stage}".lower()


def _download(content: bytes, content_type: str, name: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type=content_type,
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": KEEP,
            "X-Content-Type-Options": "nosniff",
        },
    )
