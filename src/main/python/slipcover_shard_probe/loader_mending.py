"""Makes SlipCover's loader as useful to a suite as the loader that it wraps.

Nothing here changes what is measured: only modules that could not be imported at all under SlipCover are
left to their own loaders.
"""

from importlib import _bootstrap_external, machinery, util
from pathlib import Path as _Path

from slipcover_shard_probe.bound import builtins as __builtins__

_PATHS = (_Path,)  # fakes of pathlib replace names in modules, but not this

# What is no file in Python has no lines to measure, though its origin, "frozen", looks like a path.
_WITHOUT_SOURCE = (machinery.FrozenImporter, machinery.BuiltinImporter)


def mend():
    """Replaces what SlipCover has installed in this process."""
    from slipcover import importer

    loader = importer.SlipcoverLoader
    loader.__init__ = _initialize
    loader.__getattr__ = _attribute
    finder = importer.SlipcoverMetaPathFinder
    finder.find_spec = _find_spec(finder.find_spec, loader)
    if util.spec_from_file_location is not _bootstrap_external.spec_from_file_location:
        util.spec_from_file_location = _spec_from_file_location(util.spec_from_file_location, loader)


def _initialize(self, sci, orig_loader, origin):
    """SlipCover deletes an attribute of the class from the instance here, which is an error."""
    self.sci = sci
    self.orig_loader = orig_loader
    self.origin = _PATHS[0](origin)
    if not getattr(orig_loader, "get_resource_reader", None):
        self.get_resource_reader = None  # importlib.resources takes it for missing


def _attribute(self, name):
    """`is_package`, `get_data`, `get_source`, `path`...: what the loader of the module has.

    isinstance is not among it: a suite that takes the loader for Python's own may replace it, and
    nothing would be measured.
    """
    if name.startswith("__") or "orig_loader" not in vars(self):
        raise AttributeError(name)
    return getattr(self.orig_loader, name)


def _is_measurable(loader):
    return hasattr(loader, "get_code") and loader not in _WITHOUT_SOURCE


def _find_spec(original, wrapper):
    def find_spec(self, fullname, path, target=None):
        spec = original(self, fullname, path, target)
        return _unwrapped(spec, wrapper)

    return find_spec


def _unwrapped(spec, wrapper):
    if spec is not None and type(spec.loader) is wrapper:
        if not _is_measurable(spec.loader.orig_loader):
            spec.loader = spec.loader.orig_loader
    return spec


def _spec_from_file_location(original, wrapper):
    """SlipCover's has another default for the search locations, by which no package is one."""
    populate = _bootstrap_external._POPULATE

    def spec_from_file_location(name, location=None, **options):
        options.setdefault("submodule_search_locations", populate)
        return _unwrapped(original(name, location, **options), wrapper)

    return spec_from_file_location
