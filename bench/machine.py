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
        self.run([LAUNCHER, "--version"], work, work / "log")  # so that it is built before the clock starts
        self.ours_help = subprocess.check_output([LAUNCHER, "run", "--help"], text=True)

    def head(self, runner="behave"):
        versions = f"import importlib.metadata as m; print('SlipCover', m.version('slipcover') + ', {runner}', m.version('{runner}'))"
        python = subprocess.check_output([self.python, "-V"], text=True).strip()
        python += ", " + subprocess.check_output([self.python, "-c", versions], text=True).strip()
        ours = subprocess.check_output([LAUNCHER, "--version"], text=True).strip()
        return f"{CPUS} CPUs, load {os.getloadavg()[0]:.1f} at the start, {platform.system()} {platform.release()}\n{python}, {ours}"

    def has_monitoring(self):
        """Whether its Python has sys.monitoring."""
        return subprocess.run([self.python, "-c", "import sys; sys.monitoring"], stderr=subprocess.DEVNULL, check=False).returncode == 0

    def run(self, command, directory, log, environment=()):
        """What the command and its children took. It ends the bench when it fails."""
        command = [str(word) for word in command]
        busy, start = busy_cpu_seconds(), time.monotonic()
        with open(log, "wb") as file:
            process = subprocess.Popen(
                command, cwd=directory, env={**os.environ, "NO_COLOR": "1", **dict(environment)}, stdout=file, stderr=file
            )
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
