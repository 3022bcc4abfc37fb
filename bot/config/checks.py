"""What must fit together: names, references, who can approve, times.

These look at what was read rather than at the models, so that one mistake doesn't hide another.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from bot.config.nodes import Entry, Node, Place, Problems
from bot.config.targets import check_target, check_twins, targets
from bot.config.types import PLACEHOLDERS, Clock, Closing, Instant, Zone, order, understood
from bot.config.words import listed, named, nearest, shown
from bot.domain.grammar import KEYWORDS, VERBS

_TAKEN = frozenset({*VERBS, *KEYWORDS, "none"})  # words of a command, and of `after: none`
_KINDS = {"environments": "an environment", "services": "a service", "trains": "a train"}


def check(root: Node, problems: Problems) -> None:
    """All checks, each on its own."""
    for one in (_empty, _something, _names, _after, _cycles, _approvals, _times, _offers, _branches, _trains):
        one(root, problems)
    for target in targets(root):
        check_target(target, problems)
    check_twins(root, problems)


def _empty(root: Node, problems: Problems) -> None:
    """A key with nothing behind it isn't the same as no key: an `approval:` that lost its lines must not pass."""
    for name, place in _nothing(root, "the file", root.place):
        hint = f'; write "{{{name}}}" with quotes for the revision' if name in PLACEHOLDERS else ""
        problems.add(place, f"{shown(name)} has no value; give it one, or leave it out{hint}")


def _nothing(node: Node, name: str, place: Place) -> Iterator[tuple[str, Place]]:
    if node.content is None:
        yield name, place
    for key, entry in node.entries().items():
        yield from _nothing(entry.node, key, entry.place)
    for item in node.items():
        yield from _nothing(item, name, item.place)


def _something(root: Node, problems: Problems) -> None:
    for section in ("environments", "services"):
        entry = root.entry(section)
        if entry is None or entry.node.content == {}:
            place = entry.place if entry else root.place
            problems.add(place, f"{shown(section)} is missing: at least one of them must be described")


def _names(root: Node, problems: Problems) -> None:
    """People type these names beside verbs and each other, in any order and case."""
    taken: dict[str, tuple[str, str, Place]] = {}
    for section, kind in _KINDS.items():
        for name, entry in root.entries(section).items():
            word = name.casefold()
            if word in _TAKEN:
                refused = ", ".join(sorted(_TAKEN))
                problems.add(
                    entry.place, f"{kind} can't be named {shown(name)}, a word of commands; not allowed: {refused}"
                )
            elif word in taken:
                other, spelt, place = taken[word]
                sentence = (
                    f"{shown(name)} is the name of {other} too ({spelt}, {place}); names must differ, whatever the case"
                )
                problems.add(entry.place, sentence)
            else:
                taken[word] = kind, name, entry.place


def unknown(name: str, known: Collection[str], kind: str) -> str:
    """That there is no such name, the nearest one, and all that there are."""
    return f"there is no {kind} {shown(name)}{nearest(name, known)}; known: {listed(known)}"


def _value(entry: Entry | None) -> tuple[str, Place] | None:
    found = entry.node.content if entry else None
    return (found, entry.node.place) if entry and isinstance(found, str) else None


def _refer(entry: Entry | None, known: Collection[str], kind: str, problems: Problems) -> None:
    if (found := _value(entry)) and found[0] not in known:
        problems.add(found[1], unknown(found[0], known, kind))


def _after(root: Node, problems: Problems) -> None:
    environments = root.entries("environments")
    for name, environment in environments.items():
        _one_after(name, environment.node, environments, problems)
    for target in targets(root):
        if target.environment not in environments:
            problems.add(target.entry.place, unknown(target.environment, environments, "environment"))
        _one_after(target.environment, target.node, environments, problems)
        for gate in target.node.items("gates"):
            _refer(gate.entry("soak", "environment"), environments, "environment", problems)


def _one_after(name: str, node: Node, environments: Collection[str], problems: Problems) -> None:
    before = node.entry("after", "environment")
    _refer(before, environments, "environment", problems)
    if before and before.node.content == name:
        problems.add(before.node.place, f"{shown(name)} can't come after itself; another environment is allowed here")


