/* A target for libFuzzer: the supervisor reads its frames from the fuzzer's bytes until they end or it gives up. The real code in one
 * translation unit; what would leave this process (reading, writing, forking, exiting) is taken over by the linker's --wrap. */
#define main supervisor_main
#include "supervisor.c"
#undef main

#include <setjmp.h>

static const uint8_t *bytes;
static size_t left;
static int active, known;
static jmp_buf ended;
static void *allocated[1 << 16]; /* what a request that gives up leaves to its process's end */

ssize_t __real_read(int fd, void *to, size_t size);
ssize_t __wrap_read(int fd, void *to, size_t size) {
    if (!active || fd != 0) return __real_read(fd, to, size);
    size_t n = size < left ? size : left;
    memcpy(to, bytes, n);
    bytes += n, left -= n;
    return n;
}

ssize_t __real_write(int fd, const void *from, size_t size);
ssize_t __wrap_write(int fd, const void *from, size_t size) { return active && fd == 1 ? (ssize_t)size : __real_write(fd, from, size); }

void __real__exit(int code) __attribute__((noreturn));
__attribute__((noreturn)) void __wrap__exit(int code) {
    if (active) longjmp(ended, 1);
    __real__exit(code);
}

int __wrap_dprintf(int fd, const char *format, ...) { return (void)fd, (void)format, 0; }
pid_t __wrap_vfork(void) { return errno = EAGAIN, -1; } /* no program is run: its answer says so */
pid_t __wrap_fork(void) { return errno = EAGAIN, -1; }
int __wrap_sched_setaffinity(pid_t pid, size_t size, const cpu_set_t *set) { return (void)pid, (void)size, (void)set, 0; }

static void *remember(void *made) {
    if (active && made && known < (int)(sizeof allocated / sizeof *allocated)) allocated[known++] = made;
    return made;
}
void *__real_malloc(size_t size);
void *__wrap_malloc(size_t size) { return remember(__real_malloc(size)); }
void *__real_calloc(size_t count, size_t size);
void *__wrap_calloc(size_t count, size_t size) { return remember(__real_calloc(count, size)); }
char *__real_strndup(const char *from, size_t size);
char *__wrap_strndup(const char *from, size_t size) { return remember(__real_strndup(from, size)); }
void __real_free(void *made);
void __wrap_free(void *made) {
    for (int i = known - 1; active && i >= 0; i--)
        if (allocated[i] == made) {
            allocated[i] = allocated[--known];
            break;
        }
    __real_free(made);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static int first = 100;
    work = getenv("FUZZ_WORK");
    bytes = data, left = size, known = 0;
    ready.size = 0, streams.made = inside = boxed = 0;
    active = 1;
    if (!setjmp(ended))
        for (;;) serve_one();
    active = 0;
    while (known) __real_free(allocated[--known]);
    for (int fd = 3; fd < first; fd++) { /* memory files of a request that gave up */
        char path[64], target[64];
        snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
        ssize_t n = readlink(path, target, sizeof target - 1);
        if (n > 0 && !strncmp(target, "/memfd:", 7)) close(fd);
    }
    return 0;
}
