"""The phrases of English statements."""

import re

from problems.inputs import claims, counting, placed, predicates
from problems.inputs.counting import MANY, TIMES, WHAT
from problems.inputs.predicates import LIST, NUMBER_WORDS, Phrases, compiled

_SUBJECT = re.compile(
    rf"(?:(?:all|each|every|both|the)(?: of)?(?: the)? )?(?P<length>(?:the )?lengths? of )?"
    rf"(?:the )?(?:(?:given )?(?:strings?|integers?|numbers?|values?|sequences?|arrays?|elements?|pairs?|letters?|characters?|each|points?|coordinates?|tuples?|permutations?|pairs? of integers|all)"
    rf"(?: of| in)?(?: the)? )?(?P<of>{LIST}) ?(?:\(.*?\) )?(?:(?:are|is) (?:all|each|both|either) |all |each |both )?"
)


_INCL = r"(?:,? \(?(?:both )?inclusive\)?|, both inclusive)?"
_LENGTH = r"(?:(?:of|whose|with|and (?:has )?|has |have )?(?: ?an?| the| their)? ?lengths?(?: is| are| of| being)?)"
_PREDICATES = compiled(
    (r"(?:an )?odd (?:numbers?|integers?)|odd", predicates.odd),
    (r"(?:an )?even (?:numbers?|integers?)|even", predicates.even),
    (r"(?:an? )?positive (?:integers?|numbers?)|positive", predicates.positive),
    (r"(?:an? )?non-?negative (?:integers?|numbers?)|non-?negative", predicates.nonnegative),
    (r"(?:(?:an? )?multiples? of|divisible by) (?P<value>@\d+)", predicates.multiple),
    (r"not (?:an? )?(?:multiples? of|divisible by) (?P<value>@\d+)", predicates.no_multiple),
    (r"(?:(?:an? )?(?:positive )?(?:divisors?|factors?) of|divides?) (?P<value>@\d+)", predicates.divides),
    (r"(?:an? )?primes?(?: numbers?)?", predicates.prime),
    (r"(?:an? )?(?:correct|valid|balanced|regular|proper|correctly matched) (?:parenthes[ie]s|brackets?|parenthesized) (?:sequences?|strings?)", predicates.brackets),
    (r"(?:pairwise )?(?:coprime|relatively prime)", claims.coprime_in_pairs),
    (r"(?:an? )?(?:valid )?(?:strings? )?(?:representing |denoting |that represents? )?(?:an? )?(?:valid )?times?(?: of (?:the|a) day)?(?: (?:between|from) (?P<low>%\d+) (?:and|to|through) (?P<high>%\d+)(?:,? inclusive,?)?)? ?(?:written |given |represented |expressed )?(?:in|of) (?:the )?(?:format |form )?(?P<form>%\d+)(?: format| form)?", predicates.time_of_day),
    (r"(?:strictly )?(?:less|smaller|earlier) than (?P<high>@\d+)", predicates.from_below),
    (r"(?:an? )?(?:integers? or (?:an? )?)?(?:real numbers?|decimals?(?: numbers?)?|numbers?)(?= with)", predicates.nothing),
    (rf"(?:where|in which|such that) (?P<clauses>{placed.STARTS}.*)", placed.placed),
    (r"(?:an? )?(?P<word>three|four|five)-digit integers? where each digit is an integer between (?P<low>@\d+) and (?P<high>@\d+)(?:,? inclusive)?", predicates.digits),
    (r"(?:an )?integers?", predicates.whole),
    (rf"(?:an? )?(?:strings? )?(?:of|with) (?P<word>{NUMBER_WORDS}) characters?", predicates.of_length),
    (r"(?:an? )?length ?- ?(?P<value>@\d+) strings?", predicates.of_length),
    (r"(?:an? )?(?P<value>@\d+) ?- ?characters? strings?", predicates.of_length),
    (r"(?:an? )?(?:strings? )?of (?P<parity>even|odd) length", predicates.of_even_length),
    (r"(?:that is )?not (?P<codes>%\d+(?:(?:,|,? n?or) %\d+)*)", predicates.without),
    (r"(?:an? )?(?:permutation|rearrangement)s? of (?P<codes>%\d+(?:(?:,|,? and) %\d+)+)", predicates.words_permuted),
    (r"(?:an? )?strings?(?! of (?:@\d+ )?(?:lower|upper|digit|characters))|(?:an? )?sequences?", predicates.text),
    (r"(?:an? )?non-?empty(?: strings?)?", predicates.nonempty),
    (r"satisf(?:y|ies) the following conditions?", predicates.nothing),
    (r"(?:an? )?grid(?: with @\d+ rows and @\d+ columns)?", predicates.nothing),
    (rf"between (?P<low>@\d+) and (?P<high>@\d+){_INCL}", predicates.between),
    (rf"from (?P<low>@\d+) (?:to|through) (?P<high>@\d+){_INCL}", predicates.between),
    (rf"at least (?P<low>@\d+) and (?:at most|no more than) (?P<high>@\d+){_INCL}", predicates.between),
    (r"at least (?P<low>@\d+) and (?:less than|strictly less than) (?P<high>@\d+)", predicates.from_below),
    (r"(?:at most|not greater than|no greater than|no more than|less than or equal to|up to) (?P<high>@\d+)", predicates.at_most),
    (r"(?:at least|greater than or equal to|not less than|no less than) (?P<low>@\d+)", predicates.at_least),
    (rf"{_LENGTH} (?:between|from) (?P<low>@\d+) (?:and|to|through) (?P<high>@\d+){_INCL}(?: characters)?", predicates.of_length),
    (rf"{_LENGTH} at least (?P<low>@\d+) and at most (?P<high>@\d+){_INCL}(?: characters)?", predicates.of_length),
    (rf"{_LENGTH} (?:at most|not exceeding|no more than|up to) (?P<high>@\d+)", predicates.of_length),
    (rf"{_LENGTH} at least (?P<low>@\d+)", predicates.of_length),
    (rf"{_LENGTH}(?: exactly| equal to| equals)? (?P<value>@\d+)", predicates.of_length),
    (r"(?:all |pairwise |mutually |different and |each )?(?:distinct|different)(?: from each other| from one another| integers?| pairwise| values| numbers)?|unique", predicates.different),
    (r"(?:an? )?(?:permutation|rearrangement)s? of (?:the )?(?:set )?(?:sequence )?(?:integers )?(?:[({] ?)?(?P<value>@\d+)(?: ?[)}])?", predicates.permuted),
    (r"(?:exactly |equals? (?:to )?)?(?P<value>@\d+)$", predicates.equal),
    (r"(?:an? )?permutations? of (?:the )?(?:integers|numbers) (?:from |between )?(?P<low>@\d+) (?:to|through|and) (?P<high>@\d+)", predicates.permuted_range),
    (r"(?:satisfying|satisfy|satisfies|such that|where) (?P<value>@\d+)", predicates.satisfying),
    (r"(?:printed|given|written|represented)?(?: ?with)?(?: up)?(?: to)?(?: with)?(?: at most| exactly)? ?(?P<places>@\d+|one|two|three|four|five|six|\d+|first|second|third) (?:digits? after the decimal point|decimal (?:places?|digits?)|digits? after decimal point)(?: in (?:the )?input)?", predicates.places),
    (r"(?:has|have|(?:is |are )?representable using) (?:at most |exactly )?(?P<places>@\d+|one|two|three|four|five|six) (?:digits? after the decimal point|decimal (?:places?|digits?))(?: in (?:the )?input)?", predicates.places),
    (r"(?:given|written) (?:up )?to the (?P<places>first|second|third|fourth|fifth|sixth) decimal place", predicates.places),
    (r"(?:given )?as (?:an? )?(?:real numbers?|decimals?(?: numbers?)?)", predicates.nothing),
    (r",? ?without unnecessary leading zeros", predicates.nothing),
    (r"(?:given |written )?in (?P<base>binary|octal|decimal|hexadecimal|base (?:two|ten|@\d+))(?: notation)?,?(?: without leading (?:zeros|%\d+ ?s?))?", predicates.in_base),
    (r"(?:do(?:es)? not|doesn't|never) (?:start|begin) with (?:a )?%0", predicates.no_leading_zero),
    (r"(?:(?:has|have|with) no|(?:given |written )?without(?: any)?) leading (?:%0 ?'?s?|zeros?)", predicates.no_leading_zero),
    (r"(?P<not>(?:do(?:es)? not|doesn't|never) )?(?P<end>starts?|begins?|ends?) with (?:an? )?(?P<codes>%\d+(?:(?:,|,? or) %\d+)*)", predicates.at_end),
    (rf"(?:that )?(?:contains?|containing|includes?|has|have|having) {counting.ITEMS}", counting.holds),
    (rf"(?:that )?(?:consists?|consisting|formed|made) of (?=@\d+ (?:\w+ )*%){counting.ITEMS}", counting.holds),
    (r"contains? at least one (?:character|letter) other than (?P<codes>%\d+(?:(?:,|,? and|,? or) %\d+)*)", counting.contains_others),
    (r"(?:a )?(?:string )?(?:that is )?(?:an? )?(?:permutation|rearrangement|anagram) of (?P<code>%\d+)", counting.rearranged),
)  # fmt: skip


