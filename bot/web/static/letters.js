// Messages from a coach, who is a human: in the log, each with a way to answer and a way to say no.
import { call } from "./api.js";
import { button, draft, make } from "./dom.js";
import { say, sayMoment } from "./wording.js";

export class Letters {
  #views = new Map();

  /** @param conversation `messages`, `tell(text)` for screen readers, `fail(failure)`, and `app` with its `level` */
  constructor(conversation) {
    this.conversation = conversation;
  }

  /** Fetch them all; those that were shown before as {at, element}, oldest first. Throws Failure. */
  async fetch() {
    const { letters, can_answer: canAnswer } = await call("GET", "letters");
    for (const letter of letters) {
      if (!this.#views.has(letter.id)) this.#views.set(letter.id, new Letter(letter, this.conversation));
      this.#views.get(letter.id).update(letter, canAnswer);
    }
    const shown = letters.filter((letter) => letter.shown_at);
    return shown.map((letter) => ({ at: letter.shown_at, element: this.#views.get(letter.id).element }));
  }

  /** Put the new ones at the end of the log; returns the first of them. */
  show() {
    const fresh = [...this.#views.values()].map((view) => view.element).filter((element) => !element.isConnected);
    this.conversation.messages.log.append(...fresh);
    return fresh[0];
  }
}

class Letter {
  #drawn = ""; // what its state was drawn from
  #failed = null; // what says that the last try failed

  constructor(letter, conversation) {
    this.conversation = conversation;
    this.key = `.letter-${letter.id}`; // of the draft of her answer
    const id = `letter-${letter.id}`;
    this.title = make(`h${conversation.app.level + 2}`, { id, tabIndex: -1 }, say("letter_from", letter));
    this.state = make("div.state");
    const sent = make("p.small", say("letter_sent", { at: sayMoment(letter.sent_at) }));
    const parts = [this.title, sent, make("p", letter.text), this.state];
    this.element = make("div.message", make("article.card.letter", { "aria-labelledby": id }, parts));
  }

  /** Show how it stands, unless she is writing an answer. */
  update(letter, canAnswer) {
    const stands = JSON.stringify([letter.answer, letter.declined_at, canAnswer]);
    if (stands === this.#drawn || this.box?.isConnected) return;
    Object.assign(this, { letter, canAnswer });
    this.#drawn = stands;
    this.#draw();
  }

  /** What she did, and the ways on from there; `notice` is about what was masked. */
  #draw(notice) {
    this.#failed?.remove();
    const { answer, answered_at: at, declined_at: declined } = this.letter;
    const done = answer ? say("letter_answered", { at: sayMoment(at) }) : declined && say("letter_declined");
    const told = [done && make("p.small", done), answer && make("p.own", answer), notice && make("p.note", notice)];
    this.reply = button(say(answer ? "letter_again" : "letter_reply"), () => this.#write());
    const no = !declined && button(say(answer ? "letter_back" : "letter_no"), () => this.#send({ declined: true }));
    const open = [make("p.small", say("letter_hint")), make("div.row", this.reply, no)];
    this.#fill(told, this.canAnswer ? open : make("p.small", say("letter_closed")));
    return [done, notice].filter(Boolean).join(" ");
  }

  #fill(...content) {
    this.state.replaceChildren(...content.flat(9).filter(Boolean));
  }

  #write() {
    this.state.setAttribute("aria-live", "off"); // what she does herself is told by focus and by `tell`
    const id = `answer${this.key}`;
    const oninput = () => draft.write({ text: this.box.value }, this.key);
    this.box = make("textarea.typed", { id, rows: 4, "aria-describedby": `${id}-hint`, oninput });
    this.box.value = draft.read(this.key).text || this.letter.answer || "";
    const send = button(say("letter_send"), () => this.#send({ answer: this.box.value }), ".main");
    const cancel = button(say("cancel"), () => {
      this.#draw();
      this.reply.focus();
    });
    const hint = make("p.small", { id: `${id}-hint` }, say("letter_hint"));
    this.#fill(make("label", { for: id }, say("letter_box")), hint, this.box, make("div.row", send, cancel));
    this.box.focus();
  }

  async #send(body) {
    this.state.setAttribute("aria-live", "off");
    this.#failed?.remove();
    try {
      this.letter = await call("POST", `letters/${this.letter.id}`, body);
      draft.write({ text: "" }, this.key);
      const told = this.#draw(this.letter.notice);
      this.title.focus(); // the button that had it is gone
      this.conversation.tell(told);
    } catch (failure) {
      this.#failed = this.conversation.fail(failure); // what she wrote stays in its box
    }
  }
}
