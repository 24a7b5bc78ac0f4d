/* Marks the section that one reads in the line of sections, and keeps it in sight there. */
(() => {
  "use strict";
  const line = document.querySelector(".anchors");
  if (!line) return;
  let current;
  // What stands beside the page moves along with it, so one is never past it.
  const beside = (heading) => {
    const box = heading.closest(".beside");
    return box && getComputedStyle(box).position === "sticky";
  };
  const mark = (link) => {
    if (link === current) return;
    if (current) current.removeAttribute("aria-current");
    current = link;
    if (!link) return;
    link.setAttribute("aria-current", "true");
    line.scrollLeft = link.offsetLeft - line.clientWidth / 3;
  };
  const look = () => {
    const edge = line.getBoundingClientRect().bottom + innerHeight / 4;
    const atEnd = scrollY + innerHeight >= document.documentElement.scrollHeight - 2;
    let last;
    for (const link of line.children) {
      const heading = document.getElementById(link.hash.slice(1)); // HTMX may have replaced it
      if (!heading || beside(heading)) continue;
      if (atEnd || heading.getBoundingClientRect().top < edge) last = link;
    }
    mark(scrollY < 8 ? line.children[0] : last);
  };
  let waiting;
  const soon = () => {
    if (!waiting) waiting = requestAnimationFrame(() => { waiting = 0; look(); });
  };
  addEventListener("scroll", soon, { passive: true });
  addEventListener("resize", soon);
  document.addEventListener("htmx:afterSettle", soon);
  look();
})();
