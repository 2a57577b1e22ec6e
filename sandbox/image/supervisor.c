/* The supervisor: our only process inside a box. It writes a submission's files, compiles it, runs it once per test,
 * each time under a different user id and within limits, and kills whatever is left before it answers.
 *
 * serve: reads requests on standard input and answers them on standard output, one at a time (the other end is
 *        sandbox/wire.py).
 *   frame: u32 magic, u32 kind, u32 sequence, u32 0, u64 length, then `length` bytes; all little-endian
 *   A frame whose lengths do not add up ends the supervisor: a box that cannot be trusted is thrown away.
 * enter: joins control groups, then executes a command: bubblewrap as root, `serve` as an ordinary user.
 * keep:  makes one box per submission, one after another, and serves in it (see "boxes" below).
 * exec:  PID 1 of one run's namespace (bubblewrap as an ordinary user): sets the limits that can only be set inside,
 *        runs the program, kills and reaps whatever is left, and reports to `serve` on descriptor 3 how it ended.
 *
 * As PID 1 and root it needs CAP_SETUID and CAP_SETGID (to become the program's user) and CAP_KILL (to kill it), but
 * nothing else: files are written by a child that has already become the compiling user.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <linux/audit.h>
#include <linux/capability.h>
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
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "calls.h"

#ifndef __NR_close_range /* older headers; the same on every architecture */
#define __NR_close_range 436
#endif

#define MAGIC 0x314f594bu /* "KYO1" */
#define MAX_META (1u << 20)
#define BILLION 1000000000ull

enum { HELLO = 1, EXECUTE = 2, NEXT = 3, QUIT = 4, FETCH = 5 };
enum { EXITED, SIGNALED, TIME_LIMIT, WALL_LIMIT, MEMORY_LIMIT, OUTPUT_LIMIT, FAILED };
enum { EXECUTED = '+' }; /* what `exec` reports once the program is executed, then its status */
enum { COMPILE = 1 }; /* flag of EXECUTE: run as the compiling user, who may write to the work folder */

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
    uint64_t cpu_ns, wall_ns, held_up_ns, disk_ns, peak;
    uint32_t detail_size;
    uint64_t stdout_size, stderr_size;
} __attribute__((packed));

static const char *work = "/box";
static uid_t first_uid = 10000; /* the compiling user; programs run as first_uid + 1, + 2, … */
enum { ENDED = 17 }; /* exit status of a box: the next one may serve */
static int inside;              /* PID 1 and root: programs run as other users, kill(-1) reaches all */
static int boxed;               /* in a box that `keep` made */
static unsigned runs;
static char chunk[1 << 16];
static struct {
    char bytes[1 << 16];
    size_t size;
} ready; /* buffered output: each write to an attached stream costs a frame of its own */

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

