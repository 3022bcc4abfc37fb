"""What everybody who tells something uses: the memory, Slack, languages, pictures, the clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.domain.catalogue import Catalogue, Locale
from bot.domain.release import Release
from bot.i18n import Languages, Voice
from bot.store import Store
from bot.thread.blocks import Look
from bot.thread.links import Links
from bot.thread.pictures import Pictures
from bot.thread.readers import Readers
from bot.thread.story import Story
from bot.thread.talk import Talk
from bot.thread.words import about


@dataclass(frozen=True, slots=True)
class Kit:
    """Handed to each teller. `catalogue` is asked each time, since it may be read again while we run."""

    store: Store
    catalogue: Callable[[], Catalogue]
    readers: Readers
    pictures: Pictures
    speak: Languages
    now: Callable[[], datetime]
    talk: Talk
    story: Story
    links: Links

    def locale(self, environment: str) -> Locale:
        """The language of an environment's channel, also when the catalogue doesn't have it any more."""
        catalogue = self.catalogue()
        found = catalogue.environments.get(environment)
        return (found and found.locale) or catalogue.workspace.locale

    def voice(self, environment: str) -> Voice:
        """Speaks that language."""
        return self.speak.to(self.locale(environment))

    def voice_of(self, release: Release) -> Voice:
        """Speaks that language, of whoever deploys this release."""
        return about(release, self.voice(release.environment))

    def look(self, environment: str) -> Look:
        """Finds pictures with words in that language."""
        return self.pictures.look(self.locale(environment))
