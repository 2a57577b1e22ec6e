"""Rewrites a Python program to compute with exact fractions: what it would answer if nothing were rounded.

Divisions, roots, decimal literals and `float(…)` become Fractions in the source. What cannot be rewritten (logarithms,
numpy) is left alone; if the program then fails, that proves nothing.
"""

import ast
from copy import copy
from fractions import Fraction

from judge.syntax import parsed

_CLOSE = Fraction(1, 10**6)  # how far two outputs of one number may differ: one of them was rounded for output

_PRELUDE = """
from fractions import Fraction as _kyoso_F
def _kyoso_is(x):
    return type(x) in (int, bool, _kyoso_F)
def _kyoso_div(a, b):
    return _kyoso_F(a) / b if _kyoso_is(a) and _kyoso_is(b) else a / b
def _kyoso_float(x=0):
    if isinstance(x, (str, bytes)):
        text = x.decode() if isinstance(x, bytes) else x
        return float(x) if text.strip().lstrip('+-')[:1].isalpha() else _kyoso_F(text.strip())
    return _kyoso_F(x) if _kyoso_is(x) else float(x)
def _kyoso_root(n, k):
    low, high = 0, 1 << (n.bit_length() // k + 1)
    while low < high:
        middle = (low + high + 1) // 2
        if middle ** k <= n:
            low = middle
        else:
            high = middle - 1
    return low
def _kyoso_kth(x, k):
    x = _kyoso_F(x)
    if x < 0:
        raise ValueError('math domain error')
    n, d = x.numerator, x.denominator
    r, s = _kyoso_root(n, k), _kyoso_root(d, k)
    if r ** k == n and s ** k == d:
        return _kyoso_F(r, s)
    return _kyoso_F(_kyoso_root(n * d ** (k - 1) * 10 ** (40 * k), k), d * 10 ** 40)
def _kyoso_sqrt(x):
    import math
    return _kyoso_kth(x, 2) if _kyoso_is(x) else math.sqrt(x)
def _kyoso_pow(a, b):
    if _kyoso_is(a) and type(b) is _kyoso_F and b.numerator == 1 and b.denominator < 10 and a >= 0:
        return _kyoso_kth(a, b.denominator)
    return _kyoso_F(a) ** b if _kyoso_is(a) and type(b) is int and b < 0 else a ** b
def _kyoso_whole(x):
    return x.denominator == 1 if _kyoso_is(x) else x.is_integer()
"""


def exact_source(source: str) -> str | None:
    """The program with exact fractions; None if there is nothing to rewrite or it is not Python."""
    tree = parsed(source)
    if tree is None:
        return None
    rewriter = _Rewriter()
    tree = ast.fix_missing_locations(rewriter.visit(tree))
    return _PRELUDE + ast.unparse(tree) if rewriter.changed else None


def outputs_differ(exact: str, rounded: str) -> bool:
    """Whether two outputs differ by more than how their numbers are written or rounded."""
    ours, theirs = exact.split(), rounded.split()
    return len(ours) != len(theirs) or not all(map(_same, ours, theirs))


def _same(one: str, other: str) -> bool:
    if one == other:
        return True
    try:
        left, right = Fraction(one), Fraction(other)
    except (ValueError, ZeroDivisionError):
        return False
    if left.denominator == right.denominator == 1:
        return left == right
    return abs(left - right) <= _CLOSE * max(Fraction(1), abs(left))


class _Rewriter(ast.NodeTransformer):
    def __init__(self) -> None:
        self.changed = False

    def _call(self, name: str, *operands: ast.expr) -> ast.Call:
        self.changed = True
        return ast.Call(ast.Name(f"_kyoso_{name}", ast.Load()), list(operands), [])

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        self.generic_visit(node)
        match node.op:
            case ast.Div():
                return self._call("div", node.left, node.right)
            case ast.Pow():
                before, rewritten = self.changed, self._call("pow", node.left, node.right)
                self.changed = before  # a power alone changes nothing: only a fraction in its exponent does
                return rewritten
        return node

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.stmt:
        self.generic_visit(node)
        if not isinstance(node.op, ast.Div):
            return node
        value = copy(node.target)
        value.ctx = ast.Load()
        return ast.Assign([node.target], self._call("div", value, node.value))

    def visit_Call(self, node: ast.Call) -> ast.expr:
        match node:
            case ast.Call(ast.Name("float"), [ast.Constant(str() as text)]) if (
                text.strip("+-").lower().startswith("inf")
            ):
                return node
        self.generic_visit(node)
        match node.func:
            case ast.Name("sqrt") | ast.Attribute(ast.Name("math"), "sqrt"):
                return self._call("sqrt", *node.args)
            case ast.Attribute(value, "is_integer"):
                return self._call("whole", value)
        return node

    def visit_Name(self, node: ast.Name) -> ast.expr:
        if node.id == "float" and isinstance(node.ctx, ast.Load):
            self.changed = True
            return ast.Name("_kyoso_float", ast.Load())
        return node

    def visit_Constant(self, node: ast.Constant) -> ast.expr:
        return self._call("float", ast.Constant(repr(node.value))) if isinstance(node.value, float) else node

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.expr:
        return node  # formatting, not arithmetic
