"""In line: a ticket in the hand, two others in front, and a clock."""

from images.rig import BLUE, Coat, Pose, subaku
from images.scenery import PAPER, backdrop, melon_slice, shadow
from images.svg import WHITE, bump, group, oval, path, rect, wave

AMBER = Coat("#ffe08f", "#eda43c", "#f6c25f")
PLUM = Coat("#dcc3f7", "#9a6fd0", "#bb97e2")
ROPE = "#e0607a"


def ticket(rot: float) -> str:
    notched = "M-17-24H17V-6A5 5 0 0 0 17 4V24H-17V4A5 5 0 0 0-17-6Z"
    tear = path("M-9-1H9", w=2.4, stroke="#d9c7a6", stroke_dasharray="1 5")
    lines = path("M-8 9H8M-8 16H3", w=3.2, stroke="#c9b591")
    return group(path(notched, fill=PAPER, w=3.6), group(melon_slice(0.72), y=-11), tear, lines, rot=rot)


def clock(t: float, x: float, y: float) -> str:
    face = oval(0, 0, 25, 25, fill=WHITE, w=4) + "".join(group(path("M0-20V-17", w=3), rot=90 * i) for i in range(4))
    hands = group(path("M0 0V-9", w=4.4), rot=-60) + group(path("M0 3V-15", w=3.4, stroke=ROPE), rot=360 * t)
    return group(face, hands, oval(0, 0, 3), x=x, y=y)


def barrier() -> str:
    rope = path("M20 132Q92 178 160 132Q226 178 300 132", w=11) + path(
        "M20 132Q92 178 160 132Q226 178 300 132", w=5, stroke=ROPE
    )
    posts = "".join(
        rect(x - 5, 126, 10, 72, rx=3, fill="#f2c75c", w=3.4) + oval(x, 123, 9, 9, fill="#f2c75c", w=3.4)
        for x in (20, 160, 300)
    )
    return rope + posts


def waits_too(t: float, coat: Coat, phase: float) -> str:
    bob = wave(t, 2, phase)
    blink = bump(0.3 + phase, 0.04, t) > 0
    return subaku(
        Pose(
            coat=coat,
            sx=1 + 0.015 * bob,
            sy=1 - 0.02 * bob,
            look=0.95,
            eyes="blink" if blink else "open",
            arm_l=16,
            arm_r=-16,
            leaf=6 * bob,
        )
    )


def queued(t: float) -> str:
    sway = wave(t)
    tap = max(0.0, wave(t, 6)) * (0.25 < t < 0.75)
    pose = Pose(
        coat=BLUE,
        sx=1 + 0.01 * wave(t, 2),
        sy=1 - 0.013 * wave(t, 2),
        look=0.35 + 0.35 * sway,
        eyes="blink" if bump(0.46, 0.03, t) or bump(0.9, 0.03, t) else "open",
        gaze=1.5,
        arm_l=20,
        arm_r=-140,
        reach=1.2,
        foot_r=(0, -4 * tap),
        leaf=5 * sway,
        held=group(ticket(6 + 4 * wave(t, 2)), x=94, y=-98),
    )
    room = backdrop("#f8dcc9") + path("M0 190H320V240H0Z", fill="#e6b898") + clock(t, 226, 56) + barrier()
    line = shadow(96, 215, 54) + shadow(190, 208, 34) + shadow(238, 203, 30)
    others = group(waits_too(t, PLUM, 0.2), x=238, y=202, sx=0.44) + group(
        waits_too(t, AMBER, 0), x=190, y=207, sx=0.49
    )
    return room + line + others + group(subaku(pose), x=99, y=214, sx=0.84)
