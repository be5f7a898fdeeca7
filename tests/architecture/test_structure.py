"""The house rules that a machine can read off the source."""

from __future__ import annotations

import ast
import re

import pytest

from tests.architecture.source import ROOT, is_face, modules, shelf, text

MIRRORED = ("domain", "services", "selectors", "views", "api", "tasks")

# Modules that speak SQL themselves: the tenant's binding, and set-based readers and writers that say why.
RAW_SQL_ROOMS = {"tenancy", "outbox"}
RAW_SQL_SHELVES = ("services", "selectors")

WRITES = {"save", "create", "bulk_create", "update_or_create", "get_or_create", "bulk_update", "delete", "execute"}
FORBIDDEN_LOOKUP = re.compile(
    r"__(?:icontains|contains|iexact|startswith|istartswith|endswith|iendswith|regex|iregex|search|trigram_similar)\s*="
)
SESSION_SET = re.compile(r"\bset\s+(?:session\s+)?(?:app\.|role\b|session authorization)", re.IGNORECASE)


def has_code(tree: ast.Module) -> bool:
    return any(isinstance(node, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef) for node in tree.body)


def mirror(path: str) -> list[str]:
    """Return the places where the module's test may be: beside its name, or one file for its package."""
    *folders, name = path.removesuffix(".py").split("/")
    if name == "__init__":
        name = folders.pop()
    found = ["/".join(["tests", *folders, f"test_{name}.py"])]
    found.append("/".join(["tests", *folders, f"test_{folders[-1]}.py"]))
    found.append("/".join(["tests", *folders, f"test_{folders[-1]}_{name}.py"]))
    if len(folders) > 1:
        found.append("/".join(["tests", *folders[:-1], f"test_{folders[-1]}.py"]))
        found.append("/".join(["tests", *folders[:-1], f"test_{folders[-1]}_{name}.py"]))
    return found


def test_every_module_with_behaviour_has_its_mirror_test():
    missing = [
        path
        for path, tree in modules().items()
        if shelf(path).startswith(MIRRORED)
        and has_code(tree)
        and not any((ROOT / candidate).exists() for candidate in mirror(path))
    ]
    assert missing == []


def test_no_file_is_longer_than_400_lines():
    files = [path for folder in (*modules(),) for path in [ROOT / folder]] + sorted((ROOT / "tests").rglob("*.py"))
    files += sorted((ROOT / "tools").rglob("*.py")) + sorted((ROOT / "benchmarks").rglob("*.py"))
    files += sorted((ROOT / "static/js").glob("*.js"))
    assert [str(path.relative_to(ROOT)) for path in files if len(path.read_text().splitlines()) > 400] == []


def test_no_function_is_longer_than_40_lines():
    long = []
    for path, tree in modules().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                body = node.body[1:] if ast.get_docstring(node) else node.body
                length = (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0
                if length > 40:
                    long.append(f"{path}:{node.name} {length}")
    assert long == []


def test_no_file_has_a_name_that_says_nothing():
    assert [
        path for path in modules() if path.split("/")[-1] in ("utils.py", "helpers.py", "manager.py", "misc.py")
    ] == []


def test_every_module_and_public_function_says_what_it_does():
    silent = []
    for path, tree in modules().items():
        if tree.body and not ast.get_docstring(tree):
            silent.append(path)
        for node in tree.body:
            is_public = isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
            if is_public and not ast.get_docstring(node):
                silent.append(f"{path}:{node.name}")
    assert silent == []


def test_faces_do_not_write():
    found = []
    for path, tree in modules().items():
        if not is_face(path):
            continue
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in WRITES
                and re.search(r"objects|cursor|connection|instance|queryset", ast.unparse(node.func.value))
            ):
                found.append(f"{path}:{node.lineno} {ast.unparse(node.func)}")
    assert found == []


def test_only_set_based_readers_and_writers_speak_sql():
    found = []
    for path, tree in modules().items():
        if (
            path.split("/")[0] in RAW_SQL_ROOMS
            or shelf(path).startswith(RAW_SQL_SHELVES)
            or path.startswith("abs_platform/health")
        ):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                speaks = node.func.attr in ("execute", "executemany", "copy_expert")
                if node.func.attr in ("raw", "extra") or (speaks and "cursor" in ast.unparse(node.func.value)):
                    found.append(f"{path}:{node.lineno}")
    assert found == []


@pytest.mark.parametrize("call", ["execute"])
def test_no_value_is_formatted_into_sql(call: str):
    found = []
    for path, tree in modules().items():
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr == call
                and "schema_editor" not in ast.unparse(node.func)
                and node.args
                and (
                    isinstance(node.args[0], ast.JoinedStr)
                    or (isinstance(node.args[0], ast.BinOp) and isinstance(node.args[0].op, ast.Mod))
                )
            ):
                found.append(f"{path}:{node.lineno}")
    assert found == []


def test_lookups_that_cannot_use_an_index_under_row_level_security_are_not_used():
    found = [
        f"{path}: {match.group()}"
        for path in modules()
        for match in FORBIDDEN_LOOKUP.finditer(text(path))
        if path != "tests"
    ]
    assert found == []


def test_nothing_sets_the_tenant_for_a_whole_database_session():
    assert [
        path for path in modules() if SESSION_SET.search(text(path)) and not path.startswith("tenancy/migrations")
    ] == []


def test_the_clock_is_read_by_faces_and_commands_alone():
    found = []
    for path, tree in modules().items():
        allowed = (
            is_face(path) or "management" in path or path.split("/")[0] in ("outbox", "users", "common", "tenancy")
        )
        if allowed or path.startswith("abs_platform/"):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in (
                "timezone.now",
                "datetime.now",
                "date.today",
                "time.time",
                "timezone.localdate",
                "datetime.datetime.now",
            ):
                found.append(f"{path}:{node.lineno}")
    assert found == []


def test_templates_carry_no_inline_script_style_or_handler():
    inline = re.compile(
        r"\sstyle=|<style|\son[a-z]+=|hx-on|javascript:|hx-vals=.?js:|<script(?![^>]*(?:src=|application/json))",
        re.IGNORECASE,
    )
    found = [
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path in sorted((ROOT / "templates").rglob("*.html"))
        for match in inline.finditer(path.read_text())
    ]
    assert found == []


def test_the_project_names_nothing_of_the_place_it_was_written_in():
    words = re.compile(r"(?<!\w)/work/|\.library/|(?<!\w)farm-|subagent|claude|anthropic|opt/pypi", re.IGNORECASE)
    tracked = [
        *modules(),
        "README.md",
        "CONTRIBUTING.md",
        *[str(p.relative_to(ROOT)) for p in (ROOT / "docs").rglob("*.md")],
    ]
    assert [path for path in tracked if (ROOT / path).exists() and words.search((ROOT / path).read_text())] == []


def test_every_heading_of_the_docs_that_code_names_is_there():
    named = re.compile(r"(docs/[a-z_]+\.md)#([a-z0-9-]+)")
    places = [(path, *found) for path in modules() for found in named.findall((ROOT / path).read_text())]
    headings = {
        doc: {
            re.sub(r"[^\w -]", "", line.lstrip("# ").lower()).replace(" ", "-")
            for line in (ROOT / doc).read_text().splitlines()
            if line.startswith("#")
        }
        for doc in {doc for _path, doc, _anchor in places}
    }
    assert len(places) > 20
    assert [place for place in places if place[2] not in headings[place[1]]] == []
