"""Run, as an ordinary user without a control group, programs that try to escape every count.

    python -m tests.sandbox.uncounted_user HOME

Prints a JSON object: for each program its ending, exit code, signal, CPU and wall seconds, peak, output and detail.
"""

import json
import shutil
import sys
from dataclasses import asdict
from pathlib import Path

from sandbox.bubblewrap import BubblewrapSandbox
from sandbox.launcher import MemoryLimit
from sandbox.run import Budget
from sandbox.sandbox import Box

BUDGET = Budget(cpu_s=0.5, wall_s=20.0, memory_mib=64)
LONG = Budget(cpu_s=5.0, wall_s=20.0, memory_mib=64)
BURN = "def burn(s):\n    end = time.process_time() + s\n    while time.process_time() < end: pass\n"
FILL = "block = mmap.mmap(-1, 100 << 20)\nfor at in range(0, len(block), 4096): block[at] = 1\ntime.sleep(9)"
START = f"import mmap, os, signal, sys, threading, time\n{BURN}"
PROGRAMS = {
    "child of a thread": "def work():\n    if os.fork() == 0: burn(60)\n    os.wait()\n"
    "thread = threading.Thread(target=work); thread.start(); thread.join()",
    "short children nobody waits for": "signal.signal(signal.SIGCHLD, signal.SIG_IGN)\nr, w = os.pipe()\nwhile True:\n"
    "    if os.fork() == 0: burn(0.01); os.write(w, b'.'); os._exit(0)\n    os.read(r, 1)",
    "orphans": "for _ in range(8):\n    if os.fork() == 0:\n        if os.fork() == 0: burn(0.1)\n        os._exit(0)\n"
    "    os.wait()\ntime.sleep(3)",
    "shared memory": FILL,
    "shared memory, hidden": f"import ctypes; ctypes.CDLL(None).prctl(4, 0, 0, 0, 0)\n{FILL}",
    "four busy processes": "for _ in range(3):\n    if os.fork() == 0: break\nburn(60)",
    "another processor": "try: os.sched_setaffinity(0, range(os.cpu_count())); print('moved')\n"
    "except PermissionError: print('refused', len(os.sched_getaffinity(0)))",
    "process 1": "for name in ('mem', 'environ', 'fd', 'fd/3', 'cwd', 'maps'):\n"
    "    try: path = f'/proc/1/{name}'; os.listdir(path) if name == 'fd' else open(path, 'rb').read(1); print(name)\n"
    "    except OSError: pass\nos.kill(1, 9); print('lives')",
    "settings": "for top, _folders, names in os.walk('/proc/sys'):\n    for name in names:\n"
    "        try: os.open(os.path.join(top, name), os.O_WRONLY); print(top, name)\n        except OSError: pass\n"
    "print('none')",
    "machine": "for name in ('interrupts', 'kcore', 'keys', 'key-users', 'kmsg', 'sched_debug', 'timer_list'):\n"
    "    try:\n        if open(f'/proc/{name}', 'rb').read(1): print(name)\n    except OSError: pass\nprint('none')",
    "report": "try: os.write(3, b'+\\0\\0\\0\\0')\nexcept OSError: print('closed')",
    "exit 137": "sys.exit(137)",
    "signal": "os.kill(os.getpid(), 9)",
}


def main() -> None:
    with BubblewrapSandbox(Path(sys.argv[1])) as sandbox:
        assert sandbox.memory_limit is MemoryLimit.ADDRESS_SPACE
        with sandbox.box() as box:
            box.compile(["sh", "-c", "echo true > plain"], {}, LONG)
            found = {name: shown(box, ["python3", "-c", START + source]) for name, source in PROGRAMS.items()}
            cpu_s = [float(str(shown(box, ["sleep", "0.3"])["cpu_s"])) for _number in range(10)]
            found["sleeps"] = {"cpu_s": max(cpu_s)}
            found["not executable"] = shown(box, ["./plain"])
            found["not there"] = shown(box, ["./nothing"])
            found["honest"] = shown(box, ["echo", "hello"])
            assert sandbox._launcher._folder
            for folder in sandbox._launcher._folder.path.iterdir():
                shutil.rmtree(folder)
            found["box that cannot be made"] = shown(box, ["echo", "hello"])
    print(json.dumps(found))


def shown(box: Box, command: list[str]) -> dict[str, object]:
    result = asdict(box.run(command, b"", BUDGET))
    return result | {"stdout": result["stdout"].decode(), "stderr": result["stderr"].decode()}


if __name__ == "__main__":
    main()
