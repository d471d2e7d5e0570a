"""The sheet as a Word document to fill in: a numbered heading for each question, an empty paragraph for its answer.

`answers` reads it back by these headings. The mark of record and stage stands on top, in the header of every page
and in the document's properties, so that a document that went from hand to hand is known again.
"""

import io
from collections.abc import Iterable

from django.utils import translation
from django.utils.translation import gettext as _
from docx import Document
from docx.document import Document as Docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.table import Table as DocxTable

from accounts import qr
from stages.papers.numbering import Paper, Question, Table, Topic

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SPARE_ROWS = 4
ANSWER, HINT = "Jawaban", "Petunjuk"  # names of our paragraph styles


def form_docx(paper: Paper, address: str) -> bytes:
    """The document, filled with what stands already; its QR code leads to `address`."""
    document = Document()
    with translation.override("id"):
        _dress(document, paper)
        _head(document, paper, address)
        for topic in paper.topics:
            _write_topic(document, topic)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def heading(number: str, label: str) -> str:
    """The line by which a question is found again."""
    return f"{number} {label}"


def hints(question: Question) -> list[str]:
    """What stands between a question's heading and its answer, one paragraph each."""
    found = [question.hint] if question.hint else []
    if question.choices:
        found.append(_("Pilih satu: %(choices)s.") % {"choices": "; ".join(question.choices)})
    return found


def _write_topic(document: Docx, topic: Topic) -> None:
    document.add_heading(f"{topic.number}. {topic.label}", 1)
    document.add_paragraph(topic.why, HINT)
    for question in topic.questions:
        document.add_heading(heading(question.number, question.label), 2)
        for hint in hints(question):
            document.add_paragraph(hint, HINT)
        for line in question.value.split("\n"):
            document.add_paragraph(line, ANSWER)
    if topic.table:
        document.add_heading(heading(topic.table.number, topic.table.label), 2)
        _write_table(document, topic.table)
    if topic.attached is not None:
        document.add_paragraph(attach_hint(), HINT)


def attach_hint() -> str:
    return _("Foto dan berkas tidak dimasukkan di sini; unggah di halaman inovasi ini di Inovik.")


def _write_table(document: Docx, table: Table) -> None:
    grid = document.add_table(rows=0, cols=len(table.labels), style="Table Grid")
    _add_row(grid, table.labels, is_head=True)
    for row in [*table.rows, *([("",) * len(table.labels)] * SPARE_ROWS)]:
        _add_row(grid, row)
    document.add_paragraph()  # two tables without a paragraph between them become one


def _add_row(grid: DocxTable, texts: Iterable[str], *, is_head: bool = False) -> None:
    row = grid.add_row()
    for cell, text in zip(row.cells, texts, strict=True):
        run = cell.paragraphs[0].add_run(text)
        run.font.size, run.bold = Pt(9), is_head
    if is_head:
        row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # again on every page


def _head(document: Docx, paper: Paper, address: str) -> None:
    document.add_heading(_("Lembar kerja %(stage)s") % {"stage": paper.stage}, 0)
    grid = document.add_table(rows=1, cols=2)
    facts, code = grid.rows[0].cells
    for number, width in enumerate((Cm(13.4), Cm(3.6))):  # Word reads the cells, LibreOffice the columns
        grid.columns[number].width = grid.rows[0].cells[number].width = width
    about = [
        (_("Kode"), paper.mark),
        (_("Judul"), paper.title),
        (_("Unit kerja"), paper.unit),
        (_("Laboratorium"), paper.lab),
    ]
    for number, (label, text) in enumerate(about):
        paragraph = facts.add_paragraph() if number else facts.paragraphs[0]
        paragraph.add_run(f"{label}: ")
        paragraph.add_run(text).bold = True
    code.paragraphs[0].add_run().add_picture(io.BytesIO(qr.png(address)), width=Cm(3.2))
    document.add_paragraph(
        _(
            "Tulis jawaban di bawah judul bernomor. Jangan ubah judul dan kodenya: dari situ Inovik tahu mana jawaban "
            "yang mana. Sesudah diisi, unggah dokumen ini di halaman inovasinya, atau serahkan kepada pengelola."
        ),
        HINT,
    )


def _dress(document: Docx, paper: Paper) -> None:
    """Page, styles, header and properties."""
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2)
    section.top_margin = section.bottom_margin = Cm(2)
    section.header.paragraphs[0].text = f"{paper.mark}  {paper.title}"
    styles = document.styles
    styles["Normal"].font.name, styles["Normal"].font.size = "Calibri", Pt(11)
    styles["Normal"].paragraph_format.space_after = Pt(4)
    for name in ("Title", "Heading 1", "Heading 2"):
        styles[name].font.color.rgb = RGBColor(0x1A, 0x17, 0x16)
    hint = styles.add_style(HINT, 1)
    hint.base_style = styles["Normal"]
    hint.font.size, hint.font.italic, hint.font.color.rgb = Pt(9.5), True, RGBColor(0x5B, 0x55, 0x52)
    answer = styles.add_style(ANSWER, 1)
    answer.base_style = styles["Normal"]
    styles["Heading 2"].next_paragraph_style = hint.next_paragraph_style = answer
    answer._element.get_or_add_pPr().append(_frame())
    for style in ("Heading 2", HINT):
        styles[style].paragraph_format.keep_with_next = True
    about = document.core_properties
    about.title, about.subject, about.identifier = paper.title[:255], paper.stage, paper.mark
    about.author, about.comments, about.language = "Inovik", "", "id-ID"


def _frame() -> OxmlElement:
    """Borders around the paragraphs of an answer; Word draws one box around neighbours."""
    frame = OxmlElement("w:pBdr")
    for side in ("top", "left", "bottom", "right"):
        edge = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "4"), ("color", "8A827E")):
            edge.set(qn(f"w:{name}"), value)
        frame.append(edge)
    return frame
