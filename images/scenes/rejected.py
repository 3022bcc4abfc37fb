"""The letter came back with a cross on it: not today."""

from images.rig import BLUE, Pose, subaku
from images.scenery import PAPER, backdrop, ground, shadow
from images.svg import WHITE, bump, cycle, group, oval, path, rect, wave

STAMP = "#e2566b"


def refused() -> str:
    sheet = rect(-38, -30, 76, 58, rx=5, fill=PAPER, w=4)
    lines = path("M-26-16H8M-26-4H-6M-26 8H-12", w=4, stroke="#d9c7a6")
    cross = path("M-11-11L11 11M11-11L-11 11", w=7, stroke=STAMP)
    stamp = group(oval(0, 0, 20, 20, fill="#fde3e3", stroke=STAMP, stroke_width=5), cross, x=14, y=2, rot=-10)
    return sheet + lines + stamp


def sigh(t: float) -> str:
    q = cycle(t, 1, 0.7)
    return oval(240 + 22 * q, 142 + 6 * q, 6 + 5 * q, 5 + 4 * q, fill=WHITE, opacity=0.9 * max(0, 1 - 1.6 * q))


def rejected(t: float) -> str:
    sway = wave(t)
    breath = wave(t, 2)
    pose = Pose(
        coat=BLUE,
        sx=1 + 0.014 * breath,
        sy=1 - 0.018 * breath,
        look=0.35 * sway,
        nod=0.5,
        eyes="blink" if bump(0.5, 0.05, t) or bump(0.64, 0.05, t) else "open",
        mouth="none",
        brows=0.9,
        ears=-18 + 3 * sway,
        leaf=26 + 6 * sway,
        arm_l=-54,
        arm_r=54,
        reach=1.2,
        held=group(refused(), y=-20, rot=2 * sway),
        blush=0.8,
    )
    scene = backdrop("#efd3d6") + ground("#d9b0b8", 194, 12) + shadow(160, 214, 66)
    return scene + group(subaku(pose), x=160, y=210, sx=1.06) + sigh(t)
