"""Somebody at a browser, and everything the browser complained about while he was there."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Request, Response
from playwright.sync_api import Error as PlaywrightError

from tests.journeys.seed import PASSWORD
from tools.locations import ROOT

AXE = ROOT / "static/vendor/axe/axe.min.js"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PATIENCE_MS = 60_000  # for what happens within a second where nothing else runs
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}

# Runs in the page. The reporting listener needs no script of the page's own, and the CSP is not switched off for it.
LISTEN = """
window.cspReports = [];
document.addEventListener("securitypolicyviolation", (event) => {
  window.cspReports.push(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`);
});
"""
THEME = """
async (name) => {
  document.documentElement.dataset.bsTheme = name;
  for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame);
}
"""
CHECK = """
async ([tags, rules]) => {
  const only = rules ? { type: "rule", values: rules } : { type: "tag", values: tags };
  const found = await axe.run(document, { runOnly: only, resultTypes: ["violations"] });
  return found.violations.map((v) => ({
    rule: v.id, help: v.help,
    nodes: v.nodes.slice(0, 5).map((n) => `${n.html.slice(0, 200)} :: ${n.failureSummary.slice(0, 300)}`),
  }));
}
"""


class Visitor:
    """One browser window. ``faults`` collects what must not happen: errors, CSP reports, requests elsewhere."""

    def __init__(self, browser: Browser, url: str, *, size: dict[str, int] = DESKTOP) -> None:
        self.url = url
        self.faults: list[str] = []
        self.expected: set[str] = set()  # statuses of answers that a journey provokes on purpose, such as "404"
        self.context = browser.new_context(viewport=size, reduced_motion="reduce", base_url=url)  # type: ignore[arg-type]
        self.context.add_init_script(LISTEN)
        self.context.set_default_timeout(PATIENCE_MS)
        self.page: Page = self.context.new_page()
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.faults.append(f"error in a script: {error}"))
        self.page.on("request", self._request)
        self.page.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type != "error" or message.text.startswith("Failed to load resource"):
            return  # a failed load is judged by its status, below
        self.faults.append(f"console: {message.text} at {message.location}")

    def _request(self, request: Request) -> None:
        if urlsplit(request.url).scheme in ("http", "https") and not request.url.startswith(self.url):
            self.faults.append(f"request to somebody else: {request.url}")

    def _response(self, response: Response) -> None:
        if response.status >= 400 and str(response.status) not in self.expected:
            self.faults.append(f"{response.status} for {response.request.method} {response.url}")

    def sign_in(self, email: str, password: str = PASSWORD) -> None:
        """Sign in through the form."""
        self.page.goto("/auth/login/")
        self.page.get_by_label("E-mail address").fill(email)
        self.page.locator("input[type=password]").fill(password)
        press(self.page, self.page.locator("main button").first)

    def open(self, link: str) -> bool:
        """Go to an address; False when it is no page but a file."""
        try:
            answer = self.page.goto(link)
        except PlaywrightError as error:
            if "Download is starting" not in error.message:
                raise
            return False
        return answer is not None and "text/html" in answer.headers.get("content-type", "")

    def theme(self, name: str) -> None:
        """Draw the page light or dark, without loading it again."""
        self.page.evaluate(THEME, name)

    def broken_accessibility(self, *, rules: list[str] | None = None) -> list[dict[str, Any]]:
        """What axe finds against WCAG 2.2 AA on the page as it stands; ``rules`` asks for these alone."""
        if not self.page.evaluate("() => typeof axe === 'object'"):
            self.page.evaluate(AXE.read_text())
        found: list[dict[str, Any]] = self.page.evaluate(CHECK, [WCAG, rules])
        return found

    def csp_reports(self) -> list[str]:
        """What the content security policy stopped on this page."""
        found: list[str] = self.page.evaluate("() => window.cspReports")
        return found

    def screenshot(self, name: str) -> None:
        """Save the page to the folder $ABS_SCREENSHOTS, where one is given."""
        folder = os.environ.get("ABS_SCREENSHOTS")
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)

    def close(self) -> None:
        """Close the window."""
        self.context.close()


def press(page: Page, button: Locator) -> None:
    """Press what loads a page, and wait until it is there: only then is everything stored that was sent."""
    with page.expect_navigation():
        button.click()


def told(violations: list[dict[str, Any]]) -> str:
    """This function will write axe's findings for a reader of the test's output."""
    return json.dumps(violations, indent=1, ensure_ascii=False)
