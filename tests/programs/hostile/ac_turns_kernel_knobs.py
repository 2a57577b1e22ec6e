# Tries what Docker hides or makes read-only under /proc and /sys, and every other knob.
import os

if input() != "attack":
    print(42)
    raise SystemExit

for name in ("kcore", "keys", "key-users", "kmsg", "timer_list", "sched_debug", "latency_stats", "interrupts"):
    try:
        with open(f"/proc/{name}", "rb") as file:
            if file.read(1):
                print("read", name)
    except OSError:
        pass
places = [("/proc", ["sysrq-trigger", "mtrr"])]
for top in ("/proc/sys", "/proc/irq", "/proc/bus", "/proc/fs", "/proc/acpi", "/proc/scsi", "/sys/kernel", "/sys/fs"):
    places += [(folder, names) for folder, _folders, names in os.walk(top)]
for folder, names in places:
    for name in names:
        try:
            os.close(os.open(os.path.join(folder, name), os.O_WRONLY))
            print("opened", folder, name)
        except OSError:
            pass
print(42)
