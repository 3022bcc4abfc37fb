"""SVG as plain strings: shapes, colours, and the curves that make a loop move."""

import math

TAU = math.tau
INK = "#43303a"
WHITE = "#ffffff"

Value = str | float


def num(value: float) -> str:
    """At most two decimals, so that the same drawing is the same bytes everywhere."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text in ("", "-0") else text


def el(tag: str, *kids: str, **attrs: Value) -> str:
    """One element. `w` is a round pen of that width, in ink unless `stroke` says otherwise."""
    if width := attrs.pop("w", 0):
        pen = {"stroke": INK, "stroke_width": width, "stroke_linecap": "round", "stroke_linejoin": "round"}
        attrs = pen | attrs
    pairs = ((key.replace("_", "-"), value if isinstance(value, str) else num(value)) for key, value in attrs.items())
    head = tag + "".join(f' {key}="{value}"' for key, value in pairs)
    return f"<{head}>{''.join(kids)}</{tag}>" if kids else f"<{head}/>"


def group(*kids: str, x: float = 0, y: float = 0, rot: float = 0, sx: float = 1, sy: float | None = None) -> str:
    """Children moved to (x, y), turned by `rot` degrees, scaled by `sx` (and `sy`, when it differs)."""
    move = f"translate({num(x)} {num(y)})" if x or y else ""
    turn = f" rotate({num(rot)})" if rot else ""
    size = f" scale({num(sx)} {num(sx if sy is None else sy)})" if (sx, sy) not in ((1, None), (1, 1)) else ""
    inner = "".join(kids)
    return el("g", inner, transform=(move + turn + size).strip()) if move + turn + size else inner


def path(d: str, fill: str = "none", **attrs: Value) -> str:
    return el("path", d=d, fill=fill, **attrs)


def oval(cx: float, cy: float, rx: float, ry: float | None = None, fill: str = INK, **attrs: Value) -> str:
    return el("ellipse", cx=cx, cy=cy, rx=rx, ry=rx if ry is None else ry, fill=fill, **attrs)


def rect(x: float, y: float, width: float, height: float, fill: str = INK, **attrs: Value) -> str:
    return el("rect", x=x, y=y, width=width, height=height, fill=fill, **attrs)


def mirrored(shape: str) -> str:
    """The shape and its image in the vertical axis."""
    return shape + group(shape, sx=-1, sy=1)


def mix(a: str, b: str, share: float) -> str:
    """Colour `a` with `share` of `b`; CSS variables are left for the browser to blend."""
    if not (a + b).startswith("#"):
        return f"color-mix(in srgb, {a}, {b} {num(100 * share)}%)"
    channels = ((int(a[i : i + 2], 16), int(b[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(x + (y - x) * share):02x}" for x, y in channels)


def wave(t: float, times: float = 1, phase: float = 0) -> float:
    """A sine from -1 to 1 that passes `times` whole waves while t goes from 0 to 1."""
    return math.sin(TAU * (times * t + phase))


def smooth(start: float, end: float, t: float) -> float:
    """0 before `start`, 1 after `end`, a soft S between."""
    t = min(1.0, max(0.0, (t - start) / (end - start)))
    return t * t * (3 - 2 * t)


def during(start: float, end: float, t: float, ease: float = 0.06) -> float:
    """1 from `start` to `end`, 0 elsewhere, eased in and out."""
    return smooth(start, start + ease, t) - smooth(end - ease, end, t)


def bump(centre: float, reach: float, t: float) -> float:
    """A triangle: 1 at `centre`, 0 from `reach` away."""
    return max(0.0, 1 - abs(t - centre) / reach)


def scatter(i: int, step: float = 0.618034) -> float:
    """The i-th of evenly strewn numbers in [0, 1): chance that is the same each time."""
    return (i + 1) * step % 1


def cycle(t: float, times: float = 1, phase: float = 0) -> float:
    """The phase of something that repeats `times` within the loop."""
    return (times * t + phase) % 1
