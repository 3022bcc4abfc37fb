"""A freeze: everything stands still, well kept in ice, until it thaws."""

from images.rig import BLUE, Pose, subaku
from images.scenery import backdrop, flake, ground, shadow
from images.svg import WHITE, bump, cycle, group, path, scatter, wave


def snow(t: float) -> str:
    flakes = []
    for i in range(12):
        y = -14 + 268 * cycle(t, 1 + i % 2, scatter(i, 0.754878))
        flakes.append(flake(10 + 300 * scatter(i) + 6 * wave(t, 1, scatter(i)), y, 6 + 4 * scatter(i, 0.37), 60 * t))
    return "".join(flakes)


BLOCK = "M72 62L98 38L224 34L250 60L254 190L234 212L86 212L66 192Z"
SNOWCAP = (
    "M68 60C66 36 86 28 102 32C114 18 138 22 150 30C168 18 192 20 204 30C226 22 256 32 252 58"
    "C246 70 234 60 228 52C222 68 208 64 202 54C184 62 162 54 148 54C138 70 122 66 "
    "116 56C102 62 92 56 86 62C80 68 72 68 68 60Z"
)


def ice_front(t: float) -> str:
    glass = path(BLOCK, fill="#e6f8ff", opacity=0.2)
    facets = path(
        "M72 62L90 78L88 196L66 192M250 60L232 76L234 194L254 190M88 196L234 194", w=3, stroke=WHITE, opacity=0.75
    )
    streaks = path(
        "M96 190L112 166M108 190L118 175M212 92L226 72M222 94L230 82", w=5, stroke=WHITE, opacity=0.6 + 0.3 * wave(t)
    )
    return glass + facets + streaks + path(BLOCK, w=4.4) + path(SNOWCAP, fill=WHITE, w=4)


def frozen(t: float) -> str:
    shiver = 1.3 * wave(t, 12) * (bump(0.3, 0.14, t) + bump(0.8, 0.14, t))
    pose = Pose(
        coat=BLUE,
        eyes="blink" if bump(0.08, 0.03, t) or bump(0.58, 0.03, t) else "open",
        mouth="wobble",
        brows=0.7,
        arm_l=20,
        arm_r=-20,
        ears=-6,
        blush=1.15,
    )
    scene = backdrop("#9fcdf0") + ground("#f2fbff", 196, 16) + snow(t) + shadow(160, 212, 92)
    return scene + path(BLOCK, fill="#bfe6fb") + group(subaku(pose), x=160 + shiver, y=203, sx=0.98) + ice_front(t)
