"""Errors, as they are told to the parent."""

import traceback

LONGEST_TEXT = 16_000  # characters of an error that travel to the parent; the log has all of it


class Refused(Exception):
    """These settings run no tests, or not ones that can be watched."""


class NotLoaded(Exception):
    """The suite's own code could not be loaded; what: which part of it."""

    def __init__(self, what, error):
        super().__init__(error)
        self.what = what


def shortened(text):
    text = str(text)
    if len(text) <= LONGEST_TEXT:
        return text
    return text[:LONGEST_TEXT] + "\n... (%d characters more)" % (len(text) - LONGEST_TEXT)


def last_line(error):
    return "".join(traceback.format_exception_only(type(error), error)).strip().splitlines()[-1]
