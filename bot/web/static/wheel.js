// The wheel: the themes round a hub, clockwise from the upper left. Each field is a real button; the ring on top shows how
// far she is.
import { button, make } from "./dom.js";
import { say } from "./wording.js";

function draw(tag, attributes, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

const GAP = 2.5; // half of what is left open between two fields' rims

/** Where a field stands: down the right side, across the bottom where the number is odd, up the left side. */
function place(field, of) {
  const rows = Math.ceil(of / 2);
  const right = Math.floor(of / 2);
  const side = field > 0 && field <= right ? "right" : of % 2 && field === rows ? "across" : "left";
  return { side, rows, row: field === 0 ? 1 : side === "left" ? of - field + 1 : field };
}

/** A field's share of the rim, clockwise: of a ring for two rows, of a rounded square for more. */
function outline({ side, row, rows }) {
  const round = rows === 2 ? 90 : 180 / rows; // no rounder than a row is high
  const [top, bottom] = [5 + (190 * (row - 1)) / rows + GAP, 5 + (190 * row) / rows - GAP];
  const turn = (x, y) => `A${round} ${round} 0 0 1 ${x} ${y}`;
  const [near, far] = [5 + round, 195 - round];
  const right = row === 1 ? `M${100 + GAP} 5H${far}${turn(195, near)}` : `M195 ${top}`;
  if (side === "across") return `${right}V${far}${turn(far, 195)}H${near}${turn(5, far)}V${top}`;
  if (side === "right") return right + (row === rows ? `V${far}${turn(far, 195)}H${100 + GAP}` : `V${bottom}`);
  const left = row === rows ? `M${100 - GAP} 195H${near}${turn(5, far)}` : `M5 ${bottom}`;
  return left + (row === 1 ? `V${near}${turn(near, 5)}H${100 - GAP}` : `V${top}`);
}

function rim({ answered, skipped, total }, field, { length }) {
  const d = outline(place(field, length));
  const share = (count) => Math.min(1, count / total || 0);
  const part = (name, from, to) =>
    draw("path", { class: name, d, pathLength: 1, "stroke-dasharray": `${to - from} 2`, "stroke-dashoffset": -from });
  const parts = [part("track", 0, 1)];
  if (skipped) parts.push(part("skipped", share(answered), share(answered + skipped)));
  if (answered) parts.push(part("answered", 0, share(answered)));
  return parts;
}

/** "Mindset: 2 af 5 spørgsmål besvaret, 1 sprunget over, i gang" */
function nameOf(theme) {
  const name = [say("theme_name", theme)];
  if (theme.skipped) name.push(say("theme_skipped", theme));
  if (theme.current) name.push(say("theme_current"));
  return name.join(", ");
}

export class Wheel {
  #buttons = new Map(); // kept from one update to the next, so that focus stays where it is
  #rims = draw("g", {});
  #hub = make("div.hub", { "aria-hidden": "true" });

  /** @param onChoose called with the theme that was pressed @param onUpdate called with "7 af 20" */
  constructor(onChoose, onUpdate) {
    this.onChoose = onChoose;
    this.onUpdate = onUpdate;
    this.element = make("div.wheel", { id: "wheel", role: "group", "aria-label": say("themes") });
  }

  update(themes) {
    this.themes = themes;
    if (!this.#buttons.size) this.#build();
    this.#rims.replaceChildren(...themes.flatMap(rim));
    for (const theme of themes) {
      const field = this.#buttons.get(theme.id);
      field.classList.toggle("current", theme.current);
      field.setAttribute("aria-label", nameOf(theme));
      field.replaceChildren(make("b", theme.title), make("span", say("of", theme)));
      if (theme.current) field.append(make("b", say("theme_current")));
    }
    const sum = (name) => themes.reduce((all, theme) => all + theme[name], 0);
    this.#hub.textContent = say("of", { answered: sum("answered"), total: sum("total") });
    this.onUpdate(this.#hub.textContent);
  }

  #build() {
    for (const [index, { id }] of this.themes.entries()) {
      const choose = () => this.onChoose(this.themes.find((theme) => theme.id === id));
      const { side, row, rows } = place(index, this.themes.length);
      const edge = row === 1 ? ".first" : row === rows ? ".last" : "";
      this.#buttons.set(id, button("", choose, `.field.${side}.row-${row}${edge}`));
      this.element.classList.toggle("tall", rows > 2);
    }
    const ring = draw("svg", { viewBox: "0 0 200 200", preserveAspectRatio: "none", "aria-hidden": "true" }, this.#rims);
    this.element.append(...this.#buttons.values(), ring, this.#hub);
  }
}
