// The console works without this: next and previous conversation by J and K, which can be turned off (WCAG 2.1.4).

const KEY = "lederdialog.console.keys";
const toggle = document.getElementById("keys");

if (toggle) {
  const isOn = () => localStorage.getItem(KEY) !== "off";
  const show = () => {
    toggle.textContent = isOn() ? toggle.dataset.off : toggle.dataset.on;
    toggle.hidden = false;
  };
  toggle.addEventListener("click", () => {
    localStorage.setItem(KEY, isOn() ? "off" : "on");
    show();
  });
  document.addEventListener("keydown", (event) => {
    const isTyping = event.target.closest("input, textarea, select");
    if (!isOn() || isTyping || event.ctrlKey || event.altKey || event.metaKey) return;
    const rel = { j: "next", k: "prev" }[event.key.toLowerCase()];
    const link = rel && document.querySelector(`main a[rel="${rel}"]`);
    if (link) link.click();
  });
  show();
}
