// "Mine data": the choices, everything stored, what a coach sees, downloads, and the way out. One modal dialog.
import { address, call } from "./api.js";
import { choice, confirm, openDialog, showCode } from "./controls.js";
import { button, make } from "./dom.js";
import { answerRecord, lookRecord, recordLists } from "./records.js";
import { say, sayMoment } from "./wording.js";

const LOOKS = 10; // shown at once; the older ones are one click away

const row = (...content) => make("div.row", content);

export class MyData {
  #titles = {};
  #bodies = {};
  #switches = {};
  #changed = false; // an answer was mended or erased, so the conversation shows something that is gone

  /** @param app the component: `root`, `me`, `wheel`, `conversation`, `erased()`, `left()`, `sessionGone()` */
  constructor(app) {
    this.app = app;
    const sections = ["choices", "kept", "stored", "coach", "looks", "take", "leave"].map((name) => {
      const title = make("h3", { id: `mine-${name}`, tabIndex: -1 }, say(`mine_${name}`));
      this.#titles[name] = title;
      this.#bodies[name] = make("div");
      return make("section.box", { "aria-labelledby": title.id }, title, this.#bodies[name]);
    });
    this.dialog = openDialog(app.root, say("my_data"), sections);
    this.dialog.element.classList.add("wide");
    const renew = () => (this.#changed ? app.conversation?.refresh() : app.conversation?.news());
    this.dialog.closed.then(() => renew()?.catch(() => {}));
    this.#try(async () => {
      app.me = await call("GET", "me");
      this.#drawChoices();
      this.#drawKept();
      this.#drawWays();
      await Promise.all([this.#drawStored(), this.#drawCoach(), this.#drawLooks()]);
    });
  }

  #fill(name, ...content) {
    this.#bodies[name].replaceChildren(...content.flat(9).filter(Boolean));
  }

  /** Do something that may fail; how it went is said in the dialog. */
  async #try(action, done) {
    const { alert, status } = this.dialog;
    alert.textContent = status.textContent = "";
    try {
      await action();
      if (done) status.textContent = say(done);
    } catch (failure) {
      if (failure.code === "no_session") this.app.sessionGone(failure.message);
      else alert.textContent = failure.message;
    }
  }

  #drawChoices() {
    const draw = (name) => {
      const onchange = async ({ target }) => {
        await this.#choose(name, target.checked);
        for (const [each, input] of Object.entries(this.#switches)) input.checked = this.app.me.choices[each];
      };
      const { input, element } = choice(name, { role: "switch", checked: this.app.me.choices[name], onchange });
      this.#switches[name] = input;
      return element;
    };
    this.#fill("choices", make("p.small", say("choices_saved_at_once")), ["talk", "remember", "share"].map(draw));
  }

  async #choose(name, on) {
    if (name === "talk") return this.#eraseAll(); // it is always on here, so this takes it back
    if (name === "share" && on && !(await this.#confirmSharing())) return;
    await this.#try(async () => {
      this.app.me = await call("POST", "choices", { [name]: on });
      this.#drawKept();
      await this.#drawCoach();
      if (this.app.me.return_code) await showCode(this.app.root, this.app.me.return_code);
    }, "saved");
  }

