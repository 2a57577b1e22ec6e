/* The supervisor: the only process of ours inside a box. It writes a submission's files, compiles it, and runs it once for
 * each test, each time under another user id, within limits, and kills whatever is left before it answers.
 *
 * serve: a request comes on standard input, its answer goes to standard output, one at a time (sandbox/wire.py is the other end).
 *   frame:   u32 magic, u32 kind, u32 sequence, u32 0, u64 length, then so many bytes; all little-endian
 *   A frame that does not hold what its lengths say ends the supervisor: a box that cannot be trusted is thrown away.
 * enter: joins control groups, then runs a command (bubblewrap as root).
 * exec:  limits that can only be set inside a user namespace, then the program (bubblewrap as an ordinary user).
 *
 * As PID 1 and root it needs CAP_SETUID and CAP_SETGID (to become the program's user) and CAP_KILL (to end it), nothing else: files
 * are written by a child that already is the compiling user.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MAGIC 0x314f594bu /* "KYO1" */
#define MAX_META (1u << 20)
#define BILLION 1000000000ull

enum { HELLO = 1, EXECUTE = 2, WIPE = 3, QUIT = 4, FETCH = 5 };
enum { EXITED, SIGNALED, TIME_LIMIT, WALL_LIMIT, MEMORY_LIMIT, OUTPUT_LIMIT, FAILED };
enum { COMPILE = 1 }; /* flag of EXECUTE: as the compiling user, who may write the work folder */

struct frame {
    uint32_t magic, kind, sequence, zero;
    uint64_t length;
} __attribute__((packed));

struct limits {
    uint64_t cpu_ns, wall_ns, memory, output, file_size, address_space, stdin_size;
    uint32_t processes;
    int32_t slot;
    uint32_t flags, argc, envc, filec;
} __attribute__((packed));

struct outcome {
    uint32_t ending;
    int32_t code;
    uint64_t cpu_ns, wall_ns, peak;
    uint32_t leftovers, detail_size;
    uint64_t stdout_size, stderr_size;
} __attribute__((packed));

static const char *work = "/box";
static uid_t first_uid = 10000; /* compiles; the programs are first_uid + 1, + 2, … */
static int inside;              /* PID 1 and root: other users for programs, kill(-1) for all */
static unsigned runs;
static char chunk[1 << 16];
static struct {
    char bytes[1 << 16];
    size_t size;
} ready; /* part of an answer: each write to an attached stream costs a frame of its own */

static void die(const char *what) {
    dprintf(2, "supervisor: %s: %s\n", what, strerror(errno));
    _exit(3);
}

static uint64_t now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * BILLION + t.tv_nsec;
}

static uint64_t cpu_of(const struct rusage *u) {
    return (u->ru_utime.tv_sec + u->ru_stime.tv_sec) * BILLION + (u->ru_utime.tv_usec + u->ru_stime.tv_usec) * 1000ull;
}

static uint64_t usage(int who) {
    struct rusage u;
    getrusage(who, &u);
    return cpu_of(&u);
}

/* ---- the stream ---------------------------------------------------------------------------------------------- */

static void take(void *to, size_t size) {
    for (char *p = to; size;) {
        ssize_t n = read(0, p, size);
        if (n == 0) _exit(0); /* the host is gone */
        if (n < 0) {
            if (errno == EINTR) continue;
            die("read");
        }
        p += n, size -= n;
    }
}

static int put(int fd, const void *from, size_t size) {
    for (const char *p = from; size;) {
        ssize_t n = write(fd, p, size);
        if (n < 0) {
            if (errno == EINTR) continue;
            return -1;
        }
        p += n, size -= n;
    }
    return 0;
}

static void flush(void) {
    if (ready.size && put(1, ready.bytes, ready.size)) die("write");
    ready.size = 0;
}

static void give(const void *from, size_t size) {
    if (size > sizeof ready.bytes - ready.size) flush();
    if (size > sizeof ready.bytes) {
        if (put(1, from, size)) die("write");
        return;
    }
    memcpy(ready.bytes + ready.size, from, size);
    ready.size += size;
}

/* Moves bytes of the request into a file. A full file is told of only after all was read, so that the stream stays in step. */
static int take_into(int fd, uint64_t size) {
    int failed = 0;
    while (size) {
        size_t n = size < sizeof chunk ? size : sizeof chunk;
        take(chunk, n);
        if (!failed && put(fd, chunk, n)) failed = errno;
        size -= n;
    }
    return failed;
}

