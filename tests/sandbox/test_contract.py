"""What both sandboxes must do in the same way, tested with real programs."""

import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from sandbox.run import Budget, Ending, RunResult
from sandbox.sandbox import Box, Sandbox
from tests.busy_machine import busy_machine, quiet_machine

USUAL = Budget(cpu_s=2, wall_s=60, memory_mib=256)
COMPILING = Budget(cpu_s=30, wall_s=60, memory_mib=1024)
GXX = ["g++", "-std=gnu++20", "-O2", "-o", "main", "main.cpp"]

DEEP = """
#include <cstdio>
int deep(volatile char *p, int n) {
    volatile char a[1024];
    a[0] = p[0] + 1;
    return n ? deep(a, n - 1) + a[0] : 0;
}
int main() { volatile char a[1] = {0}; printf("%d\\n", deep(a, 150000) != 1); }
"""
SIGPIPE = """
#include <csignal>
#include <cstdio>
int main() { puts(signal(SIGPIPE, SIG_DFL) == SIG_DFL ? "default" : "ignored"); }
"""


def python(box: Box, source: str, stdin: bytes = b"", budget: Budget = USUAL) -> RunResult:
    return box.run(["python3", "-c", source], stdin, budget)


def cpp(box: Box, source: str) -> None:
    result = box.compile(GXX, {"main.cpp": source.encode()}, COMPILING)
    assert (result.ending, result.exit_code) == (Ending.EXITED, 0), result


def assert_honest_run_works(box: Box) -> None:
    result = python(box, "print(int(input()) * 2)", b"21\n")
    assert (result.ending, result.exit_code, result.stdout) == (Ending.EXITED, 0, b"42\n"), result
    others = python(box, "import os; print(sorted(p for p in os.listdir('/proc') if p.isdigit()))").stdout
    assert len(others.split(b",")) <= 2, others  # its own process, and PID 1 or bubblewrap


def test_compiled_program_reads_stdin_and_prints(sandbox: Sandbox) -> None:
    with sandbox.box() as box:
        cpp(box, '#include <cstdio>\nint main() { int x; std::scanf("%d", &x); std::printf("%d\\n", x * 2); }')
        for number in (1, 21):
            result = box.run(["./main"], b"%d\n" % number, USUAL)
            assert (result.ending, result.exit_code, result.stdout) == (Ending.EXITED, 0, b"%d\n" % (2 * number))


def test_exit_code_and_stderr_are_reported(sandbox: Sandbox) -> None:
    with sandbox.box() as box:
        result = python(box, "import sys; print('why', file=sys.stderr); sys.exit(3)")
    assert (result.ending, result.exit_code, result.signal, result.stderr) == (Ending.EXITED, 3, None, b"why\n")


def test_signal_is_reported(sandbox: Sandbox) -> None:
    with sandbox.box() as box:
        result = python(box, "import os; os.abort()")
    assert (result.ending, result.signal, result.exit_code) == (Ending.SIGNALED, 6, None)


def test_missing_program_exits_127(sandbox: Sandbox) -> None:
    with sandbox.box() as box:
        assert box.run(["no-such-program"], b"", USUAL).exit_code == 127


def test_compile_error_gives_an_exit_code_and_the_compilers_message(sandbox: Sandbox) -> None:
    with sandbox.box() as box:
        result = box.compile(GXX, {"main.cpp": b"int main() { return x; }"}, COMPILING)
        assert (result.ending, result.exit_code) == (Ending.EXITED, 1)
        assert b"'x' was not declared" in result.stderr.replace("\u2018".encode(), b"'").replace(
            "\u2019".encode(), b"'"
        )


def test_files_without_a_command_are_written(sandbox: Sandbox) -> None:
    with sandbox.box() as box:
        assert box.compile([], {"a.txt": b"one", "b.txt": b"\0\xff"}, COMPILING).exit_code == 0
        assert python(box, "print(open('a.txt').read(), open('b.txt','rb').read())").stdout == b"one b'\\x00\\xff'\n"


