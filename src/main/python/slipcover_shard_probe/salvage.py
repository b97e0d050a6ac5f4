"""Lets SlipCover save what the journal of a process has that could not do so itself.

Started as `python -m slipcover OPTIONS --out FILE -m slipcover_shard_probe.salvage JOURNAL [CHILDREN]`, with the
options of that process: SlipCover writes the file when this ends, by its own rules.
"""

import json
import sys

from slipcover_shard_probe import coverage_keys
from slipcover_shard_probe.sight import Sight


def main(journal, children):
    coverage_keys.keep(children)
    measuring = Sight().measuring
    with open(journal, "rb") as entries:
        for line in entries:
            if not line.endswith(b"\n"):
                break  # the process ended while it wrote
            entry = json.loads(line)
            file = entry["file"]
            if "seen" in entry:
                measuring.all_seen[file].update(_places(entry["seen"]))
            elif "unseen" in entry:
                measuring.all_seen[file].difference_update(_places(entry["unseen"]))
            else:
                measuring.code_lines[file].update(entry["lines"])
                measuring.code_branches[file].update(_places(entry["branches"]))


def _places(places):
    """Lines are numbers, branches pairs of them."""
    return (tuple(place) if isinstance(place, list) else place for place in places)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else None)
