"""Subaku, a baby tapir whose coat is a watermelon rind: one pose in, one SVG group out, feet at (0, 0)."""

from dataclasses import dataclass
from typing import Literal

from images.svg import INK, WHITE, cycle, el, group, mirrored, mix, num, oval, path

CREAM = "#fff4dd"
CORAL = "#ff7d7d"
BLUSH = "#ff9fa6"
SEED = "#5b2b36"
TONGUE = "#8d3748"
TEAR = "#e3f6ff"
TEAR_DEEP = "#8fd0ff"

Eyes = Literal["open", "blink", "happy", "cry", "wow", "sleep", "aside"]
Mouth = Literal["smile", "open", "wobble", "cry", "o", "none"]


@dataclass(frozen=True)
class Coat:
    rind: str
    stripe: str
    foot: str


GREEN = Coat("#a4e09c", "#46ab66", "#7cc987")
BLUE = Coat("#a3d3fb", "#4a8bdc", "#7fb6ee")


@dataclass(frozen=True)
class Pose:
    """Lengths in pixels, angles in degrees (an arm at 0 hangs down), the rest as shares of 1."""

    coat: Coat = GREEN
    sx: float = 1.0  # squash and stretch about the feet
    sy: float = 1.0
    look: float = 0.0  # the face slides sideways: a cheap three-quarter view
    nod: float = 0.0
    eyes: Eyes = "open"
    gaze: float = 0.0  # where the shine of the eyes sits
    mouth: Mouth = "smile"
    brows: float = 0.0  # 1 worried, -1 determined
    snout: float = 0.0
    snout_lift: float = 0.0  # 0 hangs, 1 trumpets
    ears: float = 0.0
    arm_l: float | None = 35.0  # None: under a blanket
    arm_r: float | None = -35.0
    reach: float = 1.0
    foot_l: tuple[float, float] = (0.0, 0.0)
    foot_r: tuple[float, float] = (0.0, 0.0)
    tears: float | None = None  # the phase of two fountains
    leaf: float = 0.0
    flip_leaf: bool = False
    blush: float = 1.0
    aura: str = ""  # drawn between body and face,
    hat: str = ""  # over the face,
    held: str = ""  # between the face and the arms,
    over: str = ""  # and over all


BODY = "M0-132C48-132 71-101 73-62C75-18 50 0 0 0C-50 0-75-18-73-62C-71-101-48-132 0-132Z"
STRIPES = (
    "M-6-136C-10-122-1-116-5-106C-3-99 3-99 5-106C1-116 10-122 6-136Z",
    "M-36-134C-44-122-32-114-40-103C-41-96-33-94-30-101C-23-112-31-120-22-132Z",
    "M-66-112C-73-98-56-90-64-76C-67-64-56-58-66-42C-70-32-76-30-80-36L-82-80Z",
)
SEEDS = ((-17, -17, 24), (0, -21, 0), (17, -17, -24), (-9, -7, 12), (9, -7, -12))
DROP = "M0-8C5-1 6 6 0 6C-6 6-5-1 0-8Z"


def _round_eye(size: float, gaze: float) -> str:
    shine = oval(-2.4 + gaze, -3.6, 3.2, fill=WHITE) + oval(2.6 + gaze, 3.6, 1.6, fill=WHITE)
    return oval(0, 0, 8.2 * size, 10 * size) + shine


def _eye(kind: Eyes, side: int, gaze: float) -> str:
    match kind:
        case "blink":
            return path("M-8 1Q0 6 8 1", w=3.6)
        case "sleep":
            return path("M-9-1Q0 8 9-1", w=3.8) + path(f"M{9 * side}-1l{4 * side}-2M{6 * side} 3l{4 * side} 1", w=2.6)
        case "happy":
            return path("M-9 4Q0-10 9 4", w=4.2)
        case "cry":
            return path(f"M{9 * side}-7L{-6 * side} 0L{9 * side} 7", w=4.2)
        case "aside":
            white = oval(0, 0, 10, 11, fill=WHITE, w=2.8)
            return white + oval(gaze, 1, 6, 7.4) + oval(gaze - 1.8, -2, 2.3, fill=WHITE)
        case "wow":
            return _round_eye(1.12, gaze)
    return _round_eye(1, gaze)


