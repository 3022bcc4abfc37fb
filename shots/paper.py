"""Pictures on paper: small files, and sheets of many small ones."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

COLOURS = 128
QUALITY = 86  # percent
GAP, LABEL = 16, 26  # pixels
PAPER, INK = "#fbf9f6", "#4a4153"


def keep(picture: bytes | Image.Image, path: Path) -> None:
    """As a PNG with a palette, which suits text, or as a WebP, which suits skies."""
    image = Image.open(BytesIO(picture)) if isinstance(picture, bytes) else picture
    if path.suffix == ".webp":
        image.convert("RGB").save(path, quality=QUALITY, method=6)
        return
    small = image.convert("RGB").quantize(COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    small.save(path, optimize=True)


def sheet(pictures: Sequence[tuple[str, Image.Image]], columns: int, width: int) -> Image.Image:
    """Rows of pictures, each `width` pixels wide with its name below."""
    fitted = [(name, _fitted(image, width)) for name, image in pictures]
    height = max(image.height for _, image in fitted) + LABEL
    rows = -(-len(fitted) // columns)
    paper = Image.new("RGB", (GAP + columns * (width + GAP), GAP + rows * (height + GAP)), PAPER)
    pen, font = ImageDraw.Draw(paper), ImageFont.load_default(15)
    for number, (name, image) in enumerate(fitted):
        x, y = GAP + number % columns * (width + GAP), GAP + number // columns * (height + GAP)
        paper.paste(image, (x, y))
        pen.text((x + width / 2, y + image.height + 4), name, INK, font, anchor="ma")
    return paper


def _fitted(image: Image.Image, width: int) -> Image.Image:
    whole = image.convert("RGB")
    return whole.resize((width, round(whole.height * width / whole.width)), Image.Resampling.LANCZOS)


def cards(folder: Path) -> list[tuple[str, Image.Image]]:
    """The first frame of each picture of the character, by its name."""
    return [(path.stem.replace("_", " "), Image.open(path)) for path in sorted(folder.glob("*.gif"))]
