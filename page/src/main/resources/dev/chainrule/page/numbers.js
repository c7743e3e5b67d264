// How numbers and tensors are read and written. A tensor is {shape, data}, row-major; data is null where it is too large.

const WORDS = {NaN: NaN, Infinity: Infinity, "-Infinity": -Infinity};

/** From JSON, which has no NaN. */
export function readTensor(given) {
  return given && {shape: given.shape, data: given.data && Float64Array.from(given.data, x => x in WORDS ? WORDS[x] : x)};
}

export function size(shape) {
  return shape.reduce((product, extent) => product * extent, 1);
}

/** At most six significant digits, and none that say nothing. */
export function format(number, digits = 6) {
  if (!Number.isFinite(number)) {
    return Number.isNaN(number) ? "NaN" : number > 0 ? "∞" : "−∞";
  }
  if (number === 0) {
    return Object.is(number, -0) ? "−0" : "0";
  }
  const rounded = Number(number.toPrecision(digits));
  const exponent = Math.floor(Math.log10(Math.abs(rounded)));
  const text = exponent < -5 || exponent > 9 ? rounded.toExponential().replace("e+", "e") : String(rounded);
  return text.replace("-", "−");
}

/** On one line: a number, [1, 2], [1, 2; 3, 4], or what its elements are like. */
export function shown(tensor, width = 40) {
  if (!tensor.data) {
    return "[" + tensor.shape.join(", ") + "]";
  }
  if (tensor.shape.length === 0) {
    return format(tensor.data[0]);
  }
  const columns = tensor.shape.at(-1) || 1;
  if (tensor.shape.length <= 2 && tensor.data.length <= 50) {
    let text = "[";
    tensor.data.forEach((element, i) => text += (i === 0 ? "" : i % columns === 0 ? "; " : ", ") + format(element, 4));
    if (text.length < width) {
      return text + "]";
    }
  }
  const [least, most] = range(tensor.data);
  return `${tensor.shape.join("×")} from ${format(least, 3)} to ${format(most, 3)}`;
}

export function range(data) {
  let least = Infinity;
  let most = -Infinity;
  for (const element of data) {
    least = element < least ? element : least;
    most = element > most ? element : most;
  }
  return [least, most];
}

/** x, or x[1, 2]. */
export function elementName(name, shape, position) {
  const indices = [];
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    indices.unshift(position % shape[axis]);
    position = Math.floor(position / shape[axis]);
  }
  return shape.length === 0 ? name : `${name}[${indices.join(", ")}]`;
}

/** An element with words or other elements in it. */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

export function byId(id) {
  return document.getElementById(id);
}
