"""Literals and comments of C-like languages, whose contents are not code. Pure; no parser."""

import re

# Each literal that may span lines has a group "open…", which matches if the code ends inside it.
_LITERAL = re.compile(
    r"//[^\n]*"
    r"|/\*.*?(?:\*/|(?P<open_comment>\Z))"
    r"|R\"(?P<delimiter>[^()\\\s\"]{0,16})\(.*?(?:\)(?P=delimiter)\"|(?P<open_raw>\Z))"  # C++
    r"|\br(?P<hashes>#*)\".*?(?:\"(?P=hashes)|(?P<open_rust>\Z))"
    r"|\"{3}(?:\\.|[^\\])*?(?:\"{3}|(?P<open_java>\Z))"
    r"|(?<!`)`(?!``)(?:\\.|[^`\\])*(?:`(?!`)|(?P<open_template>\Z))"  # JavaScript, Go; not a fence
    r"|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n]){1,8}'",
    re.S,
)


def without_literals(code: str) -> str:
    """The code without its literals and comments; an unterminated one runs to the end of the code."""
    return _LITERAL.sub("", code)


def ends_in_literal(code: str) -> bool:
    """Whether the code ends inside a comment or a multi-line literal."""
    return any((found.lastgroup or "").startswith("open") for found in _LITERAL.finditer(code))
