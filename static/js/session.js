/* A session that ended loses nothing: log in over the page, then go on. */
(() => {
  "use strict";
  const doc = document, box = doc.querySelector("#login"), page = doc.body;
  const $ = (css, from = box) => from.querySelector(css);
  const on = (name, act) => doc.addEventListener(name, act);
  const back = box.dataset.back, part = $("[data-login-form]");
  let ended = false, waiting = [];
  const say = (text, tone) => doc.dispatchEvent(new CustomEvent("toast", { detail: { text, tone } }));

  // Pages of ours, read without leaving this one. Without a user it is the login.
  const read = async (url, data) => {
    const answer = await fetch(url, data && { method: "POST", body: data });
    return new DOMParser().parseFromString(await answer.text(), "text/html");
  };
  const isMine = (other) => other.body.dataset.user === page.dataset.user;

  // The new session has a new token.
  const adopt = ({ body }) => {
    const headers = body.getAttribute("hx-headers");
    page.setAttribute("hx-headers", headers);
    const token = JSON.parse(headers)["X-CSRFToken"];
    doc.querySelectorAll("[name=csrfmiddlewaretoken]").forEach((field) => { field.value = token; });
    return token;
  };

  // The dialog.
  const step = (name) => box.querySelectorAll("[data-step]").forEach((one) => { one.hidden = one.dataset.step !== name; });
  const unreachable = () => part.replaceChildren("The server did not respond. Try again in a moment.");
  const show = (answer) => {
    if (answer.body.dataset.user) return arrived(answer);
    const card = $(".entrance .card, .error-page", answer);
    card?.querySelectorAll("[data-alone]").forEach((one) => one.remove());
    part.replaceChildren(...(card || answer.body).childNodes);
    ($("[aria-invalid=true]", part) || $("input:not([type=hidden])", part))?.focus();
  };
  const open = () => {
    ended = true;
    if (box.open) return;
    step("login");
    part.replaceChildren();
    box.showModal();
    return read(back).then(show, unreachable);
  };
  part.addEventListener("submit", (e) => {
    e.preventDefault();
    e.stopPropagation();
    read(e.target.action, new FormData(e.target)).then(show, unreachable);
  });
  box.addEventListener("close", () => { waiting = []; });

  // Logged in again, here or in another tab.
  const arrived = (answer) => {
    if (isMine(answer)) return resume(answer);
    box.querySelectorAll("[data-login-name]").forEach((one) => { one.textContent = answer.body.dataset.username; });
    step("another");
    if (!box.open) box.showModal();
    $("[data-login-continue]").onclick = () => {
      page.dataset.user = answer.body.dataset.user;
      resume(answer);
    };
  };
  const resume = (answer) => {
    const token = adopt(answer), held = waiting;
    ended = false;
    box.close();
    $("[data-session-toast]", doc)?.remove();
    say(`You are logged in as ${answer.body.dataset.username}.`, "ok");
    held.forEach((send) => send(token));
    doc.dispatchEvent(new CustomEvent("session:resumed"));
  };
  const look = () => {
    if (doc.hidden || !ended) return;
    read(back).then((answer) => answer.body.dataset.user && ended && arrived(answer), () => {});
  };
  on("visibilitychange", look);
  addEventListener("focus", look);

  // Whatever goes on by itself says so once, and waits.
  const notice = () => {
    ended = true;
    if ($("[data-session-toast]", doc) || box.open) return;
    $("#toasts", doc).append($("#toast-session", doc).content.cloneNode(true));
  };
  const polls = (elt) => (elt.getAttribute("hx-trigger") || "").includes("every");
  on("htmx:beforeRequest", (e) => { if (ended && polls(e.detail.elt)) e.preventDefault(); });
  on("session:ended", notice);
  on("click", (e) => { if (e.target.closest("[data-open-login]")) open(); });

  // What HTMX sent is sent again.
  on("htmx:responseError", ({ detail }) => {
    if (detail.xhr.status !== 401) return;
    const { elt, verb, path, formData, triggeringEvent } = detail.requestConfig;
    if (polls(elt)) return notice();
    const opening = open();
    waiting.push((token) => {
      if (formData.has("csrfmiddlewaretoken")) formData.set("csrfmiddlewaretoken", token);
      const values = formData, target = detail.target;
      if (elt.isConnected) htmx.ajax(verb, path, { source: elt, event: triggeringEvent, target, values });
    });
    return opening;
  });

  // A form that leaves the page is sent only while the session is there, or what was
  // entered, and chosen files, would leave with it. Mere buttons have nothing to lose.
  const holds = (form) => [...form.elements].some(({ type }) => !["hidden", "submit", "button"].includes(type));
  on("submit", (e) => {
    const form = e.target, by = e.submitter;
    if (e.defaultPrevented || form.getAttribute("method") !== "post" || !holds(form) || "sent" in form.dataset) return;
    e.preventDefault();
    if ("asking" in form.dataset) return;
    const confirmed = form.elements.namedItem("confirmed")?.cloneNode();
    const send = () => {
      if (confirmed) form.append(confirmed);
      form.dataset.sent = form.dataset.sure = 1;
      form.requestSubmit(by);
      delete form.dataset.sent;
      delete form.dataset.sure;
      confirmed?.remove();
    };
    form.dataset.asking = 1;
    read(back).then((answer) => {
      if (isMine(answer)) return adopt(answer), send();
      const opening = open();
      waiting.push(send);
      return opening;
    }, send).finally(() => { delete form.dataset.asking; });
  });
})();
