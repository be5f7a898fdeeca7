from __future__ import annotations

import ast
from pathlib import Path

from accounts.domain.icp import Problem
from accounts.services.icp_problems import TEXTS, invalid, problem_text

ROOM = Path(__file__).resolve().parents[3] / "accounts"


def test_every_code_the_domain_gives_has_words() -> None:
    codes: set[str] = set()
    for name in (
        "domain/icp.py",
        "domain/icp_parse.py",
        "domain/icp_reader.py",
        "services/icp.py",
        "services/icp_publish.py",
    ):
        for node in ast.walk(ast.parse((ROOM / name).read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in ("problem", "Problem"):
                found = [leaf.value for leaf in ast.walk(node.args[1]) if isinstance(leaf, ast.Constant)]
                codes.update(code for code in found if isinstance(code, str))

    assert {"required", "not_a_list", "cells", "no_weight", "duplicate"} <= codes
    assert codes == set(TEXTS)


def test_the_first_problem_of_a_place_is_told() -> None:
    error = invalid([Problem("a", "required"), Problem("a", "not_a_list"), Problem("b", "too_many", {"limit": 64})])

    assert error.fields == {"a": "Needed.", "b": "At most 64 criteria."}


def test_numbers_stand_in_the_text() -> None:
    assert problem_text(Problem("x", "cells", {"expected": 4, "given": 2})) == (
        "4 shares are needed, one per cell; 2 were given."
    )
