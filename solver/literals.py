"""Literals and comments of the C family's languages: what stands in them is no code. Pure, and no parser."""

import re

# What may go on over lines has a group "open…", which matches where the code ends within it.
_LITERAL = re.compile(
    r"//[^\n]*"
    r"|/\*.*?(?:\*/|(?P<open_comment>\Z))"
    r"|R\"(?P<delimiter>[^()\\\s\"]{0,16})\(.*?(?:\)(?P=delimiter)\"|(?P<open_raw>\Z))"  # C++
    r"|\br(?P<hashes>#*)\".*?(?:\"(?P=hashes)|(?P<open_rust>\Z))"
    r"|\"{3}(?:\\.|[^\\])*?(?:\"{3}|(?P<open_java>\Z))"
    r"|(?<!`)`(?!``)(?:\\.|[^`\\])*(?:`(?!`)|(?P<open_template>\Z))"  # JavaScript, Go; a fence is none
    r"|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n]){1,8}'",
    re.S,
)


def without_literals(code: str) -> str:
    """The code without its literals and comments; one that does not end goes on to the end of the code."""
    return _LITERAL.sub("", code)


def ends_in_literal(code: str) -> bool:
    """Whether the code ends within a comment, or a literal of several lines."""
    return any((found.lastgroup or "").startswith("open") for found in _LITERAL.finditer(code))
