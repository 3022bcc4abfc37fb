"""A request: Subaku holds a letter up high."""

from images.rig import BLUE, Pose, subaku
from images.scenery import backdrop, ground, letter, shadow
from images.svg import bump, group, path, wave

CALL = "#ffb35c"


def calling(strength: float) -> str:
    """Little strokes around the letter: look here."""
    strokes = (group(path("M0-42V-54", w=5, stroke=CALL), rot=angle) for angle in (-22, 16, 54, 92))
    return group(*strokes, sx=0.92 + 0.16 * strength)


def asked(t: float) -> str:
    hop = max(0.0, wave(t, 1, 0.2))
    land = bump(0.42, 0.18, t)
    swing = wave(t, 1, 0.1)
    pose = Pose(
        coat=BLUE,
        sx=1 + 0.05 * land,
        sy=1 - 0.06 * land + 0.02 * hop,
        look=0.3,
        nod=-0.5 * hop,
        mouth="open",
        arm_l=28 + 10 * swing,
        arm_r=-152 + 7 * swing,
        reach=1.3,
        ears=12 * hop - 4,
        leaf=10 * wave(t, 1, 0.6),
        held=group(letter(), calling(hop), x=92, y=-100, rot=9 + 5 * swing),
    )
    scene = backdrop("#ffeab8") + ground("#ffd98c", 194, 14) + shadow(146, 213, 64 - 10 * hop)
    return scene + group(subaku(pose), x=142, y=210 - 12 * hop, sx=0.98)
