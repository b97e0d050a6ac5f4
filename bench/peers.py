"""The parallel runners that ours is put beside, each in an environment of its own."""

import subprocess

from machine import ROOT

PEERS = {"behavex": "behavex==4.6.8", "xdist": "pytest-xdist==3.8.0", "pytest-cov": "pytest-cov==7.1.0", "pytest-split": "pytest-split==0.11.0"}


def python_with(*peers, python):
    """An interpreter with the same packages as that one, pytest's plugins left out, and the named peers."""
    made = ROOT / ".cache/bench" / "-".join([*(PEERS[peer].replace("==", "-") for peer in peers), python.parent.parent.name])
    if not (made / "complete").exists():
        uv = ROOT / ".cache/tools/bin/uv"
        same = subprocess.check_output([uv, "pip", "freeze", "--quiet", "--python", python], text=True).split()
        same = [package for package in same if not package.startswith("pytest-")]
        subprocess.run([uv, "venv", "--quiet", "--clear", "--no-project", "--python", python, made], check=True)
        packages = [*same, *(PEERS[peer] for peer in peers)]
        subprocess.run([uv, "pip", "install", "--quiet", "--compile-bytecode", "--python", made / "bin/python", *packages], check=True)
        (made / "complete").touch()
    return made / "bin/python"


def behavex(python):
    """Its program."""
    return python_with("behavex", python=python).parent / "behavex"
