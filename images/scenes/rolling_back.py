"""Crying, and literally rolling back (it is a melon, after all)."""

from images.rig import BLUE, Pose, subaku
from images.scenery import backdrop, puffs, shadow
from images.svg import cycle, group, path, scatter, wave

ARROW = "#98a5d6"


def rain(t: float) -> str:
    drops = ((14 + 29 * i, -20 + 210 * cycle(t, 2, scatter(i))) for i in range(11))
    return "".join(path(f"M{x} {y:.2f}l-5 15", w=2.6, stroke="#b9c4ea") for x, y in drops)


def floor(t: float) -> str:
    marks = (
        path(f"M{64 * i + 128 * t - 128:.2f} {y}h{w}", w=5, stroke="#5c6699")
        for i in range(8)
        for y, w in ((206, 20), (224, 32))
    )
    return path("M0 194H320V240H0Z", fill="#6b76ad") + "".join(marks)


def back_arrow(t: float) -> str:
    bend = path("M58-14A60 60 0 1 0 42 40", w=13, stroke=ARROW)
    head = path("M72-20L54 14L34-18Z", fill=ARROW, w=6, stroke=ARROW)
    return group(bend, head, x=164, y=110, rot=8 * wave(t), sx=-1.3, sy=1.3)


def rolling_back(t: float) -> str:
    pose = Pose(
        coat=BLUE,
        eyes="cry",
        mouth="cry",
        snout=10 * wave(t, 4),
        tears=t,
        arm_l=30 + 14 * wave(t, 4),
        arm_r=-30 - 14 * wave(t, 4, 0.2),
        ears=-10,
        foot_l=(0, 3),
        foot_r=(0, 3),
        leaf=20 * wave(t, 2),
    )
    melon = group(group(subaku(pose), y=66), x=160 + 5 * wave(t, 2), y=144 - 3 * abs(wave(t, 2)), rot=-360 * t, sx=0.8)
    scene = backdrop("#8793c9") + back_arrow(t) + rain(t) + floor(t) + shadow(160, 205, 62, 0.25)
    return scene + puffs(t, 218, 204, 46, "#c9d1ee") + melon
