// Uses up what the kernel has a limited number of: terminals, asynchronous I/O, sockets of odd families, quotas.
#include <cstdio>
#include <initializer_list>
#include <cstdlib>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

static bool attacked() {
    char word[16] = "";
    return std::scanf("%15s", word) == 1 && word[0] == 'a';
}

int main() {
    if (!attacked()) return std::puts("42"), 0;
    if (posix_openpt(O_RDWR | O_NOCTTY) >= 0 || open("/dev/ptmx", O_RDWR) >= 0) return std::puts("a terminal"), 0;
    unsigned long context = 0;
    if (syscall(SYS_io_setup, 128, &context) == 0) return std::puts("asynchronous I/O"), 0;
    for (int family = 0; family < 64; family++)
        for (int type : {SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET, SOCK_RAW}) {
            int pair[2];
            if (family != AF_UNIX && socketpair(family, type, 0, pair) == 0) return std::printf("family %d\n", family), 0;
        }
    const long calls[] = {SYS_quotactl, SYS_fanotify_init, SYS_landlock_create_ruleset, SYS_memfd_secret, SYS_pidfd_getfd,
                          SYS_process_madvise, SYS_move_pages, SYS_set_mempolicy, SYS_lookup_dcookie, SYS_vhangup};
    for (long call : calls)
        if (syscall(call, 0, 0, 0, 0, 0, 0) >= 0) return std::printf("call %ld\n", call), 0;
    std::puts("42");
}