static void give_file(int fd, uint64_t size) {
    off_t at = 0;
    while ((uint64_t)at < size) {
        ssize_t n = pread(fd, chunk, size - at < sizeof chunk ? size - at : sizeof chunk, at);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) { /* it shrank: keep to the promised length */
            memset(chunk, 0, sizeof chunk);
            n = size - at < sizeof chunk ? size - at : sizeof chunk;
        }
        give(chunk, n);
        at += n;
    }
}

static void answer(uint32_t kind, uint32_t sequence, uint64_t length) {
    struct frame f = {MAGIC, kind, sequence, 0, length};
    give(&f, sizeof f);
}

/* ---- what the control group, or else /proc, tells ------------------------------------------------------------ */

static int cpu_fd = -1, memory_fd = -1, stat_fd = -1, oom_fd = -1;
static int second_version; /* of control groups */

static int open_at(const char *dir, const char *name) {
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/%s", dir, name);
    return open(path, O_RDONLY | O_CLOEXEC);
}

static void open_cgroup(const char *memory_dir, const char *cpu_dir) {
    memory_fd = open_at(memory_dir ? memory_dir : "/sys/fs/cgroup/memory", "memory.usage_in_bytes");
    if (memory_fd >= 0) {
        stat_fd = open_at(memory_dir ? memory_dir : "/sys/fs/cgroup/memory", "memory.stat");
        oom_fd = open_at(memory_dir ? memory_dir : "/sys/fs/cgroup/memory", "memory.oom_control");
        cpu_fd = open_at(cpu_dir ? cpu_dir : "/sys/fs/cgroup/cpuacct", "cpuacct.usage");
        return;
    }
    memory_fd = open_at(memory_dir ? memory_dir : "/sys/fs/cgroup", "memory.current");
    if (memory_fd < 0) return;
    second_version = 1;
    stat_fd = open_at(memory_dir ? memory_dir : "/sys/fs/cgroup", "memory.stat");
    oom_fd = open_at(memory_dir ? memory_dir : "/sys/fs/cgroup", "memory.events");
    cpu_fd = open_at(cpu_dir ? cpu_dir : memory_dir ? memory_dir : "/sys/fs/cgroup", "cpu.stat");
}

/* The number after a word at the start of a line; without a word the file's first number. */
static uint64_t number_in(char *text, const char *word) {
    size_t size = strlen(word);
    for (char *line = text; line; line = strchr(line, '\n')) {
        if (*line == '\n') line++;
        if (!strncmp(line, word, size) && line[size] == ' ') return strtoull(line + size, NULL, 10);
    }
    return 0;
}

static uint64_t number(int fd, const char *word) {
    char text[4096];
    ssize_t n = fd < 0 ? -1 : pread(fd, text, sizeof text - 1, 0);
    if (n <= 0) return 0;
    text[n] = 0;
    return word ? number_in(text, word) : strtoull(text, NULL, 10);
}

static uint64_t group_cpu(void) {
    return second_version ? number(cpu_fd, "usage_usec") * 1000 : number(cpu_fd, NULL);
}

static uint64_t group_resident(void) { /* what cannot be reclaimed: anonymous and shared memory */
    char text[8192];
    ssize_t n = stat_fd < 0 ? -1 : pread(stat_fd, text, sizeof text - 1, 0);
    if (n <= 0) return 0;
    text[n] = 0;
    return number_in(text, second_version ? "anon" : "rss") + number_in(text, "shmem");
}

/* Sums CPU time and resident memory over all descendants; only where there is no control group. */
static void descendants(pid_t pid, uint64_t *cpu, uint64_t *resident, int depth) {
    char path[64], text[4096];
    snprintf(path, sizeof path, "/proc/%d/task/%d/children", pid, pid);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return;
    ssize_t n = read(fd, text, sizeof text - 1);
    close(fd);
    if (n <= 0) return;
    text[n] = 0;
    for (char *p = text, *end;; p = end) {
        pid_t child = strtol(p, &end, 10);
        if (end == p) break;
        clockid_t clock;
        struct timespec t;
        if (!clock_getcpuclockid(child, &clock) && !clock_gettime(clock, &t)) *cpu += t.tv_sec * BILLION + t.tv_nsec;
        snprintf(path, sizeof path, "/proc/%d/statm", child);
        fd = open(path, O_RDONLY | O_CLOEXEC);
        if (fd >= 0) {
            char line[128];
            unsigned long all, pages, shared;
            ssize_t got = read(fd, line, sizeof line - 1);
            close(fd);
            line[got > 0 ? got : 0] = 0;
            if (sscanf(line, "%lu %lu %lu", &all, &pages, &shared) == 3) *resident += (pages - shared) * 4096ull;
        }
        snprintf(path, sizeof path, "/proc/%d/stat", child);
        fd = open(path, O_RDONLY | O_CLOEXEC);
        if (fd >= 0) { /* what its own dead children used, in clock ticks */
            char line[1024];
            unsigned long cutime, cstime;
            ssize_t got = read(fd, line, sizeof line - 1);
            close(fd);
            line[got > 0 ? got : 0] = 0;
            char *rest = strrchr(line, ')');
            if (rest && sscanf(rest, ") %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %lu %lu", &cutime, &cstime) == 2)
                *cpu += (cutime + cstime) * (BILLION / 100);
        }
        if (depth < 64) descendants(child, cpu, resident, depth + 1);
    }
}

