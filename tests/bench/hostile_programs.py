"""A hundred more attacks for soak_hostile: told "attack", each does what its name says; otherwise it prints 42.

A name begins with the right verdicts (several, with |, if the machine decides which limit is met first). A program
named ac prints 42 once its attack has failed. Every program comes right after its language's BEFORE.
"""

from dataclasses import dataclass

BEFORE = {
    "python": "import ctypes, errno, mmap, os, resource, signal, socket, subprocess, sys, threading, time\n"
    "if input() != 'attack': print(42); sys.exit()\n"
    "def done(): print(42); sys.stdout.flush(); os._exit(0)\n",
    "pypy": "import mmap, os, resource, signal, socket, sys, threading, time\nif input() != 'attack': print(42); sys.exit()\n",
    "c": "#define _GNU_SOURCE\n#include <errno.h>\n#include <fcntl.h>\n#include <pthread.h>\n#include <sched.h>\n"
    "#include <signal.h>\n#include <stdint.h>\n#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\n#include <sys/inotify.h>\n"
    "#include <sys/mman.h>\n#include <sys/prctl.h>\n#include <sys/resource.h>\n#include <sys/socket.h>\n#include <sys/syscall.h>\n"
    "#include <sys/time.h>\n#include <sys/timerfd.h>\n#include <sys/eventfd.h>\n#include <sys/epoll.h>\n#include <sys/un.h>\n"
    "#include <sys/wait.h>\n#include <sys/xattr.h>\n#include <time.h>\n#include <unistd.h>\n"
    'static void done(void) { write(1, "42\\n", 3); _exit(0); }\nstatic void attack(void);\n'
    'int main(void) { char word[16]; scanf("%15s", word); if (strcmp(word, "attack")) done(); attack(); return 0; }\n',
    "cpp": "#include <bits/stdc++.h>\n#include <sys/mman.h>\n#include <sys/wait.h>\n#include <unistd.h>\nusing namespace std;\nvoid attack();\n"
    'int main() { string word; cin >> word; if (word == "attack") attack(); cout << 42 << endl; }\n',
    "java": "import java.io.*; import java.lang.reflect.*; import java.net.*; import java.nio.*; import java.nio.file.*; import java.util.*;\n"
    "public class Main { public static void main(String[] a) throws Throwable { var in = new Scanner(System.in);\n"
    'if (in.next().equals("attack")) attack(); System.out.println(42); }\n',
    "javascript": "const fs = require('fs'), cp = require('child_process'), net = require('net'), worker = require('worker_threads');\n"
    "if (worker.isMainThread && fs.readFileSync(0, 'utf8').trim() !== 'attack') { console.log(42); process.exit(0); }\n",
    "ruby": "require 'socket'\n(puts 42; exit) if gets.strip != 'attack'\n",
}
BEFORE["cpp20"] = BEFORE["cpp"]

