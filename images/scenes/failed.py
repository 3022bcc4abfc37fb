"""It did not work: the parcel lies open, and a small cloud hangs over it all."""

from images.rig import BLUE, CORAL, DROP, SEED, TEAR_DEEP, Pose, subaku
from images.scenery import WOOD, WOOD_DARK, backdrop, cloud, ground, plaster, shadow
from images.svg import bump, cycle, group, oval, path, scatter, wave

CLOUD = "#7f83a3"


def spilled_parcel() -> str:
    """On its side, flaps open, a broken slice before it."""
    inside = path("M-30-22L-42-38M-30 24L-46 30", w=12) + path("M-30-22L-42-38M-30 24L-46 30", w=5, stroke=WOOD_DARK)
    case = path("M-30-26H30V26H-30Z", fill=WOOD, w=4) + path("M-30-26H-10V26H-30Z", fill="#a8754a", w=3.6)
    tape = path("M8-26H18V26H8Z", fill="#fff1cf", w=2.6)
    return group(inside, case, tape, rot=7)


def crumbs() -> str:
    slice_ = path("M-17-6A17 17 0 0 0 17-6Z", fill="#46ab66", w=3.2) + path("M-12-6A12 12 0 0 0 12-6Z", fill=CORAL)
    seeds = "".join(oval(x, y, 1.9, 2.8, fill=SEED) for x, y in ((-30, 8), (24, 9), (34, 3)))
    return group(slice_, rot=-16) + seeds


def drizzle(t: float) -> str:
    drops = ((-28 + 18 * i, 14 + 22 * cycle(t, 2, scatter(i))) for i in range(4))
    return "".join(path(f"M{x} {y:.2f}l-2 7", w=3, stroke="#c3d4f2") for x, y in drops)


def dark_cloud(t: float) -> str:
    return group(drizzle(t), cloud(6, 0, 1.25, CLOUD), x=118 + 4 * wave(t), y=36)


def tear(t: float) -> str:
    q = cycle(t, 1, 0.3)
    return group(path(DROP, fill=TEAR_DEEP, w=2.4), x=-47, y=-62 + 34 * q * q, sx=min(1.0, 5 * q, 5 - 5 * q))


def failed(t: float) -> str:
    sigh = wave(t)
    pose = Pose(
        coat=BLUE,
        sx=1.05 + 0.02 * sigh,
        sy=0.94 - 0.025 * sigh,
        look=0.35,
        nod=0.7 + 0.2 * sigh,
        eyes="blink" if bump(0.55, 0.05, t) else "open",
        mouth="wobble",
        brows=1,
        gaze=1,
        snout=3 * sigh,
        arm_l=14,
        arm_r=-14,
        ears=-26 - 4 * sigh,
        leaf=34 + 4 * sigh,
        foot_l=(-8, 3),
        foot_r=(8, 3),
        hat=plaster(-30, -112, -24),
        over=tear(t),
        blush=0.7,
    )
    scene = backdrop("#b6b5cf") + ground("#9a98ba", 192, 10) + shadow(124, 214, 68, 0.2) + shadow(244, 208, 44, 0.2)
    box = group(spilled_parcel(), x=247, y=178) + group(crumbs(), x=222, y=214)
    return scene + dark_cloud(t) + box + group(subaku(pose), x=126, y=212, sx=0.97)
