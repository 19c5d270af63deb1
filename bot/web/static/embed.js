// <script src="https://…/assets/embed.js" data-height="46rem"></script> puts Lederdialog where the tag stands: on our own
// origin as a component, on any other in an iframe.
(() => {
  const script = document.currentScript;
  const here = new URL(script.src);
  let element;
  if (here.origin === location.origin) {
    import(new URL("lederdialog.js", here));
    element = document.createElement("leder-dialog");
    element.setAttribute("heading-level", "2"); // below the page's own h1
  } else {
    element = document.createElement("iframe");
    element.src = new URL("../embed", here);
    element.title = "Lederdialog";
    element.allow = "clipboard-write"; // for the return code and the receipt
    element.style.width = "100%";
    element.style.border = "0";
  }
  element.style.height = script.dataset.height || "46rem";
  script.after(element);
})();
