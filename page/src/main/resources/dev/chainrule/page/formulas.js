// What a step does, as formulas with its numbers in them.
import {format, shown} from "./numbers.js";

const TOKEN = /[\p{L}_][\p{L}\p{N}_]*|\d+(?:\.\d*)?(?:e-?\d+)?|\s+|ᵀ|<=|>=|==|./gu;
const SIGNS = {"*": "\\cdot ", "@": "\\,", "<=": "\\le ", ">=": "\\ge ", "==": "=", "&": "\\land ", "|": "\\lor ", "!": "\\lnot ", "ᵀ": "^{\\top}", "%": "\\bmod ", "{": "\\{", "}": "\\}", "#": "\\#", "$": "\\$", "\\": "\\backslash "};

/** w0 is w with an index, longer words stand upright. */
export function texName(name) {
  const [, letters, digits] = name.match(/^(.*?)_?(\d*)$/u);
  const stem = letters.length === 0 ? "" : [...letters].length === 1 ? letters : `\\mathrm{${letters.replaceAll("_", "\\_")}}`;
  return digits ? `${stem}_{${digits}}` : stem;
}

export function texNumber(number) {
  const text = format(number, 5).replace("−", "-").replace("∞", "\\infty").replace("NaN", "\\mathrm{NaN}");
  return text.replace(/e(-?\d+)$/, "\\cdot 10^{$1}");
}

/** A number, a small matrix, or a shape. */
export function texTensor(tensor, kind) {
  return `\\htmlClass{${kind}}{${plainTensor(tensor)}}`;
}

function plainTensor(tensor) {
  if (tensor.shape.length === 0) {
    return texNumber(tensor.data[0]);
  }
  const columns = tensor.shape.at(-1);
  if (!tensor.data || tensor.shape.length > 2 || tensor.data.length > 16 || tensor.data.length === 0) {
    return `\\mathbb{R}^{${tensor.shape.join("\\times ")}}`;
  }
  const short = [...tensor.data].map(x => texNumber(Number(x.toPrecision(3))));
  if (tensor.shape.length === 1) {
    return `[${short.join(",\\,")}]`;
  }
  const rows = [];
  for (let i = 0; i < short.length; i += columns) {
    rows.push(short.slice(i, i + columns).join("&"));
  }
  return `\\begin{bmatrix}${rows.join("\\\\")}\\end{bmatrix}`;
}

/** A formula as the explanation has it; `write` says how names come out. */
function texFormula(formula, write) {
  const power = formula.split(" ^ ");
  if (power.length === 2) {
    return `{${texFormula(power[0], write)}}^{${texFormula(power[1], write)}}`;
  }
  const tokens = formula.match(TOKEN) ?? [];
  return tokens.map((token, i) => {
    if (/^[\p{L}_]/u.test(token) && token !== "ᵀ") {
      return tokens[i + 1] === "(" || tokens[i + 1] === "=" ? `\\operatorname{${token.replaceAll("_", "\\_")}}` : write(token);
    }
    return /^\s+$/.test(token) ? "\\;" : SIGNS[token] ?? token;
  }).join("");
}

function number(name, step, model) {
  const i = step.inputs.findIndex(operand => operand.name === name);
  if (i < 0) {
    return texName(name);
  }
  const value = model.operand(step, i);
  const text = texTensor(value, "value");
  return value.shape.length === 0 && value.data[0] < 0 ? `(${text})` : text;
}

const derivative = (of, by) => `\\frac{\\partial ${of}}{\\partial ${texName(by)}}`;

/** The forward step: its formula, with numbers, and its value. */
export function forwardFormula(step, model) {
  const value = model.value(step.name);
  const scalars = step.inputs.every((operand, i) => model.operand(step, i).shape.length === 0);
  const middle = scalars || model.operand(step, 0)?.data?.length <= 6 ? " = " + texFormula(step.formula, name => number(name, step, model)) : "";
  return [`${texName(step.name)} = ${texFormula(step.formula, texName)}${middle} = ${texTensor(value, "value")}`];
}

export function seedFormula(model) {
  const loss = model.upstream ? "L" : texName(model.result);
  return [`${derivative(loss, model.result)} = ${texTensor(model.gradient(model.result) ?? model.upstream, "gradient")}`];
}

function shapes(...tensors) {
  return tensors.map(tensor => tensor.shape.join("\\times ") || "1");
}

/** The backward step: a line for each operand, local × upstream = downstream, and at forks the sum. */
export function backwardFormulas(step, model, completed) {
  const loss = model.upstream ? "L" : texName(model.result);
  const upstream = model.gradient(step.name);
  const lines = [];
  for (let i = step.inputs.length - 1; i >= 0; i--) {
    const downstream = model.downstream(step.name, i);
    if (!downstream) {
      continue;
    }
    const name = step.inputs[i].name;
    const fork = (model.gradientOf.get(name)?.parts.length ?? 0) > 1;
    const target = derivative(loss, name) + (fork ? `\\Big|_{${texName(step.name)}}` : "");
    const local = model.local(step.name, i);
    const matrix = step.operation === "matmul" && !step.formula.includes("ᵀ");
    if (local) {
      const symbol = step.locals?.[i] ? ` = ${texFormula(step.locals[i], texName)}` : "";
      lines.push(`${target} = \\underbrace{${derivative(texName(step.name), name)}${symbol}}_{\\text{local}} \\cdot \\underbrace{${derivative(loss, step.name)}}_{\\text{upstream}} = `
        + `${texTensor(local, "local")} \\cdot ${texTensor(upstream, "gradient")} = ${texTensor(downstream, "gradient")}`);
    } else if (matrix) {
      const other = step.inputs[1 - i].name;
      const [up, factor, down] = shapes(upstream, model.operand(step, 1 - i), downstream);
      const product = i === 0 ? `${derivative(loss, step.name)}\\,${texName(other)}^{\\top}` : `${texName(other)}^{\\top}\\,${derivative(loss, step.name)}`;
      const mnemonic = i === 0 ? `(${up})\\,(${factor})^{\\top}` : `(${factor})^{\\top}\\,(${up})`;
      lines.push(`${target} = ${product} = ${texTensor(downstream, "gradient")} \\qquad \\text{shapes: } ${down} = ${mnemonic}`);
    } else {
      lines.push(`${target} = J^{\\top} \\cdot ${derivative(loss, step.name)} = J^{\\top} \\cdot ${texTensor(upstream, "gradient")} = ${texTensor(downstream, "gradient")}`);
    }
  }
  for (const gradient of completed.filter(gradient => gradient.parts.length > 1)) {
    const parts = gradient.parts.map(part => texTensor(model.downstream(part.step, part.operand), "gradient"));
    lines.push(`\\text{gradients add: } ${derivative(loss, gradient.name)} = ${parts.join(" + ")} = ${texTensor(model.gradient(gradient.name), "gradient")}`);
  }
  return lines;
}

/** Sets formulas into an element. */
export function setFormulas(target, formulas) {
  target.replaceChildren(...formulas.map(formula => {
    const line = document.createElement("div");
    line.className = "formula";
    katex.render(formula, line, {displayMode: true, throwOnError: false, strict: false, trust: ({command}) => command === "\\htmlClass"});
    return line;
  }));
}

/** In words, for those who do not see the formula. */
export function wordsOf(step, model) {
  return `${step.name} is ${step.formula}, gate ${step.gate}: it ${step.does}. Its value is ${shown(model.value(step.name))}.`;
}
