"""Baking: the new one stays in the warmth until it has proved itself. Melon bread, of course."""

from images.rig import GREEN, Pose, subaku
from images.scenery import backdrop, shadow, steam
from images.svg import WHITE, bump, group, oval, path, rect, wave

CRUST = "#f5c97b"
STEEL = "#f3f0ea"


def chef_hat(sway: float) -> str:
    puff = "M-30-6C-50-14-44-44-20-38C-14-56 16-56 20-38C44-44 50-14 30-6Z"
    return group(path(puff, fill=WHITE, w=4), rect(-30, -9, 60, 15, rx=5, fill=WHITE, w=4), y=-128, rot=sway)


def bread(rise: float) -> str:
    """A dome with the criss-cross of a melon."""
    dome = path("M-22 12Q-29 12-28 3C-26-15-13-22 0-22C13-22 26-15 28 3Q29 12 22 12Z", fill=CRUST, w=3.6)
    lines = path("M-22-4L-6 10M-14-14L12 10M0-20L25 4M22-4L6 10M14-14L-12 10M0-20L-25 4", w=2.4, stroke="#d9984a")
    return group(dome, lines, sx=1 + 0.05 * rise, sy=1 + 0.10 * rise)


def oven(t: float) -> str:
    glow = wave(t, 2)
    case = rect(176, 86, 118, 124, rx=12, fill=STEEL, w=4.4)
    knobs = "".join(oval(x, 103, 6.5, 6.5, fill="#ff9f7a", w=3) for x in (196, 216))
    dial = oval(270, 103, 9, 9, fill=WHITE, w=3) + group(path("M0 0V-6", w=2.8), x=270, y=103, rot=360 * t)
    door = rect(187, 120, 96, 78, rx=10, fill="#5a3b3a", w=4)
    heat = rect(195, 130, 80, 60, rx=7, fill="#ffb35c") + oval(235, 166, 36 + 2 * glow, 23 + 2 * glow, fill="#ffd489")
    rack = path("M196 181H274", w=3.6, stroke="#a8653f")
    parts = (case, knobs, dial, door, heat, rack, group(bread(glow), x=235, y=168))
    return group(*parts, x=2, y=21, sx=0.9)


def baking(t: float) -> str:
    breath = wave(t, 2)
    sway = wave(t)
    blink = bump(0.42, 0.035, t) or bump(0.86, 0.035, t)
    pose = Pose(
        coat=GREEN,
        sx=1 + 0.012 * breath,
        sy=1 - 0.014 * breath,
        look=0.72,
        nod=0.4,
        eyes="blink" if blink else "open",
        gaze=1.2,
        snout=-6 + 3 * wave(t, 4),
        arm_l=28 + 4 * sway,
        arm_r=-30 - 6 * sway,
        ears=3 * breath,
        hat=chef_hat(6 + 3 * sway),
        blush=1.15,
    )
    room = backdrop("#ffdfba") + path("M0 192H320V240H0Z", fill="#e9b084") + path("M0 192H320", w=3.6, stroke="#cf8f62")
    scene = room + shadow(98, 214, 58) + shadow(215, 212, 58) + oven(t) + steam(t, 215, 82)
    return scene + group(subaku(pose), x=98, y=212, sx=0.9)
