// <leder-dialog>: the leader's page as a web component, in a shadow root of its own so that it fits into any page.
// On a page that has an h1 already, heading-level="2" puts its headings below that.
import { address, call } from "./api.js";
import { Conversation } from "./conversation.js";
import { button, draft, make } from "./dom.js";
import { receiptView, welcomeView } from "./welcome.js";
import { Wheel } from "./wheel.js";
import { loadWording, say } from "./wording.js";

async function loadStyles() {
  const sheet = new CSSStyleSheet();
  return sheet.replace(await (await fetch(address("assets/page.css"))).text());
}

class LederDialog extends HTMLElement {
  async connectedCallback() {
    if (this.root) return; // moved within the page
    this.root = this.attachShadow({ mode: "open" });
    this.level = Number(this.getAttribute("heading-level")) || 1;
    this.lang = "da";
    try {
      this.root.adoptedStyleSheets = [await loadStyles()];
      await loadWording();
      this.#frame();
      this.me = await call("GET", "me");
      if (this.me.session) await this.talk();
      else {
        draft.wipe(); // whoever comes next must not find what another began to write
        this.#welcome();
      }
    } catch (failure) {
      this.#broken(failure);
    }
  }

  /** Show the conversation. Throws Failure, where nothing has changed yet. */
  async talk() {
    const { themes } = await call("GET", "progress");
    const side = this.#side();
    this.wheel.update(themes);
    this.conversation = new Conversation(this);
    this.#show(make("div.talk", side, this.conversation.element), this.conversation.composer);
    this.mine.hidden = false;
    await this.conversation.start().catch((failure) => this.#broken(failure));
  }

  /** The session is over, why is said; what she had begun to write waits for her. */
  sessionGone(message) {
    this.#close();
    this.#welcome(message);
  }

  /** She closed the conversation on this device. */
  left() {
    this.sessionGone(say("left_device"));
    draft.wipe();
  }

  /** Everything was erased, from here or in the conversation. */
  erased(receipt) {
    this.#close();
    draft.wipe();
    const view = receiptView(this, receipt, () => this.#welcome(""));
    this.#show(view.element, view);
  }

  /** What is always there: skip link, name, that it is a machine, her data. */
  #frame() {
    const skip = make("a.skip", { href: "#box" }, say("skip"));
    skip.addEventListener("click", (event) => {
      event.preventDefault(); // an address with # does not reach into a shadow root
      this.target.focus();
    });
    const open = async () => {
      const { MyData } = await import("./my_data.js"); // fetched when it is wanted
      if (!this.root.querySelector("dialog")) new MyData(this);
    };
    this.mine = button(say("my_data"), () => open().catch((failure) => this.#broken(failure)));
    this.mine.hidden = true;
    const embedded = this.level > 1; // then the page around it has the landmarks
    const icon = make("img", { src: address("assets/icon.svg"), alt: "", width: 36, height: 36 });
    const name = make("div.name", make(`h${this.level}`, say("name")), make("p.small", say("machine")));
    const top = make(embedded ? "div.top" : "header.top", icon, name, this.mine);
    this.main = make(embedded ? "div" : "main");
    this.root.replaceChildren(make("div.app", skip, top, this.main));
  }

  /** Beside the conversation where there is room; else a bar above it, from which the wheel folds out. */
  #side() {
    const total = make("span.small");
    const fold = button([say("themes"), total], () => open(fold.ariaExpanded !== "true"), ".fold");
    const open = (value) => {
      fold.ariaExpanded = String(value);
      this.wheel.element.classList.toggle("open", value);
    };
    const then = (speak) => {
      open(false);
      speak(this.conversation);
    };
    this.wheel = new Wheel(
      (theme) => then((conversation) => conversation.press(theme.payload, theme.title)),
      (text) => (total.textContent = text),
    );
    open(false);
    fold.setAttribute("aria-controls", "wheel");
    const summary = make("a.button", { href: address("summary") }, say("summary"));
    if (top !== self) summary.target = "_blank"; // the summary may not be framed
    const help = button(say("help"), () => then((conversation) => conversation.ask(say("help_text"))));
    const links = make("div.row.links", summary, help);
    return make("nav.side", { "aria-label": say("side") }, fold, this.wheel.element, links);
  }

  #close() {
    this.conversation?.end();
    this.conversation = null;
    for (const dialog of this.root.querySelectorAll("dialog")) dialog.close();
    this.mine.hidden = true;
    this.me = { session: false, choices: {} };
  }

  /** @param told why she is here again; undefined on a first visit, when focus stays at the top */
  #welcome(told) {
    const view = welcomeView(this, told);
    this.#show(view.element, view, told !== undefined);
  }

  /** @param target where the skip link leads @param focus whether to go there at once */
  #show(element, target, focus = true) {
    this.main.replaceChildren(element);
    this.target = target;
    if (focus) target.focus();
  }

  #broken(failure) {
    const told = make("p.alert", { role: "alert" }, failure.code ? failure.message : say("unavailable"));
    const again = button(say("try_again"), () => location.reload(), ".main");
    (this.main ?? this.root).replaceChildren(make("div.page.narrow", told, make("div.row", again)));
  }
}

customElements.define("leder-dialog", LederDialog);
