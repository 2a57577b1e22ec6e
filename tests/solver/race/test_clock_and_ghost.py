"""The race's clock, and the ghost's draws."""

import gzip
import json
import math
import random
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

import pytest

from problems.resources import ProblemModel, _models
from solver.race.clock import RaceClock, awake_s, minutes
from solver.race.ghost import draw_s, median_s, rng_of

MODELS = Path(__file__).parents[4] / "shared" / "data" / "problem-models.json.gz"
MODEL = ProblemModel(-0.00101, 8.61, 0.37, 1088, False)


def test_the_clock_is_one_that_stands_still_while_the_machine_sleeps():
    # Of Linux's two monotonic clocks, CLOCK_MONOTONIC is the one that does not count sleep.
    if not hasattr(time, "CLOCK_MONOTONIC"):
        pytest.skip("no clock_gettime here")
    before = time.clock_gettime(time.CLOCK_MONOTONIC)
    shown = awake_s()
    assert before <= shown <= time.clock_gettime(time.CLOCK_MONOTONIC)
    assert "CLOCK_MONOTONIC" in time.get_clock_info("monotonic").implementation
    assert time.get_clock_info("monotonic").monotonic and not time.get_clock_info("monotonic").adjustable


def test_an_hour_of_sleep_does_not_move_the_races_clock():
    # After sleep CLOCK_BOOTTIME is ahead of CLOCK_MONOTONIC; a time namespace (Linux 5.6) has the same effect.
    program = (
        "import time; from solver.race.clock import awake_s; print(time.clock_gettime(time.CLOCK_BOOTTIME), awake_s())"
    )
    if shutil.which("unshare") is None:
        pytest.skip("no unshare here")
    asleep = ["unshare", "--time", "--fork", "--boottime", "3600"]
    before_boot, before = time.clock_gettime(time.CLOCK_BOOTTIME), awake_s()
    done = subprocess.run([*asleep, sys.executable, "-c", program], capture_output=True, text=True, check=False)
    if "unshare" in done.stderr:
        pytest.skip(f"no time namespaces here: {done.stderr.strip()}")
    boot, shown = map(float, done.stdout.split())
    assert boot - before_boot > 3600
    assert before < shown <= awake_s()


def test_the_clock_shows_zero_until_it_is_started():
    readings = iter([100.0, 100.0, 103.5])
    clock = RaceClock(lambda: next(readings))
    assert clock.now_s() == 0
    clock.start()
    assert clock.now_s() == 0
    assert clock.now_s() == 3.5


def test_times_are_shown_in_minutes_and_seconds_and_with_hours_if_needed():
    assert [minutes(t) for t in (-1, 0, 221.9, 3723)] == ["00:00", "00:00", "03:41", "1:02:03"]


@pytest.mark.parametrize("rating", [400, 1200, 2400])
def test_the_median_of_100000_draws_is_the_models_within_two_percent(rating):
    rng = random.Random(7)
    drawn = statistics.median(draw_s(MODEL, rating, rng) for _ in range(100_000))
    assert drawn == pytest.approx(math.exp(-0.00101 * rating + 8.61), rel=0.02)


def test_the_variance_of_the_draws_is_the_models():
    rng = random.Random(7)
    logs = [math.log(draw_s(MODEL, 1200, rng)) for _ in range(100_000)]
    assert statistics.variance(logs) == pytest.approx(0.37, rel=0.02)


def test_the_same_seed_draws_the_same_time_and_another_seed_another():
    def drawn(seed):
        return draw_s(MODEL, 1200, rng_of(seed, 1200, "abc417_e"))

    assert drawn(1) == drawn(1) != drawn(2)


def test_a_problem_without_a_time_model_has_no_ghost():
    bare = ProblemModel(None, None, None, 1088, False)
    assert median_s(bare, 1200) is None
    assert draw_s(bare, 1200, random.Random(1)) is None


def test_every_real_time_model_gives_a_time_within_a_lifetime():
    if not MODELS.exists():
        pytest.skip("shared data absent")
    models = _models(gzip.decompress(MODELS.read_bytes()))
    assert json.loads(gzip.decompress(MODELS.read_bytes())).keys() == models.keys()
    times = [draw_s(model, 1200, random.Random(1)) for model in models.values()]
    known = [seconds for seconds in times if seconds is not None]
    assert len(known) > 1000
    assert all(0 < seconds < 1e9 for seconds in known)
