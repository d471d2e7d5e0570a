"""QR codes that lead from paper to a page."""

import io

import segno


def svg(address: str, title: str) -> str:
    """The code of `address` as SVG that can stand in a page; `title` is read aloud in its place."""
    return _made(address).svg_inline(light="#fff", title=title, svgclass="qr", lineclass=None, omitsize=True)


def png(address: str) -> bytes:
    target = io.BytesIO()
    _made(address).save(target, kind="png", scale=8)
    return target.getvalue()


def _made(address: str) -> segno.QRCode:
    return segno.make(address, error="m", micro=False)
