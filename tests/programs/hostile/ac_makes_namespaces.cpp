// Tries every way to get new namespaces or those of another process.
#include <cstdio>
#include <initializer_list>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static bool attacked() {
    char word[16] = "";
    return std::scanf("%15s", word) == 1 && word[0] == 'a';
}

int main() {
    if (!attacked()) return std::puts("42"), 0;
    const int kinds[] = {CLONE_NEWUSER, CLONE_NEWNS, CLONE_NEWPID, CLONE_NEWNET, CLONE_NEWIPC, CLONE_NEWUTS, CLONE_NEWCGROUP, 0x80};
    for (int kind : kinds) {
        if (unshare(kind) == 0) return std::printf("unshared %x\n", kind), 0;
        for (int flags : {kind, kind | CLONE_NEWUSER}) {
            long pid = syscall(SYS_clone, flags | SIGCHLD, 0, 0, 0, 0);
            if (pid == 0) _exit(0);
            if (pid > 0) return std::printf("cloned %x\n", flags), 0;
            unsigned long long arguments[11] = {static_cast<unsigned long long>(flags), 0, 0, 0, SIGCHLD};
            pid = syscall(SYS_clone3, arguments, sizeof arguments);
            if (pid == 0) _exit(0);
            if (pid > 0) return std::printf("cloned anew %x\n", flags), 0;
        }
    }
    for (const char *name : {"user", "mnt", "pid", "net", "ipc", "uts", "cgroup", "time"})
        for (const char *whose : {"self", "1"}) {
            char path[64];
            std::snprintf(path, sizeof path, "/proc/%s/ns/%s", whose, name);
            int fd = open(path, O_RDONLY);
            if (fd >= 0 && syscall(SYS_setns, fd, 0) == 0) return std::printf("entered %s\n", path), 0;
        }
    std::puts("42");
}
