"use strict";
(() => {
  const EVERY = 2000, KEPT = 30;
  const live = document.getElementById("live");
  const seen = {}, history = {}, unfolded = {}, order = {};
  let paused = false;

  const tools = document.createElement("div");
  tools.className = "tools";
  tools.innerHTML = '<input type="search" placeholder="Filter endpoints" aria-label="Filter endpoints">'
      + '<label><input type="checkbox"> only those that are not ready</label><button type="button">Pause</button>';
  const [text, unwell, pause] = [tools.querySelector("[type=search]"), tools.querySelector("[type=checkbox]"), tools.querySelector("button")];
  text.addEventListener("input", filter);
  unwell.addEventListener("change", filter);
  pause.addEventListener("click", () => {
    paused = !paused;
    pause.textContent = paused ? "Go on" : "Pause";
  });

  function filter() {
    const wanted = text.value.trim().toLowerCase();
    for (const row of live.querySelectorAll(".endpoints tbody tr")) {
      row.hidden = (unwell.checked && !row.classList.contains("unwell")) || !row.textContent.toLowerCase().includes(wanted);
    }
    for (const backend of live.querySelectorAll("details.backend")) {
      const searching = wanted !== "" || unwell.checked;
      const any = backend.querySelector("tbody tr:not([hidden])") !== null;
      backend.hidden = searching && !any;
      backend.open = searching || (backend.id in unfolded ? unfolded[backend.id] : backend.dataset.unfolded === "true");
    }
  }

  function sort(table, column, direction) {
    const numeric = table.tHead.rows[0].cells[column].dataset.sort === "n";
    const value = row => numeric ? Number(row.cells[column].dataset.n) : row.cells[column].textContent;
    const rows = [...table.tBodies[0].rows].sort((a, b) => {
      const [x, y] = [value(a), value(b)];
      return direction * (numeric ? x - y : x.localeCompare(y, undefined, {numeric: true}));
    });
    table.tBodies[0].append(...rows);
    for (const head of table.tHead.rows[0].cells) {
      head.removeAttribute("aria-sort");
    }
    table.tHead.rows[0].cells[column].setAttribute("aria-sort", direction > 0 ? "ascending" : "descending");
  }

  function prepare() {
    for (const backend of live.querySelectorAll("details.backend")) {
      backend.dataset.unfolded = backend.open;
      backend.querySelector("summary").addEventListener("click", () => unfolded[backend.id] = !backend.open);
      const table = backend.querySelector("table");
      if (table === null) continue;
      [...table.tHead.rows[0].cells].forEach((head, column) => {
        if (!head.dataset.sort) return;
        head.classList.add("live");
        head.addEventListener("click", () => {
          const [last, before] = order[backend.id] || [-1, 0];
          const first = head.dataset.sort === "n" ? -1 : 1;
          const direction = last === column ? -before : first;
          order[backend.id] = [column, direction];
          sort(table, column, direction);
        });
      });
      if (order[backend.id]) sort(table, ...order[backend.id]);
    }
    for (const time of live.querySelectorAll("time")) {
      const when = new Date(time.textContent);
      time.title = time.textContent;
      time.textContent = when.toLocaleString();
    }
    live.querySelector("details.backend")?.before(tools);
    filter();
  }

  function rates(now) {
    for (const place of live.querySelectorAll("[data-rate]")) {
      const name = place.dataset.rate, count = Number(place.dataset.count), last = seen[name];
      seen[name] = {count, now};
      if (!last || count < last.count) continue;
      const rate = (count - last.count) * 1000 / (now - last.now);
      const kept = history[name] = [...(history[name] || []), rate].slice(-KEPT);
      place.textContent = (rate < 10 ? rate.toFixed(1) : Math.round(rate).toLocaleString()) + " /s";
      place.append(curve(kept));
    }
  }

  function curve(values) {
    const most = Math.max(...values, 1e-9);
    const points = values.map((value, i) => `${100 - (values.length - 1 - i) * 100 / (KEPT - 1)},${38 - value / most * 34}`).join(" ");
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("viewBox", "0 0 100 40");
    svg.setAttribute("preserveAspectRatio", "none");
    const line = document.createElementNS("http://www.w3.org/2000/svg", "polyline");
    line.setAttribute("points", points);
    line.setAttribute("vector-effect", "non-scaling-stroke");
    svg.append(line);
    return svg;
  }

  async function poll() {
    if (paused || document.hidden) return;
    try {
      const answer = await fetch("/", {cache: "no-store"});
      if (!answer.ok) throw new Error("status " + answer.status);
      const next = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("live");
      const focused = document.activeElement === text;
      const scrolled = Object.fromEntries([...live.querySelectorAll("details.backend")].map(each => [each.id, each.querySelector(".tall")?.scrollTop]));
      live.replaceChildren(...next.childNodes);
      prepare();
      for (const backend of live.querySelectorAll("details.backend")) {
        if (scrolled[backend.id]) backend.querySelector(".tall").scrollTop = scrolled[backend.id];
      }
      if (focused) text.focus();
      rates(performance.now());
    } catch (lost) {
      const pulse = document.getElementById("pulse");
      pulse.hidden = false;
      pulse.className = "pill bad";
      pulse.textContent = "No answer: what stands here is old";
    }
  }

  prepare();
  rates(performance.now());
  setInterval(poll, EVERY);
})();
