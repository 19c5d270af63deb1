// The conversation: sends what the leader writes or presses, shows the reply, and gives it all back when it fails.
import { call, chat } from "./api.js";
import { Composer } from "./composer.js";
import { button, make, uuid } from "./dom.js";
import { Letters } from "./letters.js";
import { Messages } from "./messages.js";
import { say } from "./wording.js";

const LONG_AGO = 10 * 60_000; // ms since the last message after which the assistant welcomes her back
const SLOW = 3_000; // ms of waiting after which it is said, once, to those who do not see the typing sign
const FRESH = 30_000; // ms in which the reply to a message may still be on its way after a reload

export class Conversation {
  #busy = false;
  #over = false;
  #abort = null; // of the reply that is on its way

  /** @param app the component: `level`, `wheel`, `erased(receipt)`, `sessionGone(message)` */
  constructor(app) {
    this.app = app;
    this.messages = new Messages(app.level, (reply) => this.press(reply.payload, reply.title));
    this.letters = new Letters(this);
    this.composer = new Composer(() => this.submit());
    this.error = make("div.alert", { role: "alert" });
    this.waiting = make("p.unseen", { role: "status" });
    const heading = make(`h${app.level + 1}.unseen`, say("conversation"));
    const below = make("div", this.error, this.waiting, this.composer.element);
    this.element = make("div.conversation", heading, this.messages.element, below);
  }

  /** Show what was said earlier; let the assistant speak first where that is due. Throws Failure. */
  async start() {
    const messages = await this.refresh();
    if (this.app.level === 1 && top === self) this.composer.focus(); // not out of the page that we are a part of
    const last = messages.at(-1);
    const age = Date.now() - new Date(last?.at ?? 0);
    if (last?.from === "leader" && age < FRESH) await this.#awaitReply(messages.length);
    else if (age > LONG_AGO) await this.press("/greet");
    const letter = await this.news();
    if (letter) this.messages.anchor(letter);
  }

  /** Show the conversation as the server has it. Throws Failure. */
  async refresh() {
    const [{ messages }, letters] = await Promise.all([call("GET", "history"), this.letters.fetch().catch(() => [])]);
    const said = messages.filter((message) => message.from === "leader").at(-1)?.text;
    if (said && this.composer.attempt?.text === said) this.composer.arrived(); // it got through before a reload
    this.composer.fit();
    await this.messages.restore(messages, letters);
    return messages;
  }

  /** Show what a coach has written meanwhile; returns the first of it. What fails is fetched the next time. */
  async news() {
    if (this.#over || this.app.root.querySelector("dialog")) return null; // nothing is announced below it; it asks when it closes
    await this.letters.fetch().catch(() => []);
    if (this.#over) return null;
    const first = this.letters.show();
    this.messages.follow(Boolean(first));
    return first;
  }

  /** Say it to those who do not see it. */
  tell = (text) => (this.waiting.textContent = text);

  /** Say that something beside the conversation failed; returns what says it, to be removed when it is mended. */
  fail = (failure) => {
    if (failure.code === "no_session") this.app.sessionGone(failure.message);
    return this.error.appendChild(make("p", failure.message));
  };

  /** Nothing that is still on its way is shown. */
  end() {
    this.#over = true;
    this.#abort?.abort();
  }

  submit() {
    const text = this.composer.text.trim();
    const { attempt } = this.composer;
    this.#deliver(attempt?.text === text ? { ...attempt, again: true } : { id: uuid(), text }, text, true);
  }

  /** Send a payload; `shown` is what the leader sees of it, nothing for a greeting. */
  press(payload, shown) {
    return this.#deliver({ id: uuid(), payload }, shown);
  }

  /** Send a text that is not from the box; her draft stays. */
  ask(text) {
    return this.#deliver({ id: uuid(), text }, text);
  }

  /** After a reload in the middle of a turn. */
  async #awaitReply(known) {
    this.#wait(true);
    for (let tries = 0; tries < 5 && !this.#over; tries++) {
      await new Promise((resolve) => setTimeout(resolve, 2_000));
      const { messages } = await call("GET", "history").catch(() => ({ messages: [] }));
      for (const message of messages.slice(known)) this.messages.add(message);
      if (messages.length > known) break;
    }
    this.#wait(false);
    this.messages.follow(true);
  }

  async #deliver(message, shown, fromBox = false) {
    if (this.#busy) return void (this.waiting.textContent = say("still_answering"));
    this.composer.focus(); // before the quick replies go, so that focus is not lost with them
    this.error.replaceChildren();
    const putBack = this.messages.takeReplies();
    const bubble = shown && this.messages.add({ from: "leader", text: shown });
    const turn = bubble ? [bubble] : [];
    if (fromBox) this.composer.leave(message);
    this.#wait(true);
    this.messages.anchor(bubble);
    this.#abort = new AbortController();
    try {
      const end = await chat(message, (line) => this.#receive(line, turn, bubble), this.#abort);
      if (this.#over) return;
      if (fromBox) this.composer.arrived();
      if (end.type === "erased") this.app.erased(end.receipt);
    } catch (failure) {
      if (this.#over) return;
      for (const element of turn) element.remove();
      putBack();
      this.#fail(failure, message, shown, fromBox);
    } finally {
      this.#wait(false);
    }
    if (shown) await this.news(); // after the greeting, `start` asks
  }

  #receive(line, turn, bubble) {
    if (this.#over) return;
    if (line.type === "progress") this.app.wheel.update(line.themes);
    if (line.type === "masked") {
      bubble.querySelector(".bubble").textContent = line.text;
      turn.push(this.messages.note(line.notice));
    }
    if (line.type === "message") {
      turn.push(this.messages.add(line));
      if (!bubble && turn.length === 1) this.messages.anchor(turn[0]); // she said nothing: the reply begins the turn
    }
    this.messages.follow(true);
  }

  /** What she wrote goes back into the box, before anything she has written meanwhile. */
  #fail(failure, message, shown, fromBox) {
    const meanwhile = this.composer.text;
    if (fromBox) this.composer.text = [message.text, meanwhile].filter(Boolean).join("\n\n");
    if (failure.code === "no_session") return this.app.sessionGone(failure.message);
    const returned = this.composer.text;
    const again = () => {
      if (fromBox && this.composer.text !== returned) return this.submit(); // she has changed it since
      this.#deliver({ ...message, again: true }, shown, fromBox);
      if (fromBox) this.composer.text = meanwhile;
    };
    this.error.append(make("p", failure.message), button(say("try_again"), again));
  }

  #wait(on) {
    this.#busy = this.composer.busy = on;
    this.messages.typing.hidden = !on;
    this.messages.follow();
    clearTimeout(this.slow);
    this.waiting.textContent = "";
    if (on) this.slow = setTimeout(() => (this.waiting.textContent = say("answering")), SLOW);
  }
}