_CONNECTIVE = re.compile(
    r"(?:[ ,]|\band\b|\bthat\b|\bwhich\b|\bis\b|\bare\b|\bonly\b|\beach\b|\bof\b(?! lengths?)|\bit\b|\bbe\b|\balso\b|\ball\b|\(inclusive\)|\binclusive\b)+"
)
CONSISTS = re.compile(
    r"(?:an? )?(?:(?:non-empty )?strings? )?(?:that |which |and )?(?:consists?|consisting|composed|made up|comprised|formed)(?: only)? (?:of|by)(?: only)? ?(?:the )?(?:following )?(?:(?:two|three|four|five|\d+) )?(?:(?:kinds|types) of )?(?:characters?(?:,|:)? )?"
    r"|(?:strings? )?contain(?:s|ing)? only |(?:an? )?strings? of (?=lower|upper|digit|%)|(?:where|in which) (?:each|every) character is (?:either )?|either |one of (?:the following )?(?:characters?:? )?|the (?:character|letter) (?=%)|(?=%\d|an? (?:lower|upper)|(?:lower|upper)case|a digit)"
)  # fmt: skip


_SAYS_NOTHING = re.compile(
    r"(?!.*(?:positive|negative|distinct|different|even|odd|prime|between|less|most|least))(?:all (?:the )?(?:other )?(?:input )?(?:values|numbers)?(?: in (?:the )?input)?,? ?(?:other than|except(?: for)?|excluding) @\d+(?:(?:,|,? and) @\d+)*,? are integers|all (?:input )?(?:values)?(?: in (?:the )?input)? ?are integers,? (?:other than|except(?: for)?|excluding) @\d+(?:(?:,|,? and) @\d+)*|(?:all|the)?(?: of)?(?: the)?(?: ?given| ?input)?(?: ?values?| ?numbers?| ?inputs?| ?elements?| ?variables?)?"
    r"(?: \(?(?:given )?(?:in|of|from|as|for)(?: the| each)?(?: standard)? (?:input|test case|query|inputs)s?\)?)?(?: that are given)? (?:are|is) (?:all )?(?:integers?|integral|an integer|whole numbers)"
    r"|.{0,30}input values? (?:are|is) (?:all )?integers?|all (?:other )?(?:values|inputs?|numbers|input) .{0,20}integers?|here, .{0,10}denotes.*|.{0,10}all values? in input.{0,12}integers?"
    r"|(?!.*\b(?:at most|no|only|never|once|twice|must|exactly|at least|distinct)\b)[^@%]*\bmay (?!not)[^@%]*|(?:the )?(?:given )?graph may not be (?:simple|connected)[^@%]*"
    r"|each query is (?:given )?in (?:one of )?(?:the )?(?:following )?formats? %\d+(?:(?:,|,? or) %\d+)*"
    r"|-+|the other input values are integers|(?:each|every) query is in one of the formats (?:listed|described|shown) in the problem statement|if @\d+(?: or @\d+)*,(?: then)? @\d+(?: and @\d+)* (?:is|are) additionally given|inputs? (?:consists? of|are) (?:only )?integers(?: only)?)"
)