MOUTHS: dict[Mouth, str] = {
    "none": "",
    "smile": path("M-9-1Q-4.5 5 0 0Q4.5 5 9-1", w=3),
    "open": path("M-12-3Q0-7 12-3Q11 13 0 13Q-11 13-12-3Z", fill=TONGUE, w=3)
    + path("M-6 9Q0 3 6 9Q3 12 0 12Q-3 12-6 9Z", fill=CORAL),
    "wobble": path("M-11 4Q-7-3-3.5 2T4 2T11 4", w=3.2),
    "cry": path("M-13 6Q-11-6 0-6Q11-6 13 6Q6 2 0 5Q-6 2-13 6Z", fill=TONGUE, w=3),
    "o": oval(0, 2, 4.5, 5.5, fill=TONGUE, w=3),
}


def _brow(side: int, mood: float) -> str:
    if not mood:
        return ""
    return group(path("M-7 0Q0-4 7 0", w=3.4), x=32 * side, y=-17, rot=side * 16 * mood)


def _trunk(p: Pose) -> str:
    tip = 23 - 15 * p.snout_lift
    low, high = num(tip + 13), num(tip - 13)
    end = f"{num(tip)}C-17 {low} 17 {low} 18.5 {num(tip)}C20 {high}"
    skin = path(f"M-10-13C-13 0-20 {high}-18.5 {end} 13 0 10-13Q0-19-10-13Z", fill=mix(p.coat.rind, WHITE, 0.66))
    edge = path(f"M-12.5-4C-15 4-20 {num(tip - 11)}-18.5 {end} 15 4 12.5-4", w=3.8)
    nostrils = oval(-6.5, tip + 1, 2.6, 3.5) + oval(6.5, tip + 1, 2.6, 3.5)
    folds = (
        f"M-6 {num(tip - 19)}Q0 {num(tip - 16)} 6 {num(tip - 19)}M-7 {num(tip - 12)}Q0 {num(tip - 9)} 7 {num(tip - 12)}"
    )
    return group(
        skin, edge, nostrils, path(folds, w=2, stroke=mix(p.coat.rind, INK, 0.18)), rot=p.snout, sx=0.9, sy=0.86
    )


def _face(p: Pose) -> str:
    cheeks = mirrored(oval(47, 13, 11.5, 7.5, fill=BLUSH, opacity=min(1, 0.85 * p.blush)))
    eyes = group(_eye(p.eyes, -1, p.gaze), x=-32) + group(_eye(p.eyes, 1, p.gaze), x=32)
    brows = _brow(-1, p.brows) + _brow(1, p.brows)
    mouth = group(MOUTHS[p.mouth], y=36 - 5 * p.snout_lift)
    return group(cheeks, eyes, brows, mouth, _trunk(p), x=15 * p.look, y=-78 + 5 * p.nod)


def _tears(p: Pose) -> str:
    if p.tears is None:
        return ""
    arc = "M43-82C52-116 90-118 99-76"
    stream = path(arc, w=3, stroke=TEAR_DEEP, stroke_dasharray="9 13", stroke_dashoffset=-88 * p.tears)
    spray = path(arc, w=14) + path(arc, w=8, stroke=TEAR) + stream
    falls = [cycle(p.tears, 3, k) for k in (0, 0.5)]
    drops = "".join(
        group(path(DROP, fill=TEAR, w=2.6), x=99 + 9 * q, y=-70 + 34 * q * q, sx=1 - 0.5 * q) for q in falls
    )
    return group(mirrored(spray + drops), x=15 * p.look, y=5 * p.nod)


