"""A part of a feature: the scenarios and outline rows of some lines, as if there were no others."""

from slipcover_shard_probe import tied_tests
from slipcover_shard_probe.bound import builtins as __builtins__

_WHOLE = "slipcover_shard.whole"
_GROUP = "slipcover_shard.group("
_FOR_ALL = ("setup", "teardown")  # behave 1.3 runs these with every selection of a feature


def must_stay_whole(feature):
    """Whether the suite says so, or has scenarios in it that belong to all others."""
    own = set(map(str, feature.tags))
    others = _of_scenarios(feature)
    return (
        not own.isdisjoint((_WHOLE, *_FOR_ALL))
        or not others.isdisjoint(_FOR_ALL)
        or tied_tests.by_tags(own | others)
    )


def groups(feature):
    """Names in tags that keep features together: `@slipcover_shard.group(database)`."""
    tags = _of_scenarios(feature).union(map(str, feature.tags))
    return sorted(
        tag[len(_GROUP) : -1] for tag in tags if tag.startswith(_GROUP) and tag.endswith(")")
    )


def _of_scenarios(feature):
    """Those of rules, too, which behave 1.3 has."""
    parts = [*feature.walk_scenarios(), *getattr(feature, "rules", ())]
    return {str(tag) for part in parts for tag in part.tags}


def keep_only(feature, lines):
    """Takes all other scenarios out of the feature: skipped ones would be counted in each piece."""
    _keep(feature, frozenset(lines))


def _keep(container, lines):
    # behave 1.3 has rules, which hold scenarios, and runs what is in run_items.
    for part in list(getattr(container, "run_items", container.scenarios)):
        if not _has_any(part, lines):
            for parts in (container.scenarios, getattr(container, "run_items", [])):
                parts[:] = [other for other in parts if other is not part]


def _has_any(part, lines):
    if hasattr(part, "examples"):
        rows = part.scenarios  # the list that the outline has made of its rows, and keeps
        rows[:] = [row for row in rows if row.location.line in lines]
        return bool(rows)
    if hasattr(part, "walk_scenarios"):
        _keep(part, lines)
        return bool(part.scenarios)
    return part.location.line in lines
