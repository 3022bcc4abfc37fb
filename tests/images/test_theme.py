"""What the bot asks of a theme, and what a theme is told when it is wrong."""

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from images import FALLBACK, LOCALES, SUBAKU, BadTheme, Shape, State, find, load

ENTRY = '[{state}]\nfile = "{file}"\nko = "기다려요"\nja = "待っています"\nen = "Waiting"\n'
ABOUT = 'title = "Tiny"\ncredit = "somebody"\nlicence = "CC0"\n\n'
SAD = (State.FAILED, State.ROLLING_BACK, State.SAFE, State.REJECTED)


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """A theme with one square picture, for waiting."""
    folder = tmp_path / "tiny"
    (folder / "square").mkdir(parents=True)
    shutil.copy(SUBAKU / "square" / "waiting.gif", folder / "square" / "waiting.gif")
    write(folder, ENTRY.format(state="waiting", file="waiting.gif"))
    return folder


def write(folder: Path, entries: str, about: str = ABOUT) -> None:
    (folder / "theme.toml").write_text(about + entries, encoding="utf-8")


def problems(folder: Path) -> str:
    with pytest.raises(BadTheme) as caught:
        load(folder)
    return "\n".join(caught.value.problems)


@pytest.mark.parametrize("state", State)
def test_every_state_has_its_own_pictures(state: State) -> None:
    theme = load()
    for shape, size in ((Shape.SQUARE, (128, 128)), (Shape.CARD, (320, 240))):
        picture = theme.picture(state, shape)
        assert picture is not None
        assert picture.path == SUBAKU / shape / f"{state}.gif"
        assert (picture.width, picture.height) == size
        assert picture.path.stat().st_size < shape.limit
        assert picture.sha256 == hashlib.sha256(picture.path.read_bytes()).hexdigest()


@pytest.mark.parametrize("state", State)
def test_quiet_shows_nothing(state: State) -> None:
    assert find("quiet").picture(state) is None


@pytest.mark.parametrize("state", State)
def test_alt_texts_are_short_and_in_three_languages(state: State) -> None:
    picture = load().picture(state)
    assert picture is not None
    assert tuple(picture.alt) == LOCALES
    assert all(8 <= len(text) <= 80 for text in picture.alt.values())
    assert "수바쿠" in picture.alt["ko"]
    assert "スバク" in picture.alt["ja"]
    assert "Subaku" in picture.alt["en"]


@pytest.mark.parametrize("state", SAD)
def test_a_failure_is_not_told_with_an_exclamation(state: State) -> None:
    picture = load().picture(state)
    assert picture is not None
    assert not set("!！") & set("".join(picture.alt.values()))


def test_no_two_states_share_a_picture_or_a_text() -> None:
    theme = load()
    squares = [theme.pictures[state, Shape.SQUARE] for state in State]
    assert len({picture.sha256 for picture in squares}) == len(State)
    assert all(len({picture.alt[locale] for picture in squares}) == len(State) for locale in LOCALES)


def test_the_bot_needs_no_drawing_tools() -> None:
    code = "import sys, images; images.load(); print(sorted({'PIL', 'resvg_py'} & sys.modules.keys()))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603 - our own words
    assert done.stdout.strip() == "[]"


def test_a_missing_state_falls_back(tiny: Path) -> None:
    theme = load(tiny)
    waiting = theme.picture(State.WAITING)
    assert waiting is not None
    for state in (State.ASKED, State.QUEUED, State.BAKING, State.SWITCHING, State.FROZEN):
        assert theme.picture(state) == waiting


@pytest.mark.parametrize("state", [State.CHEERING, *SAD])
def test_good_and_bad_news_never_borrow_a_waiting_face(tiny: Path, state: State) -> None:
    assert load(tiny).picture(state) is None


def test_fallbacks_end() -> None:
    for state in State:
        seen = {state}
        while (state := FALLBACK.get(state, State.ASLEEP)) is not State.ASLEEP:
            assert state not in seen
            seen.add(state)