def _ear(coat: Coat) -> str:
    outer = path("M-16 16C-22-6-13-22 0-22C13-22 22-6 16 16Z", fill=coat.rind, w=4)
    inner = path("M-8 12C-12-3-7-13 0-13C7-13 12-3 8 12Z", fill=BLUSH)
    tip = path("M-14.2-9.6C-11-18-6-22 0-22C6-22 11-18 14.2-9.6Q0-20-14.2-9.6Z", fill=CREAM)
    return outer + inner + tip


def _foot(coat: Coat, side: int, shift: tuple[float, float]) -> str:
    toes = path("M-5 5V9M5 5V9", w=2.4)
    return group(oval(0, 0, 19, 12, fill=coat.foot, w=4), toes, x=side * 29 + shift[0], y=-4 + shift[1])


def _arm(p: Pose, side: int, angle: float | None) -> str:
    if angle is None:
        return ""
    long, bow = num(28 * p.reach), num(10 * p.reach)
    shape = path(f"M-12-6C-13 {bow}-9 {long} 0 {long}C9 {long} 13 {bow} 12-6", fill=p.coat.rind, w=4)
    return group(shape, x=side * 60, y=-46, rot=angle)


def _leaf(coat: Coat) -> str:
    stalk = path("M0 3C-1-6 2-12 7-16", w=5) + path("M0 3C-1-6 2-12 7-16", w=1.6, stroke=coat.stripe)
    blade = path("M4-12C10-27 28-27 34-19C28-8 13-5 4-12Z", fill=coat.stripe, w=3.4)
    vein = path("M9-14Q19-18 28-18", w=2, stroke=coat.rind)
    curl = path("M0-6C-8-8-13-14-9-19C-5-23 0-17-5-14", w=3)
    return stalk + blade + vein + curl


def _belly(shift: float) -> str:
    seed = path("M0-4.2C3 0 3.2 4 0 4C-3.2 4-3 0 0-4.2Z", fill=SEED)
    slice_ = oval(0, -6, 43, 29, fill=CREAM) + oval(0, -6, 36, 23.5, fill=CORAL)
    return group(slice_, *(group(seed, x=x, y=y, rot=r) for x, y, r in SEEDS), x=shift)


def _body(p: Pose) -> str:
    turn = 15 * p.look
    stripes = "".join(mirrored(path(d, fill=p.coat.stripe)) for d in STRIPES)
    shine = group(oval(0, 0, 17, 7, fill=WHITE, opacity=0.45), x=-30, y=-112, rot=-28)
    light = oval(-7, -78, 78, 74, fill=p.coat.rind)
    skin = el("g", light, group(stripes, x=-0.35 * turn), _belly(0.55 * turn), shine, clip_path="url(#body)")
    return path(BODY, fill=mix(p.coat.rind, p.coat.stripe, 0.3)) + skin + path(BODY, w=4.4)


def defs() -> str:
    """What every page with a Subaku needs once."""
    return el("defs", el("clipPath", path(BODY, fill=INK), id="body"))


def subaku(p: Pose) -> str:
    ear = _ear(p.coat)
    leaf = group(
        _leaf(p.coat),
        x=2 if p.flip_leaf else -2,
        y=-131,
        rot=-p.leaf if p.flip_leaf else p.leaf,
        sx=-1 if p.flip_leaf else 1,
        sy=1,
    )
    return group(
        group(ear, x=-47, y=-116, rot=-26 - p.ears),
        group(ear, x=47, y=-116, rot=26 + p.ears),
        leaf,
        _foot(p.coat, -1, p.foot_l),
        _foot(p.coat, 1, p.foot_r),
        _body(p),
        p.aura,
        _face(p),
        _tears(p),
        p.hat,
        p.held,
        _arm(p, -1, p.arm_l),
        _arm(p, 1, p.arm_r),
        p.over,
        sx=p.sx,
        sy=p.sy,
    )
