"""Green and healthy: jumps for joy under confetti."""

import math

from images.rig import GREEN, Pose, subaku
from images.scenery import backdrop, ground, shadow, star
from images.svg import bump, cycle, group, path, rect, scatter, smooth, wave

PAPERS = ("#ff7d7d", "#ffd45e", "#5aa9f5", "#ffffff", "#b28cf0")
SPARKLES = ((62, 88, 0.0), (260, 82, 0.4), (52, 160, 0.7), (270, 156, 0.2))


def confetti(t: float) -> str:
    papers = []
    for i in range(22):
        turn = scatter(i, 0.37)
        flip = 0.35 + 0.65 * abs(wave(t, 2, turn))
        x = 4 + 312 * scatter(i) + 9 * wave(t, 2, turn)
        y = -12 + 262 * cycle(t, 1 + (i % 3 == 0), scatter(i, 0.754878))
        paper = rect(-5.5, -3.5, 11, 7, rx=2, fill=PAPERS[i % len(PAPERS)])
        papers.append(group(paper, x=x, y=y, rot=360 * cycle(t, 2, turn), sx=1, sy=flip))
    return "".join(papers)


def rays() -> str:
    beam = path("M0 0L-22-260L22-260Z", fill="#cdf3b6")
    return group(*(group(beam, rot=40 * i + 20) for i in range(9)), x=160, y=150)


def cheering(t: float) -> str:
    jump = cycle(t, 2, 0.42)
    up = max(0.0, math.sin(math.pi * smooth(0.16, 0.86, jump)))
    crouch = bump(0.06, 0.11, jump) + 0.8 * bump(0.93, 0.09, jump)
    pose = Pose(
        coat=GREEN,
        sx=1 + 0.10 * crouch - 0.05 * up,
        sy=1 - 0.13 * crouch + 0.06 * up,
        eyes="happy",
        mouth="open",
        snout=7 * wave(t, 4),
        snout_lift=0.8,
        arm_l=142 + 16 * wave(t, 4),
        arm_r=-142 + 16 * wave(t, 4),
        ears=14 * up - 8 * crouch,
        leaf=14 * wave(t, 2, 0.2),
        foot_l=(-4, 7 * up),
        foot_r=(4, 7 * up),
    )
    glints = "".join(star(x, y, 10 + 4 * wave(t, 2, phase), rot=90 * t) for x, y, phase in SPARKLES)
    stage = backdrop("#b5eba4") + rays() + ground("#7ccf7f", 196, 16) + confetti(t) + glints
    return stage + shadow(160, 213, 66 - 22 * up, 0.2) + group(subaku(pose), x=160, y=212 - 42 * up)
