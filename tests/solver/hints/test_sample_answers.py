"""A sample's answer is recognized in figures, in words, in the story's terms, and next to the sample's input."""

import pytest

from problems.problem import Sample
from solver.hints.plain import plain
from solver.hints.sample_answers import tells_sample_answer

STATEMENT = "Each of $N$ hens lays $A_i$ eggs. How many boxes of 12 are needed?"


def samples(*pairs):
    return tuple(
        Sample(str(number), stdin.encode(), expected.encode())
        for number, (stdin, expected) in enumerate(pairs, start=1)
    )


EGGS = samples(("4\n7 15 9 3\n", "231\n"), ("2\n8 9\n", "5\n"), ("3\n1 2 3\n", "-1\n"))


@pytest.mark.parametrize(
    "text",
    [
        "The answer to sample 2 is 5.",
        "In the second example five boxes will do.",
        "For 7, 15, 9, 3 you get two hundred and thirty-one.",
        "全部で231箱になります。",
        "一つ目の例では二百三十一箱です。",
        "二つ目の例は五箱で足ります。",
        "The third sample cannot be done, so minus one is printed.",
        "With hens that lay 7, 15, 9 and 3 it comes to 231.",
        "例 2 を手で追うと 8 個で 1 箱、17 個で 5 箱です。",
        "3 つ目の例では方法がないため、マイナス 1 になります。",
    ],
)
def test_an_answer_is_recognized_however_it_is_told(text):
    assert tells_sample_answer(text, EGGS, STATEMENT)


@pytest.mark.parametrize(
    "text",
    [
        "In sample 1 there are 4 hens. How many eggs do they lay?",
        "二つ目の例には二羽しかいません。何が起きますか。",
        "A box holds 12 eggs, so 5 hens may fill one.",
        "Numbers from example 0 on are made up, and there is no sample 9.",
        "The sums need 64 bits.",
    ],
)
def test_other_numbers_are_no_answers(text):
    assert not tells_sample_answer(text, EGGS, STATEMENT)


@pytest.mark.parametrize(
    "text",
    [
        "In sample 1 all but one of the hens are fed.",
        "In sample 1 every hen except the last gets something.",
        "例 1 では 1 羽以外はすべて食べます。",
        "In sample 2 it happens exactly once.",
        "二つ目の例では一度だけ起きます。",
    ],
)
def test_an_answer_told_by_what_is_left_out_or_happens_once_is_recognized(text):
    fed = samples(("5\n7 15 9 3 8\n", "4\n"), ("6\n8 9 1 4 4 4\n", "1\n"))
    assert tells_sample_answer(plain(text), fed, STATEMENT)


def test_a_negative_answer_in_words_is_recognized_although_the_input_contains_it():
    lift = samples(("4 1\n2 5\n", "8\n"), ("3 2\n1 -7\n2 -3\n", "-3\n"))
    assert tells_sample_answer(plain("サンプル 2 で最後にいるのはマイナス 3 階です。"), lift, STATEMENT)
    assert tells_sample_answer("With the second input the lift can do no better than minus three.", lift, STATEMENT)


def test_an_answer_is_recognized_as_a_power_of_ten():
    huge = samples(("3 5\n", "11\n"), ("1 1000000000\n", "1000000000000000000\n"))
    assert tells_sample_answer("The second sample asks for $10^{18}$ already.", huge, STATEMENT)
    assert not tells_sample_answer("In the second sample there is one hen, and 10^9 boxes.", huge, STATEMENT)


