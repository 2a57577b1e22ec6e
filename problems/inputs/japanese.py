"""The phrases of Japanese statements."""

import re

from problems.inputs import claims, counting, placed, predicates
from problems.inputs.counting import MANY_JA
from problems.inputs.predicates import LIST, Phrases, compiled

_SUBJECT = re.compile(
    rf"(?:文字列|数列|整数列|整数|各|全ての|すべての|組|点|順列|文字|列|値)?の?組? ?(?P<of>{LIST}) ?"
    rf"(?P<length>の長さ)?(?:はそれぞれ|はいずれも|はともに|は全て|はすべて|は, ?それぞれ|はどちらも|は|の各要素は|のすべての要素は|が) ?,? ?"
)


_CONNECTIVE = re.compile(r"(?:[ ,.]|かつ|でありかつ|である|であり|であって|で|の|それぞれ|すべて|全て)+")
_PREDICATES = compiled(
    (r"長さ(?:が|は)? ?(?P<low>@\d+) ?以上 ?(?P<high>@\d+) ?以下", predicates.of_length),
    (r"長さ(?:が|は)? ?(?P<high>@\d+) ?以下", predicates.of_length),
    (r"長さ(?:が|は)? ?(?P<low>@\d+) ?以上", predicates.of_length),
    (r"長さ(?:が|は)? ?(?:ちょうど ?)?(?P<value>@\d+)(?! ?(?:以|未))", predicates.of_length),
    (rf"(?P<clauses>{placed.CLAUSES_JA})", placed.placed_ja),
    (r"(?P<value>@\d+) ?文字の文字列", predicates.of_length),
    (r"各桁の(?:数字|値)が(?:いずれも|すべて|全て)? ?(?P<low>@\d+) ?以上 ?(?P<high>@\d+) ?以下(?:の|である) ?(?P<value>@\d+) ?桁の(?:整数|数)", predicates.digits),
    (r"(?P<low>@\d+) ?以上 ?,?(?:かつ)? ?(?P<high>@\d+) ?以下", predicates.between),
    (r"(?P<low>@\d+) ?以上 ?,? ?(?P<high>@\d+) ?未満", predicates.from_below),
    (r"(?P<low>@\d+) ?から ?(?P<high>@\d+) ?(?:まで)?の?(?:整数の)?(?:順列|置換)", predicates.permuted_range),
    (r"(?P<low>@\d+) ?から ?(?P<high>@\d+) ?(?:まで|の間)", predicates.between),
    (r"(?P<high>@\d+) ?以下", predicates.at_most),
    (r"(?P<low>@\d+) ?以上", predicates.at_least),
    (r"(?P<value>@\d+) ?を(?:満たす|みたす|満たします)", predicates.satisfying),
    (r"(?:互いに|全て|すべて|それぞれ|どの ?@\d+ ?つも)?(?:互いに)?(?:相異なる|異なる|相違なる|相異なります)", predicates.different),
    (r"\(? ?(?P<value>@\d+) ?\)? ?(?:の順列|を並び替えたもの|を並べ替えたもの|の並び替え|の並べ替え|の置換)", predicates.permuted),
    (r"(?P<value>@\d+) ?(?:の倍数|で割り切れる)", predicates.multiple),
    (r"(?P<value>@\d+) ?(?:の(?:正の)?約数|を割り切る)", predicates.divides),
    (r"(?:正しい|対応の取れた)(?:括弧|カッコ|かっこ)列", predicates.brackets),
    (r"(?:の?うち)?(?:どの ?@\d+ ?[つ数](?:について|に対して)?も)?互いに素", claims.coprime_in_pairs),
    (r"(?P<low>%\d+) ?以上 ?(?P<high>%\d+) ?以下の時刻を ?(?P<form>%\d+) ?(?:の)?形式で表した(?:文字列|もの)", predicates.time_of_day),
    (r"(?P<form>%\d+) ?(?:の)?形式(?:で表された|の)(?:正しい)?時刻(?:を表す文字列)?", predicates.time_of_day),
    (r"(?P<high>@\d+) ?より(?:も)?(?:小さい|前|早い)(?:の?時刻)?", predicates.from_below),
    (r"(?P<value>@\d+)(?: ?である)?$", predicates.equal),
    (r"正の整数|正整数", predicates.positive),
    (r"非負整数|非負の整数", predicates.nonnegative),
    (r"偶数", predicates.even),
    (r"奇数", predicates.odd),
    (r"素数", predicates.prime),
    (r"整数(?:値)?", predicates.whole),
    (r"空でない文字列", predicates.nonempty),
    (r"文字列", predicates.text),
    (r"小数(?:点以下|第)? ?(?P<places>@\d+|\d+) ?(?:桁|位)まで(?:で)?(?:与えられる|与えられます)?", predicates.places),
)  # fmt: skip


