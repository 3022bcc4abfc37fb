"""Rolled back and well: a blanket, something warm, and the rain is over."""

from images.rig import BLUE, BLUSH, Pose, subaku
from images.scenery import backdrop, cloud, ground, plaster, shadow
from images.svg import WHITE, bump, group, mirrored, oval, path, wave

BLANKET = "#ffd98a"
FRINGE = "#f0b75a"
BOW = ("#ff9d9d", "#ffd27d", "#a8e0a0", "#9cc9f7")


def rainbow() -> str:
    return "".join(
        path(f"M{160 - r} 196A{r} {r} 0 0 1 {160 + r} 196", w=13, stroke=c)
        for r, c in zip((146, 133, 120, 107), BOW, strict=True)
    )


def blanket() -> str:
    """A shawl down to the feet, one side over the other."""
    shawl = "M-71-56C-54-46-26-40 0-26C26-40 54-46 71-56C90-36 94-8 85 7C50 18-50 18-85 7C-94-8-90-36-71-56Z"
    checks = path(
        "M-66-50C-74-30-72-8-66 12M-38-41C-44-26-42-4-38 14M66-50C74-30 72-8 66 12M38-41C44-26 42-4 38 14",
        w=4,
        stroke=FRINGE,
    )
    bands = path("M-88-24C-60-10-24-8 0-8C24-8 60-10 88-24M-89-6C-60 5 60 5 89-6", w=4, stroke=FRINGE)
    lap = path("M0-26C7-14 9 0 7 15", w=3.6)
    return path(shawl, fill=BLANKET) + checks + bands + lap + path(shawl, w=4.2)


def paws() -> str:
    return mirrored(oval(20, 3, 9.5, 8.5, fill=BLUE.rind, w=3.8))


def mug() -> str:
    handle = path("M14-6C28-10 28 12 13 9", w=8) + path("M14-6C28-10 28 12 13 9", w=3, stroke=WHITE)
    cup = path("M-16-14H16V8Q16 16 8 16H-8Q-16 16-16 8Z", fill=WHITE, w=3.8)
    heart = path("M0 9C-10 2-6-6 0-2C6-6 10 2 0 9Z", fill=BLUSH)
    return handle + cup + oval(0, -14, 16, 4, fill="#8a5a44", w=3.2) + heart


def safe(t: float) -> str:
    breath = wave(t, 2)
    calm = bump(0.55, 0.2, t) > 0
    pose = Pose(
        coat=BLUE,
        sx=1 + 0.012 * breath,
        sy=1 - 0.016 * breath,
        nod=-0.3,
        eyes="sleep" if calm else "open",
        mouth="smile",
        brows=0.8,
        ears=-14 + 2 * breath,
        leaf=8 + 4 * breath,
        arm_l=None,
        arm_r=None,
        foot_l=(-6, 3),
        foot_r=(6, 3),
        hat=plaster(-34, -110, -24),
        over=blanket() + group(mug(), paws(), y=-12),
        blush=1.1,
    )
    scene = backdrop("#d9edfb") + rainbow() + cloud(46, 186, 0.9) + cloud(276, 186, 0.9) + ground("#b5dba2", 200, 14)
    return scene + shadow(160, 214, 80) + group(subaku(pose), x=160, y=210, sx=1.04)
