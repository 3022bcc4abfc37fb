"""Things that scenes share: sky, ground, weather, small props."""

from images.rig import CORAL, SEED
from images.svg import WHITE, bump, cycle, el, group, oval, path, rect, scatter, wave

WIDTH, HEIGHT = 320, 240

RIND = "#46ab66"
WOOD = "#f0c58a"
WOOD_DARK = "#e0ac68"
PAPER = "#fff9ec"
NIGHT = "#8c92d8"
NIGHT_GROUND = "#6d70bd"
MOON = "#fff1c4"
SHADE = "#2b2440"


def backdrop(colour: str) -> str:
    return rect(0, 0, WIDTH, HEIGHT, fill=colour)


def ground(colour: str, y: float = 188, rise: float = 18) -> str:
    return path(f"M0 {y}Q160 {y - rise} 320 {y}V240H0Z", fill=colour)


def shadow(x: float, y: float, reach: float, depth: float = 0.16) -> str:
    return oval(x, y, reach, reach * 0.16, fill=SHADE, opacity=depth)


def star(x: float, y: float, size: float, fill: str = WHITE, rot: float = 0) -> str:
    four_points = "M0-10C1.5-3 3-1.5 10 0C3 1.5 1.5 3 0 10C-1.5 3-3 1.5-10 0C-3-1.5-1.5-3 0-10Z"
    return group(path(four_points, fill=fill), x=x, y=y, rot=rot, sx=size / 10)


def cloud(x: float, y: float, size: float, fill: str = WHITE) -> str:
    puff = "M-34 10C-46 10-46-8-32-8C-30-24-8-26-4-14C4-22 22-18 20-6C34-8 36 10 24 10Z"
    return group(path(puff, fill=fill), x=x, y=y, sx=size)


def moon(x: float, y: float, size: float = 1) -> str:
    """A crescent that is open to the upper left, so the sky may have any colour."""
    return group(path("M3-20A20 20 0 1 1-20 3A17 17 0 0 0 3-20Z", fill=MOON), x=x, y=y, sx=size)


def night_sky(t: float, spots: tuple[tuple[float, float], ...]) -> str:
    """Stars that twinkle, each in its own time."""
    return "".join(star(x, y, 5 + 2 * wave(t, 1, scatter(i)), MOON) for i, (x, y) in enumerate(spots))


def dots(t: float, x: float, y: float, fill: str = WHITE) -> str:
    """Three dots that swell in turn: something is going on."""
    swell = (bump(0.5, 0.5, cycle(t, 3, -i / 3)) for i in range(3))
    return "".join(oval(x - 18 + 18 * i, y, 3 + 2 * size, fill=fill) for i, size in enumerate(swell))


def puffs(t: float, x: float, y: float, drift: float, fill: str = WHITE) -> str:
    """Dust that is left behind, `drift` pixels long."""
    phases = (cycle(t, 2, k / 3) for k in range(3))
    return "".join(oval(x + drift * q, y - 12 * q, 11 * (1 - q) + 3, fill=fill, opacity=1 - q) for q in phases)


def steam(t: float, x: float, y: float) -> str:
    """Two wisps that rise 40 pixels from (x, y)."""
    wisps = []
    for dx, phase in ((-12, 0.25), (12, 0.75)):
        q = cycle(t, 2, phase)
        curl = path("M0 0C-7-8 7-14 0-22", w=5, stroke=WHITE, opacity=wave(q / 2))
        wisps.append(group(curl, x=x + dx + 2.5 * wave(q, 1, phase), y=y - 40 * q))
    return "".join(wisps)


def melon_slice(size: float = 1) -> str:
    rind = path("M-15-5A15 15 0 0 0 15-5Z", fill=RIND) + path("M-11.5-5A11.5 11.5 0 0 0 11.5-5Z", fill=CORAL)
    seeds = "".join(oval(x, y, 1.2, 1.8, fill=SEED) for x, y in ((-4, -1), (4, -1), (0, 2.5)))
    return group(rind, seeds, sx=size)


def parcel(x: float, y: float, rot: float = 0, size: float = 1) -> str:
    """A release, packed: 68 by 54 pixels."""
    card = path("M-34-27H34V27H-34Z", fill=WOOD, w=4) + path("M-34-27H34V-13H-34Z", fill=WOOD_DARK, w=3.4)
    tape = path("M-7-27H7V-6L0-10L-7-6Z", fill="#fff1cf", w=2.6)
    return group(card, tape, group(melon_slice(), y=12), x=x, y=y, rot=rot, sx=size)


def letter() -> str:
    """A request in an envelope, 60 by 42 pixels."""
    cover = rect(-30, -21, 60, 42, rx=5, fill=PAPER, w=4)
    flap = path("M-28-18L0 5L28-18", w=3.6)
    return cover + flap + oval(0, 4, 7.5, 7.5, fill=CORAL, w=3)


def padlock(x: float, y: float, size: float = 1, rot: float = 0) -> str:
    shackle = "M-10-2V-12A10 10 0 0 1 10-12V-2"
    bow = path(shackle, w=9) + path(shackle, w=4, stroke="#e8ecf5")
    case = rect(-17, -4, 34, 27, rx=6, fill="#ffd45e", w=3.6)
    hole = oval(0, 6, 4, 4) + path("M0 7V14", w=4)
    return group(bow, case, hole, x=x, y=y, sx=size, rot=rot)


def plaster(x: float, y: float, rot: float) -> str:
    """Where it hurt."""
    strip = rect(-14, -6, 28, 12, rx=6, fill="#ffe0b5", w=2.6)
    return group(strip, rect(-5, -4.6, 10, 9.2, rx=2, fill="#f6c48d"), x=x, y=y, rot=rot)


def flake(x: float, y: float, size: float, rot: float = 0) -> str:
    arms = "".join(group(path("M0 0V-10M-3-7L0-4L3-7", w=2.2, stroke=WHITE), rot=60 * i) for i in range(6))
    return group(arms, x=x, y=y, sx=size / 10, rot=rot)


def page(content: str, definitions: str, box: tuple[float, float, float, float] = (0, 0, WIDTH, HEIGHT)) -> str:
    """A whole SVG document that shows `box` (x, y, width, height) of the content."""
    x, y, width, height = box
    return el(
        "svg",
        definitions,
        content,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"{x:g} {y:g} {width:g} {height:g}",
        width=width,
        height=height,
    )
