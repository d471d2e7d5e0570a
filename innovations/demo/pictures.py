"""Drawn pictures for the demo data: flat, light scenes of the region, no stock photos.

`draw` is deterministic: the same scene, seed and size give the same bytes with the same Pillow.
"""

import io
from random import Random

from innovations.demo.brush import BAND, HEIGHT, WIDTH, Brush
from innovations.demo.scenes import SCENES as PAINTERS

SCENES = tuple(PAINTERS)
ENOUGH = 60_000  # bytes
QUALITIES = (76, 64, 54, 44)
FINER = 2  # drawn this much larger, then shrunk: Pillow's shapes have no smooth edges of their own


def draw(scene: str, seed: int, size: tuple[int, int] = (1280, 853)) -> bytes:
    """A JPEG of `size` pixels showing `scene`, one of `SCENES`; `seed` varies colours, people and places.

    Raises KeyError for an unknown scene.
    """
    brush = Brush((size[0] * FINER, size[1] * FINER), Random(f"{scene} {seed}"))
    PAINTERS[scene](brush)
    if brush.random.random() < 0.5:
        brush.flip()
    brush.weave(0, HEIGHT - BAND, WIDTH, HEIGHT, 13)
    picture = brush.image.reduce(FINER)
    for quality in QUALITIES:
        file = io.BytesIO()
        picture.save(file, "JPEG", quality=quality, optimize=True, progressive=True)
        if file.tell() < ENOUGH:
            break
    return file.getvalue()