/* ---- the child: from here to the program --------------------------------------------------------------------- */

#define DENY(nr, error) \
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, nr, 0, 1), BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (error))

#if defined __x86_64__
#define OUR_ARCH AUDIT_ARCH_X86_64
#elif defined __aarch64__
#define OUR_ARCH AUDIT_ARCH_AARCH64
#else
#error "this architecture is not known here"
#endif

static int filter(struct sock_filter *rules, unsigned short count) {
    struct sock_fprog program = {count, rules};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)) return -1;
    /* without SPEC_ALLOW older kernels slow every program that has a filter */
    if (!syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 1u << 2 /* SPEC_ALLOW */, &program)) return 0;
    return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program);
}

#define NAMESPACES 0x7e020080u /* CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET, NEWTIME */

/* Refuses what no solution needs and attackers like; the supervisor itself can do without, so its children inherit it.
 * In a container Docker's own list stands before this one. */
static int refuse_calls(void) {
    struct sock_filter rules[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, OUR_ARCH, 1, 0),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
#ifdef __x86_64__
        BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 0, 1), /* the x32 numbers */
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
#endif
        DENY(SYS_ptrace, EPERM), DENY(SYS_process_vm_readv, EPERM), DENY(SYS_process_vm_writev, EPERM), DENY(SYS_kcmp, EPERM),
        DENY(438 /* pidfd_getfd */, EPERM), DENY(SYS_keyctl, EPERM), DENY(SYS_add_key, EPERM), DENY(SYS_request_key, EPERM),
        DENY(SYS_bpf, EPERM), DENY(SYS_perf_event_open, EPERM), DENY(SYS_userfaultfd, EPERM),
        DENY(425 /* io_uring_setup */, ENOSYS), DENY(426 /* io_uring_enter */, ENOSYS), DENY(427 /* io_uring_register */, ENOSYS),
        DENY(SYS_shmget, EPERM), DENY(SYS_shmat, EPERM), DENY(SYS_msgget, EPERM), DENY(SYS_semget, EPERM), DENY(SYS_mq_open, EPERM),
        DENY(SYS_mount, EPERM), DENY(SYS_umount2, EPERM), DENY(SYS_pivot_root, EPERM), DENY(SYS_chroot, EPERM),
        DENY(428 /* open_tree */, EPERM), DENY(429 /* move_mount */, EPERM), DENY(430 /* fsopen */, EPERM), DENY(442 /* mount_setattr */, EPERM),
        DENY(SYS_unshare, EPERM), DENY(SYS_setns, EPERM), DENY(435 /* clone3 */, ENOSYS), DENY(447 /* memfd_secret */, ENOSYS),
        DENY(SYS_name_to_handle_at, EPERM), DENY(SYS_open_by_handle_at, EPERM), DENY(SYS_fanotify_init, EPERM), DENY(SYS_syslog, EPERM),
        DENY(SYS_reboot, EPERM), DENY(SYS_kexec_load, EPERM), DENY(SYS_init_module, EPERM), DENY(SYS_finit_module, EPERM),
        DENY(SYS_delete_module, EPERM), DENY(SYS_swapon, EPERM), DENY(SYS_acct, EPERM), DENY(SYS_quotactl, EPERM),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_socket, 0, 4),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[0])),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AF_UNIX, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EAFNOSUPPORT),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_clone, 0, 3),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[0])),
        BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, NAMESPACES, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    return filter(rules, sizeof rules / sizeof *rules);
}

