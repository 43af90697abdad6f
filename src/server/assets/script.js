"use strict";
// Keys press what the page has anyway: whatever carries `data-keys` is a button, a link or a field that works without this.
(() => {
  const setting = "rapproche.keys";
  const isOn = () => localStorage.getItem(setting) !== "off";
  const box = document.getElementById("keys-on");
  if (box) {
    box.checked = isOn();
    box.addEventListener("change", () => localStorage.setItem(setting, box.checked ? "on" : "off"));
  }

  const find = (key) => {
    for (const element of document.querySelectorAll("[data-keys]")) {
      if (element.dataset.keys.split(" ").includes(key)) return element;
    }
    return null;
  };

  let pressed = false;
  document.addEventListener("keydown", (event) => {
    // A key that is held down, or pressed again while the next page is on its way, decides nothing about the next failure.
    if (event.defaultPrevented || event.repeat || event.ctrlKey || event.altKey || event.metaKey || pressed) return;
    const at = event.target;
    if (event.key === "Escape" && at.matches("input, select")) return at.blur();
    if (at.matches("input:not([type=checkbox]), select, textarea") || !isOn()) return;
    // Arrows scroll what can be scrolled.
    if (event.key.startsWith("Arrow") && at.closest(".scroll, pre")) return;
    const element = find(event.key);
    if (!element) return;
    event.preventDefault();
    if (element.matches("input")) {
      element.focus();
      element.select();
    } else {
      pressed = true;
      element.click();
    }
  });
  // Back from another page, by the browser's own way.
  window.addEventListener("pageshow", () => { pressed = false; });
})();