/* Copies bytes of the request into a file. Returns the errno of a failed write only after reading them all, so that the
 * stream stays in sync. */
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
        if (n <= 0) { /* the file shrank: pad it to the promised length */
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

/* ---- usage, from the control group or else from /proc -------------------------------------------------------- */

static int cpu_fd = -1, memory_fd = -1, stat_fd = -1, oom_fd = -1;
static int second_version; /* cgroup v2 */

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

/* The number after a word at the start of a line; 0 if there is none. */
static uint64_t number_in(char *text, const char *word) {
    size_t size = strlen(word);
    for (char *line = text; line; line = strchr(line, '\n')) {
        if (*line == '\n') line++;
        if (!strncmp(line, word, size) && line[size] == ' ') return strtoull(line + size, NULL, 10);
    }
    return 0;
}

/* The same in a file; without a word, the file's first number. */
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

static uint64_t group_resident(void) { /* memory that cannot be reclaimed: anonymous and shared */
    char text[8192];
    ssize_t n = stat_fd < 0 ? -1 : pread(stat_fd, text, sizeof text - 1, 0);
    if (n <= 0) return 0;
    text[n] = 0;
    return number_in(text, second_version ? "anon" : "rss") + number_in(text, "shmem");
}

/* What all descendants of a process use and do, as far as /proc shows. */
struct family {
    uint64_t cpu, resident;
    int uncounted;                               /* some may have ended without being in any count */
    enum { ASLEEP, READS_DISK, RUNNABLE } state; /* of the thread that is nearest to running */
    int only_state;                              /* leave the above alone: it takes longer to read */
    unsigned runnable;                           /* threads */
    uint64_t waited, slices;                     /* ns until they got a processor, and how often they did (schedstat) */
};

#define FEW 8 /* threads that are ready to run */
#define SHORT_SLICE 1000000 /* ns; who computes all the time is interrupted less often */
#define SHARED_BY_LIBRARIES (4u << 20) /* below this, reading smaps_rollup is not worth the time */

/* Reads the start of a file under /proc as text; returns 0 if it is gone. */
static int read_proc(pid_t pid, const char *name, char *text, size_t size) {
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/%s", pid, name);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return 0;
    ssize_t n = read(fd, text, size - 1);
    close(fd);
    text[n > 0 ? n : 0] = 0;
    return n > 0;
}

static uint64_t cpu_used_by(pid_t pid) { /* its own, plus that of its reaped children, counted in clock ticks */
    clockid_t clock;
    struct timespec t;
    char text[1024];
    unsigned long cutime, cstime;
    uint64_t cpu = 0;
    if (!clock_getcpuclockid(pid, &clock) && !clock_gettime(clock, &t)) cpu = t.tv_sec * BILLION + t.tv_nsec;
    char *rest = read_proc(pid, "stat", text, sizeof text) ? strrchr(text, ')') : NULL;
    if (rest && sscanf(rest, ") %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %lu %lu", &cutime, &cstime) == 2)
        cpu += (cutime + cstime) * (BILLION / 100);
    return cpu;
}

static uint64_t resident_of(pid_t pid) { /* anonymous memory, plus its proportional share of shared memory */
    char text[2048], *share;
    unsigned long all, pages, shared;
    if (!read_proc(pid, "statm", text, sizeof text) || sscanf(text, "%lu %lu %lu", &all, &pages, &shared) != 3) return 0;
    uint64_t bytes = (pages - shared) * 4096ull;
    if (shared * 4096ull < SHARED_BY_LIBRARIES) return bytes;
    if (!read_proc(pid, "smaps_rollup", text, sizeof text)) return pages * 4096ull; /* it is not dumpable */
    return (share = strstr(text, "Pss_Shmem:")) ? bytes + strtoull(share + sizeof "Pss_Shmem:" - 1, NULL, 10) * 1024 : bytes;
}

/* Whether it ignores SIGCHLD: its children then end unreaped, and what they used is in no count. */
static int ignores_children(pid_t pid) {
    char text[4096], *mask, *ids;
    if (!read_proc(pid, "status", text, sizeof text) || !(mask = strstr(text, "SigIgn:")) || !(ids = strstr(text, "NSpid:"))) return 0;
    ids[strcspn(ids, "\n")] = 0;
    if (atoi(strrchr(ids, '\t')) == 1) return 0; /* PID 1 is ours; the kernel makes it ignore SIGCHLD as it exits */
    return strtoull(mask + sizeof "SigIgn:" - 1, NULL, 16) >> (SIGCHLD - 1) & 1;
}

static void add_state(pid_t pid, const char *thread, int has_children, struct family *f) {
    char text[1024], name[64], *rest;
    unsigned long waited, slices;
    snprintf(name, sizeof name, "task/%.20s/stat", thread);
    if (!read_proc(pid, name, text, sizeof text) || !(rest = strrchr(text, ')')) || strlen(rest) < 3) return;
    int state = rest[2] == 'R' ? RUNNABLE : rest[2] == 'D' ? READS_DISK : ASLEEP;
    if (state == READS_DISK && has_children) state = ASLEEP; /* after vfork it waits for a child */
    if (state > (int)f->state) f->state = state;
    f->runnable += state == RUNNABLE;
    snprintf(name, sizeof name, "task/%.20s/schedstat", thread);
    if (!read_proc(pid, name, text, sizeof text) || sscanf(text, "%*u %lu %lu", &waited, &slices) != 2) return;
    f->waited += waited, f->slices += slices;
}

static void descendants(pid_t pid, struct family *f, int depth);

static int children_of_thread(pid_t pid, const char *thread, struct family *f, int depth) { /* returns whether it has any */
    char text[4096], name[64];
    snprintf(name, sizeof name, "task/%.20s/children", thread);
    if (!read_proc(pid, name, text, sizeof text)) return 0;
    for (char *p = text, *end;; p = end) {
        pid_t child = strtol(p, &end, 10);
        if (end == p) return p > text;
        if (!f->only_state) {
            f->cpu += cpu_used_by(child);
            f->resident += resident_of(child);
            f->uncounted |= ignores_children(child);
        }
        if (depth < 64) descendants(child, f, depth + 1);
    }
}

static void descendants(pid_t pid, struct family *f, int depth) { /* including those that threads started */
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/task", pid);
    DIR *threads = opendir(path);
    if (!threads) return;
    for (struct dirent *thread; (thread = readdir(threads)) && !(f->only_state && f->runnable > FEW);) {
        if (thread->d_name[0] == '.') continue;
        int has_children = children_of_thread(pid, thread->d_name, f, depth);
        if (depth) add_state(pid, thread->d_name, has_children, f); /* not our own */
    }
    closedir(threads);
}

/* ---- the child: from here to the program --------------------------------------------------------------------- */

#if defined __x86_64__
#define OUR_ARCH AUDIT_ARCH_X86_64
#elif defined __aarch64__
#define OUR_ARCH AUDIT_ARCH_AARCH64
#else
#error "this architecture is not known here"
#endif

#define REFUSE(error) (SECCOMP_RET_ERRNO | (error))
#define WORD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define LOW_HALF(argument) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args) + 8 * (argument))
#define SKIP_UNLESS(test, value, count) BPF_JUMP(BPF_JMP | BPF_K | (test), (value), 0, (count))
#define RETURN(what) BPF_STMT(BPF_RET | BPF_K, (what))

static struct {
    struct sock_filter rules[2048];
    unsigned short size;
} program;

static void rules(const struct sock_filter *some, size_t size) {
    if (program.size + size / sizeof *some > sizeof program.rules / sizeof *program.rules) errno = E2BIG, die("seccomp");
    memcpy(program.rules + program.size, some, size);
    program.size += size / sizeof *some;
}

#define RULES(...) rules((struct sock_filter[]){__VA_ARGS__}, sizeof((struct sock_filter[]){__VA_ARGS__}))

static int install(void) {
    struct sock_fprog made = {program.size, program.rules};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)) return -1;
    /* without SPEC_ALLOW, older kernels slow down every program that has a filter */
    if (!syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_SPEC_ALLOW, &made)) return 0;
    return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &made);
}

static int in_order(const void *a, const void *b) { return *(const int *)a - *(const int *)b; }

/* Allows only the system calls in seccomp.json (calls.h, generated from it by sandbox/calls.py). The supervisor itself
 * needs no others, so its children inherit the filter; in a container Docker enforces the same list. */
static int allow_calls(void) {
    static int calls[] = {ALLOWED_CALLS};
    static const int absent[] = {ABSENT_CALLS};
    static const struct {
        int call;
        unsigned argument;
        uint32_t mask, value;
    } asked[] = {CALLS_BY_ARGUMENT};
    size_t count = sizeof calls / sizeof *calls;
    program.size = 0;
    RULES(WORD(arch), BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, OUR_ARCH, 1, 0), RETURN(REFUSE(ENOSYS)), WORD(nr));
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++)
        RULES(SKIP_UNLESS(BPF_JEQ, asked[i].call, 5), LOW_HALF(asked[i].argument), BPF_STMT(BPF_ALU | BPF_AND | BPF_K, asked[i].mask),
              SKIP_UNLESS(BPF_JEQ, asked[i].value, 1), RETURN(SECCOMP_RET_ALLOW), WORD(nr));
    for (size_t i = 0; i < sizeof absent / sizeof *absent; i++) RULES(SKIP_UNLESS(BPF_JEQ, absent[i], 1), RETURN(REFUSE(ENOSYS)));
    qsort(calls, count, sizeof *calls, in_order);
    for (size_t first = 0, next; first < count; first = next) { /* one comparison for each range of numbers */
        for (next = first + 1; next < count && calls[next] == calls[next - 1] + 1; next++) {}
        RULES(SKIP_UNLESS(BPF_JGE, calls[first], 2), BPF_JUMP(BPF_JMP | BPF_JGT | BPF_K, calls[next - 1], 1, 0), RETURN(SECCOMP_RET_ALLOW));
    }
    RULES(RETURN(REFUSE(EPERM)));
    return install();
}

