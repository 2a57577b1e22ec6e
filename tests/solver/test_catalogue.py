"""Every message is translated into Japanese with the same placeholders, and none is hidden from the catalogue."""

import ast
import re
import tomllib
from functools import lru_cache
from pathlib import Path

import click
import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
MAPPINGS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["babel"]["mappings"]
PACKAGES = ("problems", "sandbox", "judge", "solver")
PLACES = re.compile(r"\{\w*[^}]*\}")


def everywhere(look, but=()):
    """What `look` finds in our packages' sources, each with its file; `but`: beginnings of paths to leave out."""
    return [
        (file.relative_to(ROOT), *one)
        for package in PACKAGES
        for file in sorted((ROOT / package).rglob("*.py"))
        if not str(file.relative_to(ROOT)).startswith(but)
        for one in look(file.read_text())
    ]


def messages(folder):
    methods = [(mapping["pattern"], mapping["method"]) for mapping in MAPPINGS]
    for _file, _line, message, _comments, _context in extract_from_dir(folder, method_map=methods):
        yield message


@pytest.fixture(scope="module")
def catalogue():
    with (ROOT / "solver/locale/ja/LC_MESSAGES/kyoso.po").open("rb") as file:
        return read_po(file)


@pytest.mark.parametrize("folder", PACKAGES)
def test_every_message_of_ours_is_translated(catalogue, folder, capsys):
    missing = []
    for message in messages(ROOT / folder):
        entry = catalogue.get(message[0] if isinstance(message, tuple) else message)
        if entry is None or not all(entry.string if isinstance(entry.string, tuple) else [entry.string]):
            missing.append(message)
    assert not missing
    assert "Empty msgid" not in capsys.readouterr().err  # gettext would take it for the catalogue's header


def test_clicks_own_messages_are_translated(catalogue):
    known = set(messages(Path(click.__file__).parent))
    for message in ("Usage:", "Options", "Error: {message}", "Show this message and exit.", "Missing argument"):
        assert message in known
        assert catalogue.get(message).string


def test_babel_finds_no_error_in_any_translation(catalogue):
    """The checks of `pybabel compile`, which would take "95 % interval" for a placeholder of C's printf."""
    assert [(entry.id, [str(error) for error in errors]) for entry, errors in catalogue.check()] == []


def test_a_translation_has_no_other_placeholders_than_its_message(catalogue):
    for entry in catalogue:
        if entry.id:
            originals = entry.id if isinstance(entry.id, tuple) else (entry.id,)
            strings = entry.string if isinstance(entry.string, tuple) else (entry.string,)
            for text in strings:
                assert set(PLACES.findall(text)) <= set(PLACES.findall(originals[-1])), entry.id
                assert not entry.fuzzy, entry.id


# Functions and classes that show text to people: their arguments are messages or contain them.
SHOWN_BY = {"note", "put", "tell", "_tell", "report", "fail", "Column", "DoctorFinding", "Styled"}
SENTENCE = re.compile(r"[A-Za-z][a-z'’]+[,:;]? [a-z'’]{2,}")


@lru_cache(maxsize=1024)
def parsed(source):
    """All nodes of the syntax tree, cached for the tests that read every file."""
    return list(ast.walk(ast.parse(source)))


def errors_for_people():
    """The names of our error classes and click's, whose text is shown unchanged."""
    for file in ROOT.glob("[a-z]*/**/errors.py"):
        if file.relative_to(ROOT).parts[0] in PACKAGES:
            yield from (node.name for node in parsed(file.read_text()) if isinstance(node, ast.ClassDef))
    yield from ("UsageError", "BadParameter", "BadOptionUsage", "ClickException")


def called(node):
    return getattr(node.func, "attr", getattr(node.func, "id", ""))


def untranslated(node):
    """English in an expression that gettext does not see: literals, f-strings, both branches, formatted text."""
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr(values=parts):
            yield "".join(part.value if isinstance(part, ast.Constant) else "{}" for part in parts)
        case ast.BinOp(left=one, right=other) | ast.IfExp(body=one, orelse=other):
            yield from (*untranslated(one), *untranslated(other))
        case ast.Tuple(elts=parts):
            yield from (text for part in parts for text in untranslated(part))
        case ast.Call(func=ast.Attribute(value=text, attr="format" | "strip" | "rstrip")):
            yield from untranslated(text)