/* Without a control group nobody counts what is in memory files. */
static int refuse_memory_files(void) {
    struct sock_filter rules[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        DENY(SYS_memfd_create, EPERM),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    return filter(rules, sizeof rules / sizeof *rules);
}

static int limit(int what, uint64_t value) {
    struct rlimit r = {value, value}, old;
    if (!getrlimit(what, &old) && old.rlim_max != RLIM_INFINITY && old.rlim_max < value) r.rlim_cur = r.rlim_max = old.rlim_max;
    return setrlimit(what, &r);
}

/* Pins ourselves, and so the children to come, which then need not move. A slot below 0: every processor. */
static void pin(int slot) {
    static cpu_set_t allowed;
    static int known, present = -1;
    cpu_set_t one;
    if (!known && sched_getaffinity(0, sizeof allowed, &allowed)) return;
    known = 1;
    if (slot == present) return;
    present = slot;
    if (slot < 0) {
        sched_setaffinity(0, sizeof allowed, &allowed);
        return;
    }
    slot %= CPU_COUNT(&allowed);
    CPU_ZERO(&one);
    for (int cpu = 0; cpu < CPU_SETSIZE; cpu++)
        if (CPU_ISSET(cpu, &allowed) && slot-- == 0) CPU_SET(cpu, &one);
    sched_setaffinity(0, sizeof one, &one); /* a wish: timing is coarser without it */
}

/* Forgets what signals whoever started us ignored: Python leaves SIGPIPE and SIGXFSZ so. The C library would not let us at the
 * two that it uses itself; all zeroes is the kernel's own form of the default. */
static void default_signals(void) {
    static const uint64_t plain[8];
    for (int s = 1; s < NSIG; s++) syscall(SYS_rt_sigaction, s, plain, NULL, sizeof(uint64_t));
}

static void open_signals(void) { /* those that we have changed for ourselves */
    signal(SIGPIPE, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

static int become(uid_t uid) {
    return setgroups(0, NULL) || setresgid(uid, uid, uid) || setresuid(uid, uid, uid);
}

struct file {
    const char *name;
    uint32_t mode;
    uint64_t size;
};

static int write_files(int from, const struct file *files, unsigned count) {
    for (unsigned i = 0; i < count; i++) {
        int fd = open(files[i].name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
        if (fd < 0) return -1;
        for (uint64_t left = files[i].size; left;) {
            ssize_t n = sendfile(fd, from, NULL, left);
            if (n <= 0) return -1;
            left -= n;
        }
        if (fchmod(fd, files[i].mode) || close(fd)) return -1;
    }
    return 0;
}

struct request {
    struct limits l;
    char **argv, **env;
    struct file *files;
};

/* Runs in the child, which shares our memory until it executes; never returns. `report` is closed by a successful exec, or tells the errno and the step. */
static __attribute__((noinline, noreturn)) void start(const struct request *r, int in, int out, int err, int files, int report) {
    const char *step = "start";
    char message[256];
    int failure = 0;
    sigset_t all;
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, NULL);
    if (!inside) prctl(PR_SET_PDEATHSIG, SIGKILL);
    setsid();
    int adj = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
    if (adj >= 0) { /* the program is to be taken before its supervisor */
        if (write(adj, "1000", 4) < 0) errno = 0;
        close(adj);
    }
    umask(022);
    if ((step = "chdir", chdir(work))) goto failed;
    step = "setrlimit";
    if (limit(RLIMIT_STACK, r->l.memory) || limit(RLIMIT_CORE, 0) || limit(RLIMIT_MEMLOCK, 0) || limit(RLIMIT_MSGQUEUE, 0) ||
        limit(RLIMIT_NOFILE, 1024) || limit(RLIMIT_CPU, r->l.cpu_ns / BILLION + 3) || limit(RLIMIT_FSIZE, r->l.file_size))
        goto failed;
    if (inside) {
        uid_t uid = r->l.flags & COMPILE ? first_uid : first_uid + 1 + runs % 900;
        if ((step = "setuid", become(uid))) goto failed;
        if (r->l.processes && (step = "setrlimit", limit(RLIMIT_NPROC, r->l.processes))) goto failed;
        if (r->l.address_space && limit(RLIMIT_AS, r->l.address_space)) goto failed;
    }
    if ((step = "write the files", r->l.filec && write_files(files, r->files, r->l.filec))) goto failed;
    if (!r->l.argc) _exit(0);
    step = "descriptors";
    if ((report = fcntl(report, F_DUPFD_CLOEXEC, 10)) < 0) goto failed;
    if ((in = fcntl(in, F_DUPFD, 10)) < 0 || (out = fcntl(out, F_DUPFD, 10)) < 0 || (err = fcntl(err, F_DUPFD, 10)) < 0) goto failed;
    if (dup2(in, 0) < 0 || dup2(out, 1) < 0 || dup2(err, 2) < 0 || dup2(report, 3) < 0) goto failed;
    report = 3;
    fcntl(3, F_SETFD, FD_CLOEXEC);
    if (syscall(436 /* close_range */, 4u, ~0u, 0u))
        for (int fd = 4; fd < 1024; fd++) close(fd);
    if ((step = "seccomp", inside && memory_fd < 0 && refuse_memory_files())) goto failed;
    open_signals();
    environ = r->env;
    execvp(r->argv[0], r->argv);
    failure = errno;
    if (failure == ENOENT || failure == EACCES || failure == ENOEXEC || failure == ENOTDIR || failure == E2BIG) {
        dprintf(2, "%s: %s\n", r->argv[0], strerror(failure)); /* as a shell would say it */
        _exit(failure == ENOENT ? 127 : 126);
    }
    errno = failure;
    step = "exec";
failed:
    failure = snprintf(message, sizeof message, "%s: %s", step, strerror(errno));
    if (write(report, message, failure) < 0) _exit(124);
    _exit(125);
}

/* ---- one run ------------------------------------------------------------------------------------------------- */

static int memfd(const char *name, unsigned flags) { return memfd_create(name, MFD_CLOEXEC | flags); }

/* Makes a memfd read-only for ever. The kernel may hold a page of it for a moment (EBUSY): tried for up to 2 s. */
static int seal(int fd) {
    for (int tries = 0; fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL); tries++) {
        if (errno != EBUSY || tries == 400) return -1;
        usleep(5000);
    }
    return 0;
}

static uint64_t size_of(int fd) {
    struct stat s;
    return fstat(fd, &s) ? 0 : (uint64_t)s.st_size;
}

static struct {
    int done, status;
    uint64_t peak;
    unsigned reaped;
} child;

static pid_t reap(pid_t program) { /* what wait4 says: a pid, 0: none is ready, -1: none is left */
    struct rusage u;
    int status;
    pid_t pid = wait4(-1, &status, WNOHANG, &u);
    if (pid > 0) {
        child.reaped++;
        if ((uint64_t)u.ru_maxrss * 1024 > child.peak) child.peak = (uint64_t)u.ru_maxrss * 1024;
        if (pid == program) child.done = 1, child.status = status;
    }
    return pid;
}

static void rest(uint64_t ns) { /* until a child ends, the host hangs up, or the time is over */
    struct pollfd host = {.fd = 0};
    struct timespec t = {ns / BILLION, ns % BILLION};
    sigset_t none;
    sigemptyset(&none);
    if (ppoll(&host, 1, &t, &none) > 0 && host.revents & (POLLHUP | POLLERR)) _exit(0);
}

/* Ends every process of the run, and reaps until there is none. */
static int clear(pid_t program) {
    uint64_t deadline = now_ns() + 10 * BILLION;
    for (;;) {
        pid_t pid;
        while ((pid = reap(program)) > 0) {}
        if (pid < 0) return 0; /* whoever loses its parent becomes our child: without one there is nobody */
        if (inside)
            kill(-1, SIGKILL);
        else if (!child.done)
            kill(program, SIGKILL);
        if (now_ns() > deadline) return -1;
        rest(2000000);
    }
}

static void reply(const struct frame *f, struct outcome o, const char *detail, int out, int err, uint64_t output) {
    o.detail_size = strlen(detail);
    o.stdout_size = out < 0 ? 0 : size_of(out), o.stderr_size = err < 0 ? 0 : size_of(err);
    if (o.stdout_size > output) o.stdout_size = output;
    if (o.stderr_size > output) o.stderr_size = output;
    answer(EXECUTE, f->sequence, sizeof o + o.detail_size + o.stdout_size + o.stderr_size);
    give(&o, sizeof o);
    give(detail, o.detail_size);
    if (o.stdout_size) give_file(out, o.stdout_size);
    if (o.stderr_size) give_file(err, o.stderr_size);
}

static void run(const struct frame *f, struct request *r, int in, int out, int err, int files) {
    struct limits *l = &r->l;
    struct outcome o = {0};
    char detail[300] = "";
    int report[2];
    if (pipe2(report, O_CLOEXEC)) die("pipe");
    memset(&child, 0, sizeof child);

    static uint64_t shared; /* what the box holds without a program: changed by compiling alone, and dear to read */
    static int compiled = 1;
    static long cores;
    if (!cores) cores = sysconf(_SC_NPROCESSORS_ONLN);
    if (compiled && memory_fd >= 0) shared = group_resident();
    compiled = l->flags & COMPILE;
    uint64_t ooms = number(oom_fd, "oom_kill"), held = number(memory_fd, NULL);
    pin(l->slot);
    uint64_t group_start = group_cpu(), self_start = usage(RUSAGE_SELF), children_start = usage(RUSAGE_CHILDREN);
    uint64_t begin = now_ns(), tick = 2000000;
    pid_t program = vfork();
    if (!program) start(r, in, out, err, files, report[1]);
    if (program < 0) {
        snprintf(detail, sizeof detail, "fork: %s", strerror(errno));
        close(report[0]), close(report[1]);
        o.ending = FAILED;
        reply(f, o, detail, -1, -1, 0);
        return;
    }
    close(report[1]);

    int cause = -1;
    uint64_t cpu = 0, most = 0, ended = 0;
    while (cause < 0) {
        uint64_t wall = now_ns() - begin;
        uint64_t left = wall < l->wall_ns ? l->wall_ns - wall : 0;
        uint64_t spare = (l->cpu_ns > cpu ? l->cpu_ns - cpu : 0) / cores;
        uint64_t pause = tick < left ? tick : left;
        if (spare < pause) pause = spare > 500000 ? spare : 500000;
        rest(pause);
        while (reap(program) > 0) {}
        if (child.done) break;
        wall = now_ns() - begin;
        tick = wall < 4000000 ? 2000000 : wall < 20000000 ? wall / 2 : 10000000;

        uint64_t resident = 0;
        if (cpu_fd >= 0) {
            cpu = group_cpu() - group_start;
            uint64_t own = usage(RUSAGE_SELF) - self_start;
            cpu -= own < cpu ? own : cpu;
        }
        if (cpu_fd < 0 || memory_fd < 0) {
            uint64_t counted = usage(RUSAGE_CHILDREN) - children_start;
            descendants(getpid(), &counted, &resident, 0);
            if (cpu_fd < 0) cpu = counted;
        }
        uint64_t written = size_of(out) + size_of(err);
        if (memory_fd >= 0 && number(memory_fd, NULL) > held + written + l->memory / 8) { /* dearer to read: only once it has grown */
            resident = group_resident();
            resident -= shared + written < resident ? shared + written : resident;
        }
        if (resident > most) most = resident;
        if (size_of(out) > l->output || size_of(err) > l->output)
            cause = OUTPUT_LIMIT;
        else if (resident > l->memory || number(oom_fd, "oom_kill") > ooms)
            cause = MEMORY_LIMIT;
        else if (cpu > l->cpu_ns)
            cause = TIME_LIMIT;
        else if (wall > l->wall_ns)
            cause = WALL_LIMIT;
    }
    ended = now_ns() - begin;
    unsigned before = child.reaped + !child.done;
    int stuck = clear(program);
    o.leftovers = inside && child.reaped > before ? child.reaped - before : 0;

    uint64_t seen = cpu;
    cpu = usage(RUSAGE_CHILDREN) - children_start;
    if (!inside && seen > cpu) cpu = seen; /* what is killed with its namespace is not counted to anybody */
    if (cpu_fd >= 0) { /* children that nobody waited for are in the group's count alone */
        uint64_t all = group_cpu() - group_start, own = usage(RUSAGE_SELF) - self_start;
        all -= own < all ? own : all;
        if (all > cpu + cpu / 20 + 10000000) cpu = all;
    }
    o.cpu_ns = cpu;
    o.wall_ns = ended;
    o.peak = child.peak > most ? child.peak : most;
    ssize_t n = read(report[0], detail, sizeof detail - 1);
    close(report[0]);
    detail[n > 0 ? n : 0] = 0;
    int killed = child.done && WIFSIGNALED(child.status) ? WTERMSIG(child.status) : 0;
    if (!inside && !killed && WEXITSTATUS(child.status) > 128 && WEXITSTATUS(child.status) < 128 + NSIG)
        killed = WEXITSTATUS(child.status) - 128; /* so bubblewrap passes a signal on */

    if (stuck) {
        o.ending = FAILED;
        snprintf(detail, sizeof detail, "a process could not be ended");
    } else if (n > 0)
        o.ending = FAILED;
    else if (cause == OUTPUT_LIMIT || size_of(out) > l->output || size_of(err) > l->output || (killed == SIGXFSZ && cause < 0))
        o.ending = OUTPUT_LIMIT;
    else if (cause == MEMORY_LIMIT || o.peak > l->memory || number(oom_fd, "oom_kill") > ooms)
        o.ending = MEMORY_LIMIT;
    else if (cause == TIME_LIMIT || cpu > l->cpu_ns || (killed == SIGXCPU && cause < 0))
        o.ending = TIME_LIMIT;
    else if (cause == WALL_LIMIT)
        o.ending = WALL_LIMIT;
    else if (killed)
        o.ending = SIGNALED, o.code = killed;
    else
        o.ending = EXITED, o.code = WEXITSTATUS(child.status);
    reply(f, o, detail, out, err, l->output);
}

/* ---- requests ------------------------------------------------------------------------------------------------ */

static char *meta, *meta_end;

static void *chop(size_t size) {
    if ((size_t)(meta_end - meta) < size) errno = EPROTO, die("a length in the request is wrong");
    void *part = meta;
    meta += size;
    return part;
}

static uint32_t chop_u32(void) {
    uint32_t n;
    memcpy(&n, chop(4), 4);
    return n;
}

static char **chop_strings(uint32_t count) {
    if (count > MAX_META / 4) errno = EPROTO, die("a count in the request is wrong");
    char **list = calloc(count + 1, sizeof *list);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t size = chop_u32();
        list[i] = strndup(chop(size), size);
    }
    return list;
}

static void free_strings(char **list) {
    for (char **s = list; *s; s++) free(*s);
    free(list);
}

static void execute(const struct frame *f) {
    uint32_t meta_size;
    take(&meta_size, 4);
    if (meta_size > MAX_META || f->length < 4ull + meta_size) errno = EPROTO, die("the request's head is too long");
    char *head = malloc(meta_size);
    take(head, meta_size);
    meta = head, meta_end = head + meta_size;
    struct request r = {0};
    memcpy(&r.l, chop(sizeof r.l), sizeof r.l);
    r.argv = chop_strings(r.l.argc);
    r.env = chop_strings(r.l.envc);
    if (r.l.filec > 1000) errno = EPROTO, die("too many files");
    r.files = calloc(r.l.filec + 1, sizeof *r.files);
    uint64_t total = 4ull + meta_size + r.l.stdin_size, files_size = 0;
    for (uint32_t i = 0; i < r.l.filec; i++) {
        r.files[i].mode = chop_u32() & 0777;
        memcpy(&r.files[i].size, chop(8), 8);
        uint32_t size = chop_u32();
        char *name = strndup(chop(size), size);
        if (!*name || strchr(name, '/') || !strcmp(name, ".") || !strcmp(name, "..")) errno = EPROTO, die("a file's name is wrong");
        r.files[i].name = name;
        files_size += r.files[i].size;
    }
    if (meta != meta_end || total + files_size != f->length) errno = EPROTO, die("the request's lengths do not add up");

    int in = memfd("stdin", MFD_ALLOW_SEALING), out = memfd("stdout", 0), err = memfd("stderr", 0);
    int files = r.l.filec ? memfd("files", 0) : -1;
    if (in < 0 || out < 0 || err < 0 || (files < 0 && r.l.filec)) die("memfd_create");
    int failed = take_into(in, r.l.stdin_size);
    int failed_too = take_into(files, files_size);
    if (failed || failed_too) {
        struct outcome o = {.ending = FAILED};
        reply(f, o, "no memory for the input", -1, -1, 0);
    } else {
        lseek(in, 0, SEEK_SET);
        if (files >= 0) lseek(files, 0, SEEK_SET);
        if (seal(in)) die("seal");
        fcntl(out, F_SETFL, O_APPEND), fcntl(err, F_SETFL, O_APPEND);
        run(f, &r, in, out, err, files);
        runs++;
    }
    close(in), close(out), close(err);
    if (files >= 0) close(files);
    free_strings(r.argv), free_strings(r.env);
    for (uint32_t i = 0; i < r.l.filec; i++) free((char *)r.files[i].name);
    free(r.files), free(head);
}

static int empty_folder(int fd) { /* closes it; 0: nothing is left in it */
    int failed = 0;
    DIR *folder = fdopendir(fd);
    if (!folder) return close(fd), -1;
    for (struct dirent *entry; (entry = readdir(folder));) {
        if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..")) continue;
        if (!unlinkat(fd, entry->d_name, 0)) continue;
        fchmodat(fd, entry->d_name, 0700, 0); /* a folder may have been closed against its owner */
        int inner = openat(fd, entry->d_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (inner < 0 || empty_folder(inner) || unlinkat(fd, entry->d_name, AT_REMOVEDIR)) failed = -1;
    }
    closedir(folder);
    return failed;
}

static void wipe(const struct frame *f) {
    pid_t pid = fork();
    if (!pid) {
        if (inside && become(first_uid)) _exit(1);
        int fd = open(work, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        _exit(fd < 0 || fchmod(fd, 0755) || empty_folder(fd) ? 1 : 0);
    }
    int status = 1;
    if (pid > 0) while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {}
    uint32_t clean = pid > 0 && WIFEXITED(status) && !WEXITSTATUS(status);
    answer(WIPE, f->sequence, 4);
    give(&clean, 4);
}

/* One file out of the work folder, e.g. a compiled program; u32 found, u32 mode, then its bytes. */
static void fetch(const struct frame *f) {
    char name[256] = "";
    if (f->length >= sizeof name) errno = EPROTO, die("a file's name is too long");
    take(name, f->length);
    uint32_t head[2] = {0, 0};
    struct stat s;
    int folder = open(work, O_RDONLY | O_DIRECTORY | O_CLOEXEC), fd = -1;
    if (*name && !strchr(name, '/')) fd = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd >= 0 && !fstat(fd, &s) && S_ISREG(s.st_mode)) {
        head[0] = 1, head[1] = s.st_mode & 0777;
        answer(FETCH, f->sequence, sizeof head + s.st_size);
        give(head, sizeof head);
        give_file(fd, s.st_size);
    } else {
        answer(FETCH, f->sequence, sizeof head);
        give(head, sizeof head);
    }
    if (fd >= 0) close(fd);
    close(folder);
}

/* The box gives us only a folder of root's own: the work folder is made in it by the user who shall own it. */
static void make_work(void) {
    char parent[PATH_MAX];
    snprintf(parent, sizeof parent, "%s", work);
    *strrchr(parent, '/') = 0;
    if (chmod(parent, 0777)) die("open the work folder's parent");
    pid_t pid = fork();
    if (!pid) _exit(become(first_uid) || mkdir(work, 0755) ? 1 : 0);
    int status = 1;
    if (pid > 0) while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {}
    if (status || chmod(parent, 0755)) die("make the work folder");
}

static void woken(int signal) { (void)signal; }

static int serve(void) {
    default_signals();
    struct sigaction wake = {.sa_handler = woken};
    sigaction(SIGCHLD, &wake, NULL);
    signal(SIGPIPE, SIG_IGN);
    sigset_t children;
    sigemptyset(&children);
    sigaddset(&children, SIGCHLD);
    sigprocmask(SIG_BLOCK, &children, NULL);
    prctl(PR_SET_DUMPABLE, 0);
    if (inside && refuse_calls()) die("seccomp");
    if (!inside) prctl(PR_SET_CHILD_SUBREAPER, 1);
    for (;;) {
        struct frame f;
        flush();
        take(&f, sizeof f);
        if (f.magic != MAGIC || f.zero) errno = EPROTO, die("this is no frame");
        if (f.kind == EXECUTE && f.length >= 4 + sizeof(struct limits))
            execute(&f);
        else if (f.kind == FETCH)
            fetch(&f);
        else if (f.kind == WIPE && !f.length)
            wipe(&f);
        else if (f.kind == HELLO && !f.length) {
            uint32_t facts[4] = {1, memory_fd < 0 ? 0 : second_version + 1, cpu_fd >= 0, inside};
            answer(HELLO, f.sequence, sizeof facts);
            give(facts, sizeof facts);
        } else if (f.kind == QUIT)
            return 0;
        else
            errno = EPROTO, die("this kind of request is not known");
    }
}

int main(int argc, char **argv) {
    const char *memory_dir = NULL, *cpu_dir = NULL;
    uint64_t processes = 0, address_space = 0;
    int at = 2;
    for (; at + 1 < argc && strncmp(argv[at], "--", 2) == 0 && strcmp(argv[at], "--"); at += 2) {
        if (!strcmp(argv[at], "--work")) work = argv[at + 1];
        else if (!strcmp(argv[at], "--uid")) first_uid = atoi(argv[at + 1]);
        else if (!strcmp(argv[at], "--memory-group")) memory_dir = argv[at + 1];
        else if (!strcmp(argv[at], "--cpu-group")) cpu_dir = argv[at + 1];
        else if (!strcmp(argv[at], "--processes")) processes = strtoull(argv[at + 1], NULL, 10);
        else if (!strcmp(argv[at], "--address-space")) address_space = strtoull(argv[at + 1], NULL, 10);
        else return 2;
    }
    if (argc > 1 && !strcmp(argv[1], "serve")) {
        inside = getpid() == 1 && getuid() == 0;
        if (inside && access(work, F_OK)) make_work();
        open_cgroup(memory_dir, cpu_dir);
        return serve();
    }
    if (argc > 3 && !strcmp(argv[1], "enter")) { /* control groups, each by its cgroup.procs, then -- and a command */
        for (at = 2; at < argc && strcmp(argv[at], "--"); at++) {
            int fd = open(argv[at], O_WRONLY | O_CLOEXEC);
            if (fd < 0 || write(fd, "0", 1) < 0) die(argv[at]);
            close(fd);
        }
        if (at + 1 < argc) execvp(argv[at + 1], argv + at + 1);
        die("enter");
    }
    if (argc > at + 1 && !strcmp(argv[1], "exec")) {
        if ((processes && limit(RLIMIT_NPROC, processes)) || (address_space && limit(RLIMIT_AS, address_space)) ||
            refuse_calls() || (address_space && refuse_memory_files())) {
            perror("supervisor");
            return 125;
        }
        execvp(argv[at + 1], argv + at + 1);
        fprintf(stderr, "%s: %s\n", argv[at + 1], strerror(errno));
        return errno == ENOENT ? 127 : 126;
    }
    fprintf(stderr, "usage: supervisor serve | enter | exec\n");
    return 2;
}
