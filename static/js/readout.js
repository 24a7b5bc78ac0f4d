/* Charts tell the figures nearest to the pointer, or step by step by arrow keys. Rows
   of their tables know the place: data-x in percent, data-y in pixels. */
(() => {
  "use strict";
  const doc = document, known = new WeakMap();
  const $$ = (css, from = doc) => [...from.querySelectorAll(css)];
  const make = (tag, text = "") => Object.assign(doc.createElement(tag), { textContent: text });

  const read = (figure) => {
    const heads = $$("thead th", figure).map((th) => `${th.textContent}: `);
    return $$("[data-x], [data-y]", figure).map(({ cells, dataset: { x, y } }) => ({
      x, y, texts: [...cells].map(({ textContent: t }, n) => t && (n ? heads[n] : "") + t),
    }));
  };
  const equip = () => $$(".chart[role=img]").forEach((chart) => {
    const figure = chart.closest("figure"), points = read(figure), box = make("output");
    if (known.has(chart) || !points[0]) return;
    box.className = "readout";
    chart.after(box);
    chart.tabIndex = 0;
    const cursor = doc.createElementNS(chart.namespaceURI, "line");
    cursor.setAttribute("class", "cursor");
    known.set(chart, { figure, points, box, cursor, at: -1 });
  });

  // Where a point is in the window.
  const inner = (chart) => {
    const all = chart.getBoundingClientRect(), css = getComputedStyle(chart);
    const [left, top, right] = ["Left", "Top", "Right"].map((side) => parseFloat(css[`padding${side}`]));
    return ({ x = 40, y = 0 }) => [all.x + left + (all.width - left - right) * x / 100, all.y + top + +y];
  };
  const show = (chart, at) => {
    const it = known.get(chart), { figure, box, cursor } = it, point = it.points[at];
    if (at === it.at) return;
    it.at = at;
    cursor.remove();
    box.replaceChildren();
    if (!point) return;
    const [left, top] = inner(chart)(point), frame = figure.getBoundingClientRect();
    const x = `${point.x}%`, { y } = point;
    const ends = y ? [-5, -5, y - 18, +y + 14] : [x, x, 0, "100%"];
    ["x1", "x2", "y1", "y2"].forEach((name, n) => cursor.setAttribute(name, ends[n]));
    chart.append(cursor);
    box.append(...point.texts.filter(Boolean).map((text, n) => make(n ? "div" : "strong", text)));
    const from = left - frame.x, back = from > frame.width / 2;
    box.style.left = `${Math.max(0, back ? from - 12 - box.offsetWidth : from + 12)}px`;
    box.style.top = `${top - frame.y + (y ? 14 : 0)}px`;
  };
  const nearest = (chart, e) => {
    const place = inner(chart);
    const away = known.get(chart).points.map((point) =>
      Math.abs(point.y ? place(point)[1] - e.clientY : place(point)[0] - e.clientX));
    return away.indexOf(Math.min(...away));
  };
  const step = (chart, e) => {
    const { points, at } = known.get(chart), last = points.length - 1;
    const [back, on] = points[0].y ? ["ArrowUp", "ArrowDown"] : ["ArrowLeft", "ArrowRight"];
    const to = { [back]: at < 0 ? last : Math.max(at - 1, 0), [on]: Math.min(at + 1, last), Home: 0, End: last, Escape: at < 0 ? undefined : -1 }[e.key];
    if (to === undefined || e.ctrlKey || e.metaKey || e.altKey) return;
    show(chart, to);
    e.preventDefault();
  };

  const on = (names, act) => names.forEach((name) => doc.addEventListener(name, (e) => {
    const chart = e.target.closest?.(".chart");
    if (known.has(chart)) act(chart, e);
  }));
  on(["pointermove", "pointerdown"], (chart, e) => show(chart, nearest(chart, e)));
  on(["pointerout", "focusout"], (chart, e) => chart.contains(e.relatedTarget) || show(chart, -1));
  on(["keydown"], step);
  doc.addEventListener("htmx:afterSettle", equip);
  equip();
})();
