/* Small helps on top of pages that work without them. */
(() => {
  "use strict";
  const doc = document, root = doc.documentElement;
  const $ = (selector, from = doc) => from.querySelector(selector);
  const $$ = (selector, from = doc) => [...from.querySelectorAll(selector)];
  const on = (name, act, options) => doc.addEventListener(name, act, options);
  root.classList.add("js");

  // The server shows times in the reader's zone.
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (zone && !doc.cookie.includes(`tz=${zone}`)) {
    doc.cookie = `tz=${zone}; path=/; max-age=31536000; SameSite=Lax`;
  }

  // Toasts: only good news leaves by itself, and not while it is being read.
  const start = (toast) => {
    if (toast.dataset.started || !toast.matches(".tone-ok, .tone-info")) return;
    toast.dataset.started = "1";
    const leave = () =>
      toast.matches(":hover, :focus-within") ? setTimeout(leave, 2000) : toast.remove();
    setTimeout(leave, $("form, a", toast) ? 20000 : 8000);
  };
  const toast = (text, tone) => {
    const model = $(`#toast-${tone}`) || $("#toast-info");
    const item = model.content.firstElementChild.cloneNode(true);
    $(".body", item).textContent = text;
    $("#toasts").append(item);
    start(item);
  };
  on("toast", (e) => toast(e.detail.text || e.detail.value, e.detail.tone));
  const sentences = {
    0: "The server did not answer. Check the connection and try again.",
    403: "You may not do this, or your session has ended. Nothing was changed.",
    404: "This no longer exists. Reload the page to see what does.",
    409: "Somebody else changed this meanwhile. Reload the page first.",
  };
  const failed = (e) => toast(sentences[e.detail.xhr.status] ||
    "Something went wrong on the server. Nothing was changed; try again.", "danger");
  ["responseError", "sendError", "timeout"].forEach((n) => on(`htmx:${n}`, failed));

  // Ask before what cannot be taken back. The server hears `confirmed=1`.
  on("submit", (e) => {
    const form = e.target, by = e.submitter;
    const asks = [by, form].find((x) => x && x.dataset.confirm);
    if (!asks || form.dataset.sure) return;
    e.preventDefault();
    e.stopImmediatePropagation();
    const box = $("#confirm"), yes = $("[value=yes]", box);
    const harm = asks.matches(".is-danger, .btn-danger") || $(".is-danger, .btn-danger", asks);
    $(".confirm-text", box).textContent = asks.dataset.confirm;
    yes.textContent = asks.dataset.confirmLabel || "Continue";
    yes.className = `btn btn-${harm ? "danger" : "primary"}`;
    box.returnValue = "";
    box.onclose = () => {
      if (box.returnValue !== "yes") return;
      const field = doc.createElement("input");
      Object.assign(field, { type: "hidden", name: "confirmed", value: "1" });
      form.append(field);
      form.dataset.sure = "1";
      form.requestSubmit(by);
      delete form.dataset.sure;
      field.remove();
    };
    box.showModal();
  }, true);

  // Row selection: form[data-bulk] owns the boxes, wherever they stand.
  const boxes = (form) => [...form.elements].filter((b) => b.closest("tbody .select"));
  const count = (form) => {
    const rows = boxes(form), n = rows.filter((b) => b.checked).length;
    [...form.elements].forEach((b) => {
      if ("selectAll" in b.dataset) { b.checked = n && n === rows.length; b.indeterminate = n && n < rows.length; }
      if (b.type === "submit") b.disabled = !n;
    });
    const text = $(".count", form);
    if (text) text.textContent = n ? `${n} selected` : "None selected";
  };
  let last = null;
  on("click", (e) => {
    const box = e.target;
    if (!box.form || !box.form.matches("[data-bulk]") || !box.closest("tbody .select")) return;
    const rows = boxes(box.form), ends = [rows.indexOf(last), rows.indexOf(box)].sort((a, b) => a - b);
    if (e.shiftKey && ends[0] >= 0) rows.slice(ends[0], ends[1] + 1).forEach((b) => { b.checked = box.checked; });
    last = box;
  });
  on("change", (e) => {
    const { target } = e, { form } = target;
    if (form && form.matches("[data-bulk]")) {
      if ("selectAll" in target.dataset) boxes(form).forEach((b) => { b.checked = target.checked; });
      count(form);
    }
    if (target.matches("[data-autosubmit]")) form.requestSubmit();
  });

  // Menus and explanations: one at a time, never cut off by a scrolling table.
  const MENUS = "details.menu[open], details.explain[open]";
  const closeMenus = (but) => $$(MENUS).forEach((d) => { if (!d.contains(but)) d.open = false; });
  on("click", (e) => closeMenus(e.target));
  on("toggle", ({ target: d }) => {
    if (!d.open || !d.matches(MENUS)) return;
    const { style, offsetWidth, offsetHeight } = d.lastElementChild, at = d.getBoundingClientRect();
    if (d.closest(".table-wrap")) {
      const up = at.bottom + offsetHeight + 8 > innerHeight;
      style.position = "fixed";
      style.left = `${Math.max(8, at.right - offsetWidth)}px`;
      style.top = `${up ? at.top - offsetHeight - 4 : at.bottom + 4}px`;
      style.right = "auto";
    } else if (d.matches(".explain")) {
      style.left = `${Math.min(0, root.clientWidth - 16 - at.left - offsetWidth)}px`;
    }
  }, true);
  on("scroll", () => $$(`.table-wrap :is(${MENUS})`).forEach((d) => { d.open = false; }), true);

  // The panel in which things are made and changed in place.
  const panel = $("#panel");
  let opener = null;
  const closePanel = () => {
    if (!panel || !panel.dataset.loaded) return false;
    panel.replaceChildren();
    delete panel.dataset.loaded;
    if (opener) opener.focus();
    return true;
  };
  on("htmx:beforeRequest", ({ detail }) => {
    if (detail.target === panel && !panel.contains(detail.elt)) opener = detail.elt;
  });
  const settle = () => {
    $$("[data-bulk]").forEach(count);
    $$(".toast").forEach(start);
  };
  on("htmx:afterSettle", (e) => {
    settle();
    if (e.detail.target !== panel) return;
    panel.dataset.loaded = "1";
    const first = $("[aria-invalid=true], .form-errors", panel) ||
      $("input:not([type=hidden]), select, textarea, button", panel);
    if (first) first.focus();
  });

  on("click", (e) => {
    const { target } = e;
    if (target.closest(".toast .close")) target.closest(".toast").remove();
    if (target.closest("[data-close-panel]") && closePanel()) e.preventDefault();
    if (target.closest("[data-open-help]")) $("#help").showModal();
  });
  on("keydown", (e) => {
    if ($("dialog[open]") || e.ctrlKey || e.metaKey || e.altKey) return;
    const menu = $$(MENUS).pop();
    if (e.key === "Escape" && menu) {
      menu.open = false;
      $("summary", menu).focus();
    } else if (e.key === "Escape") closePanel();
    else if (e.target.closest("input, select, textarea")) return;
    else if (e.key === "?") $("#help").showModal();
    else if (e.key === "/" && $("#search")) { e.preventDefault(); $("#search").focus(); $("#search").select(); }
  });

  settle();
  const wrong = $(":is(#panel, .entrance) [aria-invalid=true]");
  if (wrong) wrong.focus();
})();
