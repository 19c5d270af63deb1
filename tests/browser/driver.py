"""A leader in front of the page: small verbs for what she does, and eyes for what must never happen."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, ConsoleMessage, Dialog, Locator, Page, Route, expect

from bot.knowledge.catalogue import catalogue
from tests.web.visitor import Visitor

ANSWER = "Vi har teammøder hver onsdag, hvor vi øver os på skærmbesøg, og medarbejderne er usikre på teknikken."
MINE = "Mine data"
EMPLOYEES = len(catalogue().journey().questions["employees"])  # a trainer may add to them

_STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
_AXE = Axe()

# Where focus is, through every shadow root; null when it is nowhere.
_FOCUS = """() => {
  let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  return at === document.body || at === document.documentElement ? null : at;
}"""

# What is wrong with an element that has focus from the keyboard: nothing to see of it, or something lies over it.
_UNSEEN_FOCUS = """async element => {
  for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);  // the page has scrolled to it
  const style = getComputedStyle(element);
  if (style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2) return "no outline";
  const box = element.getBoundingClientRect();
  const [left, right] = [Math.max(0, box.left), Math.min(innerWidth, box.right)];
  const [top, bottom] = [Math.max(0, box.top), Math.min(innerHeight, box.bottom)];
  if (left >= right || top >= bottom) return "outside the window";
  const middle = [(left + right) / 2, (top + bottom) / 2];
  let there = document.elementFromPoint(...middle);
  while (there?.shadowRoot) there = there.shadowRoot.elementFromPoint(...middle);
  return element.contains(there) || there?.contains(element) ? "" : `covered by ${there?.outerHTML.slice(0, 80)}`;
}"""

# All that does not fit: the page or a box that scrolls sideways, text cut off, text outside its button or the window.
_MISFITS = """css => {
  const roots = [document];
  for (const root of roots) for (const each of root.querySelectorAll("*")) if (each.shadowRoot) roots.push(each.shadowRoot);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  for (const root of roots) root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  const found = [];
  const page = document.scrollingElement;
  if (page.scrollWidth > page.clientWidth) found.push(`the page scrolls sideways: ${page.scrollWidth} > ${page.clientWidth}`);
  const tell = (what, { localName, className, textContent }) =>
    found.push(`${what}: ${localName}.${className} ${textContent.trim().slice(0, 50)}`);
  const fields = ["textarea", "input", "select", "option"];
  for (const root of roots) for (const element of root.querySelectorAll("*")) {
    if (!element.checkVisibility() || element.closest(".unseen, .skip, svg, head") || fields.includes(element.localName)) continue;
    const style = getComputedStyle(element);
    const tooWide = element.scrollWidth > element.clientWidth + 1, tooHigh = element.scrollHeight > element.clientHeight + 1;
    if (style.overflowX !== "visible" && style.display !== "inline" && tooWide) tell("cut off or scrolled sideways", element);
    if (["hidden", "clip"].includes(style.overflowY) && tooHigh) tell("cut off below", element);
    if (element.matches("button, .button") && (tooWide || tooHigh)) tell("text outside its button", element);
    for (const node of element.childNodes) {
      if (node.nodeType !== Node.TEXT_NODE || !node.data.trim()) continue;
      for (const { 0: word, index } of css || !element.closest("button, .button") ? [] : node.data.matchAll(/\\S+/g)) {
        const letters = document.createRange();
        letters.setStart(node, index);
        letters.setEnd(node, index + word.length);
        if (new Set([...letters.getClientRects()].map(box => Math.round(box.top))).size > 1) tell("word broken apart", element);
      }
      const range = document.createRange();
      range.selectNodeContents(node);
      for (const box of range.getClientRects()) {
        if (box.width && (box.left < -1 || box.right > innerWidth + 1)) { tell("outside the window", element); break; }
      }
    }
  }
  for (const root of roots) root.adoptedStyleSheets = root.adoptedStyleSheets.filter(each => each !== sheet);
  return found;
}"""

# Notes all that comes into a live region, and how it is announced, from the page's first moment.
_EARS = """(() => {
  window.heard = [];
  const polite = { log: "polite", status: "polite", alert: "assertive" };
  const listen = root => new MutationObserver(changes => {
    for (const { addedNodes } of changes) for (const node of addedNodes) {
      const near = node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement;
      const region = near?.closest("[aria-live], [role=log], [role=status], [role=alert]");
      const text = node.textContent.trim();
      if (!region || !text) continue;
      const how = region.getAttribute("aria-live") ?? polite[region.getAttribute("role")];
      heard.push([how, Boolean(region.closest("[role=log]")), text]);
    }
  }).observe(root, { childList: true, subtree: true });
  const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (options) { const root = attach.call(this, options); listen(root); return root; };
})()"""


def violations_of(page: Page, *rules: str) -> list[str]:
    """What axe finds on a page against WCAG 2.2 A and AA, by all rules or by these."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(_AXE.axe_script)
    chosen = list(rules) or _STANDARDS
    options = {"runOnly": chosen, "rules": {} if rules else {"target-size": {"enabled": True}}}
    found = page.evaluate("async options => (await axe.run(document, options)).violations", options)
    return [f"{each['id']}: {node['html'][:120]} {node['target']}" for each in found for node in each["nodes"]]


