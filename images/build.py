"""Draws the theme: `python -m images.build [SCENE…]` turns scenes into GIFs, the same bytes each time.

resvg draws the frames, Pillow gives each GIF one palette, gifsicle packs it. The GIF keeps, as its comment, the
fingerprint of the drawing that it was made from, so that a stale picture is found without drawing it again.
"""

import hashlib
import io
import subprocess
import sys
import sysconfig
import tempfile
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import resvg_py
from PIL import Image

from images.rig import defs
from images.scenery import HEIGHT, WIDTH, page
from images.scenes import SCENES, Scene

THEME = Path(__file__).parent / "subaku"
GIFSICLE = Path(sysconfig.get_path("scripts")) / "gifsicle"

RGB = tuple[int, int, int]


@dataclass(frozen=True)
class Cut:
    """One size in which each scene is built, in pixels."""

    name: str
    width: int
    height: int
    colours: int


CUTS = (Cut("card", 320, 240, 56), Cut("square", 128, 128, 48))


def pages(scene: Scene, cut: Cut) -> list[str]:
    """The SVG documents of one loop."""
    x, y, side = scene.square
    box = (x, y, side, side) if cut.width == cut.height else (0, 0, WIDTH, HEIGHT)
    return [page(scene.draw(i / scene.frames), defs(), box) for i in range(scene.frames)]


def fingerprint(documents: Iterable[str], scene: Scene, cut: Cut) -> str:
    digest = hashlib.sha256(f"{cut} {scene.fps}".encode())
    for document in documents:
        digest.update(document.encode())
    return digest.hexdigest()[:16]


def frame(document: str, width: int) -> Image.Image:
    png = bytes(resvg_py.svg_to_bytes(svg_string=document, width=width, skip_system_fonts=True))
    return Image.open(io.BytesIO(png)).convert("RGB")


def _census(picture: Image.Image) -> Counter[RGB]:
    """How many pixels there are of each colour."""
    found = cast("list[tuple[int, RGB]]", picture.getcolors(picture.width * picture.height))
    return Counter({colour: count for count, colour in found})


def _distance(a: RGB, b: RGB) -> int:
    return sum(abs(x - y) for x, y in zip(a, b, strict=True))


def _row(colours: Iterable[RGB]) -> Image.Image:
    pixels = bytes(channel for colour in colours for channel in colour)
    return Image.frombytes("RGB", (len(pixels) // 3, 1), pixels)


def palette(frames: list[Image.Image], size: int) -> Image.Image:
    """Large flat colours stay exactly what they are; the edges between them share what is left."""
    seen: Counter[RGB] = Counter()
    for picture in frames[:: max(1, len(frames) // 12)]:
        seen += _census(picture)
    ranked = sorted(seen, key=lambda colour: (-seen[colour], colour))
    kept = size * 3 // 5
    flat, edges = ranked[:kept], ranked[kept:]
    weighted = _row(colour for colour in edges for _ in range(seen[colour]))
    blends = weighted.quantize(size - len(flat), Image.Quantize.MEDIANCUT, kmeans=2).convert("RGB")
    # Pillow matches colours coarsely: a blend beside a flat colour would be taken in its place.
    colours = flat + sorted(blend for blend in _census(blends) if min(_distance(blend, colour) for colour in flat) > 16)
    chart = Image.new("P", (1, 1))
    chart.putpalette([channel for i in range(256) for channel in colours[min(i, len(colours) - 1)]])
    return chart


def gif(scene: Scene, cut: Cut) -> bytes:
    documents = pages(scene, cut)
    frames = [frame(document, cut.width) for document in documents]
    shared = palette(frames, cut.colours)
    first, *rest = [picture.quantize(palette=shared, dither=Image.Dither.NONE) for picture in frames]
    plain = io.BytesIO()
    first.save(
        plain, "GIF", save_all=True, append_images=rest, duration=round(100 / scene.fps) * 10, loop=0, disposal=1
    )
    return _packed(plain.getvalue(), fingerprint(documents, scene, cut))


def _packed(plain: bytes, comment: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "plain.gif"), Path(folder, "packed.gif")
        source.write_bytes(plain)
        subprocess.run([GIFSICLE, "-O3", "--comment", comment, source, "-o", target], check=True)  # noqa: S603 - our own files
        return target.read_bytes()


def build(name: str, theme: Path = THEME) -> dict[str, int]:
    """Writes the pictures of one scene; bytes by cut."""
    sizes = {}
    for cut in CUTS:
        target = theme / cut.name / f"{name}.gif"
        target.parent.mkdir(parents=True, exist_ok=True)
        sizes[cut.name] = target.write_bytes(gif(SCENES[name], cut))
    return sizes


def main(names: list[str]) -> None:
    if unknown := sorted(set(names) - SCENES.keys()):
        sys.exit(f"No such scene: {', '.join(unknown)}. There are {', '.join(SCENES)}.")
    for name in names or SCENES:
        sizes = ", ".join(f"{cut} {size / 1024:.0f} KiB" for cut, size in build(name).items())
        sys.stdout.write(f"{name:14}{sizes}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
