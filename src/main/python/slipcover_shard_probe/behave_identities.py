"""What a scenario is: its place, its name, and all that behave runs of it."""

from slipcover_shard_probe.bound import builtins as __builtins__
from slipcover_shard_probe.test_lists import Occurrences, digest


def of(feature, scenarios):
    """A hash for each of the scenarios, which are all of the feature's."""
    common = _text([feature.keyword, feature.name, _words(feature.tags), feature.description])
    occurrences = Occurrences()
    return [
        digest(
            common,
            _text(_place(scenario)),
            "%s %d" % (scenario.name, occurrences.next(scenario.name)),
            *map(_step, scenario.all_steps)
        )
        for scenario in scenarios
    ]


def _place(scenario):
    row = getattr(scenario, "_row", None)
    return [
        scenario.location.line,
        scenario.keyword,
        _words(scenario.effective_tags),
        scenario.description,
        [row.headings, row.cells] if row is not None else [],
    ]


def _step(step):
    table = step.table
    rows = [table.headings] + [row.cells for row in table] if table is not None else []
    return _text([step.keyword, step.step_type, step.name, step.text, rows])


def _words(tags):
    """Tags that come from several places have no order of their own."""
    return sorted(map(str, tags))


def _text(parts):
    return repr([_plain(part) for part in parts])


def _plain(part):
    """behave's texts are subclasses of str that show more than they are."""
    if isinstance(part, (list, tuple)):
        return [_plain(each) for each in part]
    return part if part is None or isinstance(part, int) else str(part)
