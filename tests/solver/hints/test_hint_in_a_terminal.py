"""The levels of hints in a real terminal, one after the other, as a learner reads them."""

from tests.solver.hints.leaky_model import GOOD
from tests.solver.hints.test_hint_command import MODEL
from tests.solver.race.terminal import terminal

SIMPLE = "Look at two laps that touch. Was the second one quicker? That is all you have to decide, each time."
LEAK = "Just do this: for i in range(1, n): if t[i] < t[i-1]: c += 1"


def words(text):
    return " ".join(text.split())


def test_enter_shows_the_next_level_and_a_question_mark_simpler_words(kyoso, site, serve):
    server = serve({2: [GOOD[2], SIMPLE], 3: LEAK})
    with terminal(["hint", "kyoso_demo_a", *MODEL], rows=50) as screen:
        shown = screen.wait_for("[Enter: level 2, ?: in simpler words, q: quit]")
        assert GOOD[1] in words(shown)
        assert "Level 1 of 4: what is asked" in shown
        screen.type("\n")
        screen.wait_for("Enter: level 3")
        screen.type("?\n")
        assert SIMPLE in words(screen.wait_for(lambda text: text.count("Level 2 of 4") == 2 and "each time." in text))
        screen.type("\n")
        shown = screen.wait_for("Enter: level 4")
        assert "Withheld: whatever the model wrote gave too much away." in words(shown)
        assert "[Enter: level 4, ?: ask again, q: quit]" in shown
        screen.type("\n")
        shown = screen.wait_for("editorial")
        assert GOOD[4] in words(shown)
        screen.wait_for("[?: in simpler words, q: quit]")
        screen.type("q\n")
        screen.end()
        assert b"range" not in screen.written
        assert b"zip(laps" not in screen.written
    assert server.asked[:3] == ["solve", "hint-1", "hint-2"]
    assert [view["level"] for view in kyoso("hint", "--history", "--json").rows] == [1, 2, 2, 4]


def test_if_no_key_helps_the_last_line_names_the_option_that_does(kyoso, site, serve):
    serve(solves=False)
    with terminal(["hint", "kyoso_demo_a", *MODEL], rows=50) as screen:
        for level in (2, 3, 4):
            screen.wait_for(f"[Enter: level {level}")
            screen.type("\n")
        assert screen.end() == 1
        assert "--unverified shows it all the same" in words(screen.text)


def test_next_levels_are_written_ahead_but_count_as_seen_only_once_shown(kyoso, site, serve):
    server = serve()
    for shown, levels in ((1, [1]), (2, [1, 1, 2])):
        with terminal(["hint", "kyoso_demo_a", *MODEL], rows=50) as screen:
            screen.wait_for("[Enter: level 2")
            server.wait_for("hint-4")
            for level in range(1, shown):
                screen.type("\n")
                screen.wait_for(f"[Enter: level {level + 2}")
            screen.type("q\n")
            assert screen.end() == 0
        assert [view["level"] for view in kyoso("hint", "--history", "--json").rows] == levels
    assert server.asked == ["solve", "hint-1", "hint-2", "hint-3", "hint-4"]  # the second run asked nothing


def test_ctrl_c_while_the_next_level_is_written_ends_and_leaves_the_log_whole(kyoso, site, serve):
    server = serve(hold=3)
    with terminal(["hint", "kyoso_demo_a", *MODEL], rows=50) as screen:
        screen.wait_for("[Enter: level 2")
        server.wait_for("hint-3")
        screen.type("\n")
        screen.wait_for("[Enter: level 3")
        screen.type("\n")
        screen.wait_for("writing hint 3")
        screen.interrupt()
        assert screen.end(timeout=60) == 130
    assert [view["level"] for view in kyoso("hint", "--history", "--json").rows] == [1, 2]
    server.hold = None
    for level in (1, 2, 3):
        assert kyoso("hint", "kyoso_demo_a", "--level", str(level), *MODEL).out.strip().endswith(GOOD[level])
    assert server.asked == ["solve", "hint-1", "hint-2", "hint-3", "hint-3"]


def test_a_question_mark_takes_precedence_over_what_is_written_ahead(kyoso, site, serve):
    server = serve({1: [GOOD[1], SIMPLE]}, hold=2)
    with terminal(["hint", "kyoso_demo_a", *MODEL], rows=50) as screen:
        screen.wait_for("[Enter: level 2")
        server.wait_for("hint-2")
        screen.type("?\n")
        assert SIMPLE in words(screen.wait_for(lambda text: text.count("[Enter: level 2") == 2))
        server.hold = None
        screen.type("\n")
        assert GOOD[2] in words(screen.wait_for("[Enter: level 3"))
        screen.type("q\n")
        assert screen.end() == 0


def test_end_of_input_ends_the_command(kyoso, site, serve):
    serve()
    with terminal(["hint", "kyoso_demo_a", *MODEL]) as screen:
        screen.wait_for("q: quit]")
        screen.type("\x04")
        assert screen.end() == 0
