"""The character as the page shows it: a sheet of poses, two frames each, whose coat the page colours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from images.rig import DROP, GREEN, TEAR_DEEP, Coat, Pose, defs, subaku
from images.scenery import melon_slice, parcel, plaster
from images.scenes.asleep import blanket as bedcover
from images.scenes.asleep import bubble, nightcap
from images.scenes.baking import chef_hat
from images.scenes.queued import ticket
from images.scenes.safe import blanket as shawl
from images.scenes.safe import mug, paws
from images.scenes.sniffing import magnifier
from images.scenes.testing import clipboard
from images.scenes.waiting import cup
from images.svg import el, group, path

SKIN = Coat("var(--rind)", "var(--stripe)", "var(--foot)")
STILL = Pose(coat=SKIN)
FACING = replace(STILL, look=0.4)


def sheet() -> str:
    """One SVG document; each frame is a group `NAME-1` or `NAME-2`, feet at (0, 0), about 150 wide and 190 high."""
    frames = [
        el("g", subaku(pose), id=f"{name}-{number}")
        for name, pair in POSES.items()
        for number, pose in enumerate(pair, 1)
    ]
    return el("svg", defs(), *frames, xmlns="http://www.w3.org/2000/svg")


def icon() -> str:
    """The character by itself, as a document."""
    pose = replace(POSES["calm"][1], coat=GREEN)
    return el("svg", defs(), subaku(pose), xmlns="http://www.w3.org/2000/svg", viewBox="-112 -196 224 224")


def _pair(pose: Pose, **changes: object) -> tuple[Pose, Pose]:
    return pose, replace(pose, **changes)  # type: ignore[arg-type]


def _tear(fallen: float) -> str:
    return group(path(DROP, fill=TEAR_DEEP, w=2.4), x=-47, y=-62 + 34 * fallen)


def _slice_in_hand() -> str:
    return group(melon_slice(1.5), x=86, y=-66, rot=-14)


_SLEEPING = replace(
    STILL, sx=1.04, sy=0.95, nod=1, eyes="sleep", mouth="none", ears=-14, arm_l=None, arm_r=None,
    hat=nightcap(-2), over=bubble(0.6) + bedcover(), blush=1.15,
)  # fmt: skip
_SIPPING = replace(
    STILL, arm_l=-68, arm_r=68, reach=1.42, foot_l=(-8, 2), foot_r=(8, 2), held=cup(0, 0), leaf=-3
)  # fmt: skip
_RUNNING = replace(
    STILL, look=0.95, mouth="open", snout=-12, arm_l=150, arm_r=-150, reach=1.25, ears=8,
    foot_l=(34, 0), foot_r=(-30, 6), held=parcel(4, -150, -4),
)  # fmt: skip
_JUMPING = replace(
    STILL,
    eyes="happy",
    mouth="open",
    snout=7,
    snout_lift=0.8,
    arm_l=142,
    arm_r=-142,
    ears=10,
    foot_l=(-4, 5),
    foot_r=(4, 5),
)
_SAD = replace(
    STILL, sx=1.05, sy=0.94, look=-0.25, nod=0.8, mouth="wobble", brows=1, arm_l=14, arm_r=-14, ears=-28, leaf=36,
    foot_l=(-8, 3), foot_r=(8, 3), hat=plaster(-30, -112, -24), over=_tear(0.1), blush=0.7,
)  # fmt: skip
_WARM = replace(
    STILL, nod=-0.3, brows=0.8, ears=-14, leaf=10, arm_l=None, arm_r=None, foot_l=(-6, 3), foot_r=(6, 3),
    hat=plaster(-34, -110, -24), over=shawl() + group(mug(), paws(), y=-12), blush=1.1,
)  # fmt: skip

POSES: Mapping[str, tuple[Pose, Pose]] = {
    "asleep": _pair(_SLEEPING, sy=0.98, hat=nightcap(2), over=bubble(1) + bedcover()),
    "calm": _pair(replace(STILL, arm_r=-120, held=_slice_in_hand()), eyes="happy", leaf=6, mouth="smile"),
    "waiting": _pair(_SIPPING, eyes="blink", held=cup(0.9, 0), mouth="none", nod=0.8, arm_l=-80, arm_r=80),
    "queued": _pair(
        replace(FACING, arm_l=20, arm_r=-140, reach=1.2, held=group(ticket(6), x=94, y=-98)), look=-0.1, foot_r=(0, -4)
    ),
    "sniffing": _pair(
        replace(
            STILL, look=0.55, mouth="none", snout=-26, snout_lift=0.3, arm_l=46, arm_r=-62, reach=1.15,
            held=group(magnifier(), x=57, y=-82),
        ),
        nod=0.2, snout=-22, snout_lift=0.42, ears=5, leaf=6,
    ),
    "running": _pair(_RUNNING, foot_l=(-16, 6), foot_r=(20, 0), arm_l=158, arm_r=-142, ears=-2, snout=-4),
    "testing": _pair(
        replace(FACING, mouth="o", arm_l=20, arm_r=-112, over=group(clipboard(2), x=86, y=-62)),
        eyes="blink", mouth="smile",
    ),
    "switching": _pair(
        replace(STILL, eyes="wow", mouth="o", arm_l=112, arm_r=-112, ears=16),
        mouth="open", arm_l=124, arm_r=-124, sy=1.04,
    ),
    "baking": _pair(replace(FACING, hat=chef_hat(4), arm_l=28, arm_r=-30), hat=chef_hat(10), eyes="happy", nod=0.4),
    "cheering": _pair(_JUMPING, arm_l=158, arm_r=-126, ears=-4, snout=-7, leaf=14),
    "failed": _pair(_SAD, eyes="blink", over=_tear(0.9), nod=1),
    "rolling": _pair(
        replace(STILL, eyes="cry", mouth="cry", arm_l=30, arm_r=-30, ears=-10, foot_l=(0, 3), foot_r=(0, 3), tears=0.0),
        tears=0.5, arm_l=44, arm_r=-44, snout=10,
    ),
    "safe": _pair(_WARM, eyes="sleep"),
    "closed": _pair(replace(STILL, eyes="aside", gaze=2, brows=-0.5), gaze=-2),
}  # fmt: skip
