#!/usr/bin/env python3
"""Writes a project with a behave suite like a large real one, the same bytes for the same seed and size.

At full size: 590 features with 56,000 steps, and 600 modules as the code under test. How long a feature takes is as
skewed as in real suites: seven of them hold three fifths of the work that the modules do, most are tiny.
"""

import argparse
import itertools
import json
import random
import sys
from pathlib import Path

PACKAGE = "freight"
FEATURES, STEPS, AREAS = 590, 56_000, 30
NOUNS = (
    "parcels orders routes drivers vans depots customs invoices pallets labels seals tariffs claims permits ports trains ships lorries "
    "berths cranes weighbridges manifests quotes returns pickups handovers couriers zones surcharges refunds"
).split()
ASPECTS = (
    "limits prices journal states checks totals groups dates units names rules queues rates audits drafts events windows stock costs plans"
).split()
VERBS = ("counted", "sorted", "priced", "checked", "packed")
NEVER_IMPORTED = {"drafts"}  # one module of each area: dead code that only a `source` shows
LAZY = {"audits", "events", "windows", "stock", "costs", "plans"}  # imported by the step that needs them
# The shares of the work that the heaviest features have; all others share the rest, unevenly.
HEAVY_SHARES = (0.15, 0.12, 0.10, 0.08, 0.06, 0.05, 0.04)
WEIGHT_A_STEP = 2_000  # the mean; how long a unit of weight takes is what TURNS is calibrated for