def hidden(source, shown_by):
    """(line, text) of what a person would read in English whatever --lang says."""
    for node in parsed(source):
        if isinstance(node, ast.JoinedStr):  # Babel sees no calls inside f-strings
            calls = [part for part in ast.walk(node) if isinstance(part, ast.Call)]
            yield from ((node.lineno, ast.unparse(call)) for call in calls if called(call) in ("_", "gettext", "N_"))
        if isinstance(node, ast.Call):
            shown = list(node.args) if called(node) in shown_by else []
            shown += [
                word.value for word in node.keywords if word.arg in ("help", "epilog") or called(node) in shown_by
            ]
            yield from ((node.lineno, text) for part in shown for text in untranslated(part) if SENTENCE.search(text))


# Exceptions whose English text comes from the system, libraries or our lower layers; `worded` and `cause` translate it.
FOREIGN = {"OSError", "PermissionError", "FileNotFoundError", "ValueError", "KeyError", "UnicodeDecodeError", "Error"}


def caught_english(source):
    """(line, code) where a message includes a foreign exception's text instead of its translated cause."""
    for handler in parsed(source):
        if not isinstance(handler, ast.ExceptHandler) or handler.type is None or handler.name is None:
            continue
        caught = {getattr(part, "attr", getattr(part, "id", "")) for part in ast.walk(handler.type)}
        if caught.isdisjoint(FOREIGN):
            continue
        for node in ast.walk(handler):
            if isinstance(node, ast.Call) and called(node) == "format":
                yield from (
                    (word.value.lineno, ast.unparse(word.value))
                    for word in node.keywords
                    if raw(word.value, handler.name)
                )


def raw(node, name):
    """Whether the expression is the exception's own text."""
    match node:
        case ast.Name(id=found) | ast.Attribute(value=ast.Name(id=found), attr="strerror"):
            return found == name
        case ast.Call(func=ast.Name(id="str"), args=[one]):
            return raw(one, name)
        case ast.BoolOp(values=parts):
            return any(raw(part, name) for part in parts)
        case ast.IfExp(body=one, orelse=other):
            return raw(one, name) or raw(other, name)
    return False


def test_no_message_includes_the_english_text_of_an_exception():
    assert not everywhere(caught_english)


@pytest.mark.parametrize("shown", ["error", "str(error)", "error.strerror", "error.strerror or error"])
def test_an_exceptions_english_text_is_found_in_every_form(shown):
    source = "try: read()\nexcept (OSError, ValueError) as error:\n    note(_('{why}').format(why=%s))"
    assert list(caught_english(source % shown))
    assert not list(caught_english(source % "cause(error)"))
    assert not list(caught_english(source % "_(error.strerror or repr(error))"))


# Files with English only for models, other programs or the log; what people see of it goes through `worded`.
NOT_FOR_PEOPLE = (
    "problems/inputs/",
    "judge/architecture.py",  # what compilers say
    "judge/languages.py",
    "judge/log/",  # SQL
    "judge/stress/",  # why no input could be made, which a benchmark reads
    "sandbox/calls.py",
    "solver/demo/",
    "solver/generator.py",
    "solver/hints/",  # prompts and patterns
    "solver/mcp/",  # what models read
    "solver/models/",  # prompts, patterns, sources
    "solver/naive.py",
    "solver/prompt.py",
    "solver/repair.py",
    "solver/race/shared.py",  # messages for the other program's log
    "solver/self_check.py",  # what models read
)
# Messages of bubblewrap, texts for a browser's console or for this program's own log, and keys of tables.
NO_SENTENCE = re.compile(
    r"^(black|white|bold) on |^(sudo|apt|kyoso|kyoso/\{\}|# kyoso) |\\b|\\d|\(\?|SELECT |coalesce\(|table tbody"
    r"|No permissions to creat|new namespace failed|setting up uid map|Operation not permitted|Glyph .* missing"
    r"|containers may be left over|its first process is not|request to the site"
    r"|^no input section$|^no first token$|^harmony words without markers$"
    r"|own page only|no such key|lacks its token"
)
SENTENCES = re.compile(r"(?<![\w./`'\"-])[A-Za-z][a-z'’]+(?:[,:;]? [a-z'’]{2,}){2,}")
MARKS = {"_", "gettext", "ngettext", "N_", "words", "counted"}


