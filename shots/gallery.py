"""docs/gallery.md: every picture with what it shows."""

from __future__ import annotations

from pathlib import Path

HEAD = """# Gallery

Every state and surface, photographed by `make shots`: the real bot, the simulator, and Chromium. It takes minutes,
and fails when a text reaches out of its box.

The pictures are in English; `ko` and `ja` lead to the same moment in Korean and Japanese.
"""

SECTIONS = {
    "A release in its thread": {
        "asked": "Somebody asks; the ones who may decide are named",
        "queued": "Approved, and next in line",
        "locked": "Held by somebody's lock",
        "window": "Held by its deploy window; admins may set it aside",
        "gate": "Held by a gate: a check of its commit has failed",
        "scheduled": "Approved, and waiting for its time",
        "deploying": "Green is set up; users are on blue",
        "hold": "Green is ready to be tested, and a person decides",
        "shifting": "Traffic goes over",
        "baking": "All traffic is on green, which is watched",
        "succeeded": "Done, with the time that each step took",
        "rolling-back": "Going back",
        "taken-back": "Taken back, with the reason",
        "failed": "It did not go through: somebody stopped it in the console",
        "rejected": "Somebody said no",
        "cancelled": "Taken back before it began",
        "expired": "Nobody decided in time",
        "thread": "A whole thread beside its channel",
    },
    "Offers and trains": {
        "offer": "What is new is offered, with what differs from what stands there",
        "train": "Several services as one release: the first has arrived, the second is on its way",
        "train-thread": "The whole train has arrived, told in one thread",
    },
    "What one alone is told": {
        "why": "`why`: what stands in the way, and how it is cleared",
        "why-gate": "`why`, where a gate is shut",
        "diff": "`diff`, or the button *What changes?*: what a release would change, as a dry run",
        "queue": "`queue`: who waits where",
        "windows": "`windows`: when deploying is allowed",
        "history": "`history`: what was released",
        "repeated": "What was said in one's own words is repeated before anything is done",
    },
    "Forms and the app's home": {
        "form": "Asking with a form",
        "form-rollback": "Going back with a form",
        "form-override": "Setting a barrier aside, with a reason",
        "home": "The app's home",
    },
    "The page to chat in": {
        "typing": "Commands are completed while one types",
        "chat": "A channel, and the thread of a release at its hold",
        "chat-dark": "In the dark, beside the world: AWS as it stands, its time, and the troubles that one can make",
        "chat-phone": "On a phone",
    },
    "The live page": {
        "live": "The board while traffic goes over",
        "live-dark": "The same in the dark",
        "live-phone": "On a phone",
        "live-release": "One release, from its request to its end",
        "live-history": "What ended, by service, environment and result",
        "moods-light": "Its moods",
        "moods-dark": "In the dark",
        "moods-phone": "On a phone",
    },
    "The character": {"character": "Each scene's card, in its first frame"},
}


def write(page: Path, pictures: Path) -> None:
    """Write the page with all that is there."""
    parts = [HEAD]
    for title, shown in SECTIONS.items():
        parts += [f"## {title}\n", *(_entry(name, words, pictures) for name, words in shown.items())]
    page.write_text("\n".join(parts), encoding="utf-8")


def _entry(name: str, words: str, pictures: Path) -> str:
    [shown] = pictures.glob(f"{name}.[pw]*")
    others = [(tongue, found.name) for tongue in ("ko", "ja") for found in pictures.glob(f"{name}.{tongue}.*")]
    links = "".join(f" · [{tongue}](pictures/{file})" for tongue, file in others)
    return f"{words}{links}\n\n![{words}](pictures/{shown.name})\n"
