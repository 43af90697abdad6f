"use strict";
// Shows the cases that hold every word typed, in the chosen rule set and kind.
(() => {
  const form = document.getElementById("filter");
  if (!form) return;
  const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const cases = Array.from(document.querySelectorAll("details.case"), (element) => ({
    element,
    text: fold(element.querySelector("summary").textContent),
  }));
  const shown = document.getElementById("shown");
  const refresh = () => {
    const words = fold(form.elements.words.value).split(/\s+/).filter(Boolean);
    const kind = form.elements.kind.value;
    const set = form.elements.set.value;
    let count = 0;
    for (const { element, text } of cases) {
      const { kind: ownKind, set: ownSet } = element.dataset;
      const wanted = (!kind || kind === ownKind) && (!set || set === ownSet) && words.every((word) => text.includes(word));
      element.hidden = !wanted;
      count += wanted;
    }
    shown.textContent = count.toLocaleString(document.documentElement.lang);
  };
  form.hidden = false;
  form.addEventListener("input", refresh);
  form.addEventListener("submit", (event) => event.preventDefault());
  refresh();
})();
