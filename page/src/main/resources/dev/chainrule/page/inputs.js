// Inputs as sliders: one for each element, where these are few.
import {byId, element, elementName, format} from "./numbers.js";

const FEW = 40;

/** The span of a slider around the value that was given. */
function span(number) {
  const size = Math.max(2, 2 * Math.abs(Number.isFinite(number) ? number : 1));
  const rounded = Number(size.toPrecision(1));
  return {least: -rounded - (Math.abs(number) > rounded ? Math.abs(number) : 0), most: rounded + (Math.abs(number) > rounded ? Math.abs(number) : 0)};
}

function slider(input, position, moved) {
  const value = input.value.data[position];
  const name = elementName(input.name, input.value.shape, position);
  const {least, most} = span(value);
  const range = element("input", {type: "range", min: least, max: most, step: "any", "aria-label": name});
  const number = element("input", {type: "number", step: "any", "aria-label": `${name}, as a number`});
  range.value = value;
  number.value = value;
  const move = given => {
    if (!Number.isFinite(given)) {
      return;
    }
    input.value.data[position] = given;
    range.value = given;
    if (document.activeElement !== number) {
      number.value = format(given, 4).replace("−", "-");
    }
    moved();
  };
  range.addEventListener("input", () => move(Number(Number(range.value).toPrecision(3))));
  number.addEventListener("input", () => move(number.valueAsNumber));
  range.dataset.input = name;
  return element("label", {class: "slider"}, element("span", {}, name), range, number);
}

export function showInputs(model, moved) {
  const rows = [];
  let hidden = 0;
  for (const input of model.inputs.values()) {
    const count = input.value.data?.length ?? 0;
    for (let i = 0; i < Math.min(count, FEW - rows.length); i++) {
      rows.push(slider(input, i, moved));
    }
    hidden += Math.max(0, (input.value.data?.length ?? 1) - FEW);
    if (input.remark) {
      rows.push(element("p", {class: "hint"}, `${input.name}: ${input.remark}`));
    }
  }
  if (hidden > 0) {
    rows.push(element("p", {class: "hint"}, `${hidden} more elements have no sliders.`));
  }
  byId("sliders").replaceChildren(...rows);
  byId("still").hidden = Boolean(model.program);
  byId("sliders").querySelectorAll("input").forEach(input => input.disabled = !model.program);
}
