from django.urls import path, register_converter

from stages.views import (
    attachments,
    begin,
    handover,
    lists,
    moves,
    notices,
    offline,
    onward,
    overview,
    papers,
    points,
    pulse,
    record,
    sheet,
    team,
    uploads,
)


class Code:
    """The code of a record, INV-2026-0001."""

    regex = r"INV-\d{4}-\d{4,9}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class Receipt(Code):
    """The number of a receipt, TT-INV-2026-0001-01."""

    regex = rf"TT-{Code.regex}-\d{{2,5}}"


register_converter(Code, "code")
register_converter(Receipt, "receipt")

app_name = "workspace"
urlpatterns = [
    path("", overview.inbox, name="inbox"),
    path("sw.js", offline.worker, name="worker"),
    path("luring/", offline.no_network, name="no_network"),
    path("jadwal/", overview.deadlines, name="deadlines"),
    path("inovasi/", overview.innovations, name="innovations"),
    path("triwulan/", pulse.in_workspace, name="pulse"),
    path("inovasi/baru/", begin.new, name="new"),
    path("inovasi/mirip/", begin.alike, name="similar"),
    path("inovasi/<code:code>/", record.innovation, name="innovation"),
    path("inovasi/<code:code>/lembar/", sheet.sheet, name="sheet"),
    path("inovasi/<code:code>/lembar/<slug:key>/", sheet.step, name="step"),
    path("inovasi/<code:code>/simpan/", sheet.keep, name="autosave"),
    path("inovasi/<code:code>/foto/", attachments.photos, name="photos"),
    path("inovasi/<code:code>/foto/<uuid:key>/", attachments.edit_photo, name="edit_photo"),
    path("inovasi/<code:code>/foto/<uuid:key>/hapus/", attachments.remove_photo, name="remove_photo"),
    path("inovasi/<code:code>/bukti/", attachments.evidence, name="evidence"),
    path("inovasi/<code:code>/bukti/pindai/", attachments.scan, name="scan"),
    path("inovasi/<code:code>/bukti/<int:pk>/publik/", attachments.open_evidence, name="open_evidence"),
    path("inovasi/<code:code>/bukti/<int:pk>/hapus/", attachments.remove_evidence, name="remove_evidence"),
    path("inovasi/<code:code>/unggah/", uploads.begin_upload, name="begin_upload"),
    path("inovasi/<code:code>/pratinjau/", record.preview, name="preview"),
    path("inovasi/<code:code>/kemajuan/", onward.progress, name="progress"),
    path("inovasi/<code:code>/teruskan/", onward.carry, name="carry"),
    path("inovasi/<code:code>/langkah/<slug:name>/", moves.move, name="move"),
    # Returned work, the team, handing over
    path("inovasi/<code:code>/butir/<int:pk>/", points.answer, name="point"),
    path("inovasi/<code:code>/tim/", team.team, name="team"),
    path("inovasi/<code:code>/tim/<uuid:key>/", team.member, name="member"),
    path("inovasi/<code:code>/tim/<uuid:key>/keluarkan/", team.remove, name="remove_member"),
    path("inovasi/<code:code>/serahkan/", handover.handover, name="handover"),
    path("inovasi/<code:code>/serahkan/<int:pk>/", handover.answer, name="answer_handover"),
    path("inovasi/<code:code>/ambil-alih/", handover.take_over, name="take_over"),
    # On paper and in Word
    path("inovasi/<code:code>/formulir.docx", papers.form_docx, name="form_docx"),
    path("inovasi/<code:code>/formulir.pdf", papers.form_pdf, name="form_pdf"),
    path("inovasi/<code:code>/baca-word/", papers.read_word, name="read_word"),
    path("inovasi/<code:code>/kertas/", papers.paper, name="paper"),
    path("tanda-terima/<receipt:receipt>.pdf", papers.receipt_pdf, name="receipt_pdf"),
    path("daftar/", lists.lists, name="lists"),
    path("daftar/contoh.xlsx", lists.template, name="list_template"),
    path("daftar/inovasi.xlsx", lists.export, name="list_export"),
    path("daftar/<uuid:key>/", lists.listing, name="list"),
    path("tanda-terima/<receipt:receipt>/", record.receipt, name="receipt"),
    path("kabar/", notices.notices, name="notices"),
    path("kabar/dibaca/", notices.read_all, name="read_notices"),
    path("kabar/<int:pk>/dibaca/", notices.read, name="read_notice"),
    path("foto/<uuid:key>/<int:width>.webp", attachments.photo, name="photo"),
    path("unggah/<uuid:key>/", uploads.send_piece, name="send_piece"),
    path("berkas/<int:pk>/", attachments.evidence_file, name="evidence_file"),
    path("berkas/<int:pk>/lihat/", attachments.evidence_shown, name="evidence_shown"),
]
