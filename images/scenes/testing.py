"""Green is tested: knock on the melon, listen, tick the list."""

from images.rig import BLUE, GREEN, Pose, subaku
from images.scenery import PAPER, RIND, backdrop, ground, shadow
from images.svg import WHITE, bump, cycle, group, oval, path, rect, wave


def clipboard(done: int) -> str:
    board = rect(-25, -32, 50, 64, rx=6, fill="#d99a5b", w=3.8) + rect(-19, -24, 38, 50, rx=2, fill=PAPER)
    clip = rect(-10, -37, 20, 11, rx=4, fill="#cfd6e4", w=3)
    rows = "".join(
        path("M-4 0H14", w=3.4, stroke="#d9c7a6", transform=f"translate(0 {y})")
        + (path("M-15 0L-12 4L-7-4", w=3.6, stroke=RIND, transform=f"translate(0 {y})") if i < done else "")
        for i, y in enumerate((-14, 0, 14))
    )
    return board + clip + rows


def melon(squeeze: float) -> str:
    """The green fleet: whole, ripe by the sound of it."""
    stripes = "".join(
        path(f"M0-52C{x}-40 {x * 1.35:.1f}-20 {x * 1.2:.1f} 0C{x * 1.35:.1f} 20 {x} 40 0 52", w=8, stroke=GREEN.stripe)
        for x in (-36, -12, 12, 36)
    )
    shine = group(oval(0, 0, 12, 6, fill=WHITE, opacity=0.55), x=-24, y=-30, rot=-38)
    stalk = path("M0-50C0-60 6-66 12-66", w=6) + path("M0-50C0-60 6-66 12-66", w=2.2, stroke=RIND)
    skin = oval(0, 0, 53, 52, fill=GREEN.rind) + stripes + shine + oval(0, 0, 53, 52, fill="none", w=4.4)
    return group(stalk, skin, sx=1 - 0.03 * squeeze, sy=1 + 0.03 * squeeze)


def knock(strength: float) -> str:
    """Strokes on the rind, around the hand."""
    strokes = (group(path("M0-17V-29", w=4.6, stroke=WHITE, opacity=strength), rot=angle) for angle in (28, 64, 100))
    return group(*strokes, x=178, y=160)


def note(t: float) -> str:
    """What a ripe melon answers."""
    q = cycle(t, 2, 0.75)
    drawn = oval(0, 0, 6, 4.8, fill="#3f8f58") + path("M5-1V-22Q14-20 15-11", w=3.6, stroke="#3f8f58")
    return group(drawn, x=240 + 10 * q + 4 * wave(q), y=96 - 40 * q, rot=10 * wave(q), sx=min(1, 4 * q, 4 - 4 * q))


def testing(t: float) -> str:
    beat = cycle(t, 4, 0.5)
    hit = bump(0.5, 0.22, beat)
    pose = Pose(
        coat=BLUE,
        look=0.75,
        nod=0.15 * hit,
        eyes="sleep" if 0.3 < t < 0.72 else "open",
        mouth="smile" if 0.3 < t < 0.72 else "o",
        gaze=1,
        snout=-8,
        ears=8 * hit,
        arm_l=8,
        arm_r=-72 - 16 * (1 - hit),
        reach=1.35,
        leaf=5 * wave(t, 2),
        over=group(
            clipboard(3 if 0.3 < t < 0.94 else 2), oval(20, 12, 9, 8, fill=BLUE.rind, w=3.8), x=-58, y=-36, rot=-8
        ),
    )
    scene = backdrop("#d3f2d8") + ground("#a6dbb0", 190, 10) + shadow(112, 214, 62) + shadow(222, 213, 48)
    bowl = path("M186 199H258L248 217H196Z", fill="#fff1cf", w=4)
    whole = group(melon(hit), x=222, y=160, sx=0.92) + bowl
    return scene + whole + note(t) + group(subaku(pose), x=112, y=212, rot=3, sx=0.9) + knock(hit)