def sentences(source):
    """(line, text) of English sentences that no catalogue sees, wherever they are, except docstrings."""
    tree, seen = parsed(source), set()
    for node in tree:
        match node:
            case ast.Call(args=args) if called(node) in MARKS:
                seen |= {id(part) for one in args for part in ast.walk(one)}
            case ast.Assert(msg=message) if message is not None:
                seen |= {id(part) for part in ast.walk(message)}
            case ast.Expr(value=ast.Constant() as docstring):
                seen.add(id(docstring))
            case ast.JoinedStr(values=parts):
                seen |= {id(part) for part in parts}
    for node in tree:
        if isinstance(node, ast.JoinedStr | ast.Constant) and id(node) not in seen:
            for text in untranslated(node):
                if SENTENCES.search(text) and not NO_SENTENCE.search(text):
                    yield node.lineno, text


def test_no_sentence_for_people_is_hidden_from_the_catalogue():
    """A sentence in a variable, a return value or a data structure reaches people too."""
    assert not everywhere(sentences, but=NOT_FOR_PEOPLE)


@pytest.mark.parametrize(
    "hides",
    [
        'why = "the log is here"\nnote(why)',
        'def why(): return f"the log is {path}"',
        'WORDS = {"log": ("the log is here",)}',
        'note(" ".join([_("so"), "the log is here"]))',
    ],
)
def test_a_hidden_sentence_is_found_wherever_it_is(hides):
    assert list(sentences(hides))
    assert not list(sentences('"""The log is here."""\nwhy = N_("the log is here")\nassert x, "the log is here"'))


def joined_sentences(source):
    """(line, code) where sentences are joined by a space, which Japanese does not use."""

    def sentence(node):
        return any(
            isinstance(part, ast.Call)
            and called(part) == "_"
            and isinstance(part.args[0], ast.Constant)
            and str(part.args[0].value).endswith((".", "?", "!"))
            for part in ast.walk(node)
        )

    for node in parsed(source):
        match node:
            case ast.BinOp(left=ast.BinOp(op=ast.Add(), right=ast.Constant(value=str(blank))), op=ast.Add(), right=one):
                if blank.endswith(" ") and blank.strip() in ("", ".") and sentence(one):
                    yield node.lineno, ast.unparse(node)
            case ast.AugAssign(op=ast.Add(), value=ast.BinOp(left=ast.Constant(value=" "), right=one)):
                if sentence(one):
                    yield node.lineno, ast.unparse(node)
            case ast.Call(func=ast.Attribute(value=ast.Constant(value=" "), attr="join"), args=[one]):
                if sentence(one):
                    yield node.lineno, ast.unparse(node)


def test_no_sentences_are_joined_by_a_space():
    assert not everywhere(joined_sentences)


@pytest.mark.parametrize(
    "joins",
    [
        'text + " " + _("It ends.")',
        'text + ". " + _("It ends.")',
        'text += " " + _("It ends.")',
        '" ".join((text, _("It ends.")))',
    ],
)
def test_joined_sentences_are_found_in_every_form(joins):
    assert list(joined_sentences(joins))
    assert not list(joined_sentences('sentences(text, _("It ends."))\nhead = _("Usage:") + " " + name'))


def test_no_message_shown_to_people_is_hidden_from_the_catalogue():
    shown_by = SHOWN_BY | set(errors_for_people())
    found = everywhere(lambda source: hidden(source, shown_by))
    assert [one for one in found if "solve abc417_e" not in one[2]] == []  # a command to type


@pytest.mark.parametrize(
    "hides",
    [
        'note("the log is here")',
        'note(f"the log is {path}")',
        'note("the log is {path}".format(path=path))',
        'put(_("ok"), ("the log is here", "red"))',
        'raise UsageError("no such file" if path else _("no such folder"))',
        'click.option("--x", help="Which log to read.")',
        """text = f"{path}: {_('there')}\"""",
    ],
)
def test_a_hidden_message_is_found_in_every_form(hides):
    assert list(hidden(hides, SHOWN_BY | set(errors_for_people())))
    assert not list(hidden('note(_("the log is {path}").format(path=path))', SHOWN_BY))