def test_a_square_stands_in_for_a_missing_card(tiny: Path) -> None:
    theme = load(tiny)
    assert theme.picture(State.WAITING, Shape.CARD) == theme.picture(State.WAITING)


def test_a_theme_is_found_on_the_first_shelf_that_has_it(tiny: Path) -> None:
    assert find("tiny", tiny.parent).title == "Tiny"
    assert find("subaku", tiny.parent).title == "Subaku"
    tiny.rename(tiny.with_name("subaku"))
    assert find("subaku", tiny.parent).title == "Tiny"


@pytest.mark.parametrize("name", ["nobody", "..", "../subaku", "/etc", "", "Subaku", "a\n"])
def test_a_name_is_a_name_and_no_path(name: str, tiny: Path) -> None:
    with pytest.raises(BadTheme, match="theme"):
        find(name, tiny.parent)


@pytest.mark.parametrize(
    "file", ["../square/waiting.gif", "/etc/passwd", "waiting.svg", "a/b.gif", "..gif.", "Waiting.gif"]
)
def test_a_file_is_a_plain_name(tiny: Path, file: str) -> None:
    write(tiny, ENTRY.format(state="waiting", file=file))
    assert "theme.toml:5: waiting: `file` must be a plain name" in problems(tiny)


def test_a_link_that_leads_out_is_refused(tiny: Path) -> None:
    (tiny / "square" / "out.gif").symlink_to(SUBAKU / "square" / "asked.gif")
    write(tiny, ENTRY.format(state="waiting", file="out.gif"))
    assert "leads out of the theme's folder" in problems(tiny)


def test_a_missing_file_is_named(tiny: Path) -> None:
    write(tiny, ENTRY.format(state="waiting", file="gone.gif"))
    assert "waiting: square/gone.gif: " in problems(tiny)


def test_a_file_that_is_too_large_is_refused(tiny: Path) -> None:
    with (tiny / "square" / "waiting.gif").open("ab") as picture:
        picture.write(bytes(64 * 1024))
    assert "at most 65536" in problems(tiny)


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"<svg/>", b"\x89PNG\r\n\x1a\n"])
def test_a_broken_picture_is_refused(tiny: Path, data: bytes) -> None:
    (tiny / "square" / "waiting.gif").write_bytes(data)
    assert "neither a GIF nor a PNG" in problems(tiny)


def test_a_png_has_a_size_too(tiny: Path) -> None:
    header = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + (96).to_bytes(4) + (64).to_bytes(4) + bytes(8)
    (tiny / "square" / "still.png").write_bytes(header)
    write(tiny, ENTRY.format(state="waiting", file="still.png"))
    picture = load(tiny).picture(State.WAITING)
    assert picture is not None
    assert (picture.width, picture.height) == (96, 64)


def test_all_that_is_wrong_is_told_at_once_with_its_line(tiny: Path) -> None:
    write(
        tiny, '[dancing]\nfile = "x.gif"\n\n[waiting]\nfile = "waiting.gif"\nko = ""\nen = "Waiting"\n', 'title = "T"\n'
    )
    told = problems(tiny)
    assert "theme.toml:2: dancing: no such state; there are asked, waiting" in told
    assert "theme.toml:5: waiting: `ko` must be a text" in told
    assert "theme.toml:5: waiting: `ja` must be a text" in told
    assert "credit: `credit` must be a text" in told
    assert "licence: `licence` must be a text" in told


def test_a_state_must_be_a_table(tiny: Path) -> None:
    write(tiny, 'waiting = "waiting.gif"\n')
    assert "theme.toml:5: waiting: must be a table with `file`, `ko`" in problems(tiny)


@pytest.mark.parametrize("content", [b"title = ", b"\xff\xfe"])
def test_toml_that_cannot_be_read(tiny: Path, content: bytes) -> None:
    (tiny / "theme.toml").write_bytes(content)
    assert "theme.toml: " in problems(tiny)


def test_a_folder_without_a_theme(tmp_path: Path) -> None:
    assert "theme.toml" in problems(tmp_path)