_PROGRAMS = {
    "python": {
        "ac opens every file of proc": "for top, _d, names in os.walk('/proc'):\n    for name in names:\n        try: open(os.path.join(top, name), 'rb', buffering=0).read(1) if 'kmsg' not in name and 'pagemap' not in name and 'clear_refs' not in name else 0\n        except OSError: pass\n    if time.process_time() > 0.5: break\ndone()",
        "ac writes to every file of proc sys": "for top, _d, names in os.walk('/proc/sys'):\n    for name in names:\n        try: open(os.path.join(top, name), 'w').write('1'); sys.exit(9)\n        except OSError: pass\n    if time.process_time() > 0.6: break\ndone()",
        "ac mutates its own process": "for name in ('mem', 'oom_score_adj', 'comm', 'coredump_filter', 'timerslack_ns', 'autogroup'):\n    try: open(f'/proc/self/{name}', 'wb').write(b'0')\n    except OSError: pass\ndone()",
        "ac links out of its folder": "for source in ('/etc/passwd', '/usr/bin/python3', '/proc/1/exe'):\n    for make in (os.symlink, os.link):\n        try: make(source, 'link'); sys.exit(9)\n        except OSError: pass\ndone()",
        "ac renames its own source": "for move in (lambda: os.rename('main.py', 'x'), lambda: os.unlink('main.py'), lambda: os.chmod('main.py', 0), lambda: os.truncate('main.py', 0)):\n    try: move(); sys.exit(9)\n    except OSError: pass\ndone()",
        "ac passes descriptors to itself": "a, b = socket.socketpair()\nsocket.send_fds(a, [b'x'], [0, 1, 2])\nsocket.recv_fds(b, 1, 3); done()",
        "ac fills a socket with descriptors": "a, b = socket.socketpair(); a.setblocking(False)\ntry:\n    while True: socket.send_fds(a, [b'x'], [0] * 200)\nexcept OSError: done()",
        "ac listens on an abstract address": "s = socket.socket(socket.AF_UNIX); s.bind('\\0kyoso'); s.listen(); done()",
        "ac asks for every family": "for family in range(50):\n    for kind in (1, 2, 3, 5):\n        try: socket.socket(family, kind) if family != 1 else 0; family == 1 or sys.exit(9)\n        except OSError: pass\ndone()",
        "ac pairs of every family": "for family in range(50):\n    try: socket.socketpair(family, 1) if family != 1 else 0; family == 1 or sys.exit(9)\n    except OSError: pass\ndone()",
        "ac looks for a server on loopback": "for port in (22, 80, 2375, 11434, 1234):\n    try: socket.create_connection(('127.0.0.1', port), 0.1); sys.exit(9)\n    except OSError: pass\ndone()",
        "ac resolves a name": "try: socket.getaddrinfo('atcoder.jp', 443); sys.exit(9)\nexcept OSError: done()",
        "ac starts a shell that stays": "subprocess.Popen(['sh', '-c', 'trap \"\" TERM HUP INT; while :; do sleep 1; done'], start_new_session=True); done()",
        "ac|tle ignores all it can and forks": "for n in range(1, 65):\n    try: signal.signal(n, signal.SIG_IGN)\n    except (OSError, ValueError): pass\nfor _ in range(20):\n    if os.fork() == 0: time.sleep(1000)\ndone()",
        "ac takes every process number for its own": "for pid in range(1, 3000):\n    for n in (9, 19, 0):\n        try: pid == os.getpid() or os.kill(pid, n)\n        except OSError: pass\ndone()",
        "ac asks for the supervisor by pidfd": "for pid in (1, os.getppid()):\n    try: fd = os.pidfd_open(pid); ctypes.CDLL(None).syscall(438, fd, 0, 0) >= 0 and sys.exit(9)\n    except OSError: pass\ndone()",
        "ac reads a key ring": "libc = ctypes.CDLL(None)\nfor call in (248, 249, 250): libc.syscall(call, 0, 0, 0, 0, 0) >= 0 and sys.exit(9)\ndone()",
        "ac installs filters of its own": "libc = ctypes.CDLL(None); libc.prctl(38, 1, 0, 0, 0); libc.prctl(22, 1, 0, 0, 0)\nos.write(1, b'42\\n'); libc.syscall(60, 0)",
        "ac makes pseudo terminals": "fds = []\ntry:\n    while len(fds) < 900: fds.append(os.openpty())\nexcept OSError: pass\ndone() if len(fds) < 300 else sys.exit(9)",
        "re|mle takes all memory maps": "maps = []\nwhile True: maps.append(mmap.mmap(-1, 4096 * 2))",
        "ole|re|tle writes by every descriptor": "for fd in range(3, 20):\n    try: os.dup2(1, fd)\n    except OSError: pass\nwhile True:\n    for fd in range(1, 20): os.write(fd, b'x' * 65536)",
        "ole|re writes by sendfile from its program": "fd = os.open(sys.executable, 0)\nwhile True: os.sendfile(1, fd, 0, 1 << 20)",
        "tle burns in a thread of a child": "def spin():\n    while True: pass\nif os.fork() == 0: threading.Thread(target=spin).start()\nelse: time.sleep(1000)",
        "wa a chain of children, each of a few milliseconds": "while True:\n    if os.fork(): os._exit(0)\n    t = time.process_time() + 0.003\n    while time.process_time() < t: pass",
        "tle children whose end nobody hears": "signal.signal(signal.SIGCHLD, signal.SIG_IGN)\nwhile True:\n    if os.fork() == 0:\n        t = time.process_time() + 0.02\n        while time.process_time() < t: pass\n        os._exit(0)\n    time.sleep(0.02)",
        "tle sleeps after a little work": "t = time.process_time() + 0.3\nwhile time.process_time() < t: pass\ntime.sleep(1000)",
        "tle stops its parent": "if os.fork() == 0:\n    os.kill(os.getppid(), signal.SIGSTOP); time.sleep(1000)\ntime.sleep(1000)",
        "mle shared by two": "m = mmap.mmap(-1, 400 << 20)\nos.fork()\nfor at in range(0, len(m), 4096): m[at] = 1\ntime.sleep(5)",
        "mle|re|tle forks with a large heap": "x = bytearray(150 << 20)\nfor _ in range(4):\n    if os.fork() == 0:\n        for at in range(0, len(x), 4096): x[at] = 7\n        time.sleep(1000)\ntime.sleep(1000)",
        "wa answers and goes on with another": "print(42); print(43)",
        "re ends with 255": "os._exit(255)",
        "wa answers on a closed descriptor": "os.close(1)\ntry: os.write(1, b'42')\nexcept OSError: os._exit(0)",
    },
    "pypy": {
        "mle grows a list": "x = []\nwhile True: x.append(bytearray(1 << 20))",
        "tle spins": "while True: pass",
        "ole floods": "while True: os.write(1, b'x' * 65536)",
        "ac forks and leaves": "for _ in range(5):\n    if os.fork() == 0: os.setsid(); time.sleep(1000)\nprint(42)",
        "re recurses": "def f(n): return f(n + 1) + 1\nf(0)",
    },
    "c": {
        "ac timers without end": "static void attack(void) { timer_t t; for (int i = 0; i < 100000; i++) if (timer_create(CLOCK_MONOTONIC, 0, &t)) break; done(); }",
        "ac asynchronous requests": "static void attack(void) { unsigned long c = 0; if (!syscall(SYS_io_setup, 65536, &c)) _exit(9); done(); }",
        "ac watches without end": 'static void attack(void) { int fd = inotify_init(); for (int i = 0; i < 100000 && fd >= 0; i++) { char p[32]; sprintf(p, "/proc/%d", i); inotify_add_watch(fd, p, IN_ALL_EVENTS); } done(); }',
        "ac epoll of epolls": "static void attack(void) { int last = epoll_create1(0); for (int i = 0; i < 500; i++) { int fd = epoll_create1(0); struct epoll_event e = {EPOLLIN}; if (fd < 0 || epoll_ctl(fd, EPOLL_CTL_ADD, last, &e)) break; last = fd; } done(); }",
        "ac queues every signal": "static void attack(void) { sigset_t s; sigfillset(&s); sigprocmask(SIG_BLOCK, &s, 0); union sigval v = {0}; for (long i = 0; i < 300000; i++) if (sigqueue(getpid(), SIGRTMIN + i % 20, v)) break; done(); }",
        "ac calls with every number": "static void attack(void) { for (long n = 400; n < 700; n++) if (n != 435 && n != 436 && n != 441) syscall(n, -1, -1, -1, -1, -1, -1); done(); }",
        "ac|re numbers of x32": "static void attack(void) { for (long n = 0; n < 548; n++) if (syscall(0x40000000 + n, 0, 0, 0, 0, 0, 0) != -1) _exit(9); done(); }",
        "ac a 32-bit call": 'static void attack(void) { if (!fork()) { long r; __asm__ volatile("int $0x80" : "=a"(r) : "a"(20L) : "memory"); _exit(r > 0 ? 9 : 0); } int s; wait(&s); if (WIFEXITED(s) && WEXITSTATUS(s) == 9) _exit(9); done(); }',
        "ac namespaces one by one": "static void attack(void) { int f[] = {0x20000000, 0x10000000, 0x40000000, 0x20000, 0x8000000, 0x4000000, 0x2000000, 0x80}; for (int i = 0; i < 8; i++) if (!unshare(f[i])) _exit(9); for (int i = 0; i < 8; i++) { long p = syscall(SYS_clone, f[i] | SIGCHLD, 0, 0, 0, 0); if (!p) _exit(0); if (p > 0) _exit(9); } done(); }",
        "ac new mounts by the new calls": 'static void attack(void) { for (long n = 428; n <= 433; n++) if (syscall(n, AT_FDCWD, "/", 0, 0, 0) >= 0) _exit(9); done(); }',
        "ac memory that nobody can read": "static void attack(void) { if (syscall(447, 0) >= 0) _exit(9); done(); }",
        "ac handles by name": 'static void attack(void) { char b[512] = {64}; int m; if (!syscall(SYS_name_to_handle_at, AT_FDCWD, "/", b, &m, 0)) _exit(9); if (syscall(SYS_open_by_handle_at, AT_FDCWD, b, 0) >= 0) _exit(9); done(); }',
        "ac faults handled by itself": "static void attack(void) { if (syscall(SYS_userfaultfd, 0) >= 0) _exit(9); done(); }",
        "ac looks at performance": "static void attack(void) { char a[128] = {1, 0, 0, 0, 112}; if (syscall(SYS_perf_event_open, a, 0, -1, -1, 0) >= 0) _exit(9); done(); }",
        "ac programs in the kernel": "static void attack(void) { char a[128] = {0}; if (syscall(SYS_bpf, 0, a, 72) >= 0) _exit(9); done(); }",
        "ac pretends to be root": "static void attack(void) { if (!setuid(0) || !setgid(0) || !setreuid(0, 0) || !seteuid(1) || !setresuid(10000, 10000, 10000)) _exit(9); done(); }",
        "ac keeps capabilities": "static void attack(void) { for (int c = 0; c < 41; c++) { if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, c, 0, 0) == 0) _exit(9); } uint32_t h[2] = {0x20080522, 0}, d[6] = {0}; syscall(SYS_capget, h, d); for (int i = 0; i < 6; i++) if (d[i]) _exit(9); done(); }",
        "ac raises each limit": "static void attack(void) { for (int r = 0; r < 16; r++) { struct rlimit l; getrlimit(r, &l); if (l.rlim_max != RLIM_INFINITY) { l.rlim_max++; if (!setrlimit(r, &l)) _exit(9); } } done(); }",
        "ac priorities": "static void attack(void) { struct sched_param p = {50}; if (!sched_setscheduler(0, SCHED_FIFO, &p) || !sched_setscheduler(0, SCHED_RR, &p) || !setpriority(PRIO_PROCESS, 0, -20)) _exit(9); setpriority(PRIO_PROCESS, 0, 19); done(); }",
        "ac holds locked memory": "static void attack(void) { char *p = mmap(0, 8 << 20, 3, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0); if (!mlock(p, 8 << 20) || !mlockall(MCL_FUTURE)) _exit(9); done(); }",
        "ac unlinks its streams": 'static void attack(void) { for (int fd = 0; fd < 3; fd++) { char p[32]; sprintf(p, "/proc/self/fd/%d", fd); unlink(p); truncate(p, 0); } done(); }',
        "ac changes what it reads": 'static void attack(void) { int fd = open("/proc/self/fd/0", O_RDWR); if (fd >= 0 && write(fd, "x", 1) == 1) _exit(9); if (ftruncate(0, 0) == 0) _exit(9); done(); }',
        "ac attributes of files": 'static void attack(void) { if (!setxattr("main", "user.x", "1", 1, 0) || !fsetxattr(1, "security.capability", "1", 1, 0)) _exit(9); done(); }',
        "ac sets the clock": "static void attack(void) { struct timespec t = {1}; struct timeval v = {1}; if (!clock_settime(CLOCK_REALTIME, &t) || !settimeofday(&v, 0)) _exit(9); done(); }",
        "re a vector beyond its end": "static void attack(void) { volatile char *p = mmap(0, 4096, 3, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0); for (long i = 0;; i += 64) p[i + (1L << 40)] = 1; }",
        "re a privileged instruction": 'static void attack(void) { __asm__ volatile("hlt"); }',
        "re a trap": 'static void attack(void) { __asm__ volatile("int3"); }',
        "re its own SIGKILL by tgkill": "static void attack(void) { syscall(SYS_tgkill, getpid(), getpid(), SIGKILL); pause(); }",
        "tle waits for a signal that never comes": "static void attack(void) { sigset_t s; int n; sigemptyset(&s); sigaddset(&s, SIGUSR1); sigprocmask(SIG_BLOCK, &s, 0); sigwait(&s, &n); }",
        "tle a futex that nobody wakes": "static void attack(void) { static int f; syscall(SYS_futex, &f, 0, 0, 0, 0, 0); for (;;) pause(); }",
        "tle alarms that wake it": "static void h(int s) {}\nstatic void attack(void) { signal(SIGALRM, h); struct itimerval t = {{0, 100}, {0, 100}}; setitimer(ITIMER_REAL, &t, 0); for (;;) pause(); }",
        "tle catches SIGXCPU and goes on": "static void h(int s) {}\nstatic void attack(void) { signal(SIGXCPU, h); for (volatile long i = 0;; i++); }",
        "tle forks from threads": "static void *f(void *x) { for (;;) { pid_t p = fork(); if (!p) { for (volatile long i = 0; i < 3000000; i++); _exit(0); } if (p > 0) waitpid(p, 0, 0); } }\nstatic void attack(void) { pthread_t t; for (int i = 0; i < 4; i++) pthread_create(&t, 0, f, 0); for (;;) pause(); }",
        "mle|re|tle private pages of many children": "static void attack(void) { for (int i = 0; i < 40; i++) if (!fork()) { char *p = malloc(16 << 20); memset(p, 1, 16 << 20); for (;;) pause(); } for (;;) pause(); }",
        "ole|re|tle writes far behind": 'static void attack(void) { lseek(1, 1L << 40, SEEK_SET); for (;;) if (write(1, "x", 1) < 0) { fcntl(1, F_SETFL, 0); lseek(1, 1L << 40, SEEK_SET); write(1, "x", 1); _exit(3); } }',
        "ole|re splices into its output": "static void attack(void) { int p[2]; pipe(p); static char b[65536]; for (;;) { write(p[1], b, 65536); if (splice(p[0], 0, 1, 0, 65536, 0) < 0) { read(p[0], b, 65536); if (write(1, b, 65536) < 0) _exit(3); } } }",
        "ole|re|mle maps its output and writes": 'static void attack(void) { if (ftruncate(1, 1L << 33)) { for (;;) if (write(1, "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", 32) < 0) _exit(3); } }',
    },
    "cpp": {
        "ac terminates in a thread": "void attack() { thread([] { cout << 42 << endl; quick_exit(0); }).join(); }",
        "re throws from noexcept": "void f() noexcept { throw 1; }\nvoid attack() { f(); }",
        "re fails an assertion": "void attack() { assert(false); }",
        "re a promise broken": "void attack() { promise<int> p; auto f = p.get_future(); { auto q = move(p); } f.get(); }",
        "mle|re asks for all at once": "void attack() { vector<string> v; for (;;) v.emplace_back(1 << 20, 'x'); }",
        "mle a map without end": "void attack() { map<long, array<long, 30>> m; for (long i = 0;; i++) m[i * 7919 % 1000000007].fill(i); }",
        "tle deadlocks with itself": "void attack() { mutex m; m.lock(); thread([&] { m.lock(); }).join(); }",
        "tle a regular expression": "void attack() { regex_match(string(30, 'a') + 'b', regex(\"(a+)+(a+)+(a+)+c\")); for (;;) {} }",
        "wa forges an end of output": 'void attack() { cout << "4\\0002\\n\\0" << flush; _exit(0); }',
    },
    "cpp20": {
        "tle a coroutine-free spin": "void attack() { atomic<long> n = 0; vector<jthread> t; for (int i = 0; i < 6; i++) t.emplace_back([&] { for (;;) n++; }); }",
        "ole|re prints without end": "void attack() { for (;;) cout << string(100000, '4') << '\\n'; }",
    },
    "java": {
        "mle|re|tle fills its heap": "static void attack() { var x = new ArrayList<byte[]>(); for (;;) x.add(new byte[1 << 20]); } }",
        "tle spins in every thread": "static void attack() { for (int i = 0; i < 6; i++) new Thread(() -> { for (;;) ; }).start(); for (;;) ; } }",
        "tle sleeps": "static void attack() throws Exception { Thread.sleep(1000000); } }",
        "ole|re floods": "static void attack() { var b = new byte[1 << 16]; for (;;) { System.out.write(b, 0, b.length); if (System.out.checkError()) System.exit(3); } } }",
        "re an exception": 'static void attack() { throw new IllegalStateException("attack"); } }',
        "mle|re overflows its stack": "static int f(int n) { return f(n + 1) + 1; }\nstatic void attack() { f(0); } }",
        "ac starts a process that stays": 'static void attack() throws Exception { try { new ProcessBuilder("sleep", "1000").start(); } catch (IOException e) { } } }',
        "ac has no network": 'static void attack() throws Exception { try { new Socket("127.0.0.1", 80); System.exit(9); } catch (IOException e) { } } }',
        "ac reads no shadow": 'static void attack() throws Exception { try { Files.readString(Path.of("/etc/shadow")); System.exit(9); } catch (IOException e) { } } }',
    },
    "javascript": {
        "tle spins": "for (;;) ;",
        "tle waits": "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);",
        "mle|re|tle fills buffers": "const x = []; for (;;) x.push(Buffer.alloc(1 << 20, 1));",
        "ole|re floods": "for (;;) fs.writeSync(1, 'x'.repeat(65536));",
        "re throws": "throw new Error('attack');",
        "ac starts a process that stays": "try { cp.spawn('sleep', ['1000'], {detached: true, stdio: 'ignore'}).on('error', () => {}).unref(); } catch (e) {}\nconsole.log(42); process.exit(0);",
        "ac evaluates and escapes nothing": "try { process.setuid(0); process.exit(9); } catch (e) {}\ntry { fs.writeFileSync('main.js', ''); process.exit(9); } catch (e) {}\nconsole.log(42);",
        "ac looks for a server": "net.connect(80, '127.0.0.1').on('connect', () => process.exit(9)).on('error', () => console.log(42));",
    },
    "ruby": {
        "tle spins": "loop {}",
        "mle grows a string": "s = ''\nloop { s << 'x' * (1 << 20) }",
        "ole|re floods": "loop { STDOUT.write('x' * 65536) }",
        "re raises": "raise 'attack'",
        "ac forks and leaves": "5.times { fork { Process.setsid; sleep } }\nputs 42",
        "ac has no network": "begin\n  TCPSocket.new('127.0.0.1', 80)\n  exit 9\nrescue SystemCallError\n  puts 42\nend",
    },
}


@dataclass(frozen=True, slots=True)
class Attack:
    """One program, and the verdicts that are right for it."""

    name: str
    language: str
    source: str
    verdicts: frozenset[str]


def attacks() -> list[Attack]:
    return [
        Attack(
            f"{language}: {name.partition(' ')[2]}",
            language,
            BEFORE[language] + source + "\n",
            frozenset(name.partition(" ")[0].upper().split("|")),
        )
        for language, programs in _PROGRAMS.items()
        for name, source in programs.items()
    ]