/* Without a control group nobody counts the contents of memfds; and a program pinned to one processor cannot use more
 * CPU time than wall time. */
static int refuse_uncounted(void) {
    program.size = 0;
    RULES(WORD(nr), SKIP_UNLESS(BPF_JEQ, __NR_memfd_create, 1), RETURN(REFUSE(EPERM)), SKIP_UNLESS(BPF_JEQ, __NR_sched_setaffinity, 1),
          RETURN(REFUSE(EPERM)), RETURN(SECCOMP_RET_ALLOW));
    return install();
}

static int limit(int what, uint64_t value) {
    struct rlimit r = {value, value}, old;
    if (!setrlimit(what, &r)) return 0;
    if (getrlimit(what, &old) || old.rlim_max > value) return -1; /* else it is already as tight */
    r.rlim_cur = r.rlim_max = old.rlim_max;
    return old.rlim_cur == old.rlim_max ? 0 : setrlimit(what, &r);
}

/* At the hard limit the kernel sends SIGKILL, which does not tell why; a second earlier it sends SIGXCPU. */
static int limit_cpu(uint64_t seconds) {
    struct rlimit r;
    if (limit(RLIMIT_CPU, seconds + 1) || getrlimit(RLIMIT_CPU, &r)) return -1;
    if (r.rlim_cur > seconds) r.rlim_cur = seconds;
    return setrlimit(RLIMIT_CPU, &r);
}

/* Pins this process and thus its future children, which then need not migrate. A slot below 0: every processor. */
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
    sched_setaffinity(0, sizeof one, &one); /* best effort: timing is coarser without it */
}

/* Resets the signals that our parent ignored: Python leaves SIGPIPE and SIGXFSZ ignored. A raw system call, because the
 * C library protects the two signals that it uses itself; all zeroes is the kernel's form of the default action. */
static void default_signals(void) {
    static const uint64_t plain[8];
    for (int s = 1; s < NSIG; s++) syscall(SYS_rt_sigaction, s, plain, NULL, sizeof(uint64_t));
}