CONSISTS = re.compile(
    r" ?(?:の)?(?:\d|@\d+|二|2|３|３)? ?(?:種類|文字)?(?:の文字)?(?:のみ|だけ)?(?:から|で)(?:なる|成る|構成される|構成されている|構成された|できている|なり|成り)(?:文字列)?(?:である)?"
)
ONE_OF = re.compile(r" ?(?:の)?(?:いずれか|どちらか|どれか|いずれかの文字|1文字|一文字|@\d+ ?文字)?(?:である)?$")

_SAYS_NOTHING = re.compile(
    r"(?!.*(?:正|負|異|素|偶|奇|以上|以下|未満))(?:(?:すべての|全ての)?(?:入力|与えられる|入出力)[^@%]{0,28}整数(?:である|です|となる|からなる|で与えられる|値|である\.)*(?:こと)?"
    r"|(?:すべて|全て)の?(?:入力|値|数値|変数)[^@%]{0,20}整数(?:である|です)?|-+|入力は整数(?:のみ)?(?:からなる|から成る)?)"
)


_GRAPH_WORDS = re.compile(
    r"(?:入力で?|与えられる|入力の|入力される|与えられた)*(?:(?:無向|有向)?グラフ(?: ?@\d+)?|木(?: ?@\d+)?|辺|@\d+(?=.*(?:グラフ|閉路|自己ループ|多重辺|連結))) ?(?:は|に|が)(?:,)?"
    r"(?:単純|強?連結|かつ|で|無向|有向|グラフ|木|である|あり|ある|自己ループ|多重辺|や|と|も|を|は|含まない|存在しない|持たない|なく|ない|二部|また|または|および|,|ことが保証される|が|閉路|森|含まず|根付き|をなす|な|の| )++"
)


_CASES = r"(?:(?:(?:1|@\d+|ひと|一)? ?つの(?:入力|テスト)(?:ファイル)?(?:に含まれる|における|の中の|内の|あたり|についての|の|中の|に対する)?,? ?)?(?:(?:全て|すべて|各|全|それぞれ)の?)?(?:テストケース|入力ファイル|入力|ケース|クエリ)(?:すべて|全て|全体)?(?:に対する|にわたる|における|についての|に関する|について|での|での|内の|の中の|中の|内で|における|を通した|を通して|全体での|で|の)*|(?:@\d+ ?つ|ひとつ|一つ)の(?:入力|テスト)(?:ファイル)?において),? ?"


_KINDS_JA = MANY_JA.replace("つ|", "種類|")
_OCCURS = r" ?(?:現れる|含まれる|登場する|出現する|存在する|与えられる|ある)"


