// The flat backward code, with the lines of the current step lit.
import {byId, element} from "./numbers.js";

const DECLARATION = /^ {4}(?:double|float|int|long|boolean)(?:\[\])? ([\p{L}_$][\p{L}\p{N}_$]*) = /u;

export class Code {
  constructor(model) {
    this.text = model.data.java;
    let owner = "";
    const body = this.lines().map(line => {
      owner = line.match(DECLARATION)?.[1] ?? (/^ {4}(?: |\}|for|java)/.test(line) ? owner : "");
      return element("span", {class: "line", "data-of": owner}, line + "\n");
    });
    byId("code").replaceChildren(...body);
    byId("flat").hidden = this.text === "";
  }

  /** The method's own lines; the class around them is for copying. */
  lines() {
    const all = this.text.split("\n");
    const start = all.findIndex(line => line.startsWith("  public static") && line.includes("("));
    const end = all.findIndex((line, i) => i > start && line.startsWith("    return new Result"));
    return start < 0 ? all : all.slice(start, end + 1);
  }

  show(steps) {
    const {phase, step} = steps.current();
    const names = new Set();
    if (phase === "forward") {
      [step.name, ...step.others].forEach(name => names.add(name));
    } else if (phase === "seed") {
      names.add("grad_" + steps.model.result);
    } else if (phase === "backward") {
      steps.completed(step).forEach(gradient => names.add("grad_" + gradient.name));
    }
    let first = null;
    for (const line of byId("code").children) {
      const lit = names.has(line.dataset.of);
      line.classList.toggle("lit", lit);
      first ??= lit ? line : null;
    }
    if (first) {
      byId("code").scrollTop = first.offsetTop - byId("code").offsetTop - 60;
    }
  }

  async copy() {
    try {
      await navigator.clipboard.writeText(this.text);
      byId("copy").textContent = "Copied";
    } catch {
      const range = document.createRange();
      range.selectNodeContents(byId("code"));
      getSelection().removeAllRanges();
      getSelection().addRange(range);
      byId("copy").textContent = "Selected: press Ctrl+C";
    }
  }
}
