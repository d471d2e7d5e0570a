"""A Word document as its reader sees it: paragraphs and tables in order, and the mark of record and stage.

Read straight from the XML (ECMA-376 part 1), because LibreOffice, WPS and Google Docs keep less of a document's
structure than Word does. Only what is there now counts: deleted text of tracked changes is gone, inserted is there.
"""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from lxml import etree

from innovations import files
from innovations.models import Stage

XML_MAX = 8 * 2**20  # bytes of the parts of one kind; a sheet of twenty pages has less than one million
# In whatever case, as `innovations/files/office.py` takes them.
MAIN = re.compile(r"(?i)word/document\d*\.xml")
STYLES = re.compile(r"(?i)word/styles\d*\.xml")
NUMBERING = re.compile(r"(?i)word/numbering\d*\.xml")
EDGES = re.compile(r"(?i)word/(header|footer)\d*\.xml")
PROPERTIES = re.compile(r"(?i)docProps/core\d*\.xml")
MARK = re.compile(rf"(INV-\d{{4}}-\d{{4,9}})\s*/\s*({'|'.join(Stage.values)})\b")

GONE = {"del", "moveFrom", "Fallback", "instrText", "delText", "pPr", "rPr", "sectPr", "sdtPr", "tblPr"}
TEXT_OF = {"tab": "\t", "cr": "\n", "noBreakHyphen": "-"}


@dataclass(frozen=True)
class Paragraph:
    """`level`: 1 and up for a heading, else 0. `item`: "- " or "3. " in front of an item of a list."""

    text: str
    level: int = 0
    item: str = ""


@dataclass(frozen=True)
class Grid:
    """A table: its rows, each the texts of its cells."""

    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Words:
    """What a document says: its mark ("" where it has none), and its blocks in order."""

    mark: str
    blocks: tuple[Paragraph | Grid, ...]


def read_words(upload: UploadedFile) -> Words:
    """Read an uploaded DOCX; nothing is stored. Raises ValidationError with the sentence to show."""
    if files.check_document(upload).extension != ".docx":
        raise ValidationError(
            _("Ini bukan dokumen Word. Pilih berkas DOCX yang Anda unduh dari sini dan isi.")
        )
    try:
        with zipfile.ZipFile(upload) as package:
            document = _parts(package, MAIN)[0]
            looks = _Looks(_parts(package, STYLES), _parts(package, NUMBERING))
            blocks = tuple(_blocks(document, looks))
            edges = [_said(block) for part in _parts(package, EDGES) for block in _blocks(part, looks)]
            edges += [" ".join(part.itertext()) for part in _parts(package, PROPERTIES)]
    except etree.XMLSyntaxError as error:
        raise ValidationError(
            _("Dokumen ini tidak terbaca. Buka dan simpan ulang sebagai DOCX, lalu unggah lagi.")
        ) from error
    return Words(_mark([*map(_said, blocks), *edges]), blocks)


def _parts(package: zipfile.ZipFile, pattern: re.Pattern) -> list[etree._Element]:
    """The roots of the parts whose names fit."""
    found = [info for info in package.infolist() if pattern.fullmatch(info.filename)]
    if sum(info.file_size for info in found) > XML_MAX:
        raise ValidationError(_("Dokumen ini terlalu panjang untuk sebuah lembar kerja."), code="bomb")
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    return [etree.fromstring(package.read(info), parser) for info in found]


def _mark(texts: list[str]) -> str:
    """The first mark: the body's top, else a header or footer, else the properties."""
    found = next(filter(None, map(MARK.search, texts)), None)
    return f"{found[1]}/{found[2]}" if found else ""


def _said(block: Paragraph | Grid) -> str:
    if isinstance(block, Paragraph):
        return block.text
    return "\n".join(cell for row in block.rows for cell in row)


