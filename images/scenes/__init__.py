"""Every scene: a drawing of the loop's phase t in [0, 1), the same at 1 as at 0."""

from collections.abc import Callable
from dataclasses import dataclass

from images.scenes.asked import asked
from images.scenes.asleep import asleep
from images.scenes.baking import baking
from images.scenes.cheering import cheering
from images.scenes.failed import failed
from images.scenes.frozen import frozen
from images.scenes.locked import locked
from images.scenes.queued import queued
from images.scenes.rejected import rejected
from images.scenes.rolling_back import rolling_back
from images.scenes.running import running
from images.scenes.safe import safe
from images.scenes.sniffing import sniffing
from images.scenes.switching import switching
from images.scenes.testing import testing
from images.scenes.waiting import waiting


@dataclass(frozen=True)
class Scene:
    """`square` is the part of the 320 by 240 card that its square picture shows: x, y, side."""

    draw: Callable[[float], str]
    frames: int
    fps: int
    square: tuple[float, float, float] = (40, 0, 240)


SCENES = {
    "asked": Scene(asked, 16, 14, (53, 6, 234)),
    "waiting": Scene(waiting, 28, 11, (48, 10, 224)),
    "queued": Scene(queued, 32, 11, (35, 0, 240)),
    "sniffing": Scene(sniffing, 28, 12, (44, 0, 240)),
    "running": Scene(running, 16, 20),
    "testing": Scene(testing, 32, 14, (31, 0, 240)),
    "switching": Scene(switching, 40, 15, (46, 12, 228)),
    "baking": Scene(baking, 36, 13, (28, 0, 240)),
    "cheering": Scene(cheering, 20, 14),
    "failed": Scene(failed, 32, 11, (43, 0, 240)),
    "rolling_back": Scene(rolling_back, 18, 12, (52, 20, 216)),
    "safe": Scene(safe, 36, 13, (48, 16, 224)),
    "rejected": Scene(rejected, 28, 10, (54, 20, 212)),
    "asleep": Scene(asleep, 24, 9, (40, 0, 240)),
    "locked": Scene(locked, 30, 11, (40, 0, 240)),
    "frozen": Scene(frozen, 32, 13, (54, 12, 212)),
}
