// What has been said: one log, announced politely, and where in it the reader is.
import { cardElement } from "./cards.js";
import { button, make } from "./dom.js";
import { say } from "./wording.js";

const NEAR = 24; // px from the end that still count as the end

export class Messages {
  #anchor = null; // what the reader is shown the start of: the newest turn
  #following = true; // false once the reader has scrolled away
  #placed = 0; // where we scrolled to last

  /** @param level of the page's h1 @param onReply called with the quick reply that was pressed: {title, payload} */
  constructor(level, onReply) {
    this.level = level;
    this.onReply = onReply;
    this.log = make("div.log", { role: "log", "aria-label": say("log"), "aria-live": "polite" });
    this.typing = make("p.typing", { hidden: true, "aria-hidden": "true" }, make("i"), make("i"), make("i"));
    this.view = make("section.scroll", { tabIndex: 0, "aria-label": say("log"), onscroll: () => this.#scrolled() });
    this.view.append(this.log, this.typing);
    this.more = button(say("new_messages"), () => this.#showMore(), ".more");
    this.more.hidden = true;
    this.element = make("div.reading", this.view, this.more);
    new ResizeObserver(() => this.follow()).observe(this.view);
  }

  /** Show messages and letters ({at, element}, oldest first) of earlier, without having them read aloud. */
  async restore(messages, letters) {
    this.log.setAttribute("aria-live", "off");
    this.log.replaceChildren();
    for (const message of messages) {
      while (letters[0]?.at <= message.at) this.log.append(letters.shift().element);
      this.add(message);
    }
    this.log.append(...letters.map(({ element }) => element));
    this.anchor(null);
    await new Promise((resolve) => setTimeout(resolve, 300)); // until screen readers have taken note
    this.log.setAttribute("aria-live", "polite");
  }

  /** Add a message; returns its element. */
  add({ from, text, card, buttons = [] }) {
    const who = make("p.unseen", say(`from_${from}`));
    const element = make(`div.message.${from}`, who, cardElement(card, this.level + 2) ?? make("p.bubble", text));
    if (from === "leader") element.setAttribute("aria-live", "off"); // she knows what she wrote
    if (buttons.length) {
      const replies = buttons.map((reply) => button(reply.title, () => this.onReply(reply), ".reply"));
      element.append(make("div.row.replies", { role: "group", "aria-label": say("replies") }, replies));
    }
    return this.log.appendChild(element);
  }

  /** A remark that is no one's, such as why something was masked. */
  note(text) {
    return this.log.appendChild(make("p.note", text));
  }

  /** Take the quick replies away; returns a function that puts them back. */
  takeReplies() {
    const taken = [...this.log.querySelectorAll(".replies")].map((replies) => [replies.parentElement, replies]);
    for (const [, replies] of taken) replies.remove();
    return () => taken.forEach(([message, replies]) => message.append(replies));
  }

  /** What comes now is shown from this element's start; without one, the end is shown. */
  anchor(element) {
    this.#anchor = element;
    this.#following = true;
    this.follow();
  }

  /**
   * Scroll to the newest, but never past the start of the turn, and never where the reader has scrolled away.
   * Something `fresh` that is then out of view gets a button that leads to it.
   */
  follow(fresh = false) {
    const end = this.view.scrollHeight - this.view.clientHeight;
    if (this.#following) {
      const start = this.#anchor?.isConnected ? this.#anchor.offsetTop - 16 : end;
      this.#placed = Math.max(0, Math.min(end, start));
      this.view.scrollTop = this.#placed;
    }
    if (this.view.scrollTop > end - NEAR) this.#hideMore();
    else if (fresh) this.more.hidden = false;
  }

  #scrolled() {
    const top = this.view.scrollTop;
    if (top > this.view.scrollHeight - this.view.clientHeight - NEAR) {
      this.#following = true;
      this.#hideMore();
    } else if (Math.abs(top - this.#placed) > NEAR) this.#following = false;
  }

  #hideMore() {
    if (this.more.matches(":focus")) this.view.focus({ preventScroll: true });
    this.more.hidden = true;
  }

  #showMore() {
    this.#hideMore();
    this.anchor(null);
  }
}
