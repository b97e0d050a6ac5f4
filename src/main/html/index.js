// The index: sorting, search and folders.
(function () {
  "use strict";
  const KEY = "slipcover-shard.index";
  const table = document.getElementById("list");
  const heads = Array.from(table.tHead.rows[0].cells);
  const grouped = document.getElementById("grouped");
  const search = document.getElementById("search");
  const shown = document.getElementById("shown");
  const collator = new Intl.Collator("en", { numeric: true });

  const folders = Array.from(table.tBodies, (body) => ({
    body: body,
    entry: read(body.rows[0], body.rows[0].cells[0].textContent),
    files: Array.from(body.rows)
      .slice(1)
      .map((row) => read(row, row.cells[0].title)),
    open: true,
  }));
  const files = folders.flatMap((folder) => folder.files);
  const flat = document.createElement("tbody");

  function read(row, path) {
    const [covered, total] = row.cells[2].textContent.split(" of ").map(Number);
    return {
      row: row,
      path: path,
      words: path.toLowerCase(),
      covered: covered,
      total: total,
      lines: Number(row.cells[3].textContent),
      branches: row.cells[4] ? Number(row.cells[4].textContent) : 0,
    };
  }

  // How two entries compare; shares are compared without dividing, and what has nothing to cover comes last.
  const ORDERS = {
    path: () => 0,
    percent: (a, b) => {
      if (a.total === 0 || b.total === 0) {
        return (a.total === 0) - (b.total === 0);
      }
      return a.covered * b.total - b.covered * a.total;
    },
    total: (a, b) => a.total - b.total,
    lines: (a, b) => a.lines - b.lines,
    branches: (a, b) => a.branches - b.branches,
  };

  function remembered() {
    try {
      const found = JSON.parse(localStorage.getItem(KEY)) || {};
      return {
        by: heads.some((head) => head.dataset.sort === found.by) ? found.by : "path",
        down: found.down === true,
        grouped: found.grouped !== false,
      };
    } catch {
      return { by: "path", down: false, grouped: true };
    }
  }

  function remember() {
    try {
      localStorage.setItem(KEY, JSON.stringify(state));
    } catch {
      // From disk, or with cookies forbidden, browsers may refuse.
    }
  }

  function compare(a, b) {
    const order = ORDERS[state.by](a, b);
    const byPath = collator.compare(a.path, b.path);
    return state.by === "path" ? (state.down ? -byPath : byPath) : (state.down ? -order : order) || byPath;
  }

  function arrange() {
    for (const head of heads) {
      if (head.dataset.sort === state.by) {
        head.setAttribute("aria-sort", state.down ? "descending" : "ascending");
      } else {
        head.removeAttribute("aria-sort");
      }
    }
    table.classList.toggle("grouped", state.grouped);
    const parts = [];
    if (state.grouped) {
      folders.sort((a, b) => compare(a.entry, b.entry));
      for (const folder of folders) {
        folder.files.sort(compare);
        folder.body.replaceChildren(folder.entry.row, ...folder.files.map((file) => file.row));
        parts.push(folder.body);
      }
    } else {
      files.sort(compare);
      flat.replaceChildren(...files.map((file) => file.row));
      parts.push(flat);
    }
    Array.from(table.tBodies).forEach((body) => body.remove());
    table.tFoot.before(...parts);
    filter();
  }

  function filter() {
    const words = search.value.toLowerCase().split(/\s+/).filter((word) => word !== "");
    let count = 0;
    for (const folder of folders) {
      let found = 0;
      for (const file of folder.files) {
        const fits = words.every((word) => file.words.includes(word));
        // Who searches wants to see what is found, in closed folders, too.
        file.row.hidden = !fits || (state.grouped && !folder.open && words.length === 0);
        found += fits ? 1 : 0;
      }
      folder.entry.row.hidden = found === 0;
      count += found;
    }
    shown.textContent = words.length === 0 ? files.length + " files" : count + " of " + files.length + " files";
  }

  for (const head of heads) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    button.addEventListener("click", () => {
      const by = head.dataset.sort;
      state.down = state.by === by ? !state.down : by !== "path" && by !== "percent";
      state.by = by;
      remember();
      arrange();
    });
    head.replaceChildren(button);
  }
  for (const folder of folders) {
    const cell = folder.entry.row.cells[0];
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = cell.textContent;
    button.setAttribute("aria-expanded", "true");
    button.addEventListener("click", () => {
      folder.open = !folder.open;
      button.setAttribute("aria-expanded", String(folder.open));
      filter();
    });
    cell.replaceChildren(button);
  }
  grouped.addEventListener("change", () => {
    state.grouped = grouped.checked;
    remember();
    arrange();
  });
  search.addEventListener("input", filter);
  document.getElementById("tools").addEventListener("submit", (event) => event.preventDefault());
  document.addEventListener("keydown", (event) => {
    if (event.target === search) {
      if (event.key === "Escape") {
        search.value = "";
        filter();
      }
    } else if (!event.ctrlKey && !event.altKey && !event.metaKey && (event.key === "f" || event.key === "/")) {
      event.preventDefault();
      search.focus();
      search.select();
    }
  });

  const state = remembered();
  grouped.checked = state.grouped;
  document.getElementById("tools").hidden = false;
  arrange();
})();
