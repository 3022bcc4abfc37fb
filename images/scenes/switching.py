"""Traffic goes over: a green light sweeps across, and the coat turns with it."""

import math

from images.rig import BLUE, GREEN, Eyes, Mouth, Pose, subaku
from images.scenery import backdrop, shadow, star
from images.svg import TAU, bump, cycle, el, group, path, smooth, wave


def swept(t: float) -> float:
    """How far the green has come, 0 to 1. The loop starts in the middle, where a still picture says the most."""
    t = cycle(t, 1, 0.32)
    return smooth(0.18, 0.46, t) - smooth(0.86, 0.98, t)


def curtain(edge: float) -> str:
    return f"M-20-20H{edge:.2f}Q{edge + 26:.2f} 60 {edge:.2f} 120T{edge:.2f} 260H-20Z"


def sparkles(strength: float) -> str:
    if strength < 0.03:
        return ""
    spots = ((math.cos(TAU * i / 8), math.sin(TAU * i / 8)) for i in range(8))
    return "".join(
        star(160 + (70 + 28 * strength) * x, 128 + (62 + 32 * strength) * y, 13 * strength) for x, y in spots
    )


def mood(t: float, surprise: float) -> tuple[Eyes, Mouth]:
    if surprise > 0.1:
        return "wow", "o"
    return ("happy", "open") if 0.14 < t < 0.52 else ("open", "smile")


def switching(t: float) -> str:
    share = swept(t)
    surprise = max(bump(0, 0.13, t), bump(1, 0.13, t))
    eyes, mouth = mood(t, surprise)
    looks = [
        Pose(
            coat=coat,
            eyes=eyes,
            mouth=mouth,
            sx=1 - 0.05 * surprise + 0.012 * wave(t, 3),
            sy=1 + 0.07 * surprise - 0.012 * wave(t, 3),
            arm_l=35 + 80 * surprise,
            arm_r=-35 - 80 * surprise,
            ears=16 * surprise,
            leaf=5 * wave(t, 3),
            snout_lift=0.5 * share,
        )
        for coat in (BLUE, GREEN)
    ]
    floor = shadow(160, 215, 64)
    before, after = (group(subaku(pose), x=160, y=214 - 10 * surprise, sx=1.04) for pose in looks)
    edge = curtain(440 * share - 60)
    light = el("clipPath", path(edge), id="light") + el(
        "g", path(edge, fill="#b5eba4"), floor, after, clip_path="url(#light)"
    )
    return backdrop("#a9d4fb") + floor + before + light + sparkles(surprise)
