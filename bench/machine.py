"""Runs commands on this machine and says what they took."""

import os
import platform
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / ".cache/test-environments"
LAUNCHER = ROOT / "slipcover-shard"
CPUS = len(os.sched_getaffinity(0))


class Machine:
    """Runs commands and says what they took; knows the Python that all of them use, and what our program can."""

    def __init__(self, options, work):
        self.work = work
        self.python = CACHE / options.environment / "bin/python"
        if not self.python.exists():
            sys.exit(f"--environment: there is no {self.python}; tools/test-environments makes it, if it is told")
        # As after an installation: else each process compiles the libraries anew where nothing may be written beside them.
        libraries = "import compileall, sysconfig; compileall.compile_dir(sysconfig.get_path('purelib'), quiet=2)"
        subprocess.run([self.python, "-c", libraries], check=True)
        self.run([LAUNCHER, "--version"], work, work / "log")  # so that it is built before the clock starts
        self.ours_help = subprocess.check_output([LAUNCHER, "run", "--help"], text=True)

    def head(self, runner="behave"):
        versions = f"import importlib.metadata as m; print('SlipCover', m.version('slipcover') + ', {runner}', m.version('{runner}'))"
        python = subprocess.check_output([self.python, "-V"], text=True).strip()
        python += ", " + subprocess.check_output([self.python, "-c", versions], text=True).strip()
        ours = subprocess.check_output([LAUNCHER, "--version"], text=True).splitlines()[0]
        return f"{CPUS} CPUs, load {os.getloadavg()[0]:.1f} at the start, {platform.system()} {platform.release()}\n{python}, {ours}"

    def python_version(self):
        """Major and minor."""
        version = subprocess.check_output([self.python, "-c", "import sys; print(*sys.version_info[:2])"], text=True)
        return tuple(map(int, version.split()))

    def run(self, command, directory, log, environment=()):
        """What the command and its children took. It ends the bench when it fails.

        Nothing compiled is kept beside the project's sources: each run finds them as in a new checkout.
        """
        command = [str(word) for word in command]
        busy, start = busy_cpu_seconds(), time.monotonic()
        variables = {**os.environ, "NO_COLOR": "1", "PYTHONDONTWRITEBYTECODE": "1", **dict(environment)}
        with open(log, "wb") as file:
            process = subprocess.Popen(command, cwd=directory, env=variables, stdout=file, stderr=file)
            _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.monotonic() - start
        if process.returncode != 0:
            tail = log.read_text(errors="replace").splitlines()[-30:]
            sys.exit("\n".join([*tail, f"exit code {process.returncode}: {' '.join(command)[:500]}"]))
        cpu = usage.ru_utime + usage.ru_stime
        others = max(0.0, busy_cpu_seconds() - busy - cpu) / seconds
        return {"seconds": seconds, "cpu": cpu, "others": others, "mib": usage.ru_maxrss / 1024}


def busy_cpu_seconds():
    """What all processes of the machine have used, idle time and waiting left out."""
    with open("/proc/stat", encoding="ascii") as file:
        user, nice, system, _, _, irq, softirq = map(int, file.readline().split()[1:8])
    return (user + nice + system + irq + softirq) / os.sysconf("SC_CLK_TCK")