_GRAPH_WORDS = re.compile(
    r"(?:it is guaranteed that )?(?:the )?(?:given |input |resulting )*(?:undirected |directed )?(?:graph|tree|edges?|roads?|@\d+(?=.*\b(?:graph|trees?|forest|connected|simple|loops?|edges?|cycles?|acyclic|bipartite)\b))?(?: @\d+)?(?: (?:given|represented|formed|described) (?:in|by|as|from)(?: the)?(?: input| graph| edges)?)?"
    r" ?(?:is|are|has|have|does|do|doesn't|don't|forms?|contains?)(?: an?| guaranteed to be an?| guaranteed to be| always)?"
    r"(?: (?:and|a|an|no|not|contain|have|any|or|simple|weakly|strongly|connected|undirected|directed|acyclic|bipartite|tree|trees|forest|cycles?|graph|multi-?edges?|multiple|edges?|self-?loops?|self|loops?|with|without|nor|is|has|does|double|parallel|weighted|free|of|,|@\d+|vertices|contains?|it|the|neither|\(that is)(?![a-z-])[,)]?)*+(?: before (?:processing )?(?:the|any) (?:queries|operations?))?"
)


_CASES = r"(?:(?:over|across|of|for|in|among)(?: all(?: of)?| each)?(?: the)?(?: @\d+)? ?(?:test ?cases?|tests?|input file|inputs?|file)(?: (?:in|of|contained in|given in|across|per|within)(?: (?:a|one|each|the|an))?(?: single| one)?(?: input)?(?: file| test| test case| input)?)?|(?:in|of|over|per) (?:one|a|each|the)(?: single)? (?:input(?: file)?|test file|file|test))"
_NOT_MORE = r"(?:is|are|does|do)?(?: not)? ?(?:guaranteed to be )?(?:at most|not exceed|no more than|not more than|less than or equal to|not greater than|doesn't exceed|don't exceed|no greater than|bounded by|up to|exceeds?)"


