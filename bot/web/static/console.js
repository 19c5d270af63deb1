// The console works without this. Keys for those who read many: J and K, Z to undo, in the inbox also the figures. They can
// be turned off (WCAG 2.1.4).

const KEY = "lederdialog.console.keys";
const toggle = document.getElementById("keys");
const groups = [...document.querySelectorAll(".group")];

const isOn = () => localStorage.getItem(KEY) !== "off";

function follow(rel) {
  document.querySelector(`main a[rel="${rel}"]`)?.click();
}

function step(by) {
  const at = groups.indexOf(document.activeElement.closest(".group"));
  const next = groups[at + by];
  if (next) next.focus();
  else follow(by > 0 ? "next" : "prev");
}

function decide(figure) {
  const group = document.activeElement.closest(".group");
  const choices = group ? [...group.querySelectorAll('button[name="intent"]')] : [];
  const chosen = figure ? choices.slice(0, -1)[figure - 1] : choices.at(-1);
  chosen?.click();
}

function onKey(event) {
  const isTyping = event.target.closest("input, textarea, select");
  if (!isOn() || isTyping || event.ctrlKey || event.altKey || event.metaKey) return;
  const key = event.key.toLowerCase();
  if (key === "j" || key === "k") {
    const by = key === "j" ? 1 : -1;
    if (groups.length) step(by);
    else follow(by > 0 ? "next" : "prev");
  } else if (key === "z") {
    document.querySelector(".done button")?.click();
  } else if (groups.length && /^[0-3]$/.test(key)) {
    decide(Number(key));
  }
}

if (toggle) {
  const show = () => {
    toggle.textContent = isOn() ? toggle.dataset.off : toggle.dataset.on;
    toggle.parentElement.hidden = false;
  };
  toggle.addEventListener("click", () => {
    localStorage.setItem(KEY, isOn() ? "off" : "on");
    show();
  });
  document.addEventListener("keydown", onKey);
  show();
}

const waiting = document.getElementById("waiting");

if (waiting) {
  const look = async () => {
    const answer = await fetch("/trainer/try/ready").then((response) => response.json());
    if (answer.ready) location.reload();
    else setTimeout(look, 1500);
  };
  setTimeout(look, 1500);
}

// A page that opens with what was done says it to nobody; said once more in an empty live region, it is read aloud.
const done = document.querySelector(".done p");
if (done) {
  const aloud = document.createElement("p");
  aloud.className = "unseen";
  aloud.setAttribute("role", "status");
  document.body.append(aloud);
  setTimeout(() => { aloud.textContent = done.textContent; }, 300);
}
