"use strict";
(() => {
  // Tables: a head sorts by its column, what has no value stays last.
  const value = (row, column) => {
    const given = row.cells[column].dataset.s;
    if (given === undefined) return null;
    return given !== "" && !Number.isNaN(Number(given)) ? Number(given) : given;
  };
  const order = (a, b) => typeof a === typeof b ? (a < b ? -1 : a > b ? 1 : 0) : typeof a === "number" ? -1 : 1;
  for (const head of document.querySelectorAll("table.sortable thead th")) {
    head.firstElementChild.addEventListener("click", () => {
      const table = head.closest("table"), body = table.tBodies[0], column = head.cellIndex;
      const down = head.getAttribute("aria-sort") === "ascending";
      for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const rows = [...body.rows].map((row) => [value(row, column), row]);
      rows.sort(([a], [b]) => a === null ? (b === null ? 0 : 1) : b === null ? -1 : down ? order(b, a) : order(a, b));
      body.append(...rows.map(([, row]) => row));
    });
  }

  // Paper has no folds.
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll("details.part:not([open])")];
    for (const part of folded) part.open = true;
  });
  addEventListener("afterprint", () => { for (const part of folded) part.open = false; });

  const cells = document.getElementById("cells");
  if (!cells) return;
  const words = JSON.parse(document.getElementById("words").textContent);

  // One stop for the Tab key in the whole grid; arrows move within it.
  let current = cells.querySelector("button.m");
  if (current) current.tabIndex = 0;
  const move = (to) => {
    if (!to) return;
    current.tabIndex = -1;
    current = to;
    to.tabIndex = 0;
    to.focus();
  };
  const beside = (button, step) => {
    const buttons = [...button.closest("tr").querySelectorAll("button.m")];
    return buttons[buttons.indexOf(button) + step];
  };
  const above = (button, step) => {
    const column = button.parentElement.cellIndex, rows = [...cells.querySelectorAll("tbody tr:not([hidden])")];
    const buttons = rows.map((row) => row.cells[column].querySelector("button.m")).filter((found) => found);
    return buttons[buttons.indexOf(button) + step];
  };
  cells.addEventListener("keydown", (event) => {
    const button = event.target.closest("button.m");
    if (!button) return;
    const to = {
      ArrowLeft: () => beside(button, -1), ArrowRight: () => beside(button, 1),
      ArrowUp: () => above(button, -1), ArrowDown: () => above(button, 1),
    }[event.key];
    if (!to) return;
    event.preventDefault();
    move(to());
  });

  const filter = document.getElementById("filter"), shown = document.getElementById("shown");
  const chips = [...document.querySelectorAll(".chips button")];
  const apply = () => {
    const wanted = filter.value.trim().toLowerCase();
    const kinds = chips.filter((chip) => chip.ariaPressed === "true").map((chip) => chip.dataset.kind);
    let count = 0;
    for (const row of cells.tBodies[0].rows) {
      const has = row.dataset.k.split(" ");
      row.hidden = !row.cells[0].textContent.toLowerCase().includes(wanted) || !kinds.every((kind) => has.includes(kind));
      if (!row.hidden) count += 1;
    }
    shown.textContent = wanted || kinds.length ? String(count) : "";
  };
  filter.addEventListener("input", apply);
  for (const chip of chips) {
    chip.addEventListener("click", () => {
      const pressed = chip.ariaPressed !== "true";
      // "only A" and "only B" exclude each other, as do "differ" and "all fail".
      for (const other of chips) if (other.dataset.kind !== "refuted" && chip.dataset.kind !== "refuted") other.ariaPressed = "false";
      chip.ariaPressed = String(pressed);
      apply();
    });
  }

  // Attempts: packed, a problem each; unpacked when one of its cells is opened. Text only, never markup.
  const unpack = async (place) => {
    const packed = document.getElementById("p" + place);
    if (!packed) return null;
    const bytes = Uint8Array.from(atob(packed.textContent), (c) => c.charCodeAt(0));
    const plain = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
    return JSON.parse(await new Response(plain).text());
  };
  // Marks that turn the direction of text, and other control characters, are shown instead of obeyed.
  const visible = (text) => text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu,
    (c) => c === "\r" ? "" : "⟨U+" + c.codePointAt(0).toString(16).toUpperCase().padStart(4, "0") + "⟩");
  const add = (parent, tag, text) => {
    const made = document.createElement(tag);
    made.textContent = visible(text);
    parent.append(made);
    return made;
  };
  const block = (parent, title, text, folded) => {
    if (!text) return;
    const holder = folded ? document.createElement("details") : parent;
    add(holder, folded ? "summary" : "p", title);
    const shown = add(holder, "pre", text);
    shown.tabIndex = 0;
    if (title === words.code) shown.className = "code";
    if (folded) parent.append(holder);
  };
  const dialog = document.getElementById("attempt"), body = document.getElementById("attempt-body");
  const head = document.getElementById("attempt-head");
  const select = document.getElementById("beside"), second = document.getElementById("beside-body");
  const nameOf = (column) => cells.tHead.rows[0].cells[column].dataset.name;
  const fill = (pane, attempts, title) => {
    pane.replaceChildren();
    if (title) add(pane, "p", title).className = "title";
    for (const one of attempts || []) {
      add(pane, "h3", one.head);
      if (one.facts) add(pane, "p", one.facts).className = "note";
      // The failing case is HTML that kyoso wrote and escaped; all else is set as text.
      if (one.failing) pane.append(document.createRange().createContextualFragment(one.failing));
      block(pane, words.code, one.code, false);
      block(pane, words.answer, one.answer, false);
      block(pane, words.reasoning, one.reasoning, true);
    }
    if (!(attempts || []).length) add(pane, "p", words.not_here);
  };
  const open = async (button) => {
    const row = button.closest("tr"), column = button.parentElement.cellIndex;
    head.textContent = row.cells[0].textContent.trim() + " · " + nameOf(column);
    const found = await unpack(button.dataset.p);
    fill(body, found && found[column - 2]);
    second.hidden = select.value === "";
    if (!second.hidden) fill(second, found && found[select.value], nameOf(Number(select.value) + 2));
    if (!dialog.open) dialog.showModal();
    head.focus();
  };
  const step = (by) => {
    const buttons = [...cells.querySelectorAll("tbody tr:not([hidden]) button.m")];
    const to = buttons[buttons.indexOf(current) + by];
    if (!to) return;
    current.tabIndex = -1;
    current = to;
    current.tabIndex = 0;
    open(current);
  };
  document.getElementById("previous").addEventListener("click", () => step(-1));
  document.getElementById("next").addEventListener("click", () => step(1));
  select.addEventListener("change", () => open(current));
  dialog.addEventListener("keydown", (event) => {
    if (event.target === select || event.target.closest("pre")) return;
    if (event.key === "ArrowLeft" || event.key === "ArrowRight") {
      event.preventDefault();
      step(event.key === "ArrowLeft" ? -1 : 1);
    }
  });
  cells.addEventListener("click", (event) => {
    const button = event.target.closest("button.m");
    if (!button) return;
    move(button);
    open(button);
  });
  document.getElementById("close").addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  dialog.addEventListener("close", () => current.focus());
})();