static void open_signals(void) { /* undoes our own changes */
    signal(SIGPIPE, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

/* Drops every capability outside the set and passes none on: an empty inheritable set empties the ambient one
 * (capabilities(7)). */
static int keep_capabilities(uint32_t set) {
    struct __user_cap_header_struct head = {_LINUX_CAPABILITY_VERSION_3, 0};
    struct __user_cap_data_struct data[2];
    if (syscall(SYS_capget, &head, data)) return -1;
    data[0].permitted &= set, data[0].effective = data[0].permitted, data[0].inheritable = 0;
    data[1] = (struct __user_cap_data_struct){0};
    return syscall(SYS_capset, &head, data);
}

#define OURS (1u << CAP_SETUID | 1u << CAP_SETGID | 1u << CAP_KILL)

static int become(uid_t uid) { /* our supplementary groups are gone already */
    return setresgid(uid, uid, uid) || setresuid(uid, uid, uid);
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

/* One run: its request, and the files that its program reads and writes. */
struct job {
    const struct frame *frame;
    struct limits l;
    char **argv, **env;
    struct file *files;
    int in, out, err, packed; /* memfds; packed: the contents of the files to write, concatenated */
    uint64_t packed_size;
};

static int set_limits(const struct limits *l) { /* those that vary by run; serve() sets the others once */
    return limit(RLIMIT_STACK, l->memory) || limit_cpu(l->cpu_ns / BILLION + 3) || limit(RLIMIT_FSIZE, l->file_size);
}

static int become_the_program(const struct limits *l) {
    if (become(l->flags & COMPILE ? first_uid : first_uid + 1 + runs % 900)) return -1;
    if (l->processes && limit(RLIMIT_NPROC, l->processes)) return -1;
    return l->address_space ? limit(RLIMIT_AS, l->address_space) : 0;
}

/* Leaves only the program's three streams open, and with bubblewrap `report` as descriptor 3. Our own 0, 1 and 2 are
 * open, so the descriptors to move are none of these. */
static int set_descriptors(const struct job *j, int report) {
    if (report >= 0 && (report = fcntl(report, F_DUPFD_CLOEXEC, 10)) < 0) return -1;
    if (dup3(j->in, 0, 0) < 0 || dup3(j->out, 1, 0) < 0 || dup3(j->err, 2, 0) < 0) return -1;
    if (report >= 0 && dup3(report, 3, 0) < 0) return -1;
    unsigned first = report < 0 ? 3 : 4;
    if (syscall(__NR_close_range, first, ~0u, 0u))
        for (unsigned fd = first; fd < 1024; fd++) close(fd);
    return 0;
}

/* When memory runs out, the program is to be killed before its supervisor: a child inherits its parent's score. */
static struct {
    int fd;
    char usual[16];
} oom_score = {.fd = -1};

/* In a box, a non-dumpable process cannot even open its own /proc files: so this is done before any program runs. */
static void open_oom_score(void) {
    prctl(PR_SET_DUMPABLE, 1);
    oom_score.fd = open("/proc/self/oom_score_adj", O_RDWR | O_CLOEXEC);
    prctl(PR_SET_DUMPABLE, 0);
    if (oom_score.fd >= 0 && read(oom_score.fd, oom_score.usual, sizeof oom_score.usual - 1) <= 0) close(oom_score.fd), oom_score.fd = -1;
}

static void set_oom_score(const char *score) {
    if (oom_score.fd >= 0 && pwrite(oom_score.fd, score, strlen(score), 0) < 0) errno = 0; /* best effort */
}

static int is_missing(const char *command) { /* after execvp; reports it as a shell would */
    if (errno != ENOENT && errno != ENOTDIR) return 0;
    dprintf(2, "%s: %s\n", command, strerror(errno));
    return 1;
}

static char not_started[256]; /* the step that failed in the child, and why */

/* Runs in the child, which shares our memory until it executes the program; never returns. report: a descriptor for
 * bubblewrap's `exec`, else -1. */
static __attribute__((noinline, noreturn)) void start(const struct job *j, int report) {
    const char *step;
    sigset_t all;
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, NULL);
    if (!inside) prctl(PR_SET_PDEATHSIG, SIGKILL);
    setsid(); /* processes in our session may send us SIGCONT */
    if ((step = "setrlimit", set_limits(&j->l))) goto failed;
    if ((step = "setuid", inside && become_the_program(&j->l))) goto failed;
    if ((step = "write the files", j->l.filec && write_files(j->packed, j->files, j->l.filec))) goto failed;
    if (!j->l.argc) _exit(0);
    if ((step = "descriptors", set_descriptors(j, report))) goto failed;
    if ((step = "seccomp", inside && memory_fd < 0 && refuse_uncounted())) goto failed;
    open_signals();
    environ = j->env;
    execvp(j->argv[0], j->argv);
    if (is_missing(j->argv[0])) _exit(127);
    step = j->argv[0]; /* it exists but cannot be executed, which is our fault */
failed:
    snprintf(not_started, sizeof not_started, "%s: %s", step, strerror(errno));
    _exit(125);
}

/* ---- one run ------------------------------------------------------------------------------------------------- */

static int memfd(const char *name, unsigned flags) { return memfd_create(name, MFD_CLOEXEC | flags); }

/* Makes a memfd read-only for good. Retries for up to 2 s, as the kernel may briefly hold one of its pages (EBUSY). */
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
} child;

static pid_t reap(pid_t program) { /* returns what wait4 does: a pid, 0: none has ended, -1: none is left */
    struct rusage u;
    int status;
    pid_t pid = wait4(-1, &status, WNOHANG, &u);
    if (pid > 0) {
        if ((uint64_t)u.ru_maxrss * 1024 > child.peak) child.peak = (uint64_t)u.ru_maxrss * 1024;
        if (pid == program) child.done = 1, child.status = status;
    }
    return pid;
}

static sigset_t children; /* SIGCHLD alone: blocked, to be waited for; a handler would cost two more calls */

static void rest(uint64_t ns) { /* until a child ends or the time is up */
    struct timespec t = {ns / BILLION, ns % BILLION};
    sigtimedwait(&children, NULL, &t);
}

static void end_with_the_host(void) {
    struct pollfd host = {.fd = 0};
    if (poll(&host, 1, 0) > 0 && host.revents & (POLLHUP | POLLERR)) _exit(0);
}

/* Kills every process of the run and reaps until none is left. Returns -1 if some are left after 10 s. */
static int clear(pid_t program) {
    uint64_t deadline = now_ns() + 10 * BILLION;
    for (;;) {
        pid_t pid;
        while ((pid = reap(program)) > 0) {}
        if (pid < 0) return 0; /* orphans become our children: without children, nobody is left */
        if (inside)
            kill(-1, SIGKILL);
        else if (!child.done)
            kill(program, SIGKILL);
        if (now_ns() > deadline) return -1;
        end_with_the_host();
        rest(2000000);
    }
}

static void reply(const struct frame *f, struct outcome o, const char *detail, int out, int err, uint64_t output) {
    o.detail_size = strlen(detail);
    if (o.stdout_size > output) o.stdout_size = output;
    if (o.stderr_size > output) o.stderr_size = output;
    answer(EXECUTE, f->sequence, sizeof o + o.detail_size + o.stdout_size + o.stderr_size);
    give(&o, sizeof o);
    give(detail, o.detail_size);
    if (o.stdout_size) give_file(out, o.stdout_size);
    if (o.stderr_size) give_file(err, o.stderr_size);
}

/* What a run has used so far, relative to its start. */
static struct {
    uint64_t begin;                /* when it started */
    uint64_t cpu, resident;        /* the most seen */
    uint64_t looked, asleep, disk; /* the last look; time asleep or waiting for a disk by then */
    uint64_t noted, waited, slices; /* the last time that `note_idle` looked, and what it read */
    uint64_t ahead;                 /* time held up that the kernel has not counted yet */
    int uncounted;                 /* some children may be in no count */
} used;

/* The counts before a run and its input: CPU time, and what the group's memory holds. */
static struct {
    uint64_t group_cpu, own_cpu, children_cpu, held, ooms;
    uint64_t shared; /* what the box holds without a program: slow to read, and changed only by compiling */
} before;

static void count_before(int compiled) {
    if (compiled && memory_fd >= 0) before.shared = group_resident();
    before.ooms = number(oom_fd, "oom_kill"), before.held = number(memory_fd, NULL);
    before.group_cpu = group_cpu(), before.own_cpu = usage(RUSAGE_SELF), before.children_cpu = usage(RUSAGE_CHILDREN);
}

static void begin_counting(void) {
    memset(&child, 0, sizeof child);
    memset(&used, 0, sizeof used);
    used.begin = now_ns();
}

static uint64_t cpu_of_group(void) { /* without our own */
    uint64_t all = group_cpu() - before.group_cpu, own = usage(RUSAGE_SELF) - before.own_cpu;
    return all - (own < all ? own : all);
}

static int out_of_memory(const struct limits *l, uint64_t bytes) {
    return bytes > l->memory || number(oom_fd, "oom_kill") > before.ooms;
}

/* How long to wait before the next look: until a limit could be reached, but not so long that a program gets far beyond
 * one. */
static uint64_t pause_before_a_look(const struct limits *l) {
    static long cores;
    if (!cores) cores = sysconf(_SC_NPROCESSORS_ONLN);
    uint64_t wall = now_ns() - used.begin;
    int grouped = cpu_fd >= 0 && memory_fd >= 0; /* then the kernel holds the memory limit */
    uint64_t tick = grouped || wall >= 20000000 ? 10000000 : wall < 4000000 ? 2000000 : wall / 2;
    uint64_t left = wall < l->wall_ns ? l->wall_ns - wall : 0;
    uint64_t spare = (l->cpu_ns > used.cpu ? l->cpu_ns - used.cpu : 0) / cores;
    uint64_t pause = tick < left ? tick : left;
    return spare < pause ? (spare > 500000 ? spare : 500000) : pause;
}

/* What the program did since the last look, other than computing: what it does now stands for all of that time. Looks are
 * frequent, and a program that the machine holds up is ready to run at nearly all of them; also if the host of a virtual
 * machine does it, or the wait is not over yet, neither of which the kernel's own counts (schedstat) show. But these tell
 * more of one that sleeps so often that our looking at it decides whether it is just ready to run. */
static void note_idle(uint64_t idle, uint64_t wall) {
    struct family family = {.only_state = 1};
    descendants(getpid(), &family, 0);
    if (family.runnable && family.runnable <= FEW) {
        sched_yield(); /* our clock may have woken them for a moment; behind many we might wait long for our turn */
        family = (struct family){.only_state = 1};
        descendants(getpid(), &family, 0);
    }
    uint64_t slices = family.slices > used.slices ? family.slices - used.slices : 0;
    uint64_t waited = family.waited > used.waited ? family.waited - used.waited : 0;
    int sleeps_often = slices * SHORT_SLICE > wall - used.noted;
    used.noted = wall, used.slices = family.slices, used.waited = family.waited;
    if (family.state == READS_DISK)
        used.disk += idle;
    else if (family.state == RUNNABLE && !sleeps_often)
        used.ahead = used.ahead + idle > waited ? used.ahead + idle - waited : 0;
    else {
        uint64_t more = waited > used.ahead ? waited - used.ahead : 0, slept = used.asleep + idle;
        used.asleep = slept > more ? slept - more : 0; /* it may have waited since an earlier look */
        used.ahead = 0;
    }
}

/* The limit that the run has exceeded; -1: none. */
static int look(const struct job *j) {
    uint64_t wall = now_ns() - used.begin, resident = 0, out = size_of(j->out), err = size_of(j->err);
    uint64_t files = out + err + j->l.stdin_size + j->packed_size; /* memfds, which are in the group's memory but not its own */
    uint64_t cpu = used.cpu, passed = wall - used.looked;
    used.looked = wall;
    if (cpu_fd >= 0) used.cpu = cpu_of_group();
    if (cpu_fd < 0 || memory_fd < 0) {
        struct family family = {.cpu = usage(RUSAGE_CHILDREN) - before.children_cpu};
        descendants(getpid(), &family, 0);
        resident = family.resident;
        used.uncounted |= family.uncounted;
        if (cpu_fd < 0 && family.cpu > used.cpu) used.cpu = family.cpu;
        if (cpu_fd < 0 && used.uncounted && wall > used.cpu) used.cpu = wall; /* on one processor it is at most that */
    }
    uint64_t idle = cpu + passed > used.cpu ? cpu + passed - used.cpu : 0;
    if (idle <= passed / 8 || wall <= 20000000) /* do not slow down those that compute, nor short runs */
        used.asleep += idle;
    else
        note_idle(idle, wall);
    if (memory_fd >= 0 && number(memory_fd, NULL) > before.held + files + j->l.memory / 8) { /* slow: only after growth */
        resident = group_resident();
        resident -= before.shared + files < resident ? before.shared + files : resident;
    }
    if (resident > used.resident) used.resident = resident;
    if (out > j->l.output || err > j->l.output) return OUTPUT_LIMIT;
    if (out_of_memory(&j->l, resident)) return MEMORY_LIMIT;
    if (used.cpu > j->l.cpu_ns) return TIME_LIMIT;
    return wall > j->l.wall_ns ? WALL_LIMIT : -1;
}

/* Waits until the program ends (-1) or exceeds a limit, and returns which. */
static int watch(const struct job *j, pid_t program) {
    for (;;) {
        rest(pause_before_a_look(&j->l));
        while (reap(program) > 0) {}
        if (child.done) return -1;
        end_with_the_host();
        int cause = look(j);
        if (cause >= 0) return cause;
    }
}

static uint64_t cpu_in_all(void) {
    uint64_t cpu = usage(RUSAGE_CHILDREN) - before.children_cpu;
    if (!inside && used.cpu > cpu) cpu = used.cpu; /* processes killed with their namespace are charged to nobody */
    uint64_t all = cpu_fd >= 0 ? cpu_of_group() : 0;
    return all > cpu + cpu / 20 + 10000000 ? all : cpu; /* only the group counts children that nobody waited for */
}

static void tell_ending(const struct job *j, struct outcome *o, int cause) {
    int code = WEXITSTATUS(child.status), killed = child.done && WIFSIGNALED(child.status) ? WTERMSIG(child.status) : 0;
    if (cause == OUTPUT_LIMIT || o->stdout_size > j->l.output || o->stderr_size > j->l.output || (killed == SIGXFSZ && cause < 0))
        o->ending = OUTPUT_LIMIT;
    else if (cause == MEMORY_LIMIT || out_of_memory(&j->l, o->peak))
        o->ending = MEMORY_LIMIT;
    else if (cause == TIME_LIMIT || o->cpu_ns > j->l.cpu_ns || (killed == SIGXCPU && cause < 0))
        o->ending = TIME_LIMIT;
    else if (cause == WALL_LIMIT)
        o->ending = WALL_LIMIT;
    else
        o->ending = killed ? SIGNALED : EXITED, o->code = killed ? killed : code;
}

/* Whether the program was executed; if not, detail says why. report: where `exec` reports (bubblewrap), else -1. */
static int was_executed(const struct job *j, int report, char *detail, size_t size) {
    snprintf(detail, size, "%s", not_started);
    if (*detail) return 0;
    if (report < 0) return 1;
    ssize_t said = read(report, detail, size - 1);
    detail[said > 0 ? said : 0] = 0;
    if (said > 0 && *detail != EXECUTED) return 0;
    if (said <= 0) { /* bubblewrap made no box */
        ssize_t complaint = pread(j->err, detail, size - 1, 0);
        detail[complaint > 0 ? complaint : 0] = 0;
        if (complaint <= 0) snprintf(detail, size, "bubblewrap ended before the program");
        return 0;
    }
    if ((size_t)said >= 1 + sizeof child.status) memcpy(&child.status, detail + 1, sizeof child.status);
    *detail = 0;
    return 1;
}

static void run(const struct job *j) {
    struct outcome o = {.ending = FAILED};
    char detail[300] = "";
    int report[2] = {-1, -1};
    if (!inside && j->l.argc && pipe2(report, O_CLOEXEC)) die("pipe");
    *not_started = 0;
    pin(cpu_fd < 0 && j->l.slot < 0 && !(j->l.flags & COMPILE) ? (int)(runs % 4096) : j->l.slot);
    begin_counting();
    set_oom_score("1000");
    pid_t program = vfork();
    if (!program) start(j, report[1]);
    int failure = errno;
    set_oom_score(oom_score.usual);
    if (report[1] >= 0) close(report[1]);
    if (program < 0) {
        snprintf(detail, sizeof detail, "fork: %s", strerror(failure));
        if (report[0] >= 0) close(report[0]);
        reply(j->frame, o, detail, -1, -1, 0);
        return;
    }
    int cause = watch(j, program);
    o.wall_ns = now_ns() - used.begin;
    if (cause == WALL_LIMIT) {
        uint64_t own = used.cpu + used.asleep + used.disk;
        o.held_up_ns = o.wall_ns > own ? o.wall_ns - own : 0;
        o.disk_ns = used.disk;
    }
    int stuck = clear(program);
    o.cpu_ns = cpu_in_all();
    if (cause == TIME_LIMIT && o.cpu_ns < used.cpu) o.cpu_ns = used.cpu; /* report the time that exceeded the limit */
    o.peak = child.peak > used.resident ? child.peak : used.resident;
    o.stdout_size = size_of(j->out), o.stderr_size = size_of(j->err); /* no writers are left */
    int executed = was_executed(j, report[0], detail, sizeof detail);
    if (report[0] >= 0) close(report[0]);
    if (stuck)
        snprintf(detail, sizeof detail, "a process could not be ended");
    else if (executed)
        tell_ending(j, &o, cause);
    reply(j->frame, o, detail, j->out, j->err, j->l.output);
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

/* Reads a request's head of `size` bytes into a job; dies if its lengths do not add up to the frame's. */
static void read_head(struct job *j, char *head, uint32_t size) {
    uint64_t files_size = 0;
    take(head, size);
    meta = head, meta_end = head + size;
    memcpy(&j->l, chop(sizeof j->l), sizeof j->l);
    j->argv = chop_strings(j->l.argc);
    j->env = chop_strings(j->l.envc);
    if (j->l.filec > 1000) errno = EPROTO, die("too many files");
    j->files = calloc(j->l.filec + 1, sizeof *j->files);
    for (uint32_t i = 0; i < j->l.filec; i++) {
        struct file *file = j->files + i;
        file->mode = chop_u32() & 0777;
        memcpy(&file->size, chop(8), 8);
        uint32_t length = chop_u32();
        char *name = strndup(chop(length), length);
        if (!*name || strchr(name, '/') || !strcmp(name, ".") || !strcmp(name, "..")) errno = EPROTO, die("a file's name is wrong");
        file->name = name;
        if (__builtin_add_overflow(files_size, file->size, &files_size)) errno = EPROTO, die("a file's size is wrong");
    }
    uint64_t total = 4ull + size;
    if (meta != meta_end || __builtin_add_overflow(total, j->l.stdin_size, &total) || __builtin_add_overflow(total, files_size, &total) ||
        total != j->frame->length)
        errno = EPROTO, die("the request's lengths do not add up");
    j->packed_size = files_size;
}

static struct {
    int made, in, out, err;
} streams;

/* For the next run: its streams and the counts before it. Done after the previous run's answer, while the host is busy
 * anyway. */
static void get_ready(int compiled) {
    streams.in = memfd("stdin", MFD_ALLOW_SEALING), streams.out = memfd("stdout", 0), streams.err = memfd("stderr", 0);
    fcntl(streams.out, F_SETFL, O_APPEND), fcntl(streams.err, F_SETFL, O_APPEND);
    streams.made = 1;
    count_before(compiled);
}

/* Fills the memfds from the request; after that nobody can change the input. */
static int fill_files(struct job *j) {
    if (!streams.made) get_ready(1);
    streams.made = 0;
    j->in = streams.in, j->out = streams.out, j->err = streams.err;
    j->packed = j->l.filec ? memfd("files", 0) : -1;
    if (j->in < 0 || j->out < 0 || j->err < 0 || (j->l.filec && j->packed < 0)) die("memfd_create");
    int failed = take_into(j->in, j->l.stdin_size);
    failed = take_into(j->packed, j->packed_size) || failed;
    lseek(j->in, 0, SEEK_SET);
    if (j->l.filec) lseek(j->packed, 0, SEEK_SET);
    if (!failed && seal(j->in)) die("seal");
    return failed;
}

static void execute(const struct frame *f) {
    struct job j = {.frame = f};
    uint32_t size;
    take(&size, 4);
    if (size > MAX_META || f->length < 4ull + size) errno = EPROTO, die("the request's head is too long");
    char *head = malloc(size + 1);
    if (!head) die("malloc");
    read_head(&j, head, size);
    if (fill_files(&j)) {
        struct outcome o = {.ending = FAILED};
        reply(f, o, "no memory for the input", -1, -1, 0);
    } else {
        run(&j);
        runs++;
    }
    flush(); /* the host need not wait for the clean-up */
    close(j.in), close(j.out), close(j.err);
    if (j.packed >= 0) close(j.packed);
    free_strings(j.argv), free_strings(j.env);
    for (uint32_t i = 0; i < j.l.filec; i++) free((char *)j.files[i].name);
    free(j.files), free(head);
    get_ready(j.l.flags & COMPILE);
}

/* Sends one file of the work folder, e.g. a compiled program: u32 found, u32 mode, then its bytes. */
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

/* The box provides only a folder owned by root: the user who is to own the work folder makes it in there. */
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

static void serve_one(void) {
    struct frame f;
    take(&f, sizeof f);
    if (f.magic != MAGIC || f.zero) errno = EPROTO, die("this is no frame");
    if (f.kind == EXECUTE && f.length >= 4 + sizeof(struct limits))
        execute(&f);
    else if (f.kind == FETCH)
        fetch(&f);
    else if (f.kind == NEXT && !f.length && boxed)
        _exit(ENDED);
    else if (f.kind == HELLO && !f.length) {
        uint32_t facts[4] = {3, memory_fd < 0 ? 0 : second_version + 1, cpu_fd >= 0, inside};
        answer(HELLO, f.sequence, sizeof facts);
        give(facts, sizeof facts);
    } else if (f.kind == QUIT)
        _exit(0);
    else
        errno = EPROTO, die("this kind of request is not known");
    flush();
}

static __attribute__((noreturn)) void serve(void) {
    default_signals();
    signal(SIGPIPE, SIG_IGN);
    sigemptyset(&children);
    sigaddset(&children, SIGCHLD);
    sigprocmask(SIG_BLOCK, &children, NULL);
    if (limit(RLIMIT_CORE, 0) || limit(RLIMIT_MEMLOCK, 0) || limit(RLIMIT_MSGQUEUE, 0) || limit(RLIMIT_NOFILE, 1024)) die("setrlimit");
    open_oom_score();
    umask(022);
    if (chdir(work)) die(work);
    if (inside && keep_capabilities(OURS)) die("capset");
    if (inside && allow_calls()) die("seccomp");
    if (!inside) prctl(PR_SET_CHILD_SUBREAPER, 1);
    for (;;) serve_one();
}

/* ---- boxes: namespaces for one submission --------------------------------------------------------------------
 *
 * The keeper (PID 1 of a container) makes a child in new user, PID, mount, IPC, network, UTS and cgroup namespaces. The
 * child is root only inside: it has a range of user ids of its own, none of the container's. It makes its mounts, drops
 * every capability that a supervisor does not need, installs the programs' filter, and serves the keeper's streams.
 * When it exits, the kernel kills every process of its namespace and takes down its mounts, files, queues and sockets;
 * only then does the next box serve. So nothing of one submission is left for the next, and the keeper, which programs
 * cannot see, never reads what they wrote. */

#define NAMESPACES (CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWIPC | CLONE_NEWNET | CLONE_NEWUTS | CLONE_NEWCGROUP)
enum { IDS = 1000, FIRST_ID = 20000, RANGES = 40 };

static int write_text(pid_t pid, const char *name, const char *text) {
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/%s", pid, name);
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    int failed = fd < 0 || write(fd, text, strlen(text)) < 0;
    if (fd >= 0) close(fd);
    return failed;
}

/* Maps the box's root and its programs' users to a range of our ids that the previous box did not have. */
static int map_ids(pid_t pid, unsigned number) {
    char map[96];
    unsigned base = FIRST_ID + number % RANGES * IDS;
    snprintf(map, sizeof map, "0 %u 1\n%u %u %u\n", base, first_uid, base + 1, IDS - 1);
    if (write_text(pid, "uid_map", map) || write_text(pid, "gid_map", map)) return -1;
    snprintf(map, sizeof map, "0 %u 1\n", base); /* else anybody in the box may write it: that takes no capability */
    return write_text(pid, "projid_map", map);
}

static void cover(const char *path) { /* a missing path needs no cover */
    static const char *empty; /* a folder covered earlier: mounting it again is cheaper than a new file system */
    unsigned long flags = MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC;
    struct stat s;
    int failed;
    if (stat(path, &s)) return;
    if (!S_ISDIR(s.st_mode))
        failed = mount("/dev/null", path, NULL, MS_BIND, NULL);
    else if (empty)
        failed = mount(empty, path, NULL, MS_BIND, NULL);
    else
        failed = mount("none", empty = path, "tmpfs", flags, "size=4k,nr_inodes=2,mode=555");
    if (failed) die(path);
}

static void make_read_only(const char *path) {
    if (access(path, F_OK)) return;
    unsigned long flags = MS_BIND | MS_NOSUID | MS_NODEV | MS_NOEXEC;
    if (mount(path, path, NULL, MS_BIND, NULL) || mount(NULL, path, NULL, flags | MS_REMOUNT | MS_RDONLY, NULL)) die(path);
}

static void make_mounts(void) {
    /* both as Docker does in a container; /dev/pts: no program needs terminals or their queues */
    static const char *const read_only[] = {"/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys"};
    static const char *const covered[] = {"/proc/acpi", "/proc/asound", "/proc/interrupts", "/proc/kcore", "/proc/keys", "/proc/key-users",
        "/proc/kmsg", "/proc/latency_stats", "/proc/sched_debug", "/proc/scsi", "/proc/sysrq-trigger", "/proc/timer_list",
        "/proc/timer_stats", "/dev/pts", "/dev/mqueue", "/dev/shm"};
    char parent[PATH_MAX];
    snprintf(parent, sizeof parent, "%s", work);
    *strrchr(parent, '/') = 0;
    if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL)) die("make mounts private");
    if (mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL)) die("mount /proc");
    for (size_t i = 0; i < sizeof covered / sizeof *covered; i++) cover(covered[i]);
    for (size_t i = 0; i < sizeof read_only / sizeof *read_only; i++) make_read_only(read_only[i]);
    if (mount("box", parent, "tmpfs", MS_NOSUID | MS_NODEV, "size=512m,nr_inodes=64k,mode=755")) die("mount the work folder");
    if (mkdir(work, 0755) || chown(work, first_uid, first_uid)) die("make the work folder");
}

