"""Files that aren't a catalogue: what is said of each, and that none of them does harm."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

Find = Callable[[str | bytes], list[str]]
ALLOWED = "the keys workspace, environments, services and trains are allowed here"
YAML = "check the indentation, quotes and brackets here"

FILES: list[tuple[str | bytes, str]] = [
    ("", f"1: the file is empty; {ALLOWED}"),
    ("# nothing but a comment\n", f"1: the file is empty; {ALLOWED}"),
    ("---\n", f"1: the file is empty; {ALLOWED}"),
    ("just text", f"1: the file must be a mapping; {ALLOWED}"),
    ("- a\n- list\n", f"1: the file must be a mapping; {ALLOWED}"),
    ("x-a: 1\n---\nx-b: 2\n", "2: a second document begins here; a file may hold one"),
    ("workspace:\n\tlocale: en\n", "2: a tab where YAML wants spaces; indent with spaces alone"),
    (
        "workspace:\n  locale: en\n    theme: x\n",
        f"3: this isn't YAML: mapping values are not allowed in this context; {YAML}",
    ),
    (
        'workspace:\n  theme: "subaku\n  locale: en\n',
        f"2: this isn't YAML: found unexpected end of stream, while scanning a quoted scalar; {YAML}",
    ),
    (
        "workspace:\n  admins: [S0A, S0B\nservices:\n",
        f"2: this isn't YAML: did not find expected ',' or ']', while parsing a flow sequence; {YAML}",
    ),
    ("workspace: *shared\n", "1: no anchor &shared stands above; known here: none"),
    ("x-a: &a [*a]\n", "1: no anchor &a stands above; known here: none"),
    ("workspace:\n  theme: \x00\n", "2: a control character; only printable characters are allowed"),
    (b"workspace:\n  theme: caf\xe9\n", "2: the byte 0xe9 isn't UTF-8; save the file as UTF-8"),
    ("workspace: {}".encode("utf-16"), "1: the byte 0xff isn't UTF-8; save the file as UTF-8"),
    (b"#" * 1_048_577, "1: the file holds more than 1048576 bytes; split it into several files"),
    ("x-a: " + "[" * 60 + "]" * 60, "1: nested too deeply; at most 40 levels are allowed"),
    ("x-a: " + "[" * 100_000, "1: nested too deeply; at most 40 levels are allowed"),
]


@pytest.mark.parametrize(("content", "sentence"), FILES)
def test_file(content: str | bytes, sentence: str, mistakes: Find) -> None:
    assert mistakes(content) == [sentence]


def test_a_few_lines_cannot_become_a_billion_values(mistakes: Find) -> None:
    lines = ["x-0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol, lol]"]
    lines += [f"x-{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]

    assert mistakes("\n".join(lines)) == ["5: more than 100000 values with all aliases written out; use fewer aliases"]


@pytest.mark.parametrize("tag", ["!!python/object/apply:os.system [echo]", "!!binary aGk=", "!include other.yaml"])
def test_tags_are_refused(tag: str, mistakes: Find, small: str) -> None:
    name = tag.partition(" ")[0]
    found = mistakes(small.replace("trains:", f"x-tag: {tag}\ntrains:"))

    assert found == [f'31: the tag "{name}" isn\'t allowed; write the value without a tag']


def test_merge_keys_merge_mappings(mistakes: Find, small: str) -> None:
    found = mistakes(small.replace("        port: 8080\n", "        port: 8080\n        <<: 1\n"))

    assert found == ["26: << merges mappings; an alias of one, or a list of such, is allowed here"]


def test_keys_are_text(mistakes: Find, small: str) -> None:
    assert mistakes(small.replace("trains:", "? [a]\n: b\ntrains:")) == [
        "31: a key must be text, not a mapping or a list"
    ]


@pytest.mark.parametrize("secret", ["xoxb-1234-abcd", "xapp-1-A0", "ghp_0123456789abcdefABCD", "AKIAIOSFODNN7EXAMPLE"])
def test_secrets_are_refused_and_never_shown(secret: str, mistakes: Find, small: str) -> None:
    found = mistakes(small.replace("port: 8080", f"port: {secret}"))

    assert found == [
        "25: this looks like a secret; secrets are allowed in environment variables alone",
        '25: "port" must be a port from 1 to 65535 such as 8080, not what stands there',
    ]


def test_nothing_described(mistakes: Find) -> None:
    assert mistakes("workspace: {locale: ko}\nservices: {}\n") == [
        '1: "environments" is missing: at least one of them must be described',
        '2: "services" is missing: at least one of them must be described',
    ]


def test_a_file_that_is_not_there(tmp_path: Path, problems_of: Callable[[Path], list[str]]) -> None:
    missing, empty, pipe = tmp_path / "subaku.yaml", tmp_path / "empty", tmp_path / "pipe.yaml"
    empty.mkdir()
    os.mkfifo(pipe)

    assert problems_of(missing) == [
        f"{missing}:1: there is no such file; SUBAKU_CONFIG names a YAML file or a folder of such"
    ]
    assert problems_of(empty) == [
        f"{empty}:1: the folder holds no catalogue; files that end with .yaml or .yml are read"
    ]
    assert problems_of(pipe) == [f"{pipe}:1: this is no regular file; a YAML file or a folder of such is allowed"]


def test_what_people_typed_stays_on_one_line(mistakes: Find, small: str) -> None:
    found = mistakes(small.replace("cluster: main", r'cluster: "\e[31mred\nFAKE:1: line"'))

    assert found == ['22: "cluster" must be text on one line, not "\\u001b[31mred\\nFAKE:1: line"']