def test_spinning_program_hits_the_cpu_limit(sandbox: Sandbox) -> None:
    with sandbox.box() as box:
        result = python(box, "while True: pass", budget=Budget(0.5, 30, 256))
        assert result.ending is Ending.TIME_LIMIT
        assert 0.5 < result.cpu_s < 1.5
        assert_honest_run_works(box)


def test_sleeping_program_hits_the_wall_limit(sandbox: Sandbox) -> None:
    with sandbox.box() as box:
        result = python(box, "import time; time.sleep(60)", budget=Budget(1, 1, 256))
        assert result.ending is Ending.WALL_LIMIT
        assert result.cpu_s < 0.5
        assert 1 <= result.wall_s < 10


SPINS = "while True: pass"
# While its vforked child sleeps, a process shows the state of one that waits for a disk. It is found out unless the
# child is its parent's.
READS_DISK = """
#include <sched.h>
#include <signal.h>
#include <unistd.h>
static char stack[1 << 16];
int sleeps(void *) { sleep(60); return 0; }
int main() { clone(sleeps, stack + sizeof stack, CLONE_VM | CLONE_VFORK | CLONE_PARENT | SIGCHLD, nullptr); }
"""
OFTEN_SLEEPS = """
#include <fcntl.h>
#include <unistd.h>
int main() {
    for (char text[100];;) {
        for (int i = 0; i < 5; i++) usleep(1);
        int fd = open("/proc/self/schedstat", O_RDONLY);
        write(1, text, read(fd, text, sizeof text));
        close(fd);
    }
}
"""


@pytest.mark.parametrize(
    "source",
    [
        SPINS,
        f"import os\nif os.fork(): os.wait()\n{SPINS}",
        f"import subprocess\nsubprocess.run(['python3', '-c', {SPINS!r}])",
        "import threading\ndef spin():\n while True: pass\nthreading.Thread(target=spin).start()",
        "import os\nwhile True:\n if os.fork(): os.wait()\n else: os._exit(sum(range(100000)) < 0)",
    ],
    ids=["itself", "child", "another program", "thread", "short children"],
)
def test_time_that_the_machine_spent_on_other_work_is_reported(sandbox: Sandbox, source: str) -> None:
    with sandbox.box() as box, busy_machine(8):
        result = python(box, source, budget=Budget(3, 1.5, 256))
    assert result.ending is Ending.WALL_LIMIT
    assert result.wall_s - result.held_up_s - result.disk_s == pytest.approx(result.cpu_s, abs=0.3)


@pytest.mark.parametrize(
    "before",
    ["", "import os\nif os.fork(): os.wait()", "for _ in range(50): threading.Timer(60, print).start()"],
    ids=["itself", "child", "threads"],
)
def test_time_asleep_on_a_busy_machine_is_the_programs_own(sandbox: Sandbox, before: str) -> None:
    source = f"import time, threading\n{before}\nprint(time.monotonic(), flush=True)\ntime.sleep(60)"
    asleep_s = 0.0
    with sandbox.box() as box, busy_machine():
        for wall_s in (1.5, 6, 24):  # more time where the program hardly gets to its sleep
            begin = time.monotonic()
            result = python(box, source, budget=Budget(3, wall_s, 256))
            if result.stdout:
                asleep_s = begin + result.wall_s - float(result.stdout)
            if asleep_s > wall_s / 3:
                break
    assert result.ending is Ending.WALL_LIMIT
    assert result.wall_s - result.held_up_s > 0.75 * asleep_s


@pytest.mark.parametrize("loops", [0, 1, 3])
def test_a_program_that_often_sleeps_is_held_up_for_as_long_as_the_kernel_counts(sandbox: Sandbox, loops: int) -> None:
    with sandbox.box() as box, busy_machine(loops) if loops else quiet_machine():
        cpp(box, OFTEN_SLEEPS)
        result = box.run(["./main"], b"", Budget(3, 1.5, 256))
    _cpu_ns, held_up_ns, _slices = result.stdout.split()[-3:]
    assert result.ending is Ending.WALL_LIMIT
    assert result.held_up_s == pytest.approx(int(held_up_ns) / 1e9, abs=0.4)