class GeneratedSuite:
    """A suite of so many parts of full size (1.0), drawn from a seed; what it holds is known before it is written."""

    def __init__(self, size=1.0, seed=1):
        self.chance = random.Random(seed)
        self.steps = round(STEPS * size)
        self.areas = NOUNS[: max(2, round(AREAS * size))]
        self.features = self._draw_features(max(2 * len(self.areas), round(FEATURES * size)))
        self.scenarios = sum(feature.scenarios for feature in self.features)
        self.weight = sum(feature.weight for feature in self.features)
        self.modules = len(self.areas) * len(ASPECTS)

    def _draw_features(self, count):
        lengths = _parts(self.steps, [self.chance.lognormvariate(0, 1) for _ in range(count)], least=8)
        heavy = sorted(self.chance.sample(range(count), len(HEAVY_SHARES)), key=lambda index: lengths[index])[::-1]
        shares = [self.chance.lognormvariate(0, 1.5) * length for length in lengths]
        rest = sum(share for index, share in enumerate(shares) if index not in heavy)
        shares = [share / rest * (1 - sum(HEAVY_SHARES)) for share in shares]
        for index, share in zip(heavy, HEAVY_SHARES):
            shares[index] = share
        numbers = {}
        features = []
        for index, length in enumerate(lengths):
            noun = self.areas[index * len(self.areas) // count]
            numbers[noun] = numbers.get(noun, 0) + 1
            features.append(Feature(self.chance, noun, numbers[noun], length, shares[index] * self.steps * WEIGHT_A_STEP))
        return features

    def sample(self, part):
        """Features of whole areas that hold at least that part of the steps, as modules are loaded area by area."""
        chosen = []
        for noun in self.areas[len(self.areas) // 2 :]:
            chosen += [feature for feature in self.features if feature.noun == noun]
            if sum(feature.steps for feature in chosen) >= part * self.steps:
                break
        return chosen

    def write(self, directory, turns=1.0):
        """The whole project; turns is how often the loops of the modules turn for a unit of weight."""
        package = directory / PACKAGE
        _write(package / "__init__.py", f'"""A carrier of {", ".join(self.areas[:3])} and the like."""\n')
        self.write_turns(directory, turns)
        for noun in self.areas:
            imported = [aspect for aspect in ASPECTS if aspect not in NEVER_IMPORTED | LAZY]
            imports = "\n".join(f"from . import {aspect}" for aspect in imported)
            names = ", ".join(f'"{aspect}"' for aspect in imported)
            _write(package / noun / "__init__.py", f'"""All about {noun}."""\n\n{imports}\n\n__all__ = [{names}]\n')
            for aspect in ASPECTS:
                _write(package / noun / f"{aspect}.py", _module(self.chance, noun, aspect))
            _write(directory / "features/steps" / f"{noun}_steps.py", STEP_MODULE.replace("NOUN", noun))
        imports = "\n".join(f"    import {PACKAGE}.{noun}" for noun in self.areas)
        _write(directory / "features/environment.py", ENVIRONMENT.replace("    IMPORTS", imports))
        _write(directory / "pyproject.toml", f'[tool.slipcover]\nsource = ["{PACKAGE}"]\n')
        for feature in self.features:
            _write(directory / feature.path, feature.text)

    def write_turns(self, directory, turns):
        _write(directory / PACKAGE / "effort.py", EFFORT.replace("1.0", repr(float(turns))))


class Feature:
    """One feature file with exactly so many steps, and about so much weight spread over its scenarios."""

    def __init__(self, chance, noun, number, steps, weight):
        self.noun, self.steps = noun, steps
        self.path = f"features/{noun}/{noun}_{number:02}.feature"
        blocks = self._draw_blocks(chance, steps)
        self.scenarios = sum(rows for _, rows in blocks)
        shares = _parts(round(weight), [chance.lognormvariate(0, 1) for _ in range(self.scenarios)])
        self.weight = 0
        lines = [f"@{noun} @{chance.choice(('nightly', 'fast', 'smoke'))}", f"Feature: {noun} {number}", ""]
        if self.background:
            lines += ["  Background:", *self._given(chance, self.background), ""]
        for index, (own, rows) in enumerate(blocks, start=1):
            lines += self._scenario(chance, index, own, [shares.pop() for _ in range(rows)], rows > 1)
        self.text = "\n".join(lines)

    def _draw_blocks(self, chance, steps):
        """Scenarios (rows = 1) and outlines as pairs of own steps and rows, which with the background make all steps."""
        self.background = chance.choice((0, 1, 2, 2, 3))
        least = 1 if self.background else 2
        blocks, left = [], steps
        while left > 0:
            own = chance.randint(max(3, least), 10)
            rows = chance.randint(2, 8) if chance.random() < 0.25 else 1
            if left - rows * (self.background + own) < self.background + least:  # too little for one more scenario
                rows = 1
                if left <= 2 * self.background + 14:
                    own = left - self.background
            blocks.append((own, rows))
            left -= rows * (self.background + own)
        return blocks

    def _scenario(self, chance, index, own, weights, outline):
        whens = max(1, own // 2)
        givens = 0 if self.background else 1
        shares = [weight // whens for weight in weights]
        self.weight += whens * sum(shares)
        tag = f"  @{chance.choice(('accounting', 'counter', 'office', 'night_shift'))}"
        weight = "<weight>" if outline else shares[0]
        number = "<number>" if outline else chance.randint(0, 5000)
        lines = [tag, f"  Scenario{' Outline' if outline else ''}: {self.noun} {chance.choice(VERBS)} in case {index}"]
        lines += self._given(chance, givens, number)
        lines += [f"    {'And' if n else 'When'} {self.noun} are {chance.choice(VERBS)} with weight {weight}" for n in range(whens)]
        for n in range(own - givens - whens):
            what = (f"{self.noun} have a sum below 10007", f"{self.noun} are in order", f"{self.noun} have number {number}")[n % 3]
            lines.append(f"    {'And' if n else 'Then'} {what if givens or n % 3 < 2 else f'{self.noun} are in order'}")
        if outline:
            lines += ["", "    Examples:", "      | number | weight |"]
            lines += [f"      | {chance.randint(0, 5000)} | {share} |" for share in shares]
        return [*lines, ""]

    def _given(self, chance, count, number=None):
        lines = []
        for n in range(count):
            aspect = chance.choice([it for it in ASPECTS if it not in NEVER_IMPORTED])
            shown = chance.randint(0, 5000) if number is None else number
            lines.append(f"    {'And' if n else 'Given'} {self.noun} of {aspect} with number {shown}")
        return lines


def _parts(total, shares, least=0):
    """Whole numbers in proportion to the shares that add up to the total."""
    scale = (total - least * len(shares)) / sum(shares)
    ends = [round(end * scale) for end in itertools.accumulate(shares)]
    return [least + end - start for start, end in zip([0, *ends], ends)]


def _write(file, text):
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def _module(chance, noun, aspect):
    """A source of 100 to 300 lines, made of blocks of which each has its own numbers and names."""
    chosen = chance.sample(sorted(OPTIONAL_BLOCKS), chance.randint(1, len(OPTIONAL_BLOCKS)))
    calls = "\n".join("    " + OPTIONAL_BLOCKS[block] for block in chosen)
    text = "\n\n\n".join([HEAD, STATES, RECORD, LEDGER, *chosen, TASKS.replace("    CALLS", calls)])
    for name in ("P1", "P2", "P3"):
        text = text.replace(name, str(chance.choice((3, 5, 7, 11, 13, 17, 19))))
    return text.replace("NOUN", noun).replace("Title", aspect.capitalize()).replace("aspect", aspect)


EFFORT = '''"""How much work the weight of a step stands for on this machine."""

TURNS = 1.0


def turns(weight: int) -> int:
    return round(weight * TURNS)
'''

ENVIRONMENT = '''"""Hooks as real suites have them: the first loads the application, the others prepare and tidy up."""


def before_all(context):
    IMPORTS
    context.settings = {"currency": "EUR", "country": "NL"}


def before_feature(context, feature):
    context.nightly = "nightly" in feature.tags


def before_scenario(context, scenario):
    context.journal = []


def before_tag(context, tag):
    if tag == "night_shift":
        context.settings_tonight = dict(context.settings)


def after_scenario(context, scenario):
    del context.journal[:]
'''

STEP_MODULE = '''"""Steps on NOUN."""

import importlib

from behave import given, then, when

from freight.effort import turns


@given("NOUN of {aspect} with number {number:d}")
def step_with_number(context, aspect, number):
    context.module = importlib.import_module("freight.NOUN." + aspect)
    context.record = context.module.new_record(number)
    context.total = 0


@when("NOUN are counted with weight {weight:d}")
def step_counted(context, weight):
    context.total = context.module.counted(context.record, turns(weight))


@when("NOUN are sorted with weight {weight:d}")
def step_sorted(context, weight):
    context.total = context.module.sorted_out(context.record, turns(weight))


@when("NOUN are priced with weight {weight:d}")
def step_priced(context, weight):
    context.total = context.module.priced(context.record, turns(weight))


@when("NOUN are checked with weight {weight:d}")
def step_checked(context, weight):
    context.total = context.module.checked(context.record, turns(weight))
    context.journal.append(context.total)


@when("NOUN are packed with weight {weight:d}")
def step_packed(context, weight):
    context.total = context.module.packed(context.record, turns(weight))
    context.journal.append(context.total)


@then("NOUN have a sum below {limit:d}")
def step_sum(context, limit):
    assert 0 <= context.total < limit, context.total


@then("NOUN are in order")
def step_in_order(context):
    assert context.module.in_order(context.record)


@then("NOUN have number {number:d}")
def step_number(context, number):
    assert context.record.number == number, context.record
'''

HEAD = '''"""The aspect of NOUN."""

from dataclasses import dataclass, field
from enum import Enum
from typing import Dict, Iterator, List, Optional, Tuple

LIMIT: int = 10007
RATES: Dict[str, int] = {
    "small": P1,
    "large": P2,
    "urgent": P1 * P2,
}'''

STATES = '''class TitleState(Enum):
    DRAFT = 0
    OPEN = 1
    HELD = 2
    CLOSED = 3

    def following(self, number: int) -> "TitleState":
        if self is TitleState.DRAFT:
            return TitleState.OPEN
        if self is TitleState.OPEN:
            if number % P1 == 1:
                return TitleState.HELD
            return TitleState.CLOSED
        if self is TitleState.HELD:
            if number % P2 == 2:
                return TitleState.CLOSED
            return TitleState.OPEN
        return self

    @property
    def final(self) -> bool:
        return self is TitleState.CLOSED'''

RECORD = '''@dataclass
class TitleRecord:
    number: int
    kind: str = "small"
    state: TitleState = TitleState.DRAFT
    notes: List[str] = field(default_factory=list)
    parent: Optional["TitleRecord"] = None

    def __post_init__(self) -> None:
        if self.number < 0:
            raise ValueError(f"NOUN have no number {self.number}")
        if self.number % P2 == 0:
            self.kind = "large"
        elif self.number % P3 == 1:
            self.kind = "urgent"
            self.notes.append("before noon")

    def label(self) -> str:
        if self.kind == "urgent":
            return f"!{self.number:05}"
        if self.kind == "large":
            return f"L{self.number:05}"
        return f"{self.number:06}"

    def advanced(self, steps: int) -> TitleState:
        state = self.state
        for step in range(steps):
            if state.final:
                break
            state = state.following(self.number + step)
        return state'''

LEDGER = '''class TitleLedger:
    limit: int
    total: int
    entries: int

    def __init__(self, total: int = 0, limit: int = LIMIT) -> None:
        self.total = total % limit
        self.limit = limit
        self.entries = 0

    def add(self, value: int) -> None:
        if value % P1 == 0:
            self.total += P2
        elif value % P2 == 0:
            self.total += value & 15
        else:
            self.total += 1
        if self.total >= self.limit:
            self.total -= self.limit
        self.entries += 1

    def run(self, turns: int) -> int:
        value = self.total
        for turn in range(turns):
            value = (value * 31 + turn) % self.limit
            if value % P3 == 0:
                self.add(turn)
        return (value + self.total) % self.limit'''

FORMATS = '''def parsed_aspect(text: str) -> Optional[int]:
    try:
        number = int(text.strip().lstrip("L!"))
    except ValueError:
        if not text:
            return None
        return -1
    if number > 99_999:
        return 99_999
    return number


def shown_aspect(record: TitleRecord, width: int = 12) -> str:
    parts: List[str] = [record.label()]
    if record.notes:
        parts.extend(note.upper() for note in record.notes)
    if record.parent is not None:
        parts.append("of " + record.parent.label())
    text = ", ".join(parts)
    if len(text) > width:
        return text[: width - 1] + "~"
    return text.ljust(width)


def table_of(records: List[TitleRecord]) -> str:
    lines = []
    for row, record in enumerate(records):
        if row % 2:
            lines.append("| " + shown_aspect(record) + " |")
        else:
            lines.append("| " + shown_aspect(record, 20) + " |")
    return "\\n".join(lines)'''

GROUPS = '''def grouped_aspect(numbers: List[int]) -> Dict[str, List[int]]:
    groups: Dict[str, List[int]] = {}
    for number in numbers:
        if number % P1 == 0:
            key = "first"
        elif number % P2 == 0:
            key = "second"
        elif number > LIMIT:
            key = "beyond"
        else:
            key = "other"
        groups.setdefault(key, []).append(number)
    return groups


def pairs_of(numbers: List[int]) -> Iterator[Tuple[int, int]]:
    previous = None
    for number in numbers:
        if previous is not None:
            yield previous, number
        previous = number


def longest_rise(numbers: List[int]) -> int:
    best = length = 1
    for left, right in pairs_of(numbers):
        if right > left:
            length += 1
            best = max(best, length)
        else:
            length = 1
    return best'''

CALENDAR = '''class TitleWindow:
    """Minutes of a day in which aspect of NOUN may change."""

    opens: int
    closes: int
    breaks: List[Tuple[int, int]]

    def __init__(self, opens: int, closes: int) -> None:
        if closes <= opens:
            raise ValueError(f"closes at {closes}, before it opens at {opens}")
        self.opens = opens
        self.closes = closes
        self.breaks = []

    def pause(self, start: int, minutes: int) -> "TitleWindow":
        if start < self.opens:
            start = self.opens
        self.breaks.append((start, min(start + minutes, self.closes)))
        return self

    def is_open(self, minute: int) -> bool:
        if not self.opens <= minute < self.closes:
            return False
        for start, end in self.breaks:
            if start <= minute < end:
                return False
        return True

    def minutes(self) -> int:
        length = self.closes - self.opens
        for start, end in self.breaks:
            length -= end - start
        return max(0, length)'''

AUDIT = '''class TitleAudit:
    findings: List[str]
    strict: bool = False

    def __init__(self, strict: bool = False) -> None:
        self.findings = []
        self.strict = strict

    def look_at(self, record: TitleRecord) -> bool:
        before = len(self.findings)
        if record.number == 0:
            self.findings.append("no number")
        if record.kind not in RATES:
            self.findings.append("unknown kind " + record.kind)
        if self.strict and record.notes:
            self.findings.append("has notes")
        if record.state.final and record.parent is not None:
            while record.parent is not None:
                record = record.parent
            if not record.state.final:
                self.findings.append("closed before its parent")
        return len(self.findings) == before

    def summary(self) -> str:
        if not self.findings:
            return "clean"
        if len(self.findings) == 1:
            return self.findings[0]
        return f"{len(self.findings)} findings, the first: {self.findings[0]}"'''

PRICES = '''def price_of(record: TitleRecord, distance: int, weekend: bool = False) -> int:
    base = RATES.get(record.kind, P3) * 10
    if distance > 1000:
        base += distance // 20
    elif distance > 200:
        base += distance // 10
    else:
        base += 15
    if weekend:
        base = base * 3 // 2
    if record.kind == "urgent":
        base += 25
    return base


def discount_of(price: int, orders: int) -> int:
    steps = ((100, 20), (50, 10), (10, 5))
    for least, percent in steps:
        if orders >= least:
            return price * percent // 100
    return 0


def change_of(amount: int) -> Dict[int, int]:
    coins: Dict[int, int] = {}
    for coin in (200, 100, 50, 20, 10, 5, 2, 1):
        count, amount = divmod(amount, coin)
        if count:
            coins[coin] = count
    return coins'''

OPTIONAL_BLOCKS = {  # with how the module itself uses what they define
    FORMATS: "parsed_aspect(table_of([record]))",
    GROUPS: "longest_rise(grouped_aspect([record.number, 2, 3, 5]).get('other', [1]))",
    CALENDAR: "TitleWindow(480, 1020).pause(720, 30).is_open(record.number % 1440)",
    AUDIT: "TitleAudit(strict=True).look_at(record)",
    PRICES: "change_of(discount_of(price_of(record, record.number), 60))",
}

TASKS = '''def new_record(number: int) -> TitleRecord:
    return TitleRecord(number)


def in_order(record: TitleRecord) -> bool:
    CALLS
    return bool(record.label())


def counted(record: TitleRecord, turns: int) -> int:
    return TitleLedger(record.number).run(turns)


def sorted_out(record: TitleRecord, turns: int) -> int:
    ledger = TitleLedger(record.number, LIMIT - P1)
    values = [ledger.run(turns // 4 + part) for part in range(4)]
    values.sort()
    return values[0]


def priced(record: TitleRecord, turns: int) -> int:
    ledger = TitleLedger(RATES[record.kind])
    for extra in range(record.number % P3):
        ledger.add(extra)
    return ledger.run(turns)


def checked(record: TitleRecord, turns: int) -> int:
    if record.advanced(record.number % 6).final:
        return TitleLedger(1).run(turns)
    return TitleLedger(2).run(turns)


def packed(record: TitleRecord, turns: int) -> int:
    ledger = TitleLedger(record.number)
    total = 0
    try:
        total = ledger.run(turns) // (record.number % P1)
    except ZeroDivisionError:
        ledger.add(record.number)
    return total
'''


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("directory", type=Path, help="where to write it; must not exist")
    parser.add_argument("--size", type=float, default=1.0, help="the part of full size (default 1.0)")
    parser.add_argument("--seed", type=int, default=1, help="another one makes another suite of the same size (default 1)")
    parser.add_argument("--turns", type=float, default=1.0, help="how much work a unit of weight is (default 1.0)")
    options = parser.parse_args()
    options.directory.mkdir(parents=True)
    suite = GeneratedSuite(options.size, options.seed)
    suite.write(options.directory, options.turns)
    print(json.dumps({"features": len(suite.features), "scenarios": suite.scenarios, "steps": suite.steps, "modules": suite.modules}))


if __name__ == "__main__":
    sys.exit(main())
