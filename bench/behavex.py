"""BehaveX, the parallel runner that ours is put beside, in an environment of its own."""

import subprocess
from pathlib import Path

VERSION = "behavex==4.6.8"
ROOT = Path(__file__).resolve().parent.parent


def installed(python):
    """Its program, with the same Python and behave as the environment of that interpreter."""
    version = "import importlib.metadata as m; print(m.version('behave'))"
    behave = subprocess.check_output([python, "-c", version], text=True).strip()
    made = ROOT / ".cache/bench" / f"{VERSION.replace('==', '-')}-{python.parent.parent.name}"
    if not (made / "bin/behavex").exists():
        uv = ROOT / ".cache/tools/bin/uv"
        subprocess.run([uv, "venv", "--quiet", "--clear", "--no-project", "--python", python, made], check=True)
        subprocess.run([uv, "pip", "install", "--quiet", "--python", made / "bin/python", VERSION, f"behave=={behave}"], check=True)
    return made / "bin/behavex"
