"""The gates are checked: nose forward, a magnifying glass, and lamps that turn green."""

from images.rig import BLUE, Pose, subaku
from images.scenery import WOOD, WOOD_DARK, backdrop, cloud, ground, shadow
from images.svg import WHITE, cycle, group, oval, path, rect, smooth, wave

CLOUD = "#fff4d3"
LAMP_OFF, LAMP_ON = "#f4ead6", "#5fc77c"


def magnifier() -> str:
    """A glass with an eye that it makes far too large."""
    handle = path("M16 22L34 50", w=13) + path("M16 22L34 50", w=6, stroke="#c98b4e")
    eye = oval(0, 1, 13.5, 16) + oval(-4, -6, 5, 5, fill=WHITE) + oval(4, 7, 2.6, 2.6, fill=WHITE)
    gleam = path("M-17-8Q-13-17-4-19", w=3, stroke=WHITE)
    return handle + oval(0, 0, 24, 24, fill="#eaf7ff", w=5) + eye + gleam


def gate(t: float) -> str:
    """Three lamps; two are still dark when the loop begins."""
    posts = "".join(rect(x, 72, 14, 132, rx=4, fill=WOOD, w=4) for x in (206, 261))
    planks = "".join(rect(212, y, 56, 13, rx=4, fill=WOOD_DARK, w=3.6) for y in (134, 157, 180))
    board = rect(198, 82, 85, 34, rx=9, fill=WOOD, w=4)
    lit = (1.0, smooth(0.22, 0.28, t), smooth(0.55, 0.61, t))
    lamps = "".join(_lamp(217 + 23.5 * i, 99, on * (1 - smooth(0.94, 1, t) * (i > 0))) for i, on in enumerate(lit))
    return posts + planks + board + lamps


def _lamp(x: float, y: float, on: float) -> str:
    tick = path("M-4.5 0L-1 4L5-4", w=3, stroke=WHITE, opacity=on)
    return oval(x, y, 9.5, 9.5, fill=LAMP_ON if on > 0.5 else LAMP_OFF, w=3.4) + group(tick, x=x, y=y)


def sniffs(t: float) -> str:
    """What there is to smell drifts to the nose."""
    trails = []
    for phase, y in ((0.0, 158), (0.5, 172)):
        q = cycle(t, 3, phase)
        trails.append(path(f"M{206 - 30 * q:.2f} {y}q-5-5-10 0t-10 0", w=3.4, stroke=WHITE, opacity=wave(q / 2)))
    return "".join(trails)


def sniffing(t: float) -> str:
    sniff = wave(t, 6)
    lean = wave(t)
    pose = Pose(
        coat=BLUE,
        sx=1 + 0.012 * sniff,
        sy=1 - 0.012 * sniff,
        look=0.55,
        nod=0.2 * sniff,
        mouth="none",
        snout=-26 + 4 * sniff,
        snout_lift=0.3 + 0.12 * sniff,
        arm_l=46 + 6 * lean,
        arm_r=-62,
        reach=1.15,
        ears=5 * sniff,
        leaf=6 * lean,
        held=group(magnifier(), x=57 + 2 * lean, y=-82, rot=4 * lean),
    )
    scene = (
        backdrop("#ffe7a9")
        + cloud(86, 44, 0.7, CLOUD)
        + cloud(196, 34, 0.5, CLOUD)
        + ground("#f4cd7c", 192, 10)
        + shadow(112, 213, 57)
        + shadow(240, 206, 44, 0.12)
    )
    return scene + gate(t) + sniffs(t) + group(subaku(pose), x=112 + 2 * lean, y=211, rot=2 + lean, sx=0.88)