_VERTEX = r"(?:vertex|vertices|city|cities|towns?|nodes?|stations?|islands?|intersections?)"
_EDGE = r"(?:edge|road|bridge|railroad|passage|canal|tunnel|street|corridor)"
_FILE = r"(?:for|in) (?:each|one|an?)(?: single)? (?:input(?: file)?|test(?: file)?|file),? "


_ANY_TWO = r"(?:any|all|every)(?: pairs? of| two| pairs?| 2)?(?: (?:distinct|different))?(?: (?!no\b|one\b)[a-z]+)?"


_PATTERNS = compiled(
    (r"@\d+(?:(?:, and|,| and| ;|;) @\d+)*", claims.formulas),
    (r"(?P<f>@\d+)(?:,? and (?P<f2>@\d+))?,? (?:if|when|for|where|whenever)(?: all| any| every| each)?(?: integers?| pairs?)? (?P<c>@\d+)", claims.conditional),
    (r"(?:if|for|when|whenever) (?P<c>@\d+(?:(?:,|,? and) @\d+)+),?(?: then)?,? (?P<f>@\d+)(?: holds?)?", claims.conditional),
    (r"(?P<f>@\d+) (?:if|for|when|whenever) (?P<c>@\d+(?:(?:,|,? and) @\d+)+)", claims.conditional),
    (rf"for {_ANY_TWO} (?P<c>@\d+(?: and @\d+)?)(?: (?:such that|with|where|satisfying) (?P<c2>@\d+))?,? (?P<f>@\d+)(?: holds)?", claims.of_any_two),
    (rf"(?P<f>@\d+)(?: holds)? for {_ANY_TWO} (?P<c>@\d+(?: and @\d+)?)(?: (?:such that|with|where|satisfying) (?P<c2>@\d+))?", claims.of_any_two),
    (r"(?P<f>@\d+) \((?:if|for|when)(?: all| any| every| each)? ?(?P<c>@\d+)\)", claims.conditional),
    (r"(?:if|when|whenever|for(?: all| every| any| each)?)(?: integers?| pairs?)? (?P<c>@\d+),?(?: then)?,? (?P<f>@\d+)(?:,? and (?P<f2>@\d+))?(?: holds?)?", claims.conditional),
    (r"(?:either )?(?P<any>@\d+(?:(?:,|,? or) @\d+)+)(?:,? (?:if|for|when) (?P<c>@\d+)| \((?:if |for |when )?(?P<c2>@\d+)\))?", claims.either),
    (r"(?:if|for|when) (?P<c>@\d+),(?: then)? (?P<any>@\d+(?:(?:,|,? or) @\d+)+)", claims.either),
    (r"(?:each |all |every )?(?P<of>@\d+(?:(?:,|,? and) @\d+)*) (?:is|are)(?: each)?(?: either)? (?P<values>@\d+(?:(?:,|,? or) @\d+)+)", claims.is_one_of),
    (rf"(?:it is guaranteed that )?(?:{_FILE})?the (?:total )?sums? of (?:the )?(?:values? of )?(?P<length>(?:total )?lengths? of )?(?P<of>{LIST}(?: and (?:that|the sum) of @\d+)?) ?,? {_CASES},? {_NOT_MORE}(?: each)? (?P<high>@\d+)(?:,? respectively)?", claims.sums_over_cases),
    (rf"(?:{_FILE})the (?:total )?sums? of (?:the )?(?:values? of )?(?P<length>(?:total )?lengths? of )?(?P<of>{LIST}(?: and (?:that|the sum) of @\d+)?),? {_NOT_MORE}(?: each)? (?P<high>@\d+)(?:,? respectively)?", claims.sums_over_cases),
    (rf"the (?:total |sum of (?:the )?)?(?P<length>(?:total )?lengths? of )(?:the )?(?:strings? )?(?P<of>{LIST}) {_NOT_MORE} (?P<high>@\d+)", claims.sums),
    (rf"the (?P<end>first|initial|last) (?:characters?|letters?) (?:of|in) (?:each of |both )?(?P<of>{LIST}) (?:is|are) (?P<not>not )?(?P<codes>%\d+(?:(?:,|,? or) %\d+)*)", predicates.at_end),
    (rf"the first and (?:the )?last (?:characters|letters) (?:of|in) (?:each of |both )?(?P<of>{LIST}) are (?P<one>%\d+) and (?P<other>%\d+),? respectively", claims.both_ends),
    (r"(?:the )?lengths? of (?P<of>@\d+(?: and @\d+| to @\d+)*) (?:are|is) (?:equal|the same|identical)", claims.as_long),
    (rf"(?:the )?lengths? of (?P<of>@\d+(?: and @\d+)*) (?:are|is) (?:equal|the same),? and (?:are )?between (?P<low>@\d+) and (?P<high>@\d+){_INCL}", claims.as_long_between),
    (rf"all (?:the )?(?:input )?(?:values|numbers)(?: in (?:the )?input)? are integers between (?P<low>@\d+) and (?P<high>@\d+){_INCL}", claims.all_values),
    (r"there (?:is|exists) an arithmetic (?:sequence|progression) with first term (?P<first>@\d+), last term (?P<last>@\d+),? and common difference (?P<step>@\d+)", claims.progression),
    (rf"(?:the )?(?:three )?points (?P<of>{LIST}) (?:are not collinear|do not lie on (?:the same|a|one|a single) (?:straight )?line)", claims.not_in_line),
    (r"no three (?:different |distinct )?(?:of the )?(?:given )?points (?:are collinear|(?:lie|are) on (?:the same|a|one|a single) (?:straight )?line)", claims.no_three_in_line),
    (r"(?P<of>@\d+ and @\d+) (?:have|are of) (?:the same|equal|an equal) lengths?", claims.as_long),
    (r"the length of (?P<one>@\d+) is (?P<sign>at most|at least|equal to|less than or equal to|greater than or equal to) (?:that|the length) of (?P<other>@\d+)", claims.longer),
    (r"(?:each )?(?P<of>@\d+) is (?:either )?(?P<value>@\d+) or (?:an integer )?(?:is )?(?:between|from|at least) (?P<low>@\d+) (?:and|to)(?: at most)? (?P<high>@\d+)(?:,? \(?inclusive\)?)?", claims.value_or_range),
    (r"(?P<of>@\d+) contains?(?: each of)? (?P<value>@\d+) exactly once(?: each)?", predicates.permuted),
    (r"the (?:total )?sum of (?:all )?(?:the )?(?P<of>@\d+) (?:is|equals|is equal to) (?P<exact>@\d+)", claims.sum_exactly),
    (r"(?:one|you|we|it is possible to|any(?: two)?|every)? ?(?:can )?(?:travel|move|go|reach|get|walk)?.{0,30}?(?:between (?:any|every|each) (?:two|pair of)|any (?:pair of|two)|any) [^@%]{0,30}?(?:by|using|via|with|through|from) [^@%]{0,60}\b(?:roads?|bridges?|edges?|passages?|canals?|paths?|railroads?|tunnels?|other|streets?|corridors?)\b[^@%]{0,30}", claims.mutual),
    (rf"there (?:is|exists)(?: always)? (?:a|at least one) path (?:from|between) {_VERTEX} @\d+ (?:to|and) {_VERTEX} @\d+", claims.joined),
    (rf"(?:{_VERTEX} @\d+|(?:each|every|any) {_VERTEX}(?: @\d+)?) (?:can be reached|is reachable) from {_VERTEX} @\d+(?: when all (?:roads|edges) are passable| (?:with|by|via|using) (?:some number of |some )?{_EDGE}s)?", claims.joined),
    (rf"the (?:total )?sum of (?:all )?(?:the )?(?P<of>@\d+) {_NOT_MORE} (?P<high>@\d+)", claims.sums),
    (r"(?:all|the|each)?(?: of)?(?: the)? ?(?:@\d+ )?(?:ordered |unordered )?(?:pairs?|tuples?|points?|triplets?|triples?|coordinates|values?|elements?|integers?)?(?: of)? ?(?P<of>@\d+) (?:are|is) (?:all |pairwise |mutually )?(?:distinct|different)(?: from each other)?", claims.different_all),
    (r"(?:all )?(?:the )?(?:characters|letters) (?:of|in) (?P<of>@\d+) are (?:all |pairwise |mutually )?(?:distinct|different)(?: from each other)?", predicates.different_letters),
    (rf"(?P<of>{LIST}) are (?:pairwise )?(?:distinct|different),? and none of them (?:is|are) (?P<value>@\d+)", claims.different_without),
    (r"no pair (?:appears|occurs) more than once as (?P<of>@\d+)", claims.different_all),
    (r"(?P<not>neither) (?P<of>@\d+ nor @\d+) (?P<end>begins?|starts?|ends?) with (?:an? )?(?P<codes>%\d+)", predicates.at_end),
    (r"(?:all|the|all of the|all the)? ?(?P<count>@\d+ )?(?:given )?(?:points|coordinates) are (?:all |pairwise |mutually )?(?:distinct|different)(?: from each other)?", claims.different_rows),
    (r"no two (?:of the )?(?:given )?points (?:coincide|are (?:at|on) the same (?:point|place|position|coordinates)|have the same coordinates)", claims.different_rows),
    (r"the parenthes[ie]s in (?P<of>@\d+) are (?:properly|correctly) matched", predicates.bracketed),
    (r"the greatest common divisor of (?P<of>@\d+ and @\d+) is @\d+", claims.common_divisor),
    (r"the greatest common divisor of (?:all )?(?:the )?(?:@\d+ )?(?:integers |numbers )?(?:from )?(?P<of>@\d+(?: through @\d+)?) is (?P<value>@\d+)", claims.common_divisor_of_all),
    (rf"any two of (?:the )?(?:three |four )?(?:integers )?(?P<of>{LIST}) are (?:coprime|relatively prime)", claims.coprime_in_pairs),
    (rf"{MANY}(?: of)?(?: the)?(?: (?:elements?|values?|characters?) (?:of|in))? (?P<of>{LIST}) (?:is|are) (?P<value>[@%]\d+)", counting.some_are),
    (rf"(?P<of>{LIST}) (?:each )?contains? {MANY} (?P<value>@\d+) ?(?:'?s)?", counting.value_count),
    (rf"there (?:is|are|exists?) {MANY} (?P<value>@\d+) ?(?:'?s)? (?:in|among) (?P<of>{LIST})", counting.some_are),
    (r"there (?:is|are|exists?) no (?:two )?(?:pairs?|indices|integers) (?P<c>@\d+) (?:such that|with|satisfying) (?P<f>@\d+)", claims.no_such),
    (rf"the total number of [^@%]{{1,40}}, (?P<of>@\d+),? {_NOT_MORE} (?P<high>@\d+)", predicates.at_most),
    (r"(?:each|every|any|all|the)?(?: of)?(?: the)? ?(?:characters?|letters?|elements?)(?: contained| appearing)? (?:of|in|on)(?: the)?(?: string)? (?P<of>@\d+(?:(?:,|,? and) @\d+)*) (?:is|are)(?: one of| either)?(?: the)?(?: characters?)? ?(?P<what>(?! ?(?:between|at (?:least|most)|distinct|different|pairwise)\b).*)", claims.letters_of),
    (rf"there exists? (?:an? |some )?(?:index |integer )?(?P<range>@\d+) (?:such that|where|with|for which|satisfying) {WHAT}", counting.where),
    (rf"(?:here, )?(?:there (?:is|are|exists?) )?{MANY}(?: ordered)?(?: integer| index)?(?: (?:pairs?|index|indices|integers?|tuples?|squares?|cells?))?(?: of (?:integers|indices))?(?: (?P<range>@\d+))? (?:such that|where|with|for which|satisfying|that satisf(?:y|ies)|satisf(?:y|ies)) {WHAT}", counting.where),
    (rf"not all(?: of)?(?: the)? (?P<of>{LIST}) are (?P<codes>%\d+)", counting.contains_others),
    (rf"(?:it is not the case that all|not all)(?: of)?(?: the)? (?P<of>{LIST}) are (?:equal|the same)", counting.not_all_equal),
    (rf"(?:each|every) (?:integer|number|value) (?:from|between) (?P<first>@\d+) (?:through|to|and) (?P<last>@\d+)(?:,? inclusive,?)? (?:appears?|occurs?|is contained) {TIMES} in (?P<of>@\d+)", counting.each_value_count),
    (rf"(?:(?:each|every|all) of )?(?:the )?(?:integers |numbers |values )?(?P<values>{LIST}) (?:appears?|occurs?|is contained) {TIMES} in (?P<of>@\d+)", counting.each_value_count),
    (rf"(?P<of>@\d+) contains {MANY} occurrences? of (?:each of )?(?P<values>{LIST})", counting.each_value_count),
    (rf"(?P<of>@\d+) contains (?:(?:each|every|all) of )?(?:the )?(?:integers |numbers |values )?(?P<values>{LIST}) {TIMES}(?: each)?", counting.each_value_count),
    (r"(?P<of>@\d+ and @\d+) (?:each )?(?:contain|have) (?:the same|an equal) number of (?:occurrences of )?(?P<what>[@%]\d+) ?(?:'?s)?", counting.as_many),
    (r"the number of (?:occurrences of )?(?P<what>[@%]\d+) ?(?:'?s)? in (?P<of>@\d+) (?:is equal to|is the same as|equals) (?:that in|the number of (?:occurrences of )?(?P<what2>[@%]\d+) ?(?:'?s)? in) (?P<other>@\d+)", counting.as_many),
    (rf"(?P<of>{LIST}) (?:each )?(?:contains?|consists? of|has|have) {MANY} (?:distinct|different|kinds? of|types? of) (?:kinds? of |types? of )?(?:characters?|letters?)", counting.kinds),
    (r"(?:if|when) (?P<one>@\d+) or (?P<other>@\d+),?(?: then)?,? (?P<f>@\d+)(?: holds)?", claims.different_cells),
    (r"(?P<of>@\d+) is (?:an? )?(?:integer )?(?:sequence|array)(?: of length @\d+)? obtained by (?:permuting|rearranging|reordering) (?P<value>@\d+)", predicates.permuted),
    (r"no (?:integer|number|value),? (?:except|other than) (?P<but>@\d+),? (?:occurs|appears) more than once in (?P<of>@\d+)", claims.different_but),
    (rf"{WHAT} for {MANY}(?: (?:indices|index|integers|values)(?: of)?)? (?P<range>@\d+)", counting.where),
    (rf"(?:each of )?(?:the )?(?:characters? |letters? )?(?P<codes>%\d+(?:(?:,|,? and) %\d+)*) (?:each )?(?:occurs?|appears?|exists?|is contained) {TIMES} (?:among|in|on)(?: one of)?(?: the)?(?: given)?(?: grid| maze| map| strings?| characters?)?(?: (?P<of>{LIST}))?", counting.characters),
    (rf"(?:there (?:is|are) )?{MANY} (?:occurrences? of )?(?P<codes>%\d+)s? (?:among|in) (?:the )?(?P<of>{LIST})", counting.characters),
    (rf"(?:there (?:is|are|exists?|will be) |each (?:input|test ?case) (?:has|contains) )?{MANY} (?:queries|query|operations?|events?) (?:of|in|with) (?:the )?(?:type |format )?(?P<type>@\d+|%\d+|first|second|third|fourth|fifth)(?: ?-?(?:st|nd|rd|th))?(?: (?:type|kind|format|form))?(?: in each ?test ?case)?(?: (?:is|are|will be) given)?", counting.queries),
    (rf"(?:there (?:is|are|exists?|will be) ){MANY} (?:type ?- ?(?=@)|(?=%))(?P<type>[@%]\d+) (?:queries|query|operations?|events?)", counting.queries),
    (rf"(?P<clauses>{placed.STARTS}.*)", placed.placed),
    (rf"(?:there are )?no two (?:different |distinct )?{_EDGE}s (?:that )?(?:directly )?connect(?:ing)? the same (?:pair of|two) {_VERTEX}", claims.unpaired),
    (rf"(?:there is )?at most one {_EDGE} (?:directly )?(?:connects|connecting|between) (?:any|each|every) (?:pair of|two) (?:different |distinct )?{_VERTEX}", claims.unpaired),
    (rf"the (?P<end>in|out)?-?degree of (?:each|every|any) {_VERTEX}(?: (?:in|of) (?:the )?(?:given )?(?:graph|tree)(?: @\d+)?)? is {MANY}", claims.degrees),
    (rf"(?:each|every) {_VERTEX} has {MANY} (?P<end>in|out)(?:coming|going) edges?", claims.degrees),
    (_GRAPH_WORDS.pattern, claims.shaped),
)  # fmt: skip

