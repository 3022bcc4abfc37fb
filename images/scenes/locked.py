"""Nobody passes: Subaku sits on the gate, and the gate has a padlock."""

from images.rig import BLUE, Pose, subaku
from images.scenery import WOOD, WOOD_DARK, backdrop, cloud, ground, padlock
from images.svg import INK, bump, group, oval, path, rect, wave


def key(rot: float) -> str:
    """It hangs from the arm."""
    shape = "M0 12V34M0 33H7M0 25H6"
    ring = oval(0, 5, 7.5, 7.5, fill="none", stroke_width=8, stroke=INK)
    gold = oval(0, 5, 7.5, 7.5, fill="none", stroke_width=3.4, stroke="#ffd45e")
    return group(path(shape, w=8), ring, path(shape, w=3.4, stroke="#ffd45e"), gold, rot=rot)


def gate() -> str:
    posts = "".join(
        rect(x, 128, 22, 104, rx=5, fill=WOOD, w=4.2) + oval(x + 11, 124, 12, 9, fill=WOOD_DARK, w=4) for x in (48, 250)
    )
    slats = "".join(rect(72 + 22.4 * i, 162, 19, 68, rx=4, fill=WOOD, w=3.8) for i in range(8))
    beams = "".join(rect(60, y, 200, 15, rx=4, fill=WOOD_DARK, w=4) for y in (158, 206))
    return slats + beams + posts


def locked(t: float) -> str:
    kick = wave(t, 2)
    watch = wave(t)
    pose = Pose(
        coat=BLUE,
        sx=1 + 0.01 * wave(t, 4),
        sy=1 - 0.012 * wave(t, 4),
        look=0.5 * watch,
        eyes="blink" if bump(0.25, 0.03, t) or bump(0.75, 0.03, t) else "aside",
        gaze=2.6 * watch,
        mouth="smile",
        brows=-0.5,
        arm_l=34,
        arm_r=-62,
        reach=1.15,
        leaf=5 * watch,
        foot_l=(0, 12 - 5 * kick),
        foot_r=(0, 12 + 5 * kick),
        held=group(key(8 * kick), x=90, y=-32),
    )
    scene = backdrop("#cfe8c9") + cloud(56, 46, 0.7) + cloud(270, 66, 0.8) + ground("#9ccf95", 206, 12)
    return scene + gate() + group(subaku(pose), x=160, y=164, sx=0.92) + padlock(160, 206, 1.2, 4 * kick)