def _cycles(root: Node, problems: Problems) -> None:
    for name in root.entries("environments"):
        way = _way(root, name)
        if len(way) > 2 and way[-1] == name and name == min(way):
            entry = root.entry("environments", name, "after", "environment")
            place = entry.node.place if entry else root.place
            problems.add(
                place, f"each comes after the other: {' after '.join(map(named, way))}; one of them must come first"
            )


def _way(root: Node, name: str) -> list[str]:
    way = [name]
    while (before := root.string("environments", way[-1], "after", "environment")) and len(way) <= len(set(way)):
        way.append(before)
    return way


def _approvals(root: Node, problems: Problems) -> None:
    """A user group counts as any number of people: only Slack knows its members."""
    for name, environment in root.entries("environments").items():
        required = environment.node.entry("approval", "required")
        people = {person for _, person in environment.node.strings("approval", "by")}
        if required is None or not people or any(person.startswith("S") for person in people):
            continue
        if isinstance(required.node.content, int) and required.node.content > len(people):
            said = (
                f"{required.node.content} approvals are required in {named(name)}, where only {len(people)} may approve"
            )
            problems.add(required.node.place, f'{said}; at most {len(people)} here, or more people in "by"')


def _times(root: Node, problems: Problems) -> None:
    zone = root.string("workspace", "timezone") or "UTC"
    nodes = [entry.node for entry in root.entries("environments").values()]
    for node in nodes + [target.node for target in targets(root)]:
        for window in node.items("windows"):
            _window(window, problems)
        for freeze in node.items("freezes"):
            _freeze(freeze, zone, problems)


def _window(window: Node, problems: Problems) -> None:
    begin, end = understood(Clock, window.string("from")), understood(Closing, window.string("to"))
    if begin is not None and begin == end:
        sentence = '"from" and "to" are the same time; they must differ (all day is from "00:00" to "24:00")'
        problems.add(window.entries()["to"].node.place, sentence)


def _freeze(freeze: Node, zone: str, problems: Problems) -> None:
    begin, end = understood(Instant, freeze.string("from")), understood(Instant, freeze.string("to"))
    own = understood(Zone, freeze.string("timezone") or zone)
    if begin and end and own and order(begin, own) >= order(end, own):
        problems.add(
            freeze.entries()["to"].node.place, 'the freeze ends before it begins; "to" must be later than "from"'
        )


def _offers(root: Node, problems: Problems) -> None:
    environments = root.entries("environments")
    for name, service in root.entries("services").items():
        found = _value(service.node.entry("offer")) or _value(service.node.entry("offer", "environment"))
        if found is None:
            continue
        own = service.node.entries("targets")
        if found[0] not in environments:
            problems.add(found[1], unknown(found[0], environments, "environment"))
        elif found[0] not in own and own.keys() <= environments.keys():
            sentence = (
                f"{shown(name)} has no target in {found[0]}; what is offered must have one, as it has in: {listed(own)}"
            )
            problems.add(found[1], sentence)


def _branches(root: Node, problems: Problems) -> None:
    environments = root.entries("environments")
    for service in root.entries("services").values():
        for name, branch in service.node.entries("source", "branch").items():
            if name not in environments:
                problems.add(branch.place, unknown(name, environments, "environment"))


def _trains(root: Node, problems: Problems) -> None:
    services = root.entries("services")
    for name, train in root.entries("trains").items():
        members = list(train.node.strings("services"))
        for place, service in members:
            if service not in services:
                problems.add(place, unknown(service, services, "service"))
        _together(name, train, [services[service].node for _, service in members if service in services], problems)


def _together(name: str, train: Entry, members: list[Node], problems: Problems) -> None:
    places = [set(member.entries("targets")) for member in members]
    if places and not set.intersection(*places):
        sentence = f"the services of {shown(name)} share no environment; a train goes where each of them has a target"
        problems.add(train.place, sentence)
    flag = train.node.entry("changed_only")
    if flag and flag.node.content is True and any(member.entry("source") is None for member in members):
        problems.add(flag.place, '"changed_only" needs to know what changed; each service needs a "source"')