def test_waiting_for_a_vforked_child_is_not_taken_for_waiting_for_a_disk(sandbox: Sandbox) -> None:
    with sandbox.box() as box:
        cpp(box, "#include <unistd.h>\nint main() { if (!vfork()) { sleep(60); _exit(0); } }")
        result = box.run(["./main"], b"", Budget(1, 1, 256))
    assert result.ending is Ending.WALL_LIMIT
    assert result.disk_s < 0.5


def test_time_spent_waiting_for_a_disk_is_reported(sandbox: Sandbox) -> None:
    with sandbox.box() as box:
        cpp(box, READS_DISK)
        result = box.run(["./main"], b"", Budget(1, 3, 256))
    assert result.ending is Ending.WALL_LIMIT
    assert result.disk_s > 0.2
    assert result.wall_s - result.held_up_s - result.disk_s < 0.4


def test_cpu_time_of_threads_and_children_is_summed(sandbox: Sandbox) -> None:
    source = "import os\nfor _ in range(3): os.fork()\nwhile True: pass"
    with sandbox.box() as box:
        result = python(box, source, budget=Budget(0.6, 60, 256))
        assert result.ending is Ending.TIME_LIMIT
        assert result.cpu_s < 3
        assert_honest_run_works(box)


@pytest.mark.parametrize("mib", [300, 3000])
def test_too_much_memory_is_distinguished_from_a_crash(sandbox: Sandbox, mib: int) -> None:
    with sandbox.box() as box:
        assert python(box, f"a = bytearray({mib} << 20)").ending is Ending.MEMORY_LIMIT
        assert_honest_run_works(box)


def test_program_at_nine_tenths_of_its_memory_limit_succeeds(sandbox: Sandbox) -> None:
    with sandbox.box() as box:
        result = python(box, "a = bytearray(230 << 20); print(len(a))")
    assert (result.ending, result.stdout) == (Ending.EXITED, b"%d\n" % (230 << 20))
    assert 230 <= result.peak_mib <= 256


def test_program_may_use_more_than_the_usual_memory(sandbox: Sandbox) -> None:
    with sandbox.box() as box:
        result = python(box, "a = bytearray(1500 << 20); print(len(a))", budget=Budget(10, 60, 2048))
    assert (result.ending, result.exit_code) == (Ending.EXITED, 0), result
    assert 1500 <= result.peak_mib < 1600


def test_children_share_the_memory_limit(sandbox: Sandbox) -> None:
    source = """
import os, time
for _ in range(20):
    if not os.fork():
        a = bytearray(30 << 20)
        time.sleep(5)
os.wait()
"""
    with sandbox.box() as box:
        assert python(box, source).ending is Ending.MEMORY_LIMIT
        assert_honest_run_works(box)


def test_stack_may_be_as_large_as_the_memory_limit(sandbox: Sandbox) -> None:
    with sandbox.box() as box:
        cpp(box, DEEP)
        result = box.run(["./main"], b"", USUAL)
    assert (result.ending, result.exit_code, result.stdout) == (Ending.EXITED, 0, b"1\n"), result
    assert result.peak_mib > 140


@pytest.mark.parametrize("stream", [1, 2])
def test_flood_of_output_is_cut_and_reported(sandbox: Sandbox, stream: int) -> None:
    budget = Budget(5, 10, 256, output_bytes=1_000_000)
    with sandbox.box() as box:
        result = python(box, f"import os\nwhile True: os.write({stream}, b'x' * 65536)", budget=budget)
        assert result.ending is Ending.OUTPUT_LIMIT
        assert len((result.stdout, result.stderr)[stream - 1]) == 1_000_000
        just_as_much = python(box, f"import os; os.write({stream}, b'x' * 1_000_000)", budget=budget)
        assert (just_as_much.ending, just_as_much.exit_code) == (Ending.EXITED, 0)


def test_ten_megabytes_go_in_and_out_byte_for_byte(sandbox: Sandbox) -> None:
    data = os.urandom(10 << 20)
    with sandbox.box() as box:
        result = python(box, "import sys; sys.stdout.buffer.write(sys.stdin.buffer.read())", data)
    assert result.ending is Ending.EXITED
    assert result.stdout == data


