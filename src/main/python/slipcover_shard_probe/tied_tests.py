"""Which tests of a file may depend on each other: such a file is never taken apart."""

from slipcover_shard_probe.bound import builtins as __builtins__
from slipcover_shard_probe.bound import itertools, types

# Marks of pytest, and tags of behave, that say that tests depend on others or on their order:
# pytest-dependency, pytest-depends, pytest-order, pytest-ordering, pytest-incremental, and what
# suites define by themselves.
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")
_TYING = frozenset(
    (
        *("dependency", "depends", "depends_on", "depend", "requires_test"),
        *("order", "ordered", "run", "last", *_ORDINALS),
        *("second_to_last", "third_to_last", "fourth_to_last", "fifth_to_last"),
        *("sixth_to_last", "seventh_to_last", "eighth_to_last"),
        *("incremental", "sequential", "serial", "steps", "test_steps", "stepwise"),
    )
)

# Packages whose decorators and functions tie tests together without any mark.
_PACKAGES = ("pytest_dependency", "pytest_depends", "pytest_order", "pytest_ordering", "pytest_steps")
_PACKAGES += ("pytest_incremental",)

# What pytest-steps adds to the parameters of a test that it cuts into steps.
_PARAMETERS = frozenset(("test_step", "steps_data", "________step_name_"))
_CODE = (types.FunctionType, type, types.ModuleType)


def by_tags(tags):
    """Whether one of these tags of behave ties tests: `@order.1`, `@depends_on(login)`, `@serial`."""
    return any(_word(str(tag)) in _TYING for tag in tags)


def _word(tag):
    """A tag without its value: `order` of `order.1`, `order-2`, `order=3` and `Order4`."""
    for end in ".:=(":
        tag = tag.partition(end)[0]
    return tag.lower().replace("-", "_").rstrip("0123456789").rstrip("_")


def by_marks(tests):
    """Whether tests of pytest are marked so, or a plugin ties those of their modules together."""
    modules = set()
    for test in tests:
        if any(mark.name.lower() in _TYING for mark in test.iter_markers()):
            return True
        if not _PARAMETERS.isdisjoint(getattr(test, "fixturenames", ())):
            return True
        modules.add(getattr(test, "module", None))
    return any(map(_imports_a_tie, modules)) or any(map(_is_marked_by_option, tests[:1]))


def _imports_a_tie(module):
    """Whether the module has something of a package that ties tests: `depends`, `test_steps`."""
    for value in list(getattr(module, "__dict__", {}).values()):
        if isinstance(value, _CODE):
            name = value.__name__ if isinstance(value, types.ModuleType) else value.__module__
            if isinstance(name, str) and name.partition(".")[0] in _PACKAGES:
                return True
    return False


def _is_marked_by_option(test):
    """Whether pytest-dependency takes all tests as marked."""
    try:
        return bool(test.config.getini("automark_dependency"))
    except (ValueError, KeyError):  # there is no such option without the plugin
        return False


def class_of(test):
    """The outermost class of a test, whose attributes its tests may share; None outside of classes."""
    import pytest

    classes = [node for node in test.listchain() if isinstance(node, pytest.Class)]
    return classes[0].nodeid if classes else None


def joined(tests, *sharing):
    """The same number for tests that share something, directly or through others."""
    leaders = list(range(len(tests)))

    def leader(number):
        while leaders[number] != number:
            leaders[number] = leaders[leaders[number]]
            number = leaders[number]
        return number

    users = {}  # what is shared -> a test that has a share
    for number, test in enumerate(tests):
        for shared in itertools.chain.from_iterable(each(test) for each in sharing):
            one, other = leader(number), leader(users.setdefault(shared, number))
            leaders[max(one, other)] = min(one, other)
    return [leader(number) for number in range(len(tests))]
