# Tries to become root or another of the box's users: by ids, by id maps, by files that belong to them.
import ctypes
import os

if input() != "attack":
    print(42)
    raise SystemExit

libc = ctypes.CDLL(None)
for other in (0, 1, 10000, os.getuid() + 1, 65534):
    for call in (libc.setuid, libc.setgid, libc.setreuid, libc.setresuid, libc.setfsuid):
        call(other, other, other)
    if other in (*os.getresuid(), *os.getresgid()):
        print("became", other)
for name in ("uid_map", "gid_map", "setgroups", "projid_map"):
    for whose in ("self", "1"):
        try:
            with open(f"/proc/{whose}/{name}", "w") as file:
                file.write("0 0 1\n")
            print("mapped by", name)
        except OSError:
            pass
for path in (".", "/box", "/", "/proc/self"):
    for change in (lambda path: os.chown(path, os.getuid(), os.getgid()), lambda path: os.chmod(path, 0o777), os.chroot):
        try:
            change(path)
            print("changed", path)
        except OSError:
            pass
for name in ("sethostname", "setdomainname"):
    if getattr(libc, name)(b"mine", 4) == 0:
        print(name)
print(42)