/* In the child, once its ids are mapped: everything that makes it an ordinary supervisor. */
static void make_box(void) {
    if (setgroups(0, NULL) || setresgid(0, 0, 0) || setresuid(0, 0, 0)) die("be the box's root");
    if (prctl(PR_SET_PDEATHSIG, SIGKILL)) die("prctl");
    make_mounts();
    for (int capability = 0; capability < 64; capability++)
        if (capability >= 32 || !(OURS >> capability & 1)) prctl(PR_CAPBSET_DROP, capability); /* unknown ones fail */
    boxed = inside = 1;
}

struct box {
    pid_t pid;
    int go; /* the first byte means: the ids are mapped; the second: serve */
};

static void wait_for(int go) {
    char byte;
    if (read(go, &byte, 1) != 1) _exit(1); /* the keeper is gone */
}

static struct box prepare_box(unsigned number) { /* pid -1: none could be made */
    int go[2];
    if (pipe2(go, O_CLOEXEC)) die("pipe");
    struct box box = {syscall(SYS_clone, NAMESPACES | SIGCHLD, NULL, NULL, NULL, NULL), go[1]};
    if (!box.pid) {
        close(go[1]);
        wait_for(go[0]);
        make_box();
        wait_for(go[0]);
        close(go[0]);
        serve();
    }
    close(go[0]);
    if (box.pid > 0 && !map_ids(box.pid, number) && write(box.go, "", 1) == 1) return box;
    int failure = errno;
    close(box.go); /* which ends the child, if there is one */
    if (box.pid > 0) waitpid(box.pid, NULL, 0);
    errno = failure;
    return (struct box){-1, -1};
}

