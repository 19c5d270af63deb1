// Without a session: the first page, with the notice and three separate choices, and the receipt of an erasure.
import { call } from "./api.js";
import { choice, copyButton, showCode } from "./controls.js";
import { button, make } from "./dom.js";
import { notice, say, sayMoment } from "./wording.js";

const OPEN = 4; // sections of the notice shown at once; the rest is one click away

/** @param app the component: `root`, `level`, `me`, `talk()` @param told why she is here again, if she is */
export function welcomeView(app, told) {
  const title = make(`h${app.level + 1}`, { tabIndex: -1 }, say("welcome_title"));
  const section = (each) => make("div", make(`h${app.level + 2}`, each.title), make("p.small", each.text));
  const element = make(
    "div.page",
    told && make("p.told", told),
    make("div", title, make("p.lead", say("welcome_lead"))),
    make(
      "section.box",
      { "aria-labelledby": "notice" },
      make(`h${app.level + 1}`, { id: "notice" }, say("notice_title")),
      make("div.columns", notice.slice(0, OPEN).map(section)),
      make("details", make("summary", say("notice_more")), make("div.columns", notice.slice(OPEN).map(section))),
    ),
    make("div.ways", choices(app), returning(app)),
  );
  return { element, focus: () => title.focus() };
}

function choices(app) {
  const talk = choice("talk", { required: true });
  const remember = choice("remember");
  const share = choice("share");
  const begin = async () => {
    if (!talk.input.checked) {
      talk.input.focus();
      throw new Error(say("talk_needed"));
    }
    // The session may be there already, if something after it failed the last time.
    if (!app.me.session) {
      await call("POST", "session", { talk: true });
      app.me = await call("GET", "me"); // a browser that refuses the cookie, as in some frames, is as new as before
      if (!app.me.session) throw new Error(say("cookies_refused"));
    }
    if (remember.input.checked && !app.me.choices.remember) {
      app.me = await call("POST", "choices", { remember: true });
      await showCode(app.root, app.me.return_code);
    }
    if (share.input.checked) app.me = await call("POST", "choices", { share: true });
    await app.talk();
  };
  const fields = make(
    "fieldset",
    make("legend", say("choices_title")),
    make("p.small", say("choices_hint")),
    [talk, remember, share].map(({ element }) => element),
  );
  return make("div.box", form("begin", begin, fields));
}

function returning(app) {
  const code = make("input.typed", { id: "code", type: "text", autocomplete: "off", "aria-describedby": "code-help" });
  const enter = async () => {
    app.me = await call("POST", "return", { code: code.value });
    await app.talk();
  };
  const label = make("label", { for: "code" }, say("code_label"));
  const help = make("p.small", { id: "code-help" }, say("code_help"));
  return make("details.box", make("summary", say("have_code")), form("code_continue", enter, label, code, help));
}

/** A form that does one thing; what goes wrong is said above its button. */
function form(label, action, ...fields) {
  const error = make("p.alert", { role: "alert" });
  let busy = false;
  const onsubmit = async (event) => {
    event.preventDefault();
    if (busy) return;
    busy = true;
    error.textContent = "";
    await action().catch((failure) => (error.textContent = failure.message));
    busy = false;
  };
  const submit = make("button.main", { type: "submit" }, say(label));
  return make("form", { noValidate: true, onsubmit }, fields, error, submit);
}

/** The receipt is kept nowhere, so she can take it with her. @param again begins anew */
export function receiptView(app, receipt, again) {
  const facts = [say("receipt_id", receipt), say("receipt_at", { at: sayMoment(receipt.at) })];
  const erased = receipt.erased.map(({ what, count }) => `${what}: ${count}`);
  const text = [say("receipt_head"), ...facts, ...erased, ""].join("\n");
  const file = URL.createObjectURL(new Blob([text], { type: "text/plain;charset=utf-8" }));
  const title = make(`h${app.level + 1}`, { tabIndex: -1 }, say("receipt_title"));
  const box = make("div.box", facts.map((fact) => make("p", fact)), make("ul", erased.map((line) => make("li", line))));
  const status = make("p.status", { role: "status" });
  const ways = [
    make("a.button", { href: file, download: `lederdialog-${receipt.id}.txt` }, say("receipt_download")),
    copyButton(text, box, status),
    button(say("begin_anew"), again, ".main"),
  ];
  const lead = make("p.lead", say("receipt_lead"));
  const element = make("section.page.narrow", make("div", title, lead), box, make("div.row", ways), status);
  return { element, focus: () => title.focus() };
}
