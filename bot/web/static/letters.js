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
    const views = letters.map((letter) => {
      const view = this.#views.get(letter.id) ?? letterView(letter, this.conversation);
      this.#views.set(letter.id, view);
      view.update(letter, canAnswer);
      return { at: letter.shown_at, element: view.element };
    });
    return views.filter(({ at }) => at);
  }

  /** Put the new ones at the end of the log; returns the first of them. */
  show() {
    const fresh = [...this.#views.values()].map(({ element }) => element).filter((element) => !element.isConnected);
    this.conversation.messages.log.append(...fresh);
    return fresh[0];
  }
}

function letterView(letter, { app, tell, fail }) {
  const id = `letter-${letter.id}`;
  const key = `.${id}`; // of the draft of her answer
  let isOpen, drawn, box, reply, failed;
  const title = make(`h${app.level + 2}`, { id, tabIndex: -1 }, say("letter_from", letter));
  const sent = make("p.small", say("letter_sent", { at: sayMoment(letter.sent_at) }));
  const state = make("div.state");
  const article = make("article.card.letter", { "aria-labelledby": id }, title, sent, make("p", letter.text), state);
  const fill = (...content) => {
    if (state.firstChild) state.ariaLive = "off"; // what she does herself is told by focus and by `tell`
    state.replaceChildren(...content.flat(9).filter(Boolean));
  };
  const hint = () => make("p.small", { id: `${id}-hint` }, say("letter_hint"));

  /** What she did, and the ways on from there; returns it in words. */
  const draw = () => {
    failed?.remove();
    const { answer, answered_at: at, declined_at: declined, notice } = letter;
    const done = answer ? say("letter_answered", { at: sayMoment(at) }) : declined && say("letter_declined");
    reply = button(say(answer ? "letter_again" : "letter_reply"), write);
    const no = !declined && button(say(answer ? "letter_back" : "letter_no"), () => send({ declined: true }));
    fill(
      [done && make("p.small", done), answer && make("p.own", answer), notice && make("p.note", notice)],
      isOpen ? [hint(), make("div.row", reply, no)] : make("p.small", say("letter_closed")),
    );
    return [done, notice].filter(Boolean).join(" ");
  };

  const write = () => {
    const oninput = () => draft.write({ text: box.value }, key);
    box = make("textarea.typed", { id: `${id}-box`, rows: 4, "aria-describedby": `${id}-hint`, oninput });
    box.value = draft.read(key).text || letter.answer || "";
    const go = button(say("letter_send"), () => send({ answer: box.value }), ".main");
    const cancel = button(say("cancel"), () => {
      draw();
      reply.focus();
    });
    fill(make("label", { for: box.id }, say("letter_box")), hint(), box, make("div.row", go, cancel));
    box.focus();
  };

  const send = async (body) => {
    failed?.remove();
    try {
      letter = await call("POST", `letters/${letter.id}`, body);
      draft.write({ text: "" }, key);
      const told = draw();
      title.focus(); // the button that had it is gone
      tell(told);
    } catch (failure) {
      failed = fail(failure); // what she wrote stays in its box
    }
  };

  return {
    element: make("div.message", article),
    /** Show how it stands, unless she is writing an answer. */
    update(newest, canAnswer) {
      const stands = JSON.stringify([newest.answer, newest.declined_at, canAnswer]);
      if (stands === drawn || box?.isConnected) return;
      [letter, isOpen, drawn] = [newest, canAnswer, stands];
      draw();
    },
  };
}