class Screen:
    """One leader in one browser. Everything that the browser complains of is kept in `trouble`."""

    def __init__(self, context: BrowserContext, url: str) -> None:
        self.context, self.url = context, url
        self.trouble: list[str] = []
        self.provoked: list[str] = []  # part of each complaint that the test brings about itself
        self.requested: list[str] = []
        self.origins = [url]
        context.add_init_script(_EARS)
        context.on("console", self._note_console)
        context.on("weberror", lambda error: self.trouble.append(f"error: {error.error}"))
        context.on("dialog", self._note_dialog)
        context.on("request", lambda request: self.requested.append(request.url))
        self.page: Page = context.new_page()

    def _note_console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.trouble.append(f"console: {message.text} {message.location.get('url', '')}")

    def _note_dialog(self, dialog: Dialog) -> None:
        self.trouble.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def complaints(self) -> list[str]:
        """What went wrong without being provoked, and what was asked of a stranger."""
        wrong = [each for each in self.trouble if not any(part in each for part in self.provoked)]
        ours = tuple(f"{origin}/" for origin in self.origins)
        return wrong + [url for url in self.requested if not url.startswith((*ours, "blob:", "data:"))]

    # --- the first page
    def open(self, path: str = "/") -> Screen:
        """Go to an address of ours."""
        self.page.goto(self.url + path)
        return self

    def choose(self, *labels: str) -> Screen:
        """Tick choices of the first page and begin."""
        for label in ("Jeg vil tale med Lederdialog", *labels):
            self.page.get_by_label(label, exact=True).check()
        self.button("Begynd").click()
        return self

    def begin(self, *labels: str) -> Screen:
        """Open the page and begin; the assistant has greeted her."""
        self.open().choose(*labels)
        return self.greeted()

    def greeted(self) -> Screen:
        """Wait for the first choices that the assistant offers."""
        expect(self.reply("Spring over")).to_be_visible()
        return self.rest()

    def to_question(self, *said: str) -> Screen:
        """Open the page where a conversation is under way: the first question about the employees, and what she said."""
        visitor = Visitor(self.url).begin()
        visitor.open_question()
        for text in said:
            visitor.say(text)
        self.context.add_cookies([{"name": "lederdialog", "value": visitor.cookie, "url": self.url}])
        self.open()
        expect(self.log.locator(".message").last).to_be_visible()
        expect(self.log).to_have_attribute("aria-live", "polite")
        return self

    def return_code(self) -> str:
        """Read the code that is shown, and say that it is written down."""
        code = self.dialog.locator(".code").inner_text()
        self.button("Jeg har skrevet den ned").click()
        return code

    # --- the conversation
    @property
    def box(self) -> Locator:
        """The box that she writes in."""
        return self.page.get_by_role("textbox", name="Skriv til Lederdialog")

    @property
    def log(self) -> Locator:
        """What has been said."""
        return self.page.get_by_role("log")

    @property
    def error(self) -> Locator:
        """What is said when sending failed."""
        return self.page.locator(".conversation [role=alert]")

    def reply(self, title: str) -> Locator:
        """A quick reply."""
        return self.page.locator(".replies").get_by_role("button", name=title, exact=True)

    def button(self, name: str) -> Locator:
        """A button anywhere."""
        return self.page.get_by_role("button", name=name, exact=True)

    def rest(self) -> Screen:
        """Wait until the assistant has said all of it."""
        expect(self.page.locator(".typing")).to_be_hidden(timeout=20_000)
        return self

    def say(self, text: str) -> Screen:
        """Write and send; the reply is there."""
        self.box.fill(text)
        self.box.press("Enter")
        return self.rest()

    def press(self, title: str) -> Screen:
        """Press a quick reply; the reply to it is there."""
        self.reply(title).click()
        return self.rest()

    def cut_off(self, *, after_arrival: bool = False) -> None:
        """From now on what she sends fails: on its way there, or, `after_arrival`, the answer on its way back."""
        self.provoked += ["ERR_FAILED", "ERR_INTERNET_DISCONNECTED"]

        def fail(route: Route) -> None:
            if after_arrival:
                route.fetch()
            route.abort()

        self.page.route("**/api/chat", fail)

    def reconnect(self) -> None:
        """It works again."""
        self.page.unroute("**/api/chat")

    # --- Mine data
    @property
    def dialog(self) -> Locator:
        """The dialog on top."""
        return self.page.get_by_role("dialog").last

    def open_my_data(self) -> Locator:
        """Open the panel; it is filled."""
        self.button(MINE).click()
        expect(self.page.locator("#mine-stored + div")).not_to_be_empty()
        expect(self.page.locator("#mine-coach + div")).not_to_be_empty()
        return self.dialog

    def close_dialog(self) -> None:
        """Close the dialog on top."""
        shown = self.page.get_by_role("dialog").count()
        self.dialog.get_by_role("button", name="Luk", exact=True).click()
        expect(self.page.locator("dialog")).to_have_count(shown - 1)

    # --- who she is
    def cookie(self) -> dict[str, object]:
        """Our cookie, as the browser keeps it."""
        return next(dict(each) for each in self.context.cookies() if each["name"] == "lederdialog")

    def visitor(self) -> Visitor:
        """The same leader without a screen, for looking behind the page."""
        return Visitor(self.url).carry(str(self.cookie()["value"]))

    # --- the keyboard
    def tab_to(self, target: Locator, *, back: bool = False) -> Screen:
        """Press Tab until the target has focus; on the way focus is never lost and always to be seen."""
        target.wait_for()
        for _ in range(60):
            self.page.keyboard.press("Shift+Tab" if back else "Tab")
            at = self.page.evaluate_handle(_FOCUS).as_element()
            assert at, f"focus is lost on the way to {target}"
            wrong = at.evaluate(_UNSEEN_FOCUS)
            assert not wrong, f"{at.evaluate('at => at.outerHTML.slice(0, 120)')}: {wrong}"
            if target.evaluate("(target, at) => target === at", at):
                return self
        raise AssertionError(f"Tab does not lead to {target}")

    def back_to(self, target: Locator) -> Screen:
        """The same with Shift+Tab."""
        return self.tab_to(target, back=True)

    def key(self, key: str) -> Screen:
        """Press a key."""
        self.page.keyboard.press(key)
        return self

    # --- what others would notice
    def violations(self, *rules: str) -> list[str]:
        """What axe finds against WCAG 2.2 A and AA, by all rules or by these."""
        return violations_of(self.page, *rules)

    def misfits(self, css: str = "") -> list[str]:
        """What does not fit into the window, also with this style sheet on top."""
        return list(self.page.evaluate(_MISFITS, css))

    def heard(self) -> list[tuple[str, bool, str]]:
        """What came into live regions since the page was loaded: how, whether in the log, the text."""
        return [(how, in_log, text) for how, in_log, text in self.page.evaluate("heard")]
