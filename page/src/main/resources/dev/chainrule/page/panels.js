// Sensitivity, the two modes, and Jacobians.
import {byId, element, elementName, format, shown, size} from "./numbers.js";

const ELEMENTS = 24;
const SWEEPS = 12;
const CELLS = 1024;

function table(head, rows) {
  const cell = (tag, content) => content instanceof Node ? content : element(tag, tag === "th" ? {scope: "col"} : {}, content);
  return element("table", {}, element("thead", {}, element("tr", {}, ...head.map(name => cell("th", name)))),
    element("tbody", {}, ...rows.map(row => element("tr", {}, ...row.map((content, i) => i === 0 ? element("th", {scope: "row"}, content) : cell("td", content))))));
}

function marked(kind, text) {
  return element("td", {class: kind}, text);
}

function elements(model) {
  return model.differentiated().flatMap(input => Array.from({length: input.value.data?.length ?? 0}, (_, position) => ({input, position})));
}

/** gradient × h beside what really happens. */
export function showNudges(model) {
  const h = 10 ** Number(byId("h").value);
  byId("h-shown").textContent = format(h, 2);
  if (!model.program) {
    byId("nudges").replaceChildren("");
    return;
  }
  const before = model.resultAt(new Map());
  const rows = elements(model).slice(0, ELEMENTS).map(({input, position}) => {
    const moved = Float64Array.from(input.value.data);
    moved[position] += h;
    const actual = model.resultAt(new Map([[input.name, {shape: input.value.shape, data: moved}]])) - before;
    const predicted = (model.gradient(input.name)?.data[position] ?? 0) * h;
    return [elementName(input.name, input.value.shape, position), marked("gradient", "∇ " + format(predicted / h, 5)),
      format(predicted, 5), format(actual, 5), format(actual - predicted, 2)];
  });
  byId("nudges").replaceChildren(table(["input", "gradient", "predicted: gradient × h", "actual change", "difference"], rows));
}

/** The tangents of each sweep beside the gradient of the one backward pass. */
export function showModes(model) {
  const costs = model.data.costs;
  byId("costs").textContent = `Forward mode: ${costs.forwardSweeps} ${costs.forwardSweeps === 1 ? "sweep" : "sweeps"}, ${costs.forwardOperations} operations. `
    + `Reverse mode: ${costs.reverseSweeps} sweep, ${costs.reverseOperations} operations. ${costs.paths} ${costs.paths === "1" ? "path leads" : "paths lead"} to the result; reverse mode goes along each of ${costs.edges} edges once.`;
  if (!model.program) {
    byId("sweeps").replaceChildren("");
    return;
  }
  const sweeps = elements(model).slice(0, SWEEPS).map(({input, position}) =>
    ({name: elementName(input.name, input.value.shape, position), tangents: model.sweep(input.name, position)}));
  const names = [...model.inputs.keys(), ...model.steps.slice(0, 200).map(step => step.name)];
  const rows = names.map(name => [name, marked("value", shown(model.value(name), 24)),
    ...sweeps.map(({tangents}) => marked("tangent", tangents.has(name) ? shown(tangents.get(name), 18) : "0")),
    marked("gradient", model.gradient(name) ? "∇ " + shown(model.gradient(name), 24) : "")]);
  const more = costs.forwardSweeps > sweeps.length ? ` (${costs.forwardSweeps - sweeps.length} more sweeps)` : "";
  byId("sweeps").replaceChildren(table(["step", "value", ...sweeps.map(({name}) => `d/d${name}`), `reverse${more}`], rows));
}

/** The Jacobian of a step in an input, by one sweep for each column. */
export function showJacobian(model) {
  const target = byId("matrix");
  const output = byId("rows").value;
  const input = model.inputs.get(byId("columns").value);
  if (!model.program || !input || !output || !byId("jacobian-open").open) {
    target.replaceChildren("");
    byId("product").textContent = "";
    return;
  }
  const value = model.value(output);
  const [height, width] = [size(value.shape), size(input.value.shape)];
  if (height * width > CELLS) {
    target.replaceChildren(`${height} × ${width} entries are too many to show. The product with it is taken without it, all the same.`);
    return;
  }
  const columns = Array.from({length: width}, (_, j) => model.sweep(input.name, j).get(output)?.data ?? new Float64Array(height));
  const rows = Array.from({length: height}, (_, i) => [elementName(output, value.shape, i),
    ...columns.map(column => element("td", {class: column[i] === 0 ? "zero" : "tangent"}, format(column[i], 4)))]);
  target.replaceChildren(table(["row", ...columns.map((_, j) => elementName(input.name, input.value.shape, j))], rows));
  const zeros = columns.reduce((sum, column) => sum + column.filter(x => x === 0).length, 0);
  const upstream = model.gradient(output);
  const product = upstream ? columns.map(column => column.reduce((sum, entry, i) => sum + (entry === 0 || upstream.data[i] === 0 ? 0 : entry * upstream.data[i]), 0)) : [];
  byId("product").textContent = `${zeros} of ${height * width} entries are 0. ` + (upstream
    ? `Upstream times Jacobian is ${shown({shape: input.value.shape, data: Float64Array.from(product)})}: reverse mode finds that product without the matrix.` : "");
}

export function prepareJacobian(model) {
  const option = name => element("option", {value: name}, name);
  byId("rows").replaceChildren(...model.steps.filter(step => model.data.tangents.includes(step.name)).map(step => option(step.name)).reverse());
  byId("rows").value = model.result;
  byId("columns").replaceChildren(...model.differentiated().map(input => option(input.name)));
}

/** A field for each input's part of the direction; first along the first element of all. */
export function prepareCurvature(model, changed) {
  const fields = model.differentiated().map((input, i) => {
    const count = input.value.data?.length ?? 0;
    const field = element("input", {"aria-label": `v for ${input.name}`, spellcheck: "false"});
    field.value = Array.from({length: count}, (_, position) => i === 0 && position === 0 ? 1 : 0).join(", ");
    field.addEventListener("input", changed);
    return element("label", {class: "slider direction"}, element("span", {}, `v(${input.name})`), field);
  });
  byId("directions").replaceChildren(...fields);
  byId("second").hidden = !model.program || elements(model).length > ELEMENTS;
}

export function showCurvature(model) {
  if (byId("second").hidden) {
    return;
  }
  const fields = [...byId("directions").querySelectorAll("input")];
  const inputs = model.differentiated();
  const directions = fields.map(field => Float64Array.from(field.value.split(",").filter(part => part.trim() !== ""), Number));
  const wrong = directions.findIndex((direction, i) => direction.length !== inputs[i].value.data.length || direction.some(Number.isNaN));
  if (wrong >= 0) {
    byId("curvature").replaceChildren(`v(${inputs[wrong].name}) takes ${inputs[wrong].value.data.length} numbers, with commas between them.`);
    return;
  }
  const products = model.curvature(directions);
  byId("curvature").replaceChildren(table(["input", "gradient", "H·v"], inputs.map(({name}) =>
    [name, marked("gradient", model.gradient(name) ? "∇ " + shown(model.gradient(name)) : "0"), marked("tangent", shown(products.get(name)))])));
}

export function showGates(model) {
  const gates = new Map(model.steps.map(step => [step.gate, step.does]));
  byId("gates").replaceChildren(...[...gates].flatMap(([gate, does]) => [element("dt", {}, gate), element("dd", {}, does)]));
  byId("remarks").replaceChildren(...model.data.notes.map(note => element("li", {}, note)));
}
