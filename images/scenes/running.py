"""Off it runs: the parcel goes over to the green side, two strides a loop."""

import math

from images.rig import BLUE, DROP, TEAR_DEEP, Pose, subaku
from images.scenery import backdrop, cloud, parcel, puffs, shadow
from images.svg import TAU, WHITE, cycle, group, path, wave

ROAD = "#f3cf86"
LANES = ((205, 26, 2, 0), (222, 38, 2, 70), (214, 14, 2, 40))


def road(t: float) -> str:
    """Everything that rushes by; each part moves whole periods, so the loop has no seam."""
    hills = (
        path("M-52 190Q0 130 52 190Z", fill="#a9dcb0", transform=f"translate({80 * i - 80 * t - 20:.2f} 0)")
        for i in range(6)
    )
    marks = (
        path(f"M{start + 110 * i - 110 * cycle(t, speed):.2f} {y}h{length}", w=5, stroke="#f7e3a8")
        for y, length, speed, start in LANES
        for i in range(-1, 5)
    )
    edge = path("M0 188H320V240H0Z", fill=ROAD) + path("M-4 188H324", w=4, stroke="#d9ab5f")
    return "".join(hills) + edge + "".join(marks)


def rush(t: float) -> str:
    lines = ((96, 34, 0.0), (126, 22, 0.45), (158, 30, 0.75))
    return "".join(path(f"M{92 - 60 * cycle(t, 2, phase):.2f} {y}h{-w}", w=3.6, stroke=WHITE) for y, w, phase in lines)


def sweat(t: float) -> str:
    q = cycle(t, 2, 0.2)
    drop = path(DROP, fill=TEAR_DEEP, w=2.2, opacity=1 - q)
    return group(drop, x=-68 - 22 * q, y=-104 - 20 * math.sin(0.8 * math.pi * q), rot=-60)


def running(t: float) -> str:
    t = cycle(t, 1, 0.19)
    hop = abs(math.sin(TAU * t))
    land = 1 - min(1.0, hop * 2.2)
    swing = wave(t)
    pose = Pose(
        coat=BLUE,
        sx=1 + 0.07 * land,
        sy=1 - 0.09 * land + 0.03 * hop,
        look=0.95,
        nod=0.1 - 0.4 * hop,
        mouth="open",
        snout=-12 + 8 * wave(t, 2, 0.25),
        arm_l=150 + 9 * swing,
        arm_r=-150 + 9 * swing,
        reach=1.25,
        ears=-4 + 12 * hop,
        foot_l=(14 + 26 * swing, 9 - 15 * max(0, wave(t, 1, 0.25))),
        foot_r=(-10 - 26 * swing, 9 - 15 * max(0, wave(t, 1, 0.75))),
        held=parcel(4, -150 - 5 * hop, -4 + 5 * wave(t, 2, 0.1)),
    )
    sky = backdrop("#c4ebff") + cloud(262, 50, 0.85) + cloud(64, 70, 0.6)
    runner = group(subaku(pose), sweat(t), x=164, y=204 - 15 * hop, rot=5, sx=0.94)
    return sky + road(t) + rush(t) + puffs(t, 100, 206, -52) + shadow(166, 209, 62 - 14 * hop) + runner
