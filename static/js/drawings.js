/* Charts get buttons: a large view, and files to take along. A file has the colours of
   paper and one size, whatever the theme and the window. */
(() => {
  "use strict";
  const doc = document, WIDTH = 1200, EDGE = 24, SHARPER = 2;
  const make = (tag, more) => Object.assign(doc.createElement(tag), more);
  const svg = (tag, attributes, text = "") => {
    const element = doc.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const name in attributes) element.setAttribute(name, attributes[name]);
    element.textContent = text;
    return element;
  };
  const nameOf = (figure) => [doc.querySelector("h1"), figure.querySelector("figcaption")]
    .map((element) => element && element.textContent.trim()).filter(Boolean).join(": ");

  // With its title above and its legend below, at the size of a file.
  const arranged = (figure) => {
    const chart = figure.querySelector(".chart"), css = getComputedStyle(chart);
    const [top, right, bottom, left] = ["Top", "Right", "Bottom", "Left"].map((side) => parseFloat(css[`padding${side}`]));
    const inside = chart.matches(".lines") ? 380 : Number(chart.getAttribute("height"));
    const sheet = svg("svg", { class: "chart sheet", width: WIDTH });
    doc.body.append(sheet);
    const place = (drawn, attributes) => {
      for (const name in attributes) drawn.setAttribute(name, attributes[name]);
      drawn.removeAttribute("class");
      sheet.append(drawn);
    };
    sheet.append(svg("text", { class: "name sheet-title", x: EDGE, y: 36 }, nameOf(figure)));
    const copy = chart.cloneNode(true);
    copy.querySelectorAll(".cursor, title, desc").forEach((element) => element.remove());
    place(copy, { x: EDGE + left, y: 52 + top, width: WIDTH - 2 * EDGE - left - right, height: inside });
    let x = EDGE, y = 52 + top + inside + bottom + 24;
    for (const key of figure.querySelectorAll(".legend > span")) {
      const text = svg("text", { class: "label", y }, key.textContent);
      sheet.append(text);
      const width = text.getComputedTextLength();
      if (x > EDGE && x + 26 + width > WIDTH - EDGE) [x, y] = [EDGE, y + 20];
      text.setAttribute("x", x + 26);
      text.setAttribute("y", y);
      place(key.firstElementChild.cloneNode(true), { x, y: y - 9, width: 20, height: 10 });
      x += 26 + width + 24;
    }
    sheet.setAttribute("height", y + EDGE);
    return sheet;
  };

  // The same without anything that a program for drawings might not understand:
  // no stylesheet, no percentages, no drawing within the drawing.
  const outline = (element, { a, d, e, f }) => {
    const v = (name) => element[name].baseVal.value, move = (x, y) => `${+(x * a + e).toFixed(2)} ${+(y * d + f).toFixed(2)}`;
    if (element.tagName === "line") return `M${move(v("x1"), v("y1"))}L${move(v("x2"), v("y2"))}`;
    if (element.tagName === "rect") {
      return `M${move(v("x"), v("y"))}h${v("width") * a}v${v("height") * d}h${-v("width") * a}Z`;
    }
    if (element.tagName === "circle") {
      const r = v("r");
      return `M${move(v("cx") - r, v("cy"))}a${r} ${r} 0 1 1 ${2 * r} 0a${r} ${r} 0 1 1 ${-2 * r} 0Z`;
    }
    return element.getAttribute("d").replace(/(-?[\d.]+) (-?[\d.]+)/g, (_, x, y) => move(+x, +y));
  };
  const flat = (sheet, title) => {
    const [width, height] = [WIDTH, Number(sheet.getAttribute("height"))];
    const out = svg("svg", { xmlns: "http://www.w3.org/2000/svg", width, height, viewBox: `0 0 ${width} ${height}` });
    out.append(svg("title", {}, title));
    for (const pattern of sheet.querySelectorAll("pattern")) {
      out.append(pattern.cloneNode(true));
      out.lastChild.firstElementChild.removeAttribute("class");
    }
    out.append(svg("path", { d: `M0 0H${width}V${height}H0Z`, fill: getComputedStyle(sheet).backgroundColor }));
    const base = sheet.getScreenCTM().inverse();
    for (const element of sheet.querySelectorAll(":is(path, line, rect, circle, text):not(defs *)")) {
      const css = getComputedStyle(element), matrix = base.multiply(element.getScreenCTM());
      if (css.display === "none") continue;
      const look = { fill: css.fill.replace(/url\("(.*)"\)/, "url($1)") };
      if (element.tagName === "text") {
        const point = element.getStartPositionOfChar(0).matrixTransform(matrix);
        const [x, y] = [point.x.toFixed(2), point.y.toFixed(2)];
        const font = { "font-family": css.fontFamily, "font-size": css.fontSize, "font-weight": css.fontWeight };
        out.append(svg("text", { x, y, ...look, ...font }, element.textContent));
      } else {
        look.stroke = css.stroke;
        look["stroke-width"] = parseFloat(css.strokeWidth);
        look["stroke-dasharray"] = css.strokeDasharray.replaceAll("px", "");
        out.append(svg("path", { d: outline(element, matrix), ...look }));
      }
    }
    return out;
  };

  const files = {
    svg: (drawing) => new Blob([new XMLSerializer().serializeToString(drawing)], { type: "image/svg+xml" }),
    png: (drawing) => painted(drawing),
  };
  // Browsers make no picture of an SVG without loading it, which the page's policy forbids.
  const painted = (drawing) => {
    const of = (element, name) => element.getAttribute(name);
    const board = make("canvas", { width: SHARPER * WIDTH, height: SHARPER * of(drawing, "height") });
    const pen = board.getContext("2d");
    pen.scale(SHARPER, SHARPER);
    const paint = (element, value) => value.startsWith("url") ? hatched(drawing.querySelector(value.slice(4, -1))) : value;
    const hatched = (pattern) => {
      const tile = make("canvas", { width: 6 * SHARPER, height: 6 * SHARPER }), own = tile.getContext("2d");
      own.scale(SHARPER, SHARPER);
      stroke(own, pattern.firstElementChild);
      const tiles = pen.createPattern(tile, "repeat");
      tiles.setTransform(new DOMMatrix().scale(1 / SHARPER));
      return tiles;
    };
    const stroke = (on, element) => {
      on.strokeStyle = of(element, "stroke");
      on.lineWidth = of(element, "stroke-width");
      on.setLineDash((of(element, "stroke-dasharray") || "").split(/[ ,]+/).map(Number).filter(Boolean));
      on.stroke(new Path2D(of(element, "d")));
    };
    for (const element of drawing.querySelectorAll(":scope > :is(path, text)")) {
      const fill = of(element, "fill");
      pen.fillStyle = fill === "none" ? "transparent" : paint(element, fill);
      if (element.tagName === "text") {
        pen.font = ["weight", "size", "family"].map((part) => of(element, `font-${part}`)).join(" ");
        pen.fillText(element.textContent, of(element, "x"), of(element, "y"));
        continue;
      }
      pen.fill(new Path2D(of(element, "d")));
      if ((of(element, "stroke") || "none") !== "none") stroke(pen, element);
    }
    return new Promise((done) => board.toBlob(done, "image/png"));
  };
  const save = async (figure, kind) => {
    const sheet = arranged(figure), name = nameOf(figure), drawing = flat(sheet, name);
    sheet.remove();
    const href = URL.createObjectURL(await files[kind](drawing));
    const slug = name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "");
    make("a", { href, download: `${slug || "chart"}.${kind}` }).click();
    setTimeout(() => URL.revokeObjectURL(href), 60000);
  };

  const enlarge = (figure, button) => {
    const place = doc.createComment(""), title = figure.querySelector("figcaption").textContent;
    const box = make("dialog", { className: "dialog is-large", ariaLabel: title });
    figure.replaceWith(place);
    box.append(figure);
    doc.body.append(box);
    button.textContent = "Close";
    box.onclose = () => {
      place.replaceWith(figure);
      box.remove();
      button.textContent = "Enlarge";
      button.focus();
    };
    box.showModal();
    button.focus();
  };

  const equip = () => doc.querySelectorAll(".figure:not(:has(.chart-tools)) > .chart").forEach((chart) => {
    const figure = chart.parentElement, tools = make("div", { className: "chart-tools" });
    const title = figure.querySelector("figcaption").textContent;
    const button = (text, label, act) => {
      const made = make("button", { type: "button", className: "btn btn-quiet btn-small", textContent: text, ariaLabel: label });
      made.onclick = () => act(made);
      tools.append(made);
    };
    button("Enlarge", `Enlarge ${title}`, (made) => {
      const box = figure.closest("dialog.is-large");
      return box ? box.close() : enlarge(figure, made);
    });
    for (const kind of ["svg", "png"]) {
      const text = kind.toUpperCase();
      button(text, `${text}: download ${title}`, () => save(figure, kind));
    }
    figure.querySelector("figcaption").after(tools);
  });
  doc.addEventListener("htmx:afterSettle", equip);
  equip();
})();
