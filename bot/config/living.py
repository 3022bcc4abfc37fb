"""The catalogue that is in force, read again when somebody asks for it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from pathlib import Path

from bot.config import load
from bot.domain.catalogue import Catalogue


class LivingCatalogue:
    """Calling it gives the newest good one. Raises `ConfigurationError` where there is none at all."""

    def __init__(self, path: str | Path) -> None:
        self._path = path
        self._current = load(path)

    def __call__(self) -> Catalogue:
        return self._current

    def reread(self) -> str:
        """Read it again; its fingerprint. Raises `ConfigurationError`, and then the old one stays in force."""
        self._current = load(self._path)
        return fingerprint(self._current)


def themes_beside(path: str | Path) -> Path:
    """Where a team keeps its own picture packs: the folder `themes` beside its catalogue, or in it."""
    place = Path(path)
    return (place if place.is_dir() else place.parent) / "themes"


def fingerprint(catalogue: Catalogue) -> str:
    """A short name for all that a catalogue says, the same on every replica that reads the same."""
    text = json.dumps(asdict(catalogue), sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
