"""Nothing to do: asleep under a quiet sky. A baku eats bad dreams; only good ones are left."""

from images.rig import GREEN, Pose, subaku
from images.scenery import MOON, backdrop, ground, melon_slice, moon, night_sky
from images.svg import INK, WHITE, cycle, group, oval, path, wave

SKY, MEADOW = "#6f79c4", "#4f5aa6"
STARS = ((52, 36), (104, 36), (28, 92), (150, 26), (298, 92), (272, 28), (14, 30))
CAP = "#ff9fb0"


def nightcap(sway: float) -> str:
    tail = path("M-34-6C-36-40-4-54 24-44C48-36 58-18 56-4C44-20 36-16 34-6Z", fill=CAP, w=4)
    spots = "".join(oval(x, y, 3.6, 3.6, fill=WHITE) for x, y in ((-14, -24), (8, -34), (14, -18), (36, -26)))
    brim = path("M-38-8Q0-18 38-8Q42 2 36 4Q0-6-36 4Q-42 2-38-8Z", fill=WHITE, w=4)
    bobble = group(oval(0, 8, 9.5, 9.5, fill=WHITE, w=3.6), x=56, y=-6, rot=2 * sway)
    return group(tail, spots, bobble, brim, x=0, y=-124, rot=-4 + sway)


def snores(t: float) -> str:
    letters = []
    for k in range(3):
        q = cycle(t, 1, k / 3)
        z = path("M-6-6H6L-6 6H6", w=4.4, stroke=MOON, opacity=min(1, 4 * q, 4 - 4 * q))
        letters.append(group(z, x=232 + 28 * q + 4 * wave(q, 1, k / 3), y=118 - 76 * q, sx=0.6 + 0.8 * q))
    return "".join(letters)


def bubble(size: float) -> str:
    """It grows at the nose with each breath."""
    gleam = oval(-4, -5, 3, 2.4, fill=WHITE)
    return group(
        oval(0, 0, 13, 13, fill="#cfe9ff", opacity=0.8, stroke=INK, stroke_width=3), gleam, x=25, y=-52, sx=size
    )


def blanket() -> str:
    cover = "M-86 8C-90-20-76-36-52-40C-20-46 20-46 52-40C76-36 90-20 86 8Q0 20-86 8Z"
    fold = path("M-84-12C-78-30-68-36-52-40C-20-46 20-46 52-40C68-36 78-30 84-12C50-26-50-26-84-12Z", fill=WHITE, w=4)
    slices = "".join(group(melon_slice(0.9), x=x, y=y, rot=r) for x, y, r in ((-44, -4, -12), (0, 0, 8), (44, -4, 18)))
    return path(cover, fill="#ffd98a", w=4.2) + slices + fold


def asleep(t: float) -> str:
    breath = wave(t)
    pose = Pose(
        coat=GREEN,
        sx=1.04 + 0.016 * breath,
        sy=0.95 + 0.026 * breath,
        nod=1,
        eyes="sleep",
        mouth="none",
        ears=-14 + 3 * breath,
        hat=nightcap(2 * breath),
        over=bubble(0.75 + 0.3 * breath) + blanket(),
        arm_l=None,
        arm_r=None,
        blush=1.15,
    )
    pillow = path("M62 150Q50 176 64 200Q160 216 256 200Q270 176 258 150Q160 136 62 150Z", fill="#e9ecff", w=4)
    sky = backdrop(SKY) + moon(74, 56, 1.2) + night_sky(t, STARS) + ground(MEADOW, 190, 12)
    return sky + pillow + group(subaku(pose), x=160, y=212) + snores(t)