def test_stdin_cannot_be_written_and_dev_stdin_can_be_read(sandbox: Sandbox) -> None:
    source = "import os\nprint(open('/dev/stdin').read())\ntry: os.write(0, b'x')\nexcept OSError: print('refused')"
    with sandbox.box() as box:
        assert python(box, source, b"text").stdout == b"text\nrefused\n"


def test_fork_bomb_ends_and_leaves_nothing(sandbox: Sandbox) -> None:
    source = "import os\nwhile True:\n  try: os.fork()\n  except OSError: pass"
    with sandbox.box() as box:
        result = python(box, source, budget=Budget(1, 3, 256))
        assert result.ending in (Ending.TIME_LIMIT, Ending.WALL_LIMIT, Ending.MEMORY_LIMIT)
        assert_honest_run_works(box)


def test_daemon_left_behind_is_ended_with_the_program(sandbox: Sandbox) -> None:
    source = """
import os, sys, time
if os.fork(): print("done"); sys.exit()
os.setsid()
if os.fork(): os._exit(0)
time.sleep(60)
"""
    with sandbox.box() as box:
        began = time.monotonic()
        result = python(box, source)
        assert (result.ending, result.exit_code, result.stdout) == (Ending.EXITED, 0, b"done\n")
        assert time.monotonic() - began < 30  # not the minute that the daemon sleeps
        assert_honest_run_works(box)


def test_there_is_no_network(sandbox: Sandbox) -> None:
    source = """
import socket
for family, address in ((socket.AF_INET, ("1.1.1.1", 80)), (socket.AF_INET6, ("::1", 80)), (40, (2, 80))):
    try:
        socket.socket(family).connect(address)
    except OSError:
        print("refused")
"""
    with sandbox.box() as box:
        assert python(box, source).stdout == b"refused\n" * 3


def test_program_can_write_nowhere_and_sees_no_files_of_another_box(sandbox: Sandbox) -> None:
    source = """
import os
for folder in (".", "/", "/tmp", "/var/tmp", "/dev/shm", "/dev", "/run", "/usr", "/home"):
    try:
        open(os.path.join(folder, "trace"), "w").write("x")
        print("wrote", folder)
    except OSError:
        pass
"""
    with sandbox.box() as box:
        box.compile([], {"main.py": b""}, COMPILING)
        assert python(box, source).stdout == b""
        assert (
            python(box, "import os; print(sorted(os.listdir('.')), os.path.exists('/work'))").stdout
            == b"['main.py'] False\n"
        )
    with sandbox.box() as box:
        assert python(box, "import os; print(os.listdir('.'))").stdout == b"[]\n"


def test_only_the_three_standard_descriptors_are_open(sandbox: Sandbox) -> None:
    with sandbox.box() as box:
        result = python(box, "import os; print(sorted(map(int, os.listdir('/proc/self/fd'))))")
    assert result.stdout in (b"[0, 1, 2, 3]\n", b"[0, 1, 2]\n")  # 3 is the listing itself


def test_supervisor_cannot_be_read_or_killed(sandbox: Sandbox) -> None:
    source = """
import os, signal
for path in ("/proc/1/mem", "/proc/1/fd/1", "/proc/1/environ"):
    try: open(path, "rb").read(1); print("read", path)
    except OSError: pass
try: os.kill(1, signal.SIGKILL)
except OSError: pass
try: os.setuid(0); print("root")
except OSError: pass
"""
    with sandbox.box() as box:
        result = python(box, source)
        assert b"root" not in result.stdout
        if sandbox.name == "docker" or os.geteuid() == 0:
            assert result.stdout == b""
        assert_honest_run_works(box)


def test_when_memory_is_short_a_program_is_killed_before_its_supervisor(sandbox: Sandbox) -> None:
    with sandbox.box() as box:
        assert box.run(["cat", "/proc/self/oom_score_adj"], b"", USUAL).stdout == b"1000\n"


def test_peak_memory_of_a_small_program_is_small_after_a_large_one(sandbox: Sandbox) -> None:
    with sandbox.box() as box:
        python(box, "a = bytearray(200 << 20)")
        box.run(["true"], b"x" * (20 << 20), USUAL)
        assert box.run(["true"], b"", USUAL).peak_mib < 6


