// The page of one source: colours for the syntax, and the way from gap to gap.
(function () {
  "use strict";
  const LONGEST_HIGHLIGHTED = 500000;
  const rows = Array.from(document.getElementById("source").tBodies[0].rows);

  // The whole source at once, so that strings over several lines come out right; then back, line by line.
  function highlight() {
    const cells = rows.map((row) => row.cells[2]);
    const source = cells.map((cell) => cell.textContent).join("\n");
    if (!window.hljs || source.length > LONGEST_HIGHLIGHTED) {
      return;
    }
    const whole = document.createElement("template");
    whole.innerHTML = hljs.highlight(source, { language: "python" }).value;
    const lines = [document.createDocumentFragment()];
    split(whole.content, [], lines);
    if (lines.length === cells.length) {
      cells.forEach((cell, at) => cell.replaceChildren(lines[at]));
    }
  }

  // Puts the text below a node at the end of the lines, in copies of the elements around it.
  function split(node, around, lines) {
    for (const child of node.childNodes) {
      if (child.nodeType === Node.ELEMENT_NODE) {
        split(child, around.concat(child.className), lines);
      } else {
        child.data.split("\n").forEach((text, at) => {
          if (at > 0) {
            lines.push(document.createDocumentFragment());
          }
          if (text !== "") {
            lines[lines.length - 1].append(wrapped(text, around));
          }
        });
      }
    }
  }

  function wrapped(text, around) {
    return around.reduceRight((inner, name) => {
      const span = document.createElement("span");
      span.className = name;
      span.append(inner);
      return span;
    }, document.createTextNode(text));
  }

  // A gap: lines that are missing or were taken partly; lines without code do not end it.
  function findGaps() {
    const found = [];
    let gap = null;
    for (const row of rows) {
      if (row.className === "m" || row.className === "p") {
        if (gap === null) {
          gap = { first: row, last: row };
          found.push(gap);
        }
        gap.last = row;
      } else if (row.className === "r") {
        gap = null;
      }
    }
    return found;
  }

  const number = (row) => Number(row.id.slice(1));

  // Where the reader is: the line of the address, else above all lines.
  const current = () => Number((/^#L(\d+)$/.exec(location.hash) || [0, 0])[1]);

  function go(forward) {
    const here = current();
    let at = forward
      ? gaps.findIndex((gap) => number(gap.first) > here)
      : gaps.findLastIndex((gap) => number(gap.first) < here);
    let around = "";
    if (at < 0) {
      at = forward ? 0 : gaps.length - 1;
      around = here > 0 && gaps.length > 1 ? (forward ? "from the top again: " : "from the end again: ") : "";
    }
    const { first, last } = gaps[at];
    // Not a new entry in the history for each gap.
    location.replace("#" + first.id);
    first.querySelector("a").focus({ preventScroll: true });
    const lines = first === last ? "line " + number(first) : "lines " + number(first) + " to " + number(last);
    where.textContent = around + "gap " + (at + 1) + " of " + gaps.length + ", " + lines;
  }

  const where = document.getElementById("where");
  const gaps = findGaps();
  document.getElementById("gaps").hidden = false;
  where.textContent = gaps.length === 0 ? "no gap" : gaps.length === 1 ? "1 gap" : gaps.length + " gaps";
  for (const [id, forward] of [
    ["previous", false],
    ["next", true],
  ]) {
    const button = document.getElementById(id);
    button.disabled = gaps.length === 0;
    button.addEventListener("click", () => {
      go(forward);
      button.focus({ preventScroll: true });
    });
  }
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) {
      return;
    }
    if (event.key === "i") {
      location.href = "../index.html";
    } else if (gaps.length > 0 && (event.key === "n" || event.key === "p")) {
      go(event.key === "n");
    }
  });
  highlight();
})();
