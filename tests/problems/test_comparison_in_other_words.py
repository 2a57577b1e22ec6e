"""The comparison that a statement asks for, in wordings that no known statement uses."""

import pytest

from problems.checker import checker_of
from problems.problem import Checker, CheckerKind

ANY = [
    "Any of the optimal solutions may be printed.",
    "Any one of the valid orders can be output.",
    "Any array meeting these requirements earns full marks.",
    "Whenever more than one permutation qualifies, outputting any of these suffices.",
    "You can report the elements in whichever sequence you wish.",
    "列挙の順番は問わない。",
    "ありうる答えのうちどれか 1 つを出力すればよい。",
    "Should several answers exist, whichever you output is accepted.",
    "When multiple answers exist, you are free to output whichever you like.",
    "It does not matter which of the valid sequences you print.",
    "If there is more than one optimal plan, any will do.",
    "Every sequence that meets the conditions is accepted.",
    "You can output the vertices in whatever order you like.",
    "The order in which the edges are printed does not matter.",
    "If several colorings are possible, output an arbitrary one.",
    "Any valid arrangement is acceptable.",
    "All answers that satisfy the conditions are judged as correct.",
    "Provide any permutation satisfying the condition.",
    "Find any one of the solutions and print it.",
    "In case of multiple answers, print whichever.",
    "The judge accepts every correct construction.",
    "There may be more than one correct output; each of them gets AC.",
    "If there are ties, you may report any of the tied candidates.",
    "Display one valid assignment, if it exists.",
    "Multiple outputs may be correct, and your output is verified by a special judge.",
    "This problem uses a special checker, since the answer is not unique.",
    "答えは一意とは限らない。その場合、どの答えを出力しても正答とする。",
    "条件を満たすものであれば何を出力しても正解です。",
    "該当するものが複数あるときは、好きなものを 1 つ出力してください。",
    "そのような列が複数存在するときは任意の 1 つを出力せよ。",
    "解が複数あるときは、どれか一つを答えればよい。",
    "複数の解答が考えられる場合、そのうち 1 つを示せばよい。",
    "辺を出力する順序は自由です。",
    "出力の順番は任意でよい。",
    "答えが複数通りある場合、どの解を出力してもかまわない。",
    "最適解が複数ある場合は、いずれの解でも正解とみなします。",
    "この問題ではスペシャルジャッジが使われる。",
    "条件を満たすような並べ方の一つを出力せよ。",
    "いずれか一方を出力すれば正解となる。",
    "If there exist two or more such arrays, output any.",
    "When the answer is not unique, you can output any one of them.",
    "Multiple solutions may exist; you can print whichever you prefer.",
    "If many answers are possible, feel free to output any.",
    "Solutions are not unique; anything satisfying the constraints is accepted.",
    "Any of the possible answers is OK.",
    "Your output will be judged as correct as long as it satisfies the conditions.",
    "The cells may be listed in arbitrary order.",
    "You may list the pairs in any order.",
    "If several optimal paths exist, output one of them.",
    "Print an integer sequence that satisfies the condition; if more than one exists, either is fine.",
    "A correct answer need not be unique; all valid ones are accepted.",
    "Output one such string.",
    "Print one possible configuration.",
    "If a solution exists, print it; when there are many, any is accepted.",
    "Note that there can be multiple correct answers, and all of them will be accepted.",
    "You do not have to minimize the number of operations; any sequence of at most 100 operations is accepted.",
    "複数の答えがある場合、そのいずれを出力してもよいです。",
    "条件を満たす出力が複数存在する場合、そのどれもが正解と判定される。",
    "答えは複数考えられますが、どれか 1 つだけ出力してください。",
    "解は一つとは限らないが、どれを出力しても正解とする。",
    "条件を満たす順列を 1 つ求めて出力してください。",
    "複数ある場合はそのうちの 1 つを出力すれば良い。",
    "正解が複数存在することがある。いずれの正解を出力しても AC となる。",
    "どのような解でも条件を満たしていれば正解と判定されます。",
    "答えの順序は問いません。",
    "どの順序で出力してもよい。",
    "条件を満たす限り、どのような出力でも受理される。",
    "解答は特別なジャッジで判定される。",
    "何通りかの解がありえるが、どれでもよい。",
    "条件を満たす整数列ならなんでもよい。",
]
EXACT = [
    "If there are multiple such integers, print the largest one.",
    "Whichever player cannot move loses.",
    "Any two vertices are connected by at most one edge.",
    "It does not matter who moves first.",
    "The order of the elements does not matter when counting the sets.",
    "You may choose any one of the cards.",
    "Each of the balls is painted in one of several colors.",
    "答えが複数ある場合は辞書順で最小のものを出力してください。",
    "複数ある場合は、番号が最も小さいものを出力せよ。",
    "どの順番で操作しても結果は変わらない。",
    "カードを任意の順番で並べる。",
    "操作は好きな順序で行える。",
    "The difference between adjacent elements is at most $0.5$.",
    "The probability that the coin lands heads is $0.5$ or less.",
    "いずれかの皿を 1 つ選び、食べる。",
    "順序は区別しないものとする。",
    "Find the number of ways to choose any two of the cards, and print it.",
    "Print the answer with any number of trailing spaces removed.",
    "Each query is accepted in order.",
    "Print all solutions in ascending order.",
    "If there is no such integer, print -1.",
    "Any cell can be visited multiple times.",
    "Output the answers in the order given.",
    "Print the minimum possible difference.",
    "Every test case is solved independently; print the answer to each.",
    "条件を満たす整数が複数あるときは、最大のものを答えよ。",
    "同じ頂点を何度通ってもよい。",
    "どの 2 つの点も異なる。",
    "任意の整数 x について成り立つ。",
    "答えを 998244353 で割った余りを出力せよ。",
    "複数のテストケースが与えられる。それぞれについて答えを出力せよ。",
    "いずれの操作も行わなくてもよい。",
    "Yes か No のいずれかを出力してください。",
    "どちらが勝つか出力せよ。",
    "Print either Yes or No.",
    "Any of the following three types of queries is given; for queries of type 3, print the answer.",
    "複数のクエリが与えられるので、どの順番でも処理せよ。",
    "The probability is at most $10^{-1}$, so print 0.",
    "Print the number of points that are no farther than $0.5$ away from the origin.",
    "Print the number of pairs whose gap is within $0.5$ of the mean.",
    "各点から $0.5$ 以上離れていない点の個数を出力せよ。",
]
TOLERANCES = [
    (
        "It is accepted when it differs from the true value by at most $10^{-6}$ in absolute or relative terms.",
        1e-06,
        1e-06,
    ),
    ("Answers within $10^{-4}$ of the exact value (absolute) are accepted.", 0.0001, None),
    ("We allow an absolute or relative deviation of up to $10^{-9}$.", 1e-09, 1e-09),
    ("A deviation of no more than $10^{-5}$ from the jury's answer, relative or absolute, is tolerated.", 1e-05, 1e-05),
    ("Print the value with precision $10^{-6}$ (absolute or relative).", 1e-06, 1e-06),
    ("The answer must be accurate to within a relative or absolute error of $10^{-8}$.", 1e-08, 1e-08),
    ("Answers with absolute or relative errors not exceeding $10^{-6}$ pass.", 1e-06, 1e-06),
    (
        "Output $x$ for the correct answer $y$ is accepted if $\\frac{|x-y|}{\\max(1,|y|)} \\leq 10^{-6}$.",
        1e-06,
        1e-06,
    ),
    ("正解との差が絶対値で $10^{-6}$ 以下であれば正解とする。", 1e-06, None),
    ("絶対誤差または相対誤差が高々 $10^{-6}$ であれば正解とみなされます。", 1e-06, 1e-06),
    ("想定解との絶対誤差、相対誤差のいずれかが $10^{-9}$ を超えなければ正答となる。", 1e-09, 1e-09),
    ("$10^{-5}$ までの絶対誤差か相対誤差は許される。", 1e-05, 1e-05),
    ("出力と真の値のずれが $10^{-3}$ 以下なら正解と判定する。", 0.001, 0.001),
    ("小数第 6 位までの誤差は許容されます。", 1e-06, 1e-06),
    ("相対誤差 $10^{-4}$ 以内を正解とする。", None, 0.0001),
    ("許容誤差は絶対・相対ともに $10^{-7}$ である。", 1e-07, 1e-07),
    ("Your answer will be considered correct if its absolute or relative error does not exceed 1e-6.", 1e-06, 1e-06),
    ("The answer may have an error of at most $10^{-6}$ in either absolute or relative value.", 1e-06, 1e-06),
    (
        "If the absolute error of your output is $10^{-6}$ or less, it is judged as correct.",
        1e-06,
        None,
    ),
    ("Errors up to $10^{-3}$ are tolerated.", 0.001, 0.001),
    ("The judge allows an absolute error of $10^{-4}$.", 0.0001, None),
    ("Output must be correct to within $10^{-5}$ relative error.", None, 1e-05),
    ("A solution is accepted if it is within $10^{-6}$ of the correct value, absolutely or relatively.", 1e-06, 1e-06),
    (
        "Your output is considered correct if $|a - b| \\leq 10^{-6}$, where $a$ is your answer and $b$ the judge's.",
        1e-06,
        None,
    ),
    ("Your answer $a$ and the jury's answer $b$ must satisfy $\\frac{|a-b|}{\\max(1,b)} \\le 10^{-9}$.", 1e-09, 1e-09),
    ("The answer is correct if it is accurate to $10^{-7}$, relative or absolute.", 1e-07, 1e-07),
    ("ジャッジの出力との絶対誤差が 1e-6 以下であれば正解です。", 1e-06, None),
    ("絶対誤差か相対誤差の少なくとも一方が $10^{-6}$ 以下であればよい。", 1e-06, 1e-06),
    ("出力は、真の値から絶対的または相対的に $10^{-6}$ 以内のずれであれば正解となる。", 1e-06, 1e-06),
    ("誤差 $10^{-6}$ 未満であれば許容する。", 1e-06, 1e-06),
    ("想定解答との誤差が $10^{-8}$ 以内に収まっていれば正解とする。", 1e-08, 1e-08),
    ("出力と正解の差が $10^{-5}$ 以下のとき正答とみなす。", 1e-05, 1e-05),
    ("相対誤差が 0.000001 以下ならば正解。", None, 1e-06),
    ("Your output is accepted when within 0.000001 of the correct value.", 1e-06, 1e-06),
    ("Any answer within 0.001 of the exact value is accepted.", 0.001, 0.001),
    ("An answer is correct when it differs from the correct value by at most 0.000001.", 1e-06, 1e-06),
    ("An output is accepted if it is off by at most 0.001.", 0.001, 0.001),
    ("The answer is correct as long as it is no farther than 0.001 from the true value.", 0.001, 0.001),
    ("Your output is accepted if the gap between it and the exact value is no larger than 0.00001.", 1e-05, 1e-05),
    ("正しい値との差が 0.000001 以下なら正解", 1e-06, 1e-06),
    ("真の値から 0.0001 以内の出力はすべて正解とする。", 0.0001, 0.0001),
    ("出力が正しい値から 0.001 以上離れていなければ正解とする。", 0.001, 0.001),
]
ANY_CASE = [
    "You may print Yes or No in any case (upper or lower).",
    "Letters may be printed in upper or lower case.",
    "大文字小文字はどちらで出力しても構いません。",
    "出力の大文字と小文字は区別されません。",
    "The checker ignores the case of letters.",
    "You can print each letter in any case.",
    "Output is case insensitive.",
    "英大文字・小文字のどちらで出力してもよい。",
    "Uppercase and lowercase letters are not distinguished in the output.",
]
INTERACTIVE = [
    "Your program has to talk to a judge program through standard input and output; this is an interactive task.",
    "This is a reactive problem.",
    "You play a game against the judge: after every move, flush the output.",
    "この問題では、あなたのプログラムはジャッジとの対話を行う。",
    "ジャッジプログラムに質問を送り、応答を受け取りながら答えを求める問題である。出力のたびに flush すること。",
    "Output your query, then do not forget to flush stdout.",
    "この問題はリアクティブ形式である。",
    "In this task, your program interacts with the judge.",
    "After printing, you need to flush the output.",
    "これはインタラクティブ形式の問題である。",
    "Note: it is a reactive task.",
    "出力後は必ず標準出力をフラッシュしてください。",
    "ジャッジと対話しながら数を当てる。",
]


@pytest.mark.parametrize("words", ANY)
def test_any_right_answer_is_recognized_in_other_words(words):
    assert checker_of([words]) == Checker(CheckerKind.ANY)


@pytest.mark.parametrize("words", EXACT)
def test_words_that_only_sound_similar_ask_for_the_exact_output(words):
    assert checker_of([words]) == Checker(CheckerKind.EXACT)


@pytest.mark.parametrize(("words", "absolute", "relative"), TOLERANCES)
def test_a_tolerance_is_read_in_other_words(words, absolute, relative):
    assert checker_of([words]) == Checker(CheckerKind.TOLERANCE, absolute, relative)


@pytest.mark.parametrize("words", ANY_CASE)
def test_a_judge_that_ignores_case_is_recognized_in_other_words(words):
    assert checker_of([words]) == Checker(CheckerKind.EXACT, ignore_case=True)


@pytest.mark.parametrize("words", INTERACTIVE)
def test_an_interactive_task_is_recognized_in_other_words(words):
    assert checker_of([words]) == Checker(CheckerKind.INTERACTIVE)