def test_cpu_time_is_exact_to_a_few_hundredths(sandbox: Sandbox) -> None:
    with sandbox.box() as box:
        result = python(box, "import time\nwhile time.process_time() < 0.3: pass\nprint(time.process_time())")
    assert result.ending is Ending.EXITED
    assert abs(result.cpu_s - float(result.stdout)) < 0.1


LEAVES_ALL_IT_CAN = """
import os, signal, socket, time
ready, done = os.pipe()
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        for number in set(range(1, 65)) - {9, 19, 32, 33}: signal.signal(number, signal.SIG_IGN)
        server = socket.socket(socket.AF_UNIX)
        server.bind("\\0mine")
        server.listen()
        try: open("open/secret", "w").write("secret")
        except OSError: pass  # an ordinary user's bubblewrap shows the folder read-only
        os.write(done, b"!")
        time.sleep(1000)
    os._exit(0)
print("left" if os.read(ready, 1) else "nothing")
"""
LOOKS_FOR_IT = """
import os, socket
print([pid for pid in map(int, filter(str.isdigit, os.listdir("/proc"))) if pid not in (1, os.getppid(), os.getpid())])
print([os.path.join(top, name) for place in (".", "/box", "/tmp", "/dev/shm", "/dev/mqueue", "/run")
    for top, _folders, names in os.walk(place) for name in names])
try: socket.socket(socket.AF_UNIX).connect("\\0mine"); print("connected")
except OSError as error: print(error.strerror)
"""


def test_nothing_of_one_submission_is_left_for_the_next(sandbox: Sandbox) -> None:
    for _ in range(3):  # more rounds than there are boxes made ahead
        with sandbox.box() as box:
            box.compile(["mkdir", "-m", "777", "open"], {}, COMPILING)
            assert python(box, LEAVES_ALL_IT_CAN).stdout == b"left\n"
        with sandbox.box() as box:
            assert python(box, LOOKS_FOR_IT).stdout.splitlines() == [b"[]", b"[]", b"Connection refused"]


def test_two_boxes_at_once_do_not_disturb_each_other(sandbox: Sandbox) -> None:
    def one(number: int) -> list[bytes]:
        with sandbox.box() as box:
            box.compile([], {"n.txt": b"%d" % number}, COMPILING)
            return [python(box, "print(open('n.txt').read(), input())", b"%d\n" % i).stdout for i in range(5)]

    with ThreadPoolExecutor(2) as both:
        for number, printed in enumerate(both.map(one, range(6))):
            assert printed == [b"%d %d\n" % (number, i) for i in range(5)]


def test_signals_and_limits_are_the_defaults(sandbox: Sandbox) -> None:
    source = """
import resource
status = dict(line.split(":", 1) for line in open("/proc/self/status"))
print(int(status["SigBlk"], 16), int(status["SigIgn"], 16) & ~sum(1 << n - 1 for n in THEIRS), status["Umask"].strip())
print(resource.getrlimit(resource.RLIMIT_CORE)[0], resource.getrlimit(resource.RLIMIT_STACK)[0])
soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
print(hard - soft)  # otherwise the kernel kills with SIGKILL, and TLE becomes RE
"""
    # Python itself ignores SIGPIPE (13) and SIGXFSZ (25).
    source = source.replace("THEIRS", "(13, 25)")
    with sandbox.box() as box:
        assert python(box, source).stdout == b"0 0 0022\n0 %d\n1\n" % (256 << 20)
        cpp(box, SIGPIPE)
        assert box.run(["./main"], b"", USUAL).stdout == b"default\n"


def test_version_is_a_line_or_none_if_there_is_no_such_compiler(sandbox: Sandbox) -> None:
    assert (sandbox.version(["python3", "--version"]) or "").startswith("Python 3.")
    assert sandbox.version(["no-such-compiler", "--version"]) is None
    assert sandbox.name in sandbox.describe() or "bubblewrap" in sandbox.describe()


def test_closing_leaves_no_thread(sandbox: Sandbox) -> None:
    before = threading.active_count()
    with sandbox.alone(), sandbox.box() as box:
        assert_honest_run_works(box)
    assert threading.active_count() <= before + 2