_CELLS = tuple(rf"(?:the (?P<j{n}>@\d+) ?-?(?:st|nd|rd|th)? ?character of )?(?P<s{n}>@\d+)" for n in (1, 2))
_EACH = compiled(
    (rf"(?P<of>{LIST}) (?:is|are) (?P<not>not )?(?P<code>%\d+)(?:,? for (?:every|each|all|any) (?P<range>@\d+))?", counting.cells),
    (rf"{_CELLS[0]} is (?P<a>%\d+) if and only if (?P<c>@\d+)", counting.mirrored),
    (rf"(?:(?:for|if|when)(?: any| all)? (?P<c>@\d+),? (?:then )?)?{_CELLS[0]} is (?P<a>%\d+) if and only if {_CELLS[1]} is (?P<b>%\d+)", counting.mirrored),
    (rf"(?:(?:for|if|when)(?: any| all)? (?P<c>@\d+),? (?:and )?)?if {_CELLS[0]} is (?P<a>%\d+),?(?: then)? {_CELLS[1]} is (?P<b>%\d+)", counting.mirrored),
    (rf"(?P<index>@\d+) (?:appears?|occurs?) in (?P<of>@\d+) {TIMES},? for each (?P<range>@\d+)", counting.each_value_count),
    (r"for (?:each|every)(?: integer)? (?P<range>@\d+), there (?:is|exists) (?:an? |some )?(?:integer |index )?@\d+ (?:such that|with) (?P<what>@\d+)", counting.each_value_occurs),
    (rf"for (?:each|every)(?: integer)? (?P<range>@\d+), there (?:is|are|exists?) {MANY} (?:integers?|index|indices) @\d+ (?:such that|with) (?P<what>@\d+)", counting.each_value_occurs),
    (rf"for (?:each|every)(?: positive)?(?: integer)? (?P<range>@\d+), (?P<of>@\d+) contains {MANY} occurrences? of (?P<index>@\d+)", counting.each_value_count),
)  # fmt: skip

PHRASES = Phrases(_SAYS_NOTHING, _PATTERNS, _SUBJECT, _CONNECTIVE, _PREDICATES, _EACH)
