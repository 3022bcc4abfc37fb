"""The drawings: every state has one, each loop closes, and the coat has its colour."""

import re

import pytest
from PIL import Image, ImageChops, ImageStat

from images import SUBAKU, Shape, State
from images.build import CUTS, RGB, THEME, build, fingerprint, frame, main, pages
from images.rig import BLUE, GREEN, Coat, Pose, defs, subaku
from images.scenery import page
from images.scenes import SCENES, Scene
from images.svg import mix

AFTER_THE_SWITCH = {"baking", "cheering", "asleep"}
ICE = ("#e6f8ff", 0.2)
cases = pytest.mark.parametrize(("name", "scene"), SCENES.items(), ids=SCENES)


def rgb(colour: str) -> RGB:
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return red, green, blue


def share(picture: Image.Image, colour: str, tolerance: int = 2) -> float:
    """How much of the picture has exactly this colour, 0 to 1."""
    flat = Image.new("RGB", picture.size, rgb(colour))
    distance = ImageChops.difference(picture, flat).point(lambda value: 0 if value <= tolerance else 255).split()
    worst = ImageChops.lighter(ImageChops.lighter(distance[0], distance[1]), distance[2])
    return worst.histogram()[0] / (picture.width * picture.height)


def difference(a: Image.Image, b: Image.Image) -> float:
    """The mean distance of the channels, 0 to 255."""
    return max(ImageStat.Stat(ImageChops.difference(a, b)).mean)


def still(scene: Scene, t: float) -> Image.Image:
    return frame(page(scene.draw(t), defs()), 320)


def test_every_state_has_a_scene() -> None:
    assert set(SCENES) == set(State)


@cases
def test_the_loop_closes(name: str, scene: Scene) -> None:
    assert difference(still(scene, 0), still(scene, 1)) < 0.02


@cases
def test_something_moves(name: str, scene: Scene) -> None:
    assert difference(still(scene, 0), still(scene, 0.3)) > 0.1


@cases
def test_the_square_lies_within_the_card(name: str, scene: Scene) -> None:
    x, y, side = scene.square
    assert min(x, y) >= 0
    assert x + side <= 320
    assert y + side <= 240


@cases
@pytest.mark.parametrize("shape", Shape)
def test_the_coat_is_blue_before_the_switch_and_green_after_it(shape: Shape, name: str, scene: Scene) -> None:
    with Image.open(SUBAKU / shape / f"{name}.gif") as gif:
        first = gif.convert("RGB")
    blue = mix(BLUE.rind, *ICE) if name == "frozen" else BLUE.rind
    wears_blue, wears_green = share(first, blue) > 0.03, share(first, GREEN.rind) > 0.03
    if name == "switching":
        assert wears_blue
        assert wears_green
    else:
        assert wears_green is (name in AFTER_THE_SWITCH or name == "testing")  # the melon that is tested is green
        assert wears_blue is (name not in AFTER_THE_SWITCH)


@cases
@pytest.mark.parametrize("cut", CUTS, ids=lambda cut: cut.name)
def test_the_built_picture_is_the_drawing(cut, name: str, scene: Scene) -> None:
    documents = pages(scene, cut)
    with Image.open(THEME / cut.name / f"{name}.gif") as gif:
        assert gif.info["comment"].decode() == fingerprint(documents, scene, cut), f"run: python -m images.build {name}"
        assert gif.info["loop"] == 0
        assert difference(gif.convert("RGB"), frame(documents[0], cut.width)) < 2
        durations = 0
        for index in range(gif.n_frames):
            gif.seek(index)
            durations += gif.info["duration"]
    assert durations == scene.frames * round(100 / scene.fps) * 10


def test_a_build_is_the_same_bytes_twice(tmp_path) -> None:
    once, again = build("testing", tmp_path / "once"), build("testing", tmp_path / "again")
    assert once == again
    for cut in CUTS:
        first, second = (tmp_path / run / cut.name / "testing.gif" for run in ("once", "again"))
        assert first.read_bytes() == second.read_bytes()


def test_an_unknown_scene_is_answered_with_the_known_ones() -> None:
    with pytest.raises(SystemExit, match=r"No such scene: dancing\. There are asked, "):
        main(["dancing"])


def test_the_rig_can_be_dressed_by_css() -> None:
    coat = Coat("var(--rind)", "var(--stripe)", "var(--foot)")
    drawn = subaku(Pose(coat=coat))
    assert "color-mix(in srgb, var(--rind), var(--stripe) 30%)" in drawn
    assert not set(re.findall(r"#[0-9a-f]{6}", drawn)) & {BLUE.rind, GREEN.rind, BLUE.stripe, GREEN.stripe}
