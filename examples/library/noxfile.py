"""What before-the-move.yml in ../workflows runs: the tests, and all of them again for the coverage."""

import os

import nox


@nox.session
def tests(session):
    session.install("-r", "requirements-test.txt")
    session.run("behave", "--format", "progress")


@nox.session
def coverage(session):
    session.install("-r", "requirements-test.txt")
    os.makedirs("build", exist_ok=True)  # SlipCover does not
    measure = ["python", "-m", "slipcover", "--fail-under", "97"]
    session.run(*measure, "--json", "--out", "build/coverage.json", "-m", "behave", "--format", "progress")
