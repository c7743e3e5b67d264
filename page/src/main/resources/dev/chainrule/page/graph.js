// The graph, as the explanation has drawn it: numbers, steps, folding and search change it, nothing is laid out anew.
import {format, range, shown} from "./numbers.js";

/** What fits on a line: small tensors, otherwise the shape. */
function brief(tensor) {
  const text = shown(tensor, 14);
  return text.length <= 14 ? text : tensor.shape.join("×");
}

export class Graph {
  constructor(target, model) {
    this.target = target;
    this.model = model;
    target.innerHTML = model.data.svg;
    this.svg = target.querySelector("svg");
    this.width = this.svg.viewBox.baseVal.width;
    this.nodes = new Map([...target.querySelectorAll(".node")].map(node => [node.dataset.node, node]));
    this.edges = [...target.querySelectorAll(".edge")];
    this.zoom = 1;
    this.readers = new Map();
    this.sources = new Map();
    for (const edge of this.edges) {
      this.add(this.readers, edge.dataset.from, edge.dataset.to);
      this.add(this.sources, edge.dataset.to, edge.dataset.from);
    }
    for (const [id, node] of this.nodes) {
      if (node.dataset.of) {
        this.add(this.readers, node.dataset.of, id);
        this.add(this.sources, id, node.dataset.of);
      }
    }
    this.fit();
  }

  add(map, key, value) {
    map.set(key, [...map.get(key) ?? [], value]);
  }

  /** Writes the numbers that are known at a place of the passes. */
  update(known) {
    for (const [id, node] of this.nodes) {
      const input = this.model.inputs.has(id);
      const value = node.matches(".constant, .reference") ? null : this.model.value(id);
      const gradient = this.model.gradient(id);
      if (value) {
        const reached = input || known.values.has(id);
        this.write(node, ".value", reached ? shown(value, 26) : "·");
        this.heat(node.querySelector(".heat"), value, reached);
      }
      if (gradient) {
        const reached = known.gradients.has(id);
        this.write(node, ".gradient", "∇ " + (reached ? shown(gradient, 24) : "·"));
        const parts = this.model.gradientOf.get(id)?.parts ?? [];
        if (parts.length > 1) {
          const terms = parts.map(part => this.model.downstream(part.step, part.operand));
          this.write(node, ".sum", "gradients add: " + (!reached ? "·" : gradient.shape.length > 0 || parts.length > 3 ? `${parts.length} terms`
            : terms.map(term => format(term.data[0], 4)).join(" + ")));
        }
      }
      node.classList.toggle("here", known.here === id);
      if (value) {
        node.setAttribute("aria-label", `${node.querySelector(".title")?.textContent ?? id}, value ${shown(value)}${gradient ? ", gradient " + shown(gradient) : ""}`);
      }
    }
    for (const edge of this.edges) {
      const {to, operand} = edge.dataset;
      const reached = known.passed.has(to);
      const downstream = this.model.downstream(to, operand);
      this.write(edge, ".downstream", reached && downstream ? "∇ " + brief(downstream) : "");
      edge.classList.toggle("here", known.here === to);
      edge.classList.toggle("back", reached);
    }
  }

  /** Brings the current node into view, within the graph's own window. */
  follow(here) {
    const node = this.nodes.get(here);
    if (!node) {
      return;
    }
    const box = node.getBoundingClientRect();
    const view = this.target.getBoundingClientRect();
    if (box.left < view.left || box.right > view.right) {
      this.target.scrollLeft += box.left + box.width / 2 - view.left - view.width / 2;
    }
    if (box.top < view.top || box.bottom > view.bottom) {
      this.target.scrollTop += box.top + box.height / 2 - view.top - view.height / 2;
    }
  }

  write(parent, selector, text) {
    const target = parent.querySelector(selector);
    if (target && target.textContent !== text) {
      target.textContent = text;
    }
  }

  heat(heat, tensor, reached) {
    if (!heat || !tensor.data) {
      return;
    }
    const {columns, shown: visible} = heat.dataset;
    const [least, most] = range(tensor.data);
    const largest = Math.max(Math.abs(least), Math.abs(most));
    [...heat.children].forEach((cell, i) => {
      const element = tensor.data[Math.floor(i / visible) * columns + i % visible];
      cell.setAttribute("class", "cell " + (element < 0 ? "negative" : "positive"));
      cell.setAttribute("fill-opacity", reached && element !== 0 ? (0.12 + 0.88 * Math.abs(element) / (largest || 1)).toFixed(2) : 0.04);
    });
  }

  fit() {
    this.scale(Math.min(1.25, Math.max(0.8, (this.target.clientWidth - 8) / this.width)));
  }

  scale(zoom) {
    this.zoom = Math.min(3, Math.max(0.1, zoom));
    const box = this.svg.viewBox.baseVal;
    this.svg.setAttribute("width", box.width * this.zoom);
    this.svg.setAttribute("height", box.height * this.zoom);
  }