def test_answers_that_are_verdicts_players_lists_or_decimals_are_recognized():
    verdicts = samples(("3\n1 1 2\n", "Yes\n"), ("3\n5 1 2\n", "No\n"))
    assert tells_sample_answer("The first sample works out.", verdicts, STATEMENT)
    assert tells_sample_answer("二つ目の例はうまくいかず、無理です。", verdicts, STATEMENT)
    assert not tells_sample_answer("Does the first sample work out?", verdicts, STATEMENT)
    players = samples(("7\n", "First\n"), ("4 1 1\n", "Second\n"))
    assert tells_sample_answer("一つ目の例では先手が必ず勝ちます。", players, STATEMENT)
    assert tells_sample_answer("With 4, 1, 1 the second player wins.", players, STATEMENT)
    assert not tells_sample_answer("In the first sample, who is better off?", players, STATEMENT)
    assert tells_sample_answer(
        "Sample 1 prints 3, then comes 1, and 2 is last.", samples(("3\n", "3\n1\n2\n")), STATEMENT
    )
    assert tells_sample_answer("The first example gives 0.75.", samples(("2\n", "0.75\n")), STATEMENT)


STAMPS = samples(("2 19\n5 3\n2 10\n", "5\n"), ("3 41\n20 1\n7 4\n3 9\n", "4\n"), ("5 1\n2 5\n", "-1\n"))
POSTAGE = "Pay exactly $M$ with as few stamps as possible. There are $N$ kinds."


@pytest.mark.parametrize(
    "text",
    [
        "Verify on the second sample, where 20 + 7 + 7 + 7 = 41 uses 4 stamps.",
        "例 2 の 41 円は 20 円 1 枚と 7 円 3 枚で作れて 4 枚、これが最小です。",
        "The third sample is the one where there is no way to pay.",
    ],
)
def test_an_answer_is_recognized_although_its_number_is_in_the_input_too(text):
    assert tells_sample_answer(text, STAMPS, POSTAGE)


@pytest.mark.parametrize(
    "text",
    [
        "In the second sample stamp 3 is cheap, and 4 and 9 say how many there are.",
        "サンプル 2 の種類 4 はありません。",
        "In the second sample, how many stamps of 7 should be taken?",
    ],
)
def test_the_index_of_a_thing_is_not_a_number_of_things(text):
    assert not tells_sample_answer(text, STAMPS, POSTAGE)


NONE_ONE_TWO = samples(("4\n1 2 3 4\n", "0\n"), ("3 5\n5 9 9\n", "1\n"), ("5 9\n8 6 7 7 9\n", "2\n"))


@pytest.mark.parametrize(
    "text",
    [
        "In sample 1 nothing is left over.",
        "For the first example there are no such pairs.",
        "In the first sample not a single pair fits.",
        "サンプル 1 では一組もできません。",
        "例 1 では条件を満たす組はありません。",
        "サンプル 1 の答えはゼロです。",
        "No box is needed in sample 1.",
        "例 1 では箱がいっぱいになることはありません。",
        "Sample 2 has only one such pair.",
        "In sample 2 a single box will do.",
        "例 2 では一つだけ見つかります。",
        "サンプル 2 ではひとつになります。",
        "In sample 3 there are two ways.",
        "3 つめのサンプルでは二通りあります。",
        "最後の例では二組が作れます。",
    ],
)
def test_none_one_and_two_are_answers_if_the_words_present_them_as_results(text):
    assert tells_sample_answer(plain(text), NONE_ONE_TWO, STATEMENT)


@pytest.mark.parametrize(
    "text",
    [
        "The first sample has no two equal numbers.",
        "In the second sample two hens lay the same number.",
        "In sample 2, is one box enough?",
        "サンプル 1 には 4 羽います。ひとつずつ見てみましょう。",
        "例 2 では二羽が同じ数を産みます。",
        "3 つ目の例では 7 が二つあります。どう扱いますか。",
    ],
)
def test_small_counts_of_things_in_the_input_are_no_answers(text):
    assert not tells_sample_answer(plain(text), NONE_ONE_TWO, STATEMENT)


