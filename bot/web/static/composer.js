// The box that the leader writes in: grows with the text, counts near the cap, keeps the draft.
import { draft, make } from "./dom.js";
import { say } from "./wording.js";

const CAP = 4000; // characters, as the server counts them
const NEAR = 400; // characters left when the counter comes up

export class Composer {
  #busy = false;
  #left = CAP;

  /** @param onSubmit called when the leader sends; it reads `text` */
  constructor(onSubmit) {
    this.onSubmit = onSubmit;
    this.input = make("textarea.typed", {
      id: "box",
      rows: 1,
      placeholder: say("placeholder"),
      "aria-describedby": "box-help box-count",
      oninput: () => this.#changed(),
      onkeydown: (event) => this.#key(event),
    });
    this.button = make("button.main", { type: "submit" }, say("send"));
    this.count = make("p.small.count", { id: "box-count" });
    this.said = make("p.unseen", { role: "status" });
    this.element = make(
      "form.composer",
      { noValidate: true, onsubmit: (event) => this.#submit(event) },
      make("label.unseen", { for: "box" }, say("box_label")),
      this.input,
      this.button,
      this.count,
      make("p.small", { id: "box-help" }, say("box_help")),
      this.said,
    );
    const kept = draft.read();
    /** The last try: {id, text}. It may have arrived, so if sent again unchanged it keeps its id. */
    this.attempt = kept.id ? kept : null;
    this.text = kept.text;
  }

  get text() {
    return this.input.value;
  }

  set text(value) {
    this.input.value = value;
    this.#changed();
  }

  /** While a reply is on its way she can write, but not send. */
  set busy(value) {
    this.#busy = value;
    this.#enable();
  }

  /** The text is on its way: empty the box, but keep the draft until it has arrived. */
  leave(message) {
    this.attempt = message;
    this.text = "";
    draft.write(message);
  }

  /** It has arrived. What she has begun on meanwhile stays. */
  arrived() {
    const same = this.text.trim() === this.attempt.text;
    this.attempt = null;
    this.text = same ? "" : this.text;
  }

  /** Fit the box to its text. */
  fit() {
    this.input.style.height = "auto";
    this.input.style.height = `${this.input.scrollHeight + 2}px`; // and its borders
  }

  focus() {
    this.input.focus({ preventScroll: true });
  }

  #enable() {
    this.button.disabled = this.#busy || !this.text.trim();
  }

  #changed() {
    this.#enable();
    this.fit();
    const wasOver = this.#left < 0;
    this.#left = CAP - [...this.text.trim()].length;
    const over = this.#left < 0;
    this.element.classList.toggle("over", over);
    this.count.textContent = this.#left > NEAR ? "" : say(over ? "too_long" : "left", { count: Math.abs(this.#left) });
    if (over !== wasOver) this.said.textContent = over ? this.count.textContent : ""; // once, not at each key
    draft.write(this.attempt?.text === this.text.trim() ? this.attempt : { text: this.text });
  }

  #key(event) {
    const composing = event.isComposing || event.keyCode === 229; // Enter then picks a word, it does not send
    if (event.key === "Enter" && !event.shiftKey && !composing) this.#submit(event);
  }

  #submit(event) {
    event.preventDefault();
    if (!this.button.disabled && this.#left >= 0) this.onSubmit();
  }
}
