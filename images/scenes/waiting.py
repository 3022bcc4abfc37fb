"""Tea under the moon while somebody makes up their mind."""

from images.rig import BLUE, Eyes, Pose, subaku
from images.scenery import NIGHT, NIGHT_GROUND, backdrop, dots, ground, moon, night_sky
from images.svg import WHITE, during, group, oval, path, wave

STARS = ((58, 46), (92, 26), (214, 26), (268, 104), (46, 112), (18, 60), (300, 40))


def cup(lift: float, tilt: float) -> str:
    bowl = path("M-19-13H19C19 6 12 15 0 15C-12 15-19 6-19-13Z", fill=WHITE, w=3.6)
    band = path("M-15-1Q0 5 15-1", w=4, stroke="#6cb8ff")
    return group(bowl, band, oval(0, -13, 19, 5, fill="#d9b26a", w=3.4), y=-17 - 22 * lift, rot=tilt)


def cushion() -> str:
    return oval(160, 205, 92, 17, fill="#ff9fb0", w=3.6) + path("M78 205Q160 226 242 205", w=2.4, stroke="#e77c93")


def waiting(t: float) -> str:
    sip = during(0.30, 0.78, t, ease=0.12)
    breath = wave(t, 2)
    blinks = during(0.06, 0.11, t, 0.01) + during(0.90, 0.95, t, 0.01)
    eyes: Eyes = "blink" if sip > 0.5 or blinks > 0.5 else "open"
    pose = Pose(
        coat=BLUE,
        sx=1 + 0.012 * breath,
        sy=1 - 0.016 * breath,
        eyes=eyes,
        mouth="smile" if sip < 0.2 else "none",
        nod=0.9 * sip,
        arm_l=-68 - 12 * sip,
        arm_r=68 + 12 * sip,
        reach=1.42,
        leaf=6 * breath,
        ears=3 * breath,
        foot_l=(-8, 2),
        foot_r=(8, 2),
        blush=1 + 0.15 * sip,
        held=cup(sip, -3 * breath),
    )
    sky = backdrop(NIGHT) + moon(246, 46) + night_sky(t, STARS) + ground(NIGHT_GROUND, 186)
    return sky + cushion() + group(subaku(pose), x=160, y=204, sx=1.08) + dots(t, 160, 229)
