"""Drawn pictures for the demo data (being drawn)."""

import io

from PIL import Image

SCENES = ("bus",)


def draw(scene: str, seed: int, size: tuple[int, int] = (1280, 853)) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", size, (seed % 256, 150, 120)).save(file, "JPEG", quality=80)
    return file.getvalue()
