import subprocess
import sys

import pytest


@pytest.fixture
def invoices(tmp_path):
    """Runs the program as its users do: in a process of its own."""

    def run(*arguments, code=0):
        command = [sys.executable, "-m", "invoices", str(tmp_path / "invoices.db"), *arguments]
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, universal_newlines=True)
        assert done.returncode == code, done.stderr
        return done.stdout + done.stderr

    return run
