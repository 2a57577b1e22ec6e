"""`kyoso stress` as a person or a program runs it, on the demo's problems."""

READ_A = "n = int(input())\nlaps = list(map(int, input().split()))\n"
RIGHT_A = READ_A + "print(sum(now < before for before, now in zip(laps, laps[1:])))\n"
# The samples have no lap of more than 300 seconds.
WRONG_A = READ_A + "print(sum(now < before <= 300 for before, now in zip(laps, laps[1:])))\n"
CRASHES_A = READ_A + "assert max(laps) < 400\n" + RIGHT_A.removeprefix(READ_A)


def test_two_programs_that_differ_are_shown_side_by_side_on_a_small_input(kyoso, site, program, tmp_path):
    mine, other = program(WRONG_A, "mine.py"), program(RIGHT_A, "slow.py")
    done = kyoso("stress", mine, "kyoso_demo_a", "--against", other, "--seed", "1", "--keep", tmp_path / "kept.in")
    assert done.code == 1, done.err
    assert "WA" in done.out and "the other" in done.out and "yours" in done.out
    count, laps = (tmp_path / "kept.in").read_text().splitlines()
    assert int(count) == len(laps.split()) == 2
    assert 301 <= max(map(int, laps.split())) < 1000  # shrinking is limited in time, and a busy machine shrinks less
    (case,) = (tmp_path / "home" / "cases" / "kyoso_demo_a").iterdir()
    assert case.read_text() == (tmp_path / "kept.in").read_text()


def test_a_crash_is_found_without_another_program_and_reported_as_json(kyoso, site, program, tmp_path):
    done = kyoso("stress", program(CRASHES_A, "mine.py"), "kyoso_demo_a", "--seed", "3", "--json")
    assert done.code == 1, done.err
    (row,) = done.rows
    found = row["found"]
    assert (row["verdict"], found["verdict"], found["stdin"]) == ("RE", "RE", "1\n400\n")
    assert "AssertionError" in found["stderr"]
    assert (tmp_path / "home" / found["case"]).read_text() == found["stdin"]


def test_nothing_found_is_exit_code_0_and_the_same_seed_gives_the_same_inputs(kyoso, site, program):
    command = ("stress", program(RIGHT_A, "mine.py"), "kyoso_demo_a", "--cases", "25", "--seed", "7", "--json")
    done = kyoso(*command)
    assert done.code == 0, done.err
    assert (done.rows[0]["found"], done.rows[0]["cases"], done.rows[0]["seed"]) == (None, 25, 7)
    assert "nothing found" in kyoso(*command[:-1]).out


def test_a_program_that_fails_a_sample_is_reported_before_any_search(kyoso, site, programs):
    done = kyoso("stress", programs / "kyoso_demo_a" / "wa.py", "kyoso_demo_a")
    assert done.code == 1
    assert "test 1  WA" in done.out and "expected" in done.out


def test_json_has_the_same_keys_wherever_the_program_fails(kyoso, site, program, programs):
    (sample,) = kyoso("stress", programs / "kyoso_demo_a" / "wa.py", "kyoso_demo_a", "--json").rows
    (found,) = kyoso("stress", program(CRASHES_A, "mine.py"), "kyoso_demo_a", "--json").rows
    assert (sample["found"]["case"], sample["seed"]) == ("1", None)
    assert (list(sample), list(sample["found"])) == (list(found), list(found["found"]))


def test_a_reference_that_fails_the_samples_is_refused(kyoso, site, program, programs):
    wrong = programs / "kyoso_demo_a" / "wa.py"
    done = kyoso("stress", program(RIGHT_A, "mine.py"), "kyoso_demo_a", "--against", wrong)
    assert done.code == 2
    assert "WA on the samples" in done.err


def test_given_tests_produce_a_real_verdict(kyoso, site, program, tmp_path):
    for folder in ("in", "out"):
        (tmp_path / "tests" / folder).mkdir(parents=True)
    for name, laps, answer in (("01", "50 40", 1), ("02", "500 40", 1)):
        (tmp_path / "tests" / "in" / name).write_text(f"2\n{laps}\n")
        (tmp_path / "tests" / "out" / name).write_text(f"{answer}\n")
    command = ("stress", program(WRONG_A, "mine.py"), "kyoso_demo_a", "--tests", tmp_path / "tests")
    done = kyoso(*command)
    assert done.code == 1
    assert "test 02  WA" in done.out and "500 40" in done.out
    (row,) = kyoso(*command, "--json").rows
    assert (row["verdict"], row["official"], row["found"]["confidence"]) == ("WA", True, 1.0)
    assert kyoso("stress", program(RIGHT_A, "right.py"), *command[2:]).code == 0
