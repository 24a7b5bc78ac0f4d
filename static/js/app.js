/* Small improvements to pages that also work without them. */
(() => {
  "use strict";
  const doc = document;
  const $ = (css, from = doc) => from.querySelector(css);
  const $$ = (css) => [...doc.querySelectorAll(css)];
  const on = (name, act, early) => doc.addEventListener(name, act, early);
  doc.documentElement.classList.add("js");

  // The server shows times in the reader's zone.
  const zone = `tz=${Intl.DateTimeFormat().resolvedOptions().timeZone}`;
  if (!doc.cookie.includes(zone)) doc.cookie = `${zone}; path=/; max-age=31536000; SameSite=Lax`;

  // Toasts: only good news disappears by itself, and not while it is being read.
  const start = (item) => {
    if (item.dataset.started || !item.matches(".tone-ok, .tone-info")) return;
    item.dataset.started = 1;
    const leave = () => item.matches(":hover, :focus-within") ? setTimeout(leave, 2000) : item.remove();
    setTimeout(leave, $("form, a", item) ? 20000 : 8000);
  };
  const toast = (text, tone) => {
    const item = ($(`#toast-${tone}`) || $("#toast-info")).content.firstElementChild.cloneNode(true);
    $(".body", item).textContent = text;
    $("#toasts").append(item);
    start(item);
  };
  on("toast", ({ detail }) => toast(detail.text, detail.tone));
  const sentences = {
    0: "The server did not respond. Try again in a moment.",
    403: "You don't have permission to do this. Ask an administrator.",
  };
  for (const name of ["responseError", "sendError", "timeout"]) {
    on(`htmx:${name}`, ({ detail: { xhr } }) => {
      if (xhr.status === 401) return; // session.js
      toast(sentences[xhr.status] || "Something went wrong on our side. Reload the page and try again.", "danger");
    });
  }

  // A question with two answers.
  const ask = ({ text, yes, no, harm, act }) => {
    const box = $("#confirm"), button = $("[value=yes]", box);
    $(".confirm-text", box).textContent = text;
    button.textContent = yes;
    $("[value=no]", box).textContent = no;
    button.className = `btn btn-${harm ? "danger" : "primary"}`;
    box.returnValue = "";
    box.onclose = () => { if (box.returnValue === "yes") act(); };
    box.showModal();
  };
  const askToDiscard = (act) => ask({
    text: "What you entered has not been saved.", yes: "Discard it", no: "Keep editing", harm: true, act,
  });

  // Confirm first where data-confirm says so. The server is sent `confirmed=1`.
  on("submit", (e) => {
    const form = e.target, by = e.submitter;
    const asks = [by, form].find((x) => x && x.dataset.confirm);
    if (!asks || form.dataset.sure) return;
    e.preventDefault();
    e.stopPropagation();
    const harm = ".is-danger, .btn-danger", { confirm, confirmLabel, confirmCancel } = asks.dataset;
    const act = () => {
      const field = doc.createElement("input");
      Object.assign(field, { type: "hidden", name: "confirmed", value: 1 });
      form.append(field);
      form.dataset.sure = 1;
      form.requestSubmit(by);
      delete form.dataset.sure;
      field.remove();
    };
    ask({
      text: confirm, yes: confirmLabel || "Continue", no: confirmCancel || "Cancel",
      harm: asks.matches(harm) || $(harm, asks), act,
    });
  }, true);

  // Row selection: form[data-bulk] owns the boxes.
  const rows = (form) => [...form.elements].filter((b) => b.closest("tbody .select"));
  const count = (form) => {
    const all = rows(form).length, n = rows(form).filter((b) => b.checked).length;
    for (const b of form.elements) {
      if ("selectAll" in b.dataset) [b.checked, b.indeterminate] = [n && n === all, n && n < all];
      if (b.type === "submit") b.disabled = !n;
    }
    const text = $(".count", form);
    if (text) text.textContent = n ? `${n} selected` : "None selected";
  };
  let last;
  on("click", ({ target, shiftKey }) => {
    const { form, checked } = target;
    if (!form || !form.matches("[data-bulk]") || target.type !== "checkbox") return;
    let also = rows(form);
    if (shiftKey) also = also.slice(...[also.indexOf(last), also.indexOf(target)].sort((a, b) => a - b));
    if (shiftKey || "selectAll" in target.dataset) also.forEach((b) => { b.checked = checked; });
    last = target;
    count(form);
  });

  // The head of a table that fits can stick below the top bar.
  const fit = new ResizeObserver((all) => all.forEach(({ target: t }) =>
    t.classList.toggle("fits", t.firstElementChild.offsetWidth <= t.clientWidth + 1)));

  // Menus: one at a time.
  const MENUS = ":is(details.menu, details.explain)[open]";
  on("click", (e) => $$(MENUS).forEach((d) => {
    if (!d.contains(e.target) || e.target.closest("[hx-get]")) d.open = false;
  }));

  // The panel with forms above a page.
  const panel = $("#panel");
  let opener;
  const closePanel = (sure) => {
    if (!panel || !panel.dataset.loaded) return;
    if ($("form[data-changed]", panel) && !sure) {
      askToDiscard(() => closePanel(true));
      return true;
    }
    panel.replaceChildren();
    delete panel.dataset.loaded;
    const menu = opener && opener.closest("details");
    if (opener) (menu ? $("summary", menu) : opener).focus();
    return true;
  };
  // On the way to another page, what asks again and again would begin the way anew.
  let leaving = 0;
  on("htmx:beforeOnLoad", ({ detail: { xhr } }) => {
    if (["HX-Redirect", "HX-Refresh"].some((name) => xhr.getResponseHeader(name))) leaving = Date.now();
  });
  on("htmx:beforeRequest", (e) => {
    if (Date.now() - leaving < 20000) e.preventDefault();
  });
  on("htmx:confirm", (e) => {
    const { elt, target, issueRequest } = e.detail;
    if (target !== panel || panel.contains(elt) || !$("form[data-changed]", panel)) return;
    e.preventDefault();
    askToDiscard(() => issueRequest(true));
  });
  on("htmx:beforeRequest", ({ detail }) => {
    if (detail.target === panel && !panel.contains(detail.elt)) opener = detail.elt;
  });
  const settle = () => {
    $$("[data-bulk]").forEach(count);
    $$(".toast").forEach(start);
    $$(".table-wrap").forEach((t) => fit.observe(t));
  };
  on("htmx:afterSettle", (e) => {
    settle();
    if (!panel || e.detail.target !== panel) return;
    panel.dataset.loaded = 1;
    const first = $("[aria-invalid=true]", panel) || $(".form-errors", panel) ||
      $("input:not([type=hidden]), select, textarea, button", panel);
    if (first) first.focus();
  });

  on("click", (e) => {
    const at = (css) => e.target.closest(css);
    if (at(".toast .close")) at(".toast").remove();
    if (at("[data-close-panel]") && closePanel()) e.preventDefault();
    if (at("[data-open-help]")) $("#help").showModal();
  });
  on("keydown", (e) => {
    if ($("dialog[open]") || e.ctrlKey || e.metaKey || e.altKey) return;
    const menu = $$(MENUS).pop(), search = $("#search");
    if (e.key === "Escape" && menu) {
      menu.open = false;
      $("summary", menu).focus();
    } else if (e.key === "Escape" && closePanel()) e.preventDefault(); // else it closes the question too
    else if (e.target.closest("input, select, textarea")) return;
    else if (e.key === "?") $("#help").showModal();
    else if (e.key === "/" && search) {
      e.preventDefault();
      search.focus();
      search.select();
    }
  });

  settle();
  const wrong = $(":is(#panel, .entrance) [aria-invalid=true]");
  if (wrong) wrong.focus();
})();
