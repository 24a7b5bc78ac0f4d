/* Names to choose from after an @, while a note is written. */
(() => {
  "use strict";
  const doc = document, on = (name, act) => doc.addEventListener(name, act);
  const TYPED = /(?:^|[^\w@.+/-])@([\w.@+-]{0,150})$/u;
  const list = doc.createElement("ul");
  Object.assign(list, { id: "people", className: "people", hidden: true });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "People");
  let box, asked = 0;

  const options = () => [...list.querySelectorAll("[role=option]")];
  const chosen = () => list.querySelector("[aria-selected=true]");
  const typed = () => TYPED.exec(box.value.slice(0, box.selectionStart));
  const close = () => {
    asked += 1;
    list.hidden = true;
    for (const name of ["aria-activedescendant", "aria-controls", "aria-autocomplete"]) box?.removeAttribute(name);
  };
  const choose = (option) => {
    options().forEach((one) => one.setAttribute("aria-selected", String(one === option)));
    box.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  };
  const open = (html) => {
    list.innerHTML = html;
    if (!options().length) return close();
    box.after(list);
    list.hidden = false;
    box.setAttribute("aria-autocomplete", "list");
    box.setAttribute("aria-controls", list.id);
    choose(options()[0]);
  };
  const take = (option) => {
    const end = box.selectionStart, begin = end - typed()[1].length;
    box.setRangeText(`${option.dataset.name} `, begin, end, "end");
    close();
    box.focus();
    box.dispatchEvent(new Event("input", { bubbles: true }));
  };

  on("input", async ({ target }) => {
    if (!target.matches("[data-people]")) return;
    if (target !== box) { if (box) close(); box = target; }
    const found = typed(), mine = asked += 1;
    if (!found) return close();
    await new Promise((go) => { setTimeout(go, 150); });
    if (mine !== asked) return;
    const url = `${box.dataset.people}?q=${encodeURIComponent(found[1])}`;
    const answer = await fetch(url, { headers: { "HX-Request": "true" } }).catch(() => null);
    const html = answer?.ok ? await answer.text() : "";
    if (mine === asked && doc.activeElement === box) open(html);
  });
  doc.addEventListener("keydown", (e) => {
    if (list.hidden || e.target !== box || !typed()) return;
    const all = options(), at = all.indexOf(chosen());
    const step = { ArrowDown: 1, ArrowUp: -1 }[e.key];
    if (step) choose(all[(at + step + all.length) % all.length]);
    else if (e.key === "Enter" || e.key === "Tab") take(all[at]);
    else if (e.key === "Escape") close();
    else return;
    e.preventDefault();
    e.stopPropagation();
  }, true);
  list.addEventListener("mousedown", (e) => {
    const option = e.target.closest("[role=option]");
    e.preventDefault();
    if (option) take(option);
  });
  on("focusout", ({ target }) => { if (target === box) close(); });
})();