static int let_serve(const struct box *box) {
    if (box->pid < 0 || write(box->go, "", 1) != 1) return -1;
    close(box->go);
    return 0;
}

static void wait_until_ended(const struct box *box) {
    int status;
    while (waitpid(box->pid, &status, 0) < 0)
        if (errno != EINTR) die("wait for a box");
    if (!WIFEXITED(status) || WEXITSTATUS(status) != ENDED) _exit(WIFEXITED(status) ? WEXITSTATUS(status) : 3);
}

/* The next box is made while the current one serves: making namespaces is mostly waiting for the kernel. A program that
 * uses up the container's processes or memory can only delay it. */
static void keep(unsigned number) {
    default_signals();
    signal(SIGPIPE, SIG_IGN);
    for (struct box box = prepare_box(number);;) {
        if (let_serve(&box)) {
            if (box.pid > 0) waitpid(box.pid, NULL, 0);
            box = prepare_box(++number);
            if (let_serve(&box)) die("make namespaces");
        }
        struct box next = prepare_box(++number);
        wait_until_ended(&box);
        box = next;
    }
}

/* Connects to a socket of the host and uses it instead of the streams that the daemon attaches, which go through three
 * more processes each way. The host accepts one connection and removes the socket, so that no program finds it. */
static void meet(const char *path) {
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    snprintf(at.sun_path, sizeof at.sun_path, "%s", path);
    if (fd < 0 || connect(fd, (struct sockaddr *)&at, sizeof at))
        dprintf(2, "supervisor: %s: %s\n", path, strerror(errno)); /* the host falls back to the attached streams */
    else if (dup2(fd, 0) || dup2(fd, 1) != 1)
        die("dup2");
    if (fd >= 0) close(fd);
}