  find(words) {
    let first = null;
    for (const [id, node] of this.nodes) {
      const found = words !== "" && node.textContent.toLowerCase().includes(words.toLowerCase());
      node.classList.toggle("found", found);
      first ??= found ? node : null;
    }
    first?.scrollIntoView({block: "nearest", inline: "center"});
  }

  /** All that is reached from a node along lines. */
  reach(start, lines) {
    const seen = new Set([start]);
    const open = [start];
    while (open.length > 0) {
      for (const next of lines.get(open.pop()) ?? []) {
        if (!seen.has(next)) {
          seen.add(next);
          open.push(next);
        }
      }
    }
    return seen;
  }

  /** Shows only the paths from an input, or all; unnamed steps folded into the named one that they are for. */
  arrange(from, fold) {
    let kept = new Set(this.nodes.keys());
    if (from) {
      const down = this.reach(from, this.readers);
      const up = this.reach(this.model.result, this.sources);
      kept = new Set([...kept].filter(id => down.has(id) && up.has(id)));
    }
    const home = fold ? this.homes() : new Map();
    const moves = this.compact([...kept].filter(id => !home.has(id)), from || fold);
    for (const [id, node] of this.nodes) {
      const move = moves.get(id);
      node.style.display = move ? "" : "none";
      if (move) {
        node.setAttribute("transform", `translate(${move.x} ${move.y})`);
      }
    }
    this.route(moves, home, Boolean(from || fold));
  }

  /** Where unnamed steps and constants are folded to: they must serve one named step only. */
  homes() {
    const home = new Map();
    const order = [...this.nodes.keys()].reverse();
    for (const id of order) {
      const unnamed = this.nodes.get(id).matches(".constant, .reference") || /^s\d+$/.test(id) && id !== this.model.result && !this.model.inputs.has(id);
      const owners = new Set((this.readers.get(id) ?? []).map(reader => home.get(reader) ?? reader));
      if (unnamed && owners.size === 1) {
        home.set(id, [...owners][0]);
      }
    }
    return home;
  }

  place(id) {
    const node = this.nodes.get(id);
    this.places ??= new Map();
    if (!this.places.has(id)) {
      const {e: x, f: y} = node.transform.baseVal.consolidate().matrix;
      const frame = node.querySelector(".frame");
      this.places.set(id, {x, y, width: Number(frame.getAttribute("width")), height: Number(frame.getAttribute("height"))});
    }
    return this.places.get(id);
  }

  /** Layers and their order stay as they are, gaps close. */
  compact(ids, close) {
    const moves = new Map(ids.map(id => [id, {...this.place(id)}]));
    [...this.nodes.keys()].forEach(id => this.place(id));
    if (!close) {
      return moves;
    }
    const columns = [];
    for (const box of [...moves.values()].sort((a, b) => a.x - b.x)) {
      const last = columns.at(-1);
      if (last && box.x < last.right) {
        last.boxes.push(box);
        last.right = Math.max(last.right, box.x + box.width);
      } else {
        columns.push({boxes: [box], right: box.x + box.width});
      }
    }
    let x = 0;
    for (const {boxes} of columns) {
      const width = Math.max(...boxes.map(box => box.width));
      let y = 0;
      for (const box of boxes.sort((a, b) => a.y - b.y)) {
        box.x = x + (width - box.width) / 2;
        box.y = y;
        y += box.height + 34;
      }
      x += width + 110;
    }
    return moves;
  }

  route(moves, home, anew) {
    let right = 0;
    let bottom = 0;
    for (const edge of this.edges) {
      const path = edge.querySelector("path");
      edge.dataset.path ??= path.getAttribute("d");
      const label = edge.querySelector("text");
      if (label) {
        edge.dataset.label ??= `${label.getAttribute("x")} ${label.getAttribute("y")}`;
      }
      const from = moves.get(edge.dataset.from);
      const target = home.get(edge.dataset.to) ?? edge.dataset.to;
      const to = moves.get(target);
      edge.style.display = from && to && edge.dataset.from !== target ? "" : "none";
      if (!anew) {
        path.setAttribute("d", edge.dataset.path);
        [label?.setAttribute("x", edge.dataset.label.split(" ")[0]), label?.setAttribute("y", edge.dataset.label.split(" ")[1])];
      } else if (from && to) {
        const [x1, y1, x2, y2] = [from.x + from.width, from.y + from.height / 2, to.x, to.y + to.height / 2];
        const bend = Math.max(30, (x2 - x1) / 2);
        path.setAttribute("d", `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`);
        [label?.setAttribute("x", (x1 + x2) / 2), label?.setAttribute("y", (y1 + y2) / 2 - 4)];
      }
    }
    for (const box of moves.values()) {
      right = Math.max(right, box.x + box.width);
      bottom = Math.max(bottom, box.y + box.height);
    }
    this.svg.setAttribute("viewBox", `-12 -12 ${right + 24} ${bottom + 24}`);
    this.width = right + 24;
    this.scale(this.zoom);
  }
}
