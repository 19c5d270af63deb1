// The summary page: keeps the edited draft in this tab, grows the boxes, prints. The page works without it.
"use strict";

(() => {
  const PREFIX = "lederdialog.summary.";
  const form = document.getElementById("summary");
  const owner = form ? form.dataset.owner : "";
  const DRAFT = owner ? PREFIX + owner : null;

  // sessionStorage may be forbidden (embedded, private window): then there is no draft, and nothing else fails.
  const storage = {
    read() {
      try {
        const draft = DRAFT && JSON.parse(sessionStorage.getItem(DRAFT));
        return draft && typeof draft === "object" ? draft : {};
      } catch {
        return {};
      }
    },
    write(draft) {
      try {
        if (!DRAFT) return;
        if (Object.keys(draft).length) sessionStorage.setItem(DRAFT, JSON.stringify(draft));
        else sessionStorage.removeItem(DRAFT);
      } catch {
        // nothing to do: the text stands in the page
      }
    },
    // Another leader's draft, or one whose conversation is erased, must not stay in a tab on a shared machine.
    dropOthers() {
      try {
        for (const name of Object.keys(sessionStorage)) {
          if (name.startsWith(PREFIX) && name !== DRAFT) sessionStorage.removeItem(name);
        }
      } catch {
        // as above
      }
    },
  };

  storage.dropOthers();
  document.documentElement.classList.add("js");
  if (!form) return;

  const fields = [...form.elements].filter((field) => field.name && field.type !== "hidden");
  const texts = fields.filter((field) => field.type !== "checkbox");
  const edited = form.dataset.edited === "yes"; // the page came back from the server with the edits in it
  const status = document.getElementById("draft-status");
  const reset = document.getElementById("draft-reset");

  const nameOf = (field) => (field.type === "checkbox" ? `${field.name}=${field.value}` : field.name);
  const valueOf = (field) => (field.type === "checkbox" ? String(field.checked) : field.value);
  const baseOf = (field) => {
    if (field.type === "checkbox") return String(field.defaultChecked);
    if (field.tagName === "SELECT") return ([...field.options].find((option) => option.defaultSelected) || field.options[0]).value;
    return field.defaultValue;
  };

  let draft = storage.read();

  function restore() {
    let restored = false;
    let changed = false;
    for (const field of fields) {
      const kept = draft[nameOf(field)];
      if (!kept) continue;
      if (kept.base !== baseOf(field)) {
        changed = true; // mended in the conversation since: the newer text counts
        delete draft[nameOf(field)];
        continue;
      }
      if (field.type === "checkbox") field.checked = kept.value === "true";
      else field.value = kept.value;
      restored = true;
    }
    storage.write(draft);
    status.textContent = [restored ? form.dataset.restored : "", changed ? form.dataset.changed : ""].join(" ").trim();
  }

  function keep(field) {
    const name = nameOf(field);
    const base = draft[name] ? draft[name].base : baseOf(field);
    if (valueOf(field) === base) delete draft[name];
    else draft[name] = { base, value: valueOf(field) };
    storage.write(draft);
    reset.hidden = !Object.keys(draft).length;
  }

  // What stands on paper: a textarea prints only what is in view, so each field has its text beside it, for print only.
  const paper = new Map();

  function sayDay(value) {
    const day = new Date(`${value}T12:00:00`);
    return Number.isNaN(day.getTime()) ? value : day.toLocaleDateString("da-DK", { dateStyle: "long" });
  }

  function mirror(field) {
    let text = field.value.trim();
    if (field.tagName === "SELECT") text = field.value ? field.selectedOptions[0].text : "";
    else if (field.type === "date" && text) text = sayDay(text);
    paper.get(field).textContent = text;
    if (field.type === "date") {
      const said = document.getElementById(field.getAttribute("aria-describedby"));
      if (said) said.classList.toggle("blank", Boolean(text)); // "du skrev …" says no more than the date
    }
    const isAll = /^(answer|action)\./.test(field.name);
    const around = isAll ? field.closest(".item") : field.name === "notes" ? field.closest("section") : null;
    if (around) around.classList.toggle("blank", !text);
    for (const label of field.labels) label.classList.toggle("blank", !text);
  }

  const growsItself = CSS.supports("field-sizing", "content");

  function grow(field) {
    if (growsItself || field.tagName !== "TEXTAREA") return;
    field.style.height = "auto";
    field.style.height = `${field.scrollHeight + 4}px`;
  }

  function refresh() {
    for (const field of texts) {
      mirror(field);
      grow(field);
    }
    reset.hidden = !Object.keys(draft).length;
  }

  for (const field of texts) {
    const beside = document.createElement("div");
    beside.className = "paper";
    field.after(beside);
    paper.set(field, beside);
  }
  if (!edited) restore();
  refresh();

  for (const happening of ["input", "change"]) {
    form.addEventListener(happening, ({ target }) => {
      if (!fields.includes(target)) return;
      keep(target);
      if (paper.has(target)) {
        mirror(target);
        grow(target);
      }
    });
  }

  // Enter in a date would press the first button, and a file nobody asked for would come.
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.tagName === "INPUT") event.preventDefault();
  });

  reset.addEventListener("click", () => {
    draft = {};
    storage.write(draft);
    if (edited) {
      window.location.replace("/summary");
      return;
    }
    form.reset();
    refresh();
    status.textContent = form.dataset.removed;
    status.tabIndex = -1;
    status.focus(); // the button is gone; the reader must not be thrown to the top
  });

  const print = document.getElementById("print");
  print.hidden = false;
  print.addEventListener("click", () => window.print());
  window.addEventListener("beforeprint", refresh);
  window.addEventListener("resize", () => texts.forEach(grow));
  window.addEventListener("pageshow", refresh); // a browser may put its own remembered values back
})();
