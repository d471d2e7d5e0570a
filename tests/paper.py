"""Printed pages read back: their text, the QR codes on them, their contents."""

import pypdfium2
import zxingcpp


def texts(content: bytes) -> list[str]:
    """The text of each page of a PDF, on one line."""
    with pypdfium2.PdfDocument(content) as document:
        return [" ".join(_text(page).split()) for page in document]


def codes(content: bytes, page: int = 0, scale: float = 1.5) -> list[str]:
    """What the QR codes of a page say, as a telephone reads them, sorted."""
    with pypdfium2.PdfDocument(content) as document:
        picture = document[page].render(scale=scale).to_pil()
    return sorted(one.text for one in zxingcpp.read_barcodes(picture))


def outline(content: bytes) -> list[tuple[str, int]]:
    """(title, page from 1) of the marks that a reader of the file shows beside it."""
    with pypdfium2.PdfDocument(content) as document:
        return [(mark.get_title(), mark.get_dest().get_index() + 1) for mark in document.get_toc()]


def about(content: bytes) -> dict[str, str]:
    with pypdfium2.PdfDocument(content) as document:
        return document.get_metadata_dict()


def sizes(content: bytes) -> list[tuple[int, int]]:
    """Width and height of each page in mm."""
    with pypdfium2.PdfDocument(content) as document:
        return [tuple(round(side / 72 * 25.4) for side in page.get_size()) for page in document]


def _text(page) -> str:
    told = page.get_textpage()
    return told.get_text_bounded()
