/* What starting a program costs at the least, one means of isolation after the other: for each a supervisor with nothing else in it, which
 * is asked for a run over a socket and answers when the program has ended. Medians and 5 % of the best, in microseconds. Needs root. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
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
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "calls.h"

enum { SOCKET = 1, USER = 2, LIMITS = 4, NAMESPACES = 8, FILTER = 16, GROUP = 32, FILES = 64, OOM = 128, ALL = 255 };
static const char *const names[] = {"vfork, execute, wait", "+ asked over a socket", "+ another user each", "+ limits", "+ namespaces of a box",
    "+ list of system calls", "+ control group (v1)", "+ three memory files", "+ first to go where memory is short"};
static const char *const groups[] = {"memory", "pids", "cpuacct"};
static char *program;
static int null, adj = -1;

static void check(int failed, const char *what) {
    if (failed) perror(what), exit(1);
}

static void write_text(const char *path, const char *text) {
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    check(fd < 0 || write(fd, text, strlen(text)) < 0, path);
    close(fd);
}

static int in_order(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void install_filter(void) { /* as long as the supervisor's, though it refuses nothing */
    static const int calls[] = {ALLOWED_CALLS};
    static struct sock_filter rules[2048] = {BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr))};
    struct sock_fprog made = {1, rules};
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
        rules[made.len++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, calls[i], 0, 1);
        rules[made.len++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    }
    rules[made.len++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    check(syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_SPEC_ALLOW, &made), "seccomp");
}

static void set_limits(void) {
    static const struct {
        int what;
        rlim_t most;
    } limits[] = {{RLIMIT_STACK, 1 << 30}, {RLIMIT_CORE, 0}, {RLIMIT_MEMLOCK, 0}, {RLIMIT_MSGQUEUE, 0}, {RLIMIT_NOFILE, 1024}, {RLIMIT_CPU, 8},
        {RLIMIT_FSIZE, 1 << 24}};
    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) setrlimit(limits[i].what, &(struct rlimit){limits[i].most, limits[i].most});
}

static void run_once(int with) {
    static int runs;
    int streams[] = {null, null, null}, status = -1;
    uid_t user = 10001 + runs++ % 900;
    if (with & FILES) {
        for (int fd = 0; fd < 3; fd++) streams[fd] = memfd_create("stream", MFD_CLOEXEC | MFD_ALLOW_SEALING);
        fcntl(streams[0], F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL);
    }
    if (with & OOM) pwrite(adj, "1000", 4, 0);
    pid_t pid = vfork();
    if (!pid) {
        for (int fd = 0; fd < 3; fd++) dup2(streams[fd], fd);
        if (with & LIMITS) set_limits();
        if (with & USER && (setgroups(0, NULL) || setresgid(user, user, user) || setresuid(user, user, user))) _exit(1);
        execve(program, (char *[]){program, NULL}, (char *[]){"PATH=/usr/bin:/bin", NULL});
        _exit(1);
    }
    if (with & OOM) pwrite(adj, "0", 1, 0);
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {}
    check(status, "the program");
    for (int fd = 0; with & FILES && fd < 3; fd++) close(streams[fd]);
}

static void serve(int with, int fd) {
    char request[256];
    if (with & NAMESPACES) {
        check(setresgid(0, 0, 0) || setresuid(0, 0, 0), "be root");
        check(mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) || mount("proc", "/proc", "proc", 0, NULL), "mount");
    }
    prctl(PR_SET_DUMPABLE, 1);
    adj = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
    if (with & FILTER) install_filter();
    while (read(fd, request, sizeof request) > 0) {
        run_once(with);
        check(write(fd, request, 76) != 76, "answer");
    }
    _exit(0);
}

static int start_supervisor(int with) { /* the host's end of its socket */
    int ends[2], go[2];
    char path[64], number[16];
    check(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) || pipe2(go, O_CLOEXEC), "socketpair");
    int spaces = CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWIPC | CLONE_NEWNET | CLONE_NEWUTS | CLONE_NEWCGROUP;
    pid_t pid = syscall(SYS_clone, (with & NAMESPACES ? spaces : 0) | SIGCHLD, NULL, NULL, NULL, NULL);
    check(pid < 0, "clone");
    if (!pid) {
        close(ends[0]);
        check(read(go[0], number, 1) != 1, "go");
        serve(with, ends[1]);
    }
    snprintf(number, sizeof number, "%d", pid);
    for (int i = 0; with & GROUP && i < 3; i++) {
        snprintf(path, sizeof path, "/sys/fs/cgroup/%s/floor", groups[i]);
        mkdir(path, 0755);
        strcat(path, "/cgroup.procs");
        write_text(path, number);
    }
    for (int i = 0; with & NAMESPACES && i < 2; i++) {
        snprintf(path, sizeof path, "/proc/%d/%s", pid, i ? "gid_map" : "uid_map");
        write_text(path, "0 20000 1\n10000 20001 999\n");
    }
    check(write(go[1], "", 1) != 1, "go");
    close(go[0]), close(go[1]), close(ends[1]);
    return ends[0];
}

static void measure(int step, int with, int count) {
    double *took = calloc(count, sizeof *took);
    int fd = with & SOCKET ? start_supervisor(with) : -1;
    for (int i = 0; i < count; i++) {
        char bytes[256] = "";
        struct timespec from, to;
        clock_gettime(CLOCK_MONOTONIC, &from);
        if (fd < 0) run_once(0);
        else check(write(fd, bytes, 228) != 228 || read(fd, bytes, sizeof bytes) != 76, "ask");
        clock_gettime(CLOCK_MONOTONIC, &to);
        took[i] = (to.tv_sec - from.tv_sec) * 1e6 + (to.tv_nsec - from.tv_nsec) / 1e3;
    }
    if (fd >= 0) close(fd);
    while (wait(NULL) > 0) {}
    for (int i = 0; i < 3; i++) {
        char path[64];
        snprintf(path, sizeof path, "/sys/fs/cgroup/%s/floor", groups[i]);
        rmdir(path);
    }
    qsort(took, count, sizeof *took, in_order);
    printf("%-38s median %5.0f us   5 %% are below %5.0f us\n", names[step], took[count / 2], took[count / 20]);
    fflush(stdout);
    free(took);
}

int main(int argc, char **argv) {
    int count = argc > 2 ? atoi(argv[2]) : 0;
    if (count < 20) return fprintf(stderr, "usage: isolation_floor PROGRAM COUNT\n"), 2;
    program = argv[1];
    null = open("/dev/null", O_RDWR | O_CLOEXEC);
    for (int step = 0; 1 << step <= ALL + 1; step++) measure(step, (1 << step) - 1, count);
    return 0;
}