_PATTERNS = compiled(
    (r"@\d+(?:(?:,|かつ|, かつ| かつ| および)? ?@\d+)*(?:である|を満たす|が成り立つ|です)?", claims.formulas),
    (r"(?P<f>@\d+) ?\( ?(?P<c>@\d+) ?(?:のとき|の場合|ならば|に対して|について)? ?\)", claims.conditional),
    (r"(?:(?:任意|すべて|全て)の|どの)?(?:相異なる|異なる)? ?@\d+ ?(?:つの|個の|組の)?\w{0,6} ?(?P<c>@\d+) ?(?:について|に対して|に対し)も?,? ?(?P<f>@\d+)(?:である|が成り立つ|を満たす)?", claims.of_any_two),
    (r"(?:(?:任意|すべて|全て)の|どの)?(?:相異なる|異なる)(?:整数の?組?)? ?(?P<c>@\d+) ?(?:について|に対して|に対し)も?,? ?(?P<f>@\d+)(?:である|が成り立つ|を満たす)?", claims.of_any_two),
    (r"(?:任意の|すべての|全ての|各)?(?:整数(?:の組)?|組)? ?(?P<c>@\d+) ?(?:ならば|のとき|の時|なら|に対して|に対し|について|の場合|であるとき|を満たす[^@]*?について)?は?,? ?(?P<f>@\d+)(?:である|が成り立つ|を満たす)?", claims.conditional),
    (r"(?P<any>@\d+(?: ?,? ?(?:または|もしくは|あるいは|か) ?,? ?@\d+)+)(?: ?\( ?(?P<c>@\d+) ?(?:のとき)?\))?(?:である|を満たす|のいずれか|のいずれかである)?", claims.either),
    (r"(?P<c>@\d+) ?(?:ならば|のとき|の時|なら) ?,? ?(?P<any>@\d+(?: ?,? ?(?:または|もしくは|あるいは|か) ?@\d+)+)(?:である)?", claims.either),
    (r"(?:各)?(?P<of>@\d+(?:(?:,| と) ?@\d+)*) ?は(?:それぞれ)?,? ?(?P<values>@\d+(?: ?(?:または|もしくは|か|,) ?@\d+)+)(?:のいずれか|のどちらか)?(?:である)?", claims.is_one_of),
    (rf"{_CASES}(?P<of>{LIST}) ?の?(?P<length>長さの)?(?:総和|合計|和)は(?:それぞれ|いずれも|ともに)? ?(?P<high>@\d+) ?(?:以下|を超えない|を超えません)(?:である|です)?", claims.sums_over_cases),
    (rf"(?P<of>{LIST}) ?の ?(?P<length>長さの)(?:総和|合計|和)は ?(?P<high>@\d+) ?(?:以下|を超えない)(?:である)?", claims.sums),
    (r"(?P<of>@\d+) ?の(?:総和|合計|和)は ?(?P<high>@\d+) ?(?:以下|を超えない)(?:である)?", claims.sums),
    (r"(?P<of>@\d+ (?:と|の長さと) ?@\d+) ?の長さは(?:互いに)?(?:等しい|同じである|同じ)", claims.as_long),
    (r"(?P<of>@\d+) ?の(?P<end>先頭|最初|末尾|最後)(?:の文字)?は ?(?P<codes>%\d+) ?(?P<not>で(?:は)?ない)", predicates.at_end),
    (rf"(?P<values>{LIST}) ?(?:の各整数)?(?:は|が)(?:それぞれ)?,? ?(?P<of>@\d+) ?(?:の中)?に(?:は)?(?:それぞれ)?{MANY_JA}{_OCCURS}", counting.each_value_count),
    (rf"(?P<of>@\d+) ?(?:の中)?には?,? ?(?P<values>{LIST}) ?(?:の各整数)?が(?:それぞれ)?{MANY_JA}{_OCCURS}", counting.each_value_count),
    (rf"(?P<of>@\d+) ?(?:の中)?には?,? ?(?P<first>@\d+) ?以上 ?(?P<last>@\d+) ?以下の(?:(?:すべて|全て)の|各)?整数が(?:それぞれ)?{MANY_JA}{_OCCURS}", counting.each_value_count),
    (rf"(?P<of>{LIST}) ?(?:の中)?には?,? ?(?P<value>@\d+) ?が(?:それぞれ)?{MANY_JA}{_OCCURS}", counting.value_count),
    (rf"(?P<of>{LIST}) ?のうち,? ?{MANY_JA}[はが] ?(?P<value>[@%]\d+)(?: ?である)?", counting.some_are),
    (rf"(?P<what>@\d+) ?(?:となる|を満たす|である)(?:ような)?(?:整数|添え?字|組)? ?(?P<range>@\d+) ?[がは],? ?{MANY_JA}{_OCCURS}", counting.where),
    (rf"(?P<of>{LIST}) ?(?:の中)?には?(?:それぞれ)?,? ?{_KINDS_JA}の文字が{_OCCURS}", counting.kinds),
    (rf"(?P<of>{LIST}) ?に(?:含まれる|現れる)文字(?:の種類数)?は(?:それぞれ)?,? ?{_KINDS_JA}(?: ?である)?", counting.kinds),
    (rf"(?P<codes>%\d+(?:(?:,| と|,? および) ?%\d+)*) ?[はが](?:それぞれ)?(?:グリッドに|盤面に|迷路に)?{MANY_JA}{_OCCURS}", counting.characters),
    (rf"(?P<of>@\d+) ?(?:の中)?には?,? ?(?P<codes>%\d+) ?が{MANY_JA}{_OCCURS}", counting.characters),
    (rf"(?P<of>@\d+) ?(?:の中)?には?,? ?{MANY_JA}の ?(?P<codes>%\d+) ?が{_OCCURS}", counting.characters),
    (r"(?P<of>@\d+(?:,| と) ?@\d+) ?に(?:それぞれ)?含まれる ?(?P<what>[@%]\d+) ?の(?:個数|数)は(?:互いに)?(?:等しい|同じ)(?:である)?", counting.as_many),
    (r"(?P<of>@\d+) ?に含まれる ?(?P<what>[@%]\d+) ?の(?:個数|数)と,? ?(?P<other>@\d+) ?に含まれる ?(?P<what2>[@%]\d+) ?の(?:個数|数)は(?:互いに)?(?:等しい|同じ)(?:である)?", counting.as_many),
    (r"(?P<of>@\d+) ?(?:に含まれる|中の|の中の) ?(?P<codes>%\d+) ?の(?:個数|数)は ?(?P<number>@\d+)(?: ?(?P<more>以上|以下))?(?:である)?", counting.characters),
    (rf"(?:タイプ|操作|クエリ)? ?(?P<type>[@%]\d+) ?(?:種類目|番目の(?:形式|種類)|つ目|番目)?の?(?:形式の)?(?:クエリ|操作|イベント)?[がは],? ?{MANY_JA}{_OCCURS}", counting.queries),
    (r"(?:与えられる)?(?P<count>@\d+ )?(?:個の|つの)?点(?:の座標)?は,? ?(?:全て|すべて|互いに)*,? ?(?:相異なる|異なる|相違なる)", claims.different_rows),
    (r"(?P<of>@\d+) ?中?の括弧は(?:正しく)?対応(?:が取れて|して)いる", predicates.bracketed),
    (r"(?P<c>@\d+(?:(?:,| かつ|,? および) ?@\d+)+) ?(?:ならば|のとき|の時|なら) ?,? ?(?P<f>@\d+)(?:である|が成り立つ)?", claims.conditional),
    (r"(?P<of>@\d+(?:(?:,| と) ?@\d+)*) ?の各(?:文字|要素)は,? ?(?P<what>.*)", claims.letters_of_ja),
    (r"どの(?:異なる|相異なる)? ?(?:@\d+|三) ?点も,? ?(?:同一|同じ|一)直線上に(?:存在し|は)?ない", claims.no_three_in_line),
    (rf"(?P<of>@\d+) ?[のは] ?(?P<clauses>{placed.CLAUSES_JA})", placed.placed_ja),
    (r"(?P<one>@\d+) ?または,? ?(?P<other>@\d+) ?(?:ならば|のとき) ?,? ?(?P<f>@\d+)", claims.different_cells),
    (_GRAPH_WORDS.pattern, claims.shaped),
)  # fmt: skip

