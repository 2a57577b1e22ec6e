"""Whether a machine is fit to time programs."""

from pathlib import Path

import pytest

from sandbox.fitness import Fitness, Ticks, measure_fitness, noisy_settings, read_ticks


def test_first_line_of_proc_stat_is_read() -> None:
    text = "cpu  10 1 5 100 4 2 3 25 0 0\ncpu0 1 1 1 1 1 1 1 1 0 0\n"
    assert read_ticks(text) == Ticks(busy=21, steal=25, total=150)
    with pytest.raises(ValueError, match="begins with"):
        read_ticks("intr 1 2 3\n")


def test_steal_and_load_are_complaints_in_addition_to_the_settings() -> None:
    assert Fitness(2, 0.0, 0.05).complaints == ()
    assert len(Fitness(2, 0.2, 0.9, ("saves power",)).complaints) == 3


_CPU = "sys/devices/system/cpu"


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({f"{_CPU}/cpu0/cpufreq/scaling_governor": "powersave"}, "cpupower"),
        ({f"{_CPU}/smt/active": "1"}, "smt/control"),
        ({f"{_CPU}/intel_pstate/no_turbo": "0"}, "echo 1 | sudo tee /sys/devices/system/cpu/intel_pstate/no_turbo"),
        ({f"{_CPU}/cpufreq/boost": "1"}, "echo 0 | sudo tee /sys/devices/system/cpu/cpufreq/boost"),
        ({"sys/devices/cpu_core/cpus": "0-7", "sys/devices/cpu_atom/cpus": "8-15"}, "taskset -c 0-7"),
        ({f"{_CPU}/cpu0/cpu_capacity": "446", f"{_CPU}/cpu4/cpu_capacity": "1024"}, "taskset"),
        ({"proc/sys/kernel/randomize_va_space": "2"}, "ASLR"),
        ({"sys/kernel/mm/transparent_hugepage/enabled": "[always] madvise never"}, "echo madvise"),
    ],
)
def test_a_setting_that_distorts_times_is_named_with_what_changes_it(
    tmp_path: Path, files: dict[str, str], said: str
) -> None:
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content + "\n")
    (line,) = noisy_settings(tmp_path)
    assert said in line


def test_settings_as_isolate_asks_for_them_give_no_complaint(tmp_path: Path) -> None:
    fit = {
        f"{_CPU}/cpu0/cpufreq/scaling_governor": "performance",
        f"{_CPU}/smt/active": "0",
        f"{_CPU}/intel_pstate/no_turbo": "1",
        f"{_CPU}/cpufreq/boost": "0",
        f"{_CPU}/cpu0/cpu_capacity": "1024",
        f"{_CPU}/cpu1/cpu_capacity": "1024",
        "proc/sys/kernel/randomize_va_space": "0",
        "sys/kernel/mm/transparent_hugepage/enabled": "always [madvise] never",
    }
    for name, content in fit.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content + "\n")
    assert list(noisy_settings(tmp_path)) == []


def test_this_machine_can_be_looked_at() -> None:
    seen = measure_fitness(0.05)
    assert seen is not None
    assert seen.processors >= 1
    assert 0 <= seen.steal <= 1
    assert 0 <= seen.load <= 1