@pytest.mark.parametrize(
    "text",
    [
        "根である村 1 の値が 16 で、サンプル 2 ではそこから村 2 が 27、村 3 が 13 と求まります。",
        "Sample 2, village by village:\n- village 1: 16\n- village 2: 27\n- village 3: 13",
    ],
)
def test_a_list_of_answers_is_recognized_with_labels_between_and_over_several_lines(text):
    assert tells_sample_answer(text, samples(("1\n4\n", "0\n"), ("2\n4 1 5\n", "16 27 13 22\n")), "How far is it?")


def test_a_hint_of_thousands_of_numbers_is_read_quickly():
    """Trying each number separately against the whole text would take two minutes."""
    lists = samples(("4\n30 10 20 10\n", "0 1 2 4\n"), ("6\n5 5 9 1 7 2\n", "0 0 0 3 4 8\n"))
    assert not tells_sample_answer("In sample 2 there is " + "5 " * 3_900, lists, STATEMENT)


def test_a_hint_that_repeats_the_inputs_numbers_many_times_is_read_quickly():
    sizes = samples(("9 8 7 6 5\n1 1 1\n", "0\n"))
    assert not tells_sample_answer("Of 5 you " + "see 9 8 7 6 " * 600, sizes, STATEMENT)


def test_counting_up_is_a_list_of_answers_only_if_a_sample_is_mentioned():
    counted = samples(("3 9\n", "1\n2\n3\n"))
    assert not tells_sample_answer("What would you do with four hens of weights 1, 2, 3 and 4?", counted, STATEMENT)
    assert tells_sample_answer("The answers to sample 1 are 1, 2 and 3.", counted, STATEMENT)


BELLS = samples(("10 2 3\n", "6\n"), ("1000 12 18\n", "84\n"))
CHIMES = """Two bells ring.
### Sample Output 1
```
6
```
The clear seconds are 2, 3, 4, 8, 9 and 10; in second 6 both ring.
### Sample Input 2
"""


@pytest.mark.parametrize(
    "text",
    [
        "In sample 1 both ring at second 6. N can be 10^18.",
        "例 1 では 6 秒目に両方が鳴るので、6 は数えられていません。",
        "In sample 1 there are 84 ways to be wrong.",
    ],
)
def test_numbers_from_the_note_or_from_another_samples_answer_are_no_leak(text):
    assert not tells_sample_answer(text, BELLS, CHIMES)


@pytest.mark.parametrize(
    "text",
    [
        "The answer to sample 1 is 6.",
        "第 2 の例では 84 秒です。",
        "With 12 and 18 up to 1000 there are eighty-four of them.",
        "The total is 84.",
    ],
)
def test_an_answer_is_recognized_with_its_sample_or_without_any(text):
    assert tells_sample_answer(text, BELLS, CHIMES)


WALK = samples(("3\n1 4 8\n", "3.5\n"), ("2\n0 15\n", "7.5000000000\n"), ("9\n30 12\n", "6\n"))
MEETING = """Print the length of the longest walk, or the number of walkers.

### Sample Output 3

```
6
```

With 6 on the left 3 are on the right.
"""


@pytest.mark.parametrize(
    "text",
    [
        "In the first sample the longest walk is three and a half.",
        "サンプル 2 では 7.5 になります。",
        "The third sample takes half a dozen.",
        "3 つ目の例は半ダースで足ります。",
        "In the third sample you cannot do better than six.",
        "In the third sample six walkers meet.",
    ],
)
def test_an_answer_is_recognized_in_fractions_and_dozens_and_beyond_the_notes_words(text):
    assert tells_sample_answer(plain(text), WALK, MEETING)


@pytest.mark.parametrize(
    "text",
    [
        "The third sample has 6 on the left and 3 on the right.",
        "An error of a millionth does no harm; half of the walkers may well stay.",
        "100 万分の 1 までの誤差は許されます。",
    ],
)
def test_the_notes_words_and_tolerances_are_no_answers(text):
    assert not tells_sample_answer(plain(text), WALK, MEETING)


