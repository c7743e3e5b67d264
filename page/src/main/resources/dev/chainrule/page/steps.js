// The passes, one operation at a time.
import {byId} from "./numbers.js";
import {backwardFormulas, forwardFormula, seedFormula, setFormulas} from "./formulas.js";

export class Steps {
  constructor(model, changed) {
    this.model = model;
    this.changed = changed;
    const visited = model.steps.filter(step => step.inputs.some(operand => operand.passes)).reverse();
    this.sequence = [{phase: "start"}, ...model.steps.map(step => ({phase: "forward", step})),
      ...(model.backward.length > 0 ? [{phase: "seed"}] : []), ...visited.map(step => ({phase: "backward", step}))];
    this.position = this.sequence.length - 1;
    const slider = byId("position");
    slider.max = this.position;
    slider.value = this.position;
  }

  go(position) {
    this.position = Math.min(this.sequence.length - 1, Math.max(0, position));
    byId("position").value = this.position;
    this.changed();
  }

  current() {
    return this.sequence[this.position];
  }

  /** What has been computed up to here. */
  known() {
    const values = new Set();
    const passed = new Set();
    const gradients = new Set();
    for (const {phase, step} of this.sequence.slice(0, this.position + 1)) {
      if (phase === "forward") {
        [step.name, ...step.others].forEach(name => values.add(name));
      } else if (phase === "seed") {
        gradients.add(this.model.result);
      } else if (phase === "backward") {
        passed.add(step.name);
      }
    }
    this.model.backward.filter(gradient => gradient.parts.length > 0 && gradient.parts.every(part => passed.has(part.step)))
      .forEach(gradient => gradients.add(gradient.name));
    const {phase, step} = this.current();
    return {values, passed, gradients, here: phase === "seed" ? this.model.result : step?.name ?? null};
  }

  /** The gradients that are complete with a backward step. */
  completed(step) {
    const known = this.known().passed;
    return this.model.backward.filter(gradient => gradient.parts.some(part => part.step === step.name)
      && gradient.parts.every(part => known.has(part.step)));
  }

  show() {
    const {phase, step} = this.current();
    const target = byId("formula");
    const forward = this.model.steps.length;
    switch (phase) {
      case "start":
        target.replaceChildren("The inputs have their values. Step on: first forward, then backward.");
        byId("where").textContent = "Start";
        break;
      case "forward":
        byId("where").textContent = `Forward ${this.position} of ${forward}: ${step.name}`;
        setFormulas(target, forwardFormula(step, this.model));
        break;
      case "seed":
        byId("where").textContent = `Backward: begins at ${this.model.result}`;
        setFormulas(target, seedFormula(this.model));
        break;
      case "backward":
        byId("where").textContent = `Backward ${this.position - forward - 1} of ${this.sequence.length - forward - 2}: ${step.name}`;
        setFormulas(target, backwardFormulas(step, this.model, this.completed(step)));
        break;
    }
    if (step) {
      const does = document.createElement("p");
      does.className = "does";
      does.textContent = `${step.gate} gate: ${step.does}`;
      target.append(does);
    }
    byId("first").disabled = byId("back").disabled = this.position === 0;
    byId("last").disabled = byId("next").disabled = this.position === this.sequence.length - 1;
    byId("position").setAttribute("aria-valuetext", byId("where").textContent);
  }
}