  /** Sharing is switched on only after she has seen exactly what will be seen. */
  async #confirmSharing() {
    let sure = false;
    await this.#try(async () => {
      sure = await confirm(this.app.root, "share", make("p", say("share_lead")), await this.#seenByCoach());
    });
    return sure;
  }

  async #seenByCoach() {
    const shared = await call("GET", "shared");
    const told = [make("p", say("pseudonym", shared)), make("p.small", say("share_more"))];
    return make("div.seen", told, recordLists(shared, 4));
  }

  async #drawCoach() {
    const shares = this.app.me.choices.share;
    this.#fill("coach", make("p", say(shares ? "shared_now" : "not_shared")), shares && (await this.#seenByCoach()));
  }

  /** Who has looked at her conversation: the newest looks, and the older ones behind them. */
  async #drawLooks() {
    const { accesses } = await call("GET", "accesses");
    const list = (looks) => make("ul.records", looks.map(lookRecord));
    const rest = accesses.slice(LOOKS);
    const more = make("summary", say("looks_older", { count: rest.length }));
    const older = rest.length > 0 && make("details", more, list(rest));
    const newest = accesses.length ? list(accesses.slice(0, LOOKS)) : make("p", say("no_looks"));
    this.#fill("looks", make("p.small", say("looks_hint")), newest, older);
  }

  #drawKept() {
    const { choices, expires_at: end, has_return_code: hasCode } = this.app.me;
    const renew = () =>
      this.#try(async () => {
        this.app.me = await call("POST", "return-code");
        this.#drawKept();
        this.#titles.kept.focus(); // the button is a new one
        await showCode(this.app.root, this.app.me.return_code);
      });
    const code = [make("p", say(hasCode ? "code_exists" : "code_missing")), row(button(say("code_new"), renew))];
    const kept = make("p", say(choices.remember ? "kept_long" : "kept_short", { when: sayMoment(end) }));
    this.#fill("kept", end && kept, choices.remember && code);
  }

  async #drawStored() {
    const lists = recordLists(await call("GET", "data"), 4, (answer) => this.#answer(answer));
    this.#fill("stored", make("p.small", say("stored_hint")), lists);
  }

  /** An answer that can be mended and erased in its place. */
  #answer(answer) {
    const item = answerRecord(answer);
    const own = item.querySelector(".own");
    const change = async (method, body) => {
      const changed = await call(method, `answers/${answer.id}`, body);
      this.#changed = true;
      return changed;
    };
    const named = (key, onclick) => {
      const made = button(say(key), onclick);
      made.setAttribute("aria-label", `${say(key)}: ${answer.question}`);
      return made;
    };
    const back = (opener) => {
      own.hidden = false;
      item.lastChild.replaceWith(row(mend, erase));
      opener.focus();
    };

    const mend = named("mend", () => {
      const box = make("textarea.typed", { rows: 5, "aria-label": answer.question });
      box.value = answer.text;
      const save = async () => {
        answer.text = own.textContent = (await change("PUT", { text: box.value })).text;
        back(mend);
      };
      const keep = button(say("cancel"), () => back(mend));
      own.hidden = true;
      item.lastChild.replaceWith(
        make("div", box, row(button(say("save"), () => this.#try(save, "saved"), ".main"), keep)),
      );
      box.focus();
    });

    const erase = named("erase", () => {
      const gone = async () => {
        await change("DELETE");
        this.#titles.stored.focus(); // the button that has focus is about to go
        await this.#drawStored();
        this.app.wheel.update((await call("GET", "progress")).themes);
      };
      const sure = button(say("erase_answer_yes"), () => this.#try(gone, "answer_erased"), ".danger");
      const keep = button(say("keep"), () => back(erase));
      item.lastChild.replaceWith(row(make("p", say("erase_answer_sure")), sure, keep));
      sure.focus();
    });

    item.append(row(mend, erase));
    return item;
  }

  #drawWays() {
    const link = (file, key) => make("a.button", { href: address(`api/${file}`), download: "" }, say(key));
    this.#fill("take", row(link("data.txt", "take_text"), link("data.json", "take_json")));
    const leave = button(say("leave"), () => this.#leave());
    const erase = button(say("erase_all"), () => this.#eraseAll(), ".danger");
    this.#fill("leave", make("p", say("leave_hint")), row(leave, erase));
  }

  async #leave() {
    const what = make("p", say(this.app.me.choices.remember ? "leave_remembered" : "leave_forgotten"));
    if (!(await confirm(this.app.root, "leave", what))) return;
    await this.#try(async () => {
      await call("POST", "leave");
      this.app.left();
    });
  }

  async #eraseAll() {
    const goes = ["answers", "talk", "coach", "code"].map((part) => make("li", say(`erase_goes_${part}`)));
    const what = [make("p", say("erase_lead")), make("ul", goes), make("p", say("erase_no_way_back"))];
    if (!(await confirm(this.app.root, "erase", what))) return;
    await this.#try(async () => this.app.erased((await call("DELETE", "me")).receipt));
  }
}