def _name(element: etree._Element) -> str:
    """The local name; "" for a comment or an instruction. Strict and transitional documents differ in namespace."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _child(element: etree._Element | None, *path: str) -> etree._Element | None:
    for name in path:
        element = next((one for one in element if _name(one) == name), None) if element is not None else None
    return element


def _value(element: etree._Element | None, attribute: str = "val") -> str:
    if element is None:
        return ""
    return next((value for name, value in element.items() if etree.QName(name).localname == attribute), "")


class _Looks:
    """What styles and lists say about a paragraph."""

    def __init__(self, styles: list[etree._Element], numbering: list[etree._Element]):
        self.styles = {
            _value(style, "styleId"): style for part in styles for style in part if _name(style) == "style"
        }
        self.formats: dict[tuple[str, str], str] = {}
        self.counts: dict[tuple[str, str], int] = {}
        for part in numbering:
            self._learn_lists(part)

    def _learn_lists(self, part) -> None:
        kinds = {
            _value(kind, "abstractNumId"): {
                _value(level, "ilvl"): _value(_child(level, "numFmt"))
                for level in kind
                if _name(level) == "lvl"
            }
            for kind in part
            if _name(kind) == "abstractNum"
        }
        for used in part:
            if _name(used) == "num":
                levels = kinds.get(_value(_child(used, "abstractNumId")), {})
                self.formats |= {(_value(used, "numId"), level): form for level, form in levels.items()}

    def name(self, paragraph) -> str:
        style = self.styles.get(_value(_child(paragraph, "pPr", "pStyle")))
        return _value(_child(style, "name")).lower()

    def level(self, paragraph) -> int:
        """1 and up for a heading, else 0. By the outline of the paragraph or its style, or by the style's name."""
        style, seen = self.styles.get(_value(_child(paragraph, "pPr", "pStyle"))), set()
        outline = _value(_child(paragraph, "pPr", "outlineLvl"))
        while style is not None and not outline and id(style) not in seen:
            seen.add(id(style))
            if named := re.fullmatch(r"heading (\d)", _value(_child(style, "name")).lower()):
                return int(named[1])
            outline = _value(_child(style, "pPr", "outlineLvl"))
            style = self.styles.get(_value(_child(style, "basedOn")))
        return int(outline) + 1 if re.fullmatch("[0-8]", outline) else 0

    def item(self, paragraph) -> str:
        """What Word writes in front of an item of a list, as plain text; "" for other paragraphs."""
        listed = _child(paragraph, "pPr", "numPr")
        if listed is None:
            style = self.styles.get(_value(_child(paragraph, "pPr", "pStyle")))
            listed = _child(style, "pPr", "numPr")
        number, level = _value(_child(listed, "numId")), _value(_child(listed, "ilvl")) or "0"
        if not number or number == "0":
            return ""
        form = self.formats.get((number, level), "bullet")
        if form in {"bullet", "none"}:
            return "- "
        self.counts[number, level] = self.counts.get((number, level), 0) + 1
        return f"{self.counts[number, level]}. "


def _blocks(element: etree._Element, looks: _Looks) -> Iterator[Paragraph | Grid]:
    """Paragraphs and tables in reading order, also those inside content controls and insertions."""
    for child in element:
        match _name(child):
            case "p":
                if not looks.name(child).startswith("toc"):  # a table of contents repeats the headings
                    level = looks.level(child)
                    yield Paragraph(_text(child), level, "" if level else looks.item(child))
            case "tbl":
                yield Grid(tuple(_rows(child, looks)))
            case name if name and name not in GONE:
                yield from _blocks(child, looks)


def _rows(table: etree._Element, looks: _Looks) -> Iterator[tuple[str, ...]]:
    for row in _nearest(table, "tr"):
        if _child(row, "trPr", "del") is None:
            yield tuple(text for cell in _nearest(row, "tc") for text in _cell(cell, looks))


def _cell(cell: etree._Element, looks: _Looks) -> list[str]:
    """The text of a cell, followed by an empty one for each further column that it spans."""
    text = "\n".join(
        block.item + block.text if isinstance(block, Paragraph) else _said(block)
        for block in _blocks(cell, looks)
    )
    span = _value(_child(cell, "tcPr", "gridSpan"))
    return [text.strip()] + [""] * (min(int(span), 60) - 1 if re.fullmatch(r"[0-9]{1,3}", span) else 0)


def _nearest(element: etree._Element, name: str) -> Iterator[etree._Element]:
    """The nearest descendants of that name: rows and cells may stand inside content controls."""
    for child in element:
        if _name(child) == name:
            yield child
        elif _name(child) and _name(child) not in GONE:
            yield from _nearest(child, name)


def _text(element: etree._Element) -> str:
    """The visible text of a paragraph, with tabs and line breaks."""
    found = []
    for child in element:
        name = _name(child)
        if name == "t":
            found.append(child.text or "")
        elif name == "br":
            found.append("\n" if _value(child, "type") in {"", "textWrapping"} else "")
        elif name in TEXT_OF:
            found.append(TEXT_OF[name])
        elif name and name not in GONE:
            inner = _text(child)
            found.append(f"\n{inner}" if name == "p" else inner)  # a paragraph here stands in a text box
    return "".join(found)