/* Joins control groups, each given by its cgroup.procs, then executes the command after --. */
static void enter(char **words) {
    for (; *words && strcmp(*words, "--"); words++) {
        int fd = open(*words, O_WRONLY | O_CLOEXEC);
        if (fd < 0 || write(fd, "0", 1) < 0) die(*words);
        close(fd);
    }
    if (words[0] && words[1]) execvp(words[1], words + 1);
    die("enter");
}

static struct {
    const char *memory_group, *cpu_group, *meet;
    uint64_t processes, address_space;
    unsigned number;
} options;

/* Reads `--name value` pairs and returns the words after them; NULL if a name is unknown. */
static char **read_options(char **words) {
    for (; words[0] && words[1] && !strncmp(words[0], "--", 2) && strcmp(words[0], "--"); words += 2) {
        if (!strcmp(words[0], "--work")) work = words[1];
        else if (!strcmp(words[0], "--uid")) first_uid = atoi(words[1]);
        else if (!strcmp(words[0], "--number")) options.number = atoi(words[1]);
        else if (!strcmp(words[0], "--meet")) options.meet = words[1];
        else if (!strcmp(words[0], "--memory-group")) options.memory_group = words[1];
        else if (!strcmp(words[0], "--cpu-group")) options.cpu_group = words[1];
        else if (!strcmp(words[0], "--processes")) options.processes = strtoull(words[1], NULL, 10);
        else if (!strcmp(words[0], "--address-space")) options.address_space = strtoull(words[1], NULL, 10);
        else return NULL;
    }
    return words;
}