TABLES = samples(
    ("3 3\n2 4 3\n4 4 3\n", "3\n"),
    ("2 2\n5 6\n4 3\n", "0\n"),
    ("5 4\n2 7 3 5 5\n3 6 2 5\n", "4\n"),
    ("4 2\n9 8 1 1\n1 1\n", "2\n"),
)
SEATING = """Groups come to tables; group $i$ has $G_i$ people. How many groups can be seated?
最大で何組が座れますか。

### Sample Output 3

```
4
```

The groups of 2, 3, 5 and 5 people sit, the group of seven goes home.
"""


@pytest.mark.parametrize(
    "text",
    [
        "In the first sample every group gets a table.",
        "最初の例では、だれも帰らずに全員が座れます。",
        "Nobody has to go home in the first of the samples.",
        "For the third sample everyone but the group of seven finds a table.",
        "In the second sample both tables are too small.",
        "サンプルの 2 番目では、どの組も座れません。",
        "例 3 では、帰るのは 5 組のうち 1 組だけです。",
        "In the last sample groups 3 and 4 are the ones that remain.",
        "Sample 3: three small groups and another one are seated.",
        "Sample 3: there are five groups, of which one goes home.",
        "In the first sample groups 1 to 3 sit, while none does in the second one.",
    ],
)
def test_all_none_and_the_rest_are_answers(text):
    assert tells_sample_answer(plain(text), TABLES, SEATING)


@pytest.mark.parametrize(
    "text",
    [
        "The third sample is one in which the group of seven goes home.",
        "In sample 3 groups of 2, 3, 5 and 5 people sit.",
        "In the second sample the tables have 4 and 3 seats. Which groups are too large for both?",
        "In the first sample all groups are of different sizes.",
        "In sample 1 there are three groups. It never hurts to seat every small group first.",
        "Try groups of 5 and 4 people: if both tables have 5 seats, all of them can sit.",
        "Give each other group a chance in sample 3.",
        "The second table is only for a group that does not fit at the first one.",
        "Test two tables: none of them may be too small.",
    ],
)
def test_the_input_the_note_and_other_examples_may_be_discussed(text):
    assert not tells_sample_answer(plain(text), TABLES, SEATING)


def test_a_winner_is_recognized_by_who_moves_first():
    players = samples(("7 2\n", "First\n"), ("4 1 1\n", "Second\n"))
    assert tells_sample_answer("In sample 2 whoever begins loses.", players, STATEMENT)
    assert tells_sample_answer("例 1 では、最初の人がうまくやれば勝てます。", players, STATEMENT)
    assert not tells_sample_answer("With other numbers whoever begins may lose.", players, STATEMENT)


GARDENS = samples(("3 4\nS.#.\n.##T\n..#.\n", "1\n"), ("3 5\nS####\n###.#\n####T\n", "4\n"), ("14 9\n", "37\n"))
GARDEN = "A garden has $H$ rows. How many hedges must be cut? 庭には生垣があります。"


@pytest.mark.parametrize(
    "text",
    [
        "Look at the second garden: four cuts get you through.",
        "二つ目の庭を眺めると、四回刈ればたどり着けます。",
        "In the bigger garden you are through after the fourth cut.",
        "With fourteen rows you cut thirty-seven of them.",
        "Somebody who starts well is through after 37 cuts.",
        "大きいほうの庭では四回刈ります。",
        "In the second sample all of the four possible cuts are needed.",
        "The second garden's question is answered by four.",
        "A garden of three rows and five columns needs four cuts.",
    ],
)
def test_an_answer_is_recognized_without_the_word_sample(text):
    assert tells_sample_answer(text, GARDENS, GARDEN)


@pytest.mark.parametrize(
    "text",
    [
        "Look at the second garden. Which four hedges would you cut?",
        "The second hedge may be cut after four others.",
        "二つ目の生垣を刈ると、道は五本になります。",
        "A garden of four rows is easier.",
    ],
)
def test_a_numbered_thing_is_not_taken_for_a_sample(text):
    assert not tells_sample_answer(plain(text), GARDENS, GARDEN)
