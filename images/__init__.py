"""Pictures for the states of a release: the bot asks a theme, and the theme answers with a file and its alt text.

theme = load()
theme.picture(State.WAITING)              # the square, for the accessory of a section
theme.picture(State.WAITING, Shape.CARD)  # the wide one, for a page
"""

from images.theme import (
    FALLBACK,
    LOCALES,
    SUBAKU,
    BadTheme,
    Picture,
    Shape,
    State,
    Theme,
    find,
    load,
)

__all__ = ["FALLBACK", "LOCALES", "SUBAKU", "BadTheme", "Picture", "Shape", "State", "Theme", "find", "load"]
