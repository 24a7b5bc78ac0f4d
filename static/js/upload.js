/* Uploads backups so that they can resume after any interruption (tus). The form around
   the zone gets the id of a ready file in its field "upload". */
(() => {
  "use strict";
  const doc = document;
  const zone = doc.querySelector("[data-upload-zone]");
  if (!zone || !window.tus || !tus.isSupported) return;
  const $ = (css, from = zone) => from.querySelector(css);
  const $$ = (css, from = zone) => [...from.querySelectorAll(css)];
  const endpoint = zone.dataset.uploadZone, form = zone.closest("form"), rows = new Set();
  const input = $("[type=file]"), chosen = $("[name=upload]");
  const customer = () => new FormData(form).get("customer") || "";
  const MB64 = 64 * 2 ** 20, PAUSES = [0, 1, 2, 3, 5, 10, 20, 30, 30, 60, 60, 60, 120, 120].map((s) => s * 1000);
  const HOPELESS = [400, 413]; // the same file would be refused again
  const ENDED = "Your session has ended. The upload continues after you log in.";
  const SILENCE = "Can't reach the server. The part already uploaded is kept. Resume when the connection is back.";

  // Figures, as the pages write them.
  const binary = zone.dataset.units === "binary", base = binary ? 1024 : 1000;
  const units = binary ? ["B", "KiB", "MiB", "GiB", "TiB"] : ["B", "kB", "MB", "GB", "TB"];
  const size = (n) => {
    let power = 0;
    while (power < 4 && n >= base ** (power + 1) * 0.9995) power++;
    return `${power ? (n / base ** power).toFixed(1) : n} ${units[power]}`;
  };
  const time = (s) => s < 90 ? `${Math.ceil(s)} s` : s < 5400 ? `${Math.round(s / 60)} min` : `${(s / 3600).toFixed(1)} h`;

  // As files/visible.py marks what cannot be seen.
  const visible = (name) => name.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u034f\u115f\u1160\u2800\u3164\uffa0]/gu, "\ufffd");

  // A row of the list, and what it shows.
  const announce = (text) => { $("[data-upload-status]").textContent = text; };
  const show = (row, state, text) => {
    const can = {
      pause: state === "sending", resume: ["paused", "stopped"].includes(state) && row.file,
      use: state === "ready", remove: ["ready", "refused"].includes(state),
      cancel: !["checking", "ready", "refused"].includes(state),
    };
    const buttons = $$("[data-act]", row.li), held = buttons.find((b) => b === doc.activeElement);
    row.li.dataset.state = row.state = state;
    $(".figures", row.li).textContent = text;
    buttons.forEach((b) => { b.hidden = !can[b.dataset.act]; });
    if (held?.hidden) buttons.find((b) => !b.hidden)?.focus();
  };
  const say = (row, state, text) => {
    show(row, state, text);
    announce(`${row.name}: ${text}`);
  };
  const progress = (row, sent, total) => {
    const now = performance.now(), percent = Math.floor((100 * sent) / total);
    if (now - (row.shown || 0) < 250 && sent < total) return;
    row.shown = now;
    row.marks = [...row.marks, [now, sent]].filter(([at], i, all) => now - at < 8000 || i > all.length - 3);
    const [then, before] = row.marks[0], rate = (1000 * (sent - before)) / (now - then);
    const left = rate > 0 ? ` · ${size(rate)}/s · ${time((total - sent) / rate)} left` : "";
    $("progress", row.li).value = percent;
    show(row, "sending", `${size(sent)} of ${size(total)} · ${percent}%${left}`);
    if (percent >= row.announced + 25) announce(`${row.name}: ${row.announced = percent}% sent`);
  };
  const addRow = (name, more) => {
    const li = $("template").content.firstElementChild.cloneNode(true);
    const row = { li, name, marks: [], announced: 0, ...more };
    $(".name", li).textContent = name;
    $("progress", li).setAttribute("aria-label", `${name}, sent`);
    $$("[data-act]", li).forEach((b) => {
      b.setAttribute("aria-label", `${b.textContent.trim()}: ${name}`);
      b.addEventListener("click", () => acts[b.dataset.act](row));
    });
    $("[data-upload-list]").append(li);
    rows.add(row);
    return row;
  };

  // Sending. With an address it resumes there, and never starts again by itself.
  const markOf = (row) => {
    const { name, size: length, lastModified } = row.file;
    return ["tracker", zone.dataset.user, row.customer, name, length, lastModified].join("|");
  };
  const send = (row, url, earlier) => {
    const { name, lastModified } = row.file;
    row.marks = [];
    row.url = url;
    row.tus = new tus.Upload(row.file, {
      endpoint: url ? null : endpoint,
      uploadUrl: url || null,
      chunkSize: MB64,
      retryDelays: PAUSES,
      removeFingerprintOnSuccess: true,
      metadata: { filename: name, customer: row.customer, modified: String(lastModified) },
      fingerprint: async () => markOf(row),
      onUploadUrlAvailable() { row.url = row.tus.url; row.tus.options.endpoint = null; },
      onProgress: (sent, total) => row.state === "sending" && progress(row, sent, total),
      onShouldRetry(error) {
        const status = error.originalResponse?.getStatus() || 0;
        const again = [0, 409, 423].includes(status) || (status >= 500 && status !== 507);
        if (again && navigator.onLine) say(row, "sending", "Interrupted. Trying again …");
        return again && navigator.onLine;
      },
      onError: (error) => failed(row, error),
      onSuccess: () => settle(row),
    });
    if (earlier) row.tus.resumeFromPreviousUpload(earlier);
    show(row, "sending", "Connecting …");
    row.tus.start();
  };
  const failed = (row, error) => {
    const response = error.originalResponse, status = response?.getStatus();
    if (row.url && [404, 410].includes(status)) return send(row, null);
    row.waits = status === 401;
    if (row.waits) {
      doc.dispatchEvent(new CustomEvent("session:ended"));
      return say(row, "stopped", ENDED);
    }
    const text = response?.getHeader("Content-Type")?.startsWith("text/plain") && response.getBody();
    say(row, HOPELESS.includes(status) ? "refused" : "stopped", text || SILENCE);
  };
  const acts = {
    pause(row) {
      row.tus.abort();
      say(row, "paused", $(".figures", row.li).textContent.split(" · ", 2).join(" · ") + " · paused");
    },
    resume: (row) => go(row),
    use: (row) => choose(row),
    remove: (row) => acts.cancel(row),
    async cancel(row) {
      row.state = "cancelled";
      await row.tus?.abort();
      const headers = { "Tus-Resumable": "1.0.0" };
      const answer = row.url && await fetch(row.url, { method: "DELETE", headers }).catch(() => null);
      if (row.url && !(answer?.ok || [404, 410].includes(answer?.status))) {
        return say(row, "stopped", answer ? await answer.text() : SILENCE);
      }
      rows.delete(row);
      row.li.remove();
      announce(`${row.name}: removed`);
      if (row.id && chosen.value === row.id) choose([...rows].find((r) => r.state === "ready"));
      zone.dispatchEvent(new CustomEvent("upload:removed", { bubbles: true, detail: { id: row.id } }));
      input.focus();
    },
  };

  // All bytes have arrived; a worker checks them.
  const settle = async (row) => {
    say(row, "checking", "Uploaded. Checking …");
    for (;;) {
      const answer = await fetch(row.url).catch(() => null);
      if (row.state !== "checking") return;
      if (answer?.status === 401) doc.dispatchEvent(new CustomEvent("session:ended"));
      else if (answer && !answer.ok && answer.status < 500) return say(row, "refused", await answer.text());
      const facts = answer?.ok ? await answer.json() : { state: "checking" };
      if (facts.state === "ready") return ready(row, facts);
      if (facts.problem) return say(row, facts.state === "checking" ? "stopped" : "refused", facts.problem);
      await new Promise((go) => setTimeout(go, 1000));
    }
  };
  const ready = (row, facts) => {
    row.id = facts.id;
    say(row, "ready", `${size(facts.length)} · ready`);
    if (!chosen.value && row.customer === customer()) choose(row);
    zone.dispatchEvent(new CustomEvent("upload:ready", { bubbles: true, detail: facts }));
  };
  const choose = (row) => {
    chosen.value = row ? row.id : "";
    for (const other of rows) {
      other.li.classList.toggle("is-chosen", other === row);
      $("[data-act=use]", other.li).hidden = other.state !== "ready" || other === row;
    }
  };

  // Files that are chosen or dropped. One that was started before resumes: known from
  // this browser's memory, or from the list of unfinished uploads.
  const begun = ({ file, customer: whose }) => $$("[data-upload]").find(({ dataset: d }) =>
    d.state === "receiving" && d.name === visible(file.name) && d.size === String(file.size) &&
    d.modified === String(file.lastModified) && d.customer === whose);
  const go = async (row) => {
    if (row.url) return send(row, row.url);
    row.customer = customer();
    if (!row.customer) return say(row, "stopped", "Choose the customer first, then resume.");
    const listed = begun(row);
    listed?.remove();
    if (listed) return send(row, listed.dataset.upload);
    const [earlier] = await tus.defaultOptions.urlStorage.findUploadsByFingerprint(markOf(row));
    send(row, earlier?.uploadUrl || null, earlier);
  };
  const addAll = (files) => [...files].forEach((file) => go(addRow(visible(file.name), { file })));

  zone.classList.add("is-live");
  input.multiple = true;
  input.addEventListener("change", () => {
    addAll(input.files);
    input.value = "";
  });
  const over = (on) => $(".drop-zone").classList.toggle("is-over", on);
  for (const name of ["dragover", "dragleave", "drop"]) {
    doc.addEventListener(name, (e) => {
      if (!e.dataTransfer.types.includes("Files")) return;
      const inside = zone.contains(e.target);
      e.preventDefault(); // a file dropped beside the zone would replace the page
      over(inside && name === "dragover");
      if (inside && name === "drop") addAll(e.dataTransfer.files);
    });
  }
  form.addEventListener("change", ({ target }) => {
    if (target.name === "customer") choose([...rows].find((r) => r.state === "ready" && r.customer === customer()));
  });
  addEventListener("online", () => rows.forEach((row) => row.state === "stopped" && row.url && acts.resume(row)));
  doc.addEventListener("session:resumed", () => rows.forEach((row) => row.state === "stopped" && row.waits && acts.resume(row)));
  addEventListener("beforeunload", (e) => {
    if ([...rows].some((row) => row.state === "sending")) e.preventDefault();
  });
  for (const li of $$("[data-upload][data-state=checking]")) {
    const { name, upload, customer: whose } = li.dataset;
    li.remove();
    settle(addRow(name, { url: upload, customer: whose }));
  }
})();
