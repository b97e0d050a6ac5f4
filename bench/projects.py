"""The suites that are timed: each a directory, and how it runs in one process."""

import os
import shutil
import sys

from generated_suite import GeneratedSuite
from machine import CACHE

DOCX = CACHE / "python_docx-1.2.0"
MEASURES = {"lines": [], "branch": ["--branch"]}


class Project:
    """A directory with a suite, how to run it, and its twin that has one trivial scenario or test more."""

    runner = "behave"
    arguments = []  # of the runner, whoever starts it
    trivial_file = "features/trivial.feature"
    tests = "scenarios"
    passed = r"^(\d+) scenarios? passed, 0 failed"  # what the runner itself says at its end
    scenarios = None  # how many there are, where that is known before they run
    clashes = False  # whether two chunks in one directory would disturb each other
    environment = {}

    def __init__(self, machine, name):
        self.machine = machine
        self.directory = machine.work / name
        self.trivial = machine.work / f"{name}-trivial"

    def write_trivial(self):
        shutil.copytree(self.directory, self.trivial)
        steps = 'from behave import given\n\n\n@given("nothing at all")\ndef step_nothing(context):\n    pass\n'
        (self.trivial / "features/steps/trivial_steps.py").write_text(steps)
        (self.trivial / self.trivial_file).write_text("Feature: trivial\n  Scenario: trivial\n    Given nothing at all\n")

    def run(self, command, directory=None, environment=()):
        """A cache of the bench's own, so that nothing depends on earlier runs, and nothing of it stays."""
        environment = {**self.environment, **dict(environment), "XDG_CACHE_HOME": str(self.machine.work / "cache")}
        return self.machine.run(command, directory or self.directory, self.machine.work / "log", environment)

    def serially(self, measure, file, features=(), directory=None):
        slipcover = ["-m", "slipcover", "--json", *MEASURES[measure], "--out", file]
        return self.run([self.machine.python, *slipcover, "-m", self.runner, *self.arguments, *features], directory=directory)

    def cpu_of(self, features, directory=None):
        """CPU seconds, as they depend less on what else the machine does; that is all a serial run of these suites takes."""
        return self.serially("lines", os.devnull, features, directory)["cpu"]

    def cpu_of_trivial(self):
        """The second of two runs, as the first one compiles."""
        return [self.cpu_of([self.trivial_file], self.trivial) for _ in range(2)][1]


class GeneratedProject(Project):
    """A made-up suite in which the steps' work is so large that it takes the wanted time on this machine."""

    def __init__(self, machine, options):
        super().__init__(machine, "generated")
        suite = GeneratedSuite(min(1.0, options.seconds / 60))
        suite.write(self.directory)
        self.write_trivial()
        turns = self._turns_for(suite, options.seconds)
        suite.write_turns(self.directory, turns)
        suite.write_turns(self.trivial, turns)
        self.scenarios = suite.scenarios
        self.description = (
            f"generated: {len(suite.features)} features, {suite.scenarios} scenarios, {suite.steps} steps, "
            f"{suite.modules} modules; made for {options.seconds:.0f} s (turns {turns:.3f})"
        )

    def _turns_for(self, suite, wanted):
        """Measures what a start, a step and a unit of weight take, on a part of the suite."""
        sample = suite.sample(0.1)
        paths = [feature.path for feature in sample]
        start = self.cpu_of_trivial()
        suite.write_turns(self.directory, 0)
        self.cpu_of(paths)  # compiles
        idle = self.cpu_of(paths)
        suite.write_turns(self.directory, 4)
        a_unit = (self.cpu_of(paths) - idle) / sum(feature.weight for feature in sample) / 4
        a_step = (idle - start) / sum(feature.steps for feature in sample)
        turns = (wanted - start - suite.steps * a_step) / (suite.weight * a_unit)
        if turns <= 0:
            print(f"the steps alone take more than {wanted:.0f} s here: they do no work; give more --seconds", file=sys.stderr)
        return max(0.0, round(turns, 3))


class DocxProject(Project):
    """python-docx's suite, each feature file repeated beside itself as often as the wanted time needs."""

    clashes = True
    environment = {"PYTHONPATH": "src"}

    def __init__(self, machine, options):
        super().__init__(machine, "python-docx")
        shutil.copytree(DOCX, self.directory)
        self.write_trivial()
        start = self.cpu_of_trivial()
        self.cpu_of([])  # compiles
        times = max(1, round((options.seconds - start) / (self.cpu_of([]) - start)))
        originals = sorted(self.directory.glob("features/*.feature"))
        for original in originals:
            for number in range(2, times + 1):
                # Beside itself, so that the order by name keeps the lengths as uneven as they are.
                shutil.copyfile(original, original.with_name(f"{original.stem}-{number:03}.feature"))
        count = f"{len(originals) * times} feature files (each {times} times)"
        self.description = f"python-docx 1.2.0: {count}; made for {options.seconds:.0f} s"


class DocxUnitsProject(Project):
    """python-docx's unit tests, as they are."""

    runner = "pytest"
    # SlipCover warns in a project that takes warnings for errors: by hand, that has to be allowed.
    arguments = ["-W", "ignore::pytest.PytestAssertRewriteWarning"]
    trivial_file = "tests/test_trivial.py"
    tests = "tests"
    passed = r"^=* *(\d+) passed"
    environment = {"PYTHONPATH": "src"}

    def __init__(self, machine, options):
        super().__init__(machine, "python-docx")
        shutil.copytree(DOCX, self.directory)
        shutil.rmtree(self.directory / "features")
        self.write_trivial()
        self.description = f"python-docx 1.2.0: {len(list(self.directory.glob('tests/**/test_*.py')))} files of unit tests"

    def write_trivial(self):
        """It imports the code under test, as behave's steps do for any scenario: no process gets by without that."""
        shutil.copytree(self.directory, self.trivial)
        (self.trivial / self.trivial_file).write_text("import docx\n\n\ndef it_does_nothing():\n    assert docx\n")


class TinyProject(Project):
    """Features of one scenario with two steps that do next to nothing: all that is left is the cost of having a feature."""

    def __init__(self, machine, features):
        super().__init__(machine, f"tiny-{features}")
        self.scenarios = features
        steps = 'from behave import given, then\n\nfrom tiny import double\n\n\n@given("the number {number:d}")\n'
        steps += "def step_number(context, number):\n    context.number = number\n\n\n@then(\"its double is {number:d}\")\n"
        steps += "def step_double(context, number):\n    assert double(context.number) == number\n"
        (self.directory / "features/steps").mkdir(parents=True)
        (self.directory / "features/steps/tiny_steps.py").write_text(steps)
        (self.directory / "tiny.py").write_text("def double(number):\n    return 2 * number\n")
        for number in range(features):
            text = f"Feature: {number}\n  Scenario: {number}\n    Given the number {number}\n    Then its double is {2 * number}\n"
            file = self.directory / f"features/{number // 100:02}/{number:05}.feature"
            file.parent.mkdir(exist_ok=True)
            file.write_text(text)
