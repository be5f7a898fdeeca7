from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tools.locations import ROOT, StackError
from tools.vendor_assets import FILES, SOURCE_MAP, icon_names, sprite_make

OUTLINE = """<svg
  xmlns="http://www.w3.org/2000/svg"
  class="icon"
>
  <path stroke="none" d="M0 0h24v24H0z" fill="none" />
  <path d="M5 12l5 5l10 -10" />
</svg>
"""


@pytest.fixture
def icons(tmp_path: Path) -> Path:
    for style in ("outline", "filled"):
        (tmp_path / style).mkdir()
        (tmp_path / style / "check.svg").write_text(OUTLINE)
    return tmp_path


def test_a_sprite_holds_each_icon_as_a_symbol_that_takes_the_colour_of_the_text(icons: Path) -> None:
    assert sprite_make(["check", "check-filled"], icons) == (
        '<svg xmlns="http://www.w3.org/2000/svg">\n'
        '<symbol id="icon-check" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2"'
        ' stroke-linecap="round" stroke-linejoin="round"><path d="M5 12l5 5l10 -10" /></symbol>\n'
        '<symbol id="icon-check-filled" viewBox="0 0 24 24" fill="currentColor">'
        '<path d="M5 12l5 5l10 -10" /></symbol>\n'
        "</svg>\n"
    )


def test_an_icon_that_does_not_exist_is_named(icons: Path) -> None:
    with pytest.raises(StackError, match="'unicorn'"):
        sprite_make(["unicorn"], icons)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"code();\n//# sourceMappingURL=tabler.min.js.map", b"code();\n"),
        (b"a{}/*# sourceMappingURL=tabler.min.css.map */", b"a{}"),
        (b'fetch("//# not a map")', b'fetch("//# not a map")'),
    ],
)
def test_the_names_of_absent_source_maps_are_taken_out(content: bytes, expected: bytes) -> None:
    assert SOURCE_MAP.sub(b"", content) == expected


def test_every_icon_a_template_uses_is_in_the_sprite() -> None:
    known = set(icon_names())
    used: dict[str, set[str]] = {}
    for path in [*(ROOT / "templates").rglob("*.html"), *(ROOT / "static/js").rglob("*.js")]:
        for name in re.findall(r"#icon-([a-z0-9-]+)", path.read_text()):
            used.setdefault(name, set()).add(path.name)
        for name in re.findall(r"""{% icon ["']([a-z0-9-]+)["']""", path.read_text()):
            used.setdefault(name, set()).add(path.name)
    assert {name: sorted(paths) for name, paths in used.items() if name not in known} == {}


def test_every_file_that_is_shipped_comes_from_a_locked_package() -> None:
    locked = json.loads((ROOT / "frontend/package-lock.json").read_text())["packages"]
    for sources in FILES.values():
        for source in sources:
            name = "/".join(source.split("/")[: 2 if source.startswith("@") else 1])
            assert locked[f"node_modules/{name}"]["integrity"].startswith("sha512-")


def test_no_lock_names_a_registry() -> None:
    packages = json.loads((ROOT / "frontend/package-lock.json").read_text())["packages"]
    assert [name for name, package in packages.items() if "resolved" in package] == []
    for path in (ROOT / "requirements").glob("*"):
        assert not re.search(r"https?:|--index-url|--find-links", path.read_text()), path.name


def test_every_locked_requirement_has_a_hash() -> None:
    for path in (ROOT / "requirements").glob("*.txt"):
        pinned = re.findall(r"(?m)^[a-z0-9][^=\s]*==\S+(.*)$", path.read_text())
        assert pinned
        assert all(rest.endswith("\\") for rest in pinned), path.name
