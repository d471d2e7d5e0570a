"""Small files for the demo data: a one-page PDF for a piece of evidence."""

import textwrap

LINE = 78  # characters
LEADING = 16  # points


def pdf(title: str, lines: list[str]) -> bytes:
    """A valid PDF of one A4 page: `title` in large letters, then `lines`, wrapped. Latin-1 letters only."""
    text = ["BT /F2 15 Tf 60 770 Td"]
    text += [f"({_escaped(line)}) Tj 0 -20 Td" for line in textwrap.wrap(title, LINE * 11 // 15)]
    text.append("/F1 11 Tf 0 -12 Td")
    for paragraph in lines:
        text += [f"({_escaped(line)}) Tj 0 -{LEADING} Td" for line in textwrap.wrap(paragraph, LINE) or [""]]
    text.append("ET")
    stream = "\n".join(text).encode("latin-1", "replace")
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /%b /Encoding /WinAnsiEncoding >>"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R /F2 6 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(stream), stream),
        font % b"Helvetica",
        font % b"Helvetica-Bold",
    ]
    file, places = bytearray(b"%PDF-1.4\n"), []
    for number, content in enumerate(objects, start=1):
        places.append(len(file))
        file += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(file)
    file += b"xref\n0 %d\n0000000000 65535 f \n%b" % (len(objects) + 1, table)
    file += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(file)


def _escaped(line: str) -> str:
    return line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