_CELLS = tuple(rf"(?P<s{n}>@\d+)(?: ?の ?(?P<j{n}>@\d+) ?文字目)?" for n in (1, 2))
_ONLY = "(?:かつ,? ?)?その(?:とき|場合)に限"
_EACH = compiled(
    (rf"(?:(?:(?:全て|すべて)の|任意の|各)? ?(?P<range>@\d+) ?に(?:対し|ついて)て?,? ?)?(?P<of>{LIST}) ?(?:は|is) ?(?P<code>%\d+) ?(?:である|(?P<not>で(?:は)?ない))?", counting.cells),
    (rf"{_CELLS[0]} ?[はが] ?(?P<a>%\d+) ?(?:である)?のは,? ?(?P<c>@\d+) ?のとき,? ?{_ONLY}る", counting.mirrored),
    (rf"(?P<c>@\d+) ?のとき,? ?{_ONLY}り,? ?{_CELLS[0]} ?[はが] ?(?P<a>%\d+)(?: ?である)?", counting.mirrored),
    (rf"(?:(?P<c>@\d+) ?(?:のとき|ならば),? ?)?{_CELLS[0]} ?が ?(?P<a>%\d+) ?であることと,? ?{_CELLS[1]} ?が ?(?P<b>%\d+) ?であることは,? ?同値(?:である)?", counting.mirrored),
    (rf"(?:(?P<c>@\d+) ?(?:のとき|ならば|かつ),? ?)?{_CELLS[0]} ?が ?(?P<a>%\d+) ?(?:ならば|のとき|であるとき|であれば),? ?{_CELLS[1]} ?は ?(?P<b>%\d+)(?: ?である)?", counting.mirrored),
)  # fmt: skip

PHRASES = Phrases(_SAYS_NOTHING, _PATTERNS, _SUBJECT, _CONNECTIVE, _PREDICATES, _EACH)