static __attribute__((noreturn)) void not_executed(int report, const char *step) {
    dprintf(report, "%s: %s", step, strerror(errno));
    _exit(125);
}

static __attribute__((noreturn)) void be_confined(char **command, int report) {
    if (options.processes && limit(RLIMIT_NPROC, options.processes)) not_executed(report, "setrlimit");
    if (options.address_space && limit(RLIMIT_AS, options.address_space)) not_executed(report, "setrlimit");
    if (allow_calls() || (options.address_space && refuse_uncounted())) not_executed(report, "seccomp");
    execvp(command[0], command);
    if (is_missing(command[0])) _exit(127);
    not_executed(report, command[0]);
}

/* As PID 1 of one run. The program runs as the same user, so we must not be dumpable: descriptor 3 leads to `serve`. */
static int confine(char **command) {
    enum { REPORT = 3 };
    int status = 0, started[2];
    char said[256] = {EXECUTED};
    if (prctl(PR_SET_DUMPABLE, 0) || fcntl(REPORT, F_SETFD, FD_CLOEXEC) || pipe2(started, O_CLOEXEC)) not_executed(REPORT, "pipe");
    pid_t program = fork();
    if (program < 0) not_executed(REPORT, "fork");
    if (!program) be_confined(command, started[1]);
    close(0), close(1), close(2), close(started[1]);
    ssize_t failure = read(started[0], said, sizeof said); /* end of file: it was executed */
    if (write(REPORT, said, failure > 0 ? failure : 1) < 0 || failure > 0) return 125;
    while (waitpid(-1, &status, 0) != program) {}
    kill(-1, SIGKILL); /* then wait for them, so that what they used is in our count */
    while (waitpid(-1, NULL, 0) > 0 || errno == EINTR) {}
    return write(REPORT, &status, sizeof status) < 0;
}

int main(int argc, char **argv) {
    const char *verb = argc > 1 ? argv[1] : "";
    if (!strcmp(verb, "enter")) enter(argv + 2);
    char **rest_of = argc > 1 ? read_options(argv + 2) : NULL;
    if (rest_of && options.meet) meet(options.meet);
    if (rest_of && !strcmp(verb, "serve")) {
        inside = getpid() == 1 && getuid() == 0;
        if (inside && setgroups(0, NULL)) die("setgroups");
        if (inside && access(work, F_OK)) make_work();
        open_cgroup(options.memory_group, options.cpu_group);
        serve();
    }
    if (rest_of && !strcmp(verb, "keep")) {
        open_cgroup(options.memory_group, options.cpu_group);
        keep(options.number);
    }
    if (rest_of && !strcmp(verb, "exec") && rest_of[0] && rest_of[1]) return confine(rest_of + 1);
    fprintf(stderr, "usage: supervisor serve | keep | enter | exec\n");
    return 2;
}
