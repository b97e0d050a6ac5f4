"""Tests that are not to run, told in a few bytes: a suite may leave out 100,000 of them."""

from slipcover_shard_probe.bound import builtins as __builtins__


def together(scenarios, least):
    """Tells those of a run in one entry, from line to line, if they are at least so many.

    Not those that are called like a selected one: occurrences of a name are counted.
    """
    names = {scenario["name"] for scenario in scenarios if scenario["run"]}
    told = []
    run = []

    def close():
        if len(run) >= least:
            told.append({"line": run[0]["line"], "to": run[-1]["line"], "run": False})
        else:
            told.extend(run)
        run.clear()

    for scenario in scenarios:
        fits = not scenario["run"] and scenario["name"] not in names
        if not fits or (run and scenario["line"] != run[-1]["line"] + 1):
            close()
        if fits:
            run.append(scenario)
        else:
            told.append(scenario)
    close()
    return told
