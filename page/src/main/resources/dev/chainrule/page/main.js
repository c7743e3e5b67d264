// Puts the page together.
import {byId, element} from "./numbers.js";
import {Model} from "./model.js";
import {Graph} from "./graph.js";
import {Steps} from "./steps.js";
import {showInputs} from "./inputs.js";
import {prepareCurvature, prepareJacobian, showCurvature, showGates, showJacobian, showModes, showNudges} from "./panels.js";
import {Code} from "./code.js";
import {Editor} from "./editor.js";

let model;
let graph;
let steps;
let code;
let editor;

/** Numbers have changed. */
function refresh() {
  model.recompute();
  showStep();
  showNudges(model);
  showModes(model);
  showJacobian(model);
  showCurvature(model);
}

function showStep() {
  const known = steps.known();
  graph.update(known);
  graph.follow(known.here);
  steps.show();
  code.show(steps);
}

function show(data, example) {
  model = new Model(data);
  graph = new Graph(byId("graph"), model);
  steps = new Steps(model, showStep);
  code = new Code(model);
  editor.fill(data, example);
  byId("from").replaceChildren(element("option", {value: ""}, "all inputs"), ...[...model.inputs.keys()].map(name => element("option", {value: name}, name)));
  byId("fold").checked = false;
  byId("find").value = "";
  showInputs(model, refresh);
  prepareJacobian(model);
  prepareCurvature(model, () => showCurvature(model));
  showGates(model);
  showStep();
  showNudges(model);
  showModes(model);
  showJacobian(model);
  showCurvature(model);
}

function arrange() {
  graph.arrange(byId("from").value, byId("fold").checked);
}

function darken(dark) {
  document.documentElement.dataset.theme = dark ? "dark" : "light";
  byId("theme").textContent = dark ? "Light" : "Dark";
}

const KEYS = {ArrowRight: () => steps.go(steps.position + 1), ArrowLeft: () => steps.go(steps.position - 1), Home: () => steps.go(0), End: () => steps.go(Infinity)};
document.addEventListener("keydown", event => {
  const typing = event.target.closest("input, textarea, select, .scroll, pre");
  if (KEYS[event.key] && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    KEYS[event.key]();
  }
});
byId("next").addEventListener("click", KEYS.ArrowRight);
byId("back").addEventListener("click", KEYS.ArrowLeft);
byId("first").addEventListener("click", KEYS.Home);
byId("last").addEventListener("click", KEYS.End);
byId("position").addEventListener("input", event => steps.go(Number(event.target.value)));
byId("h").addEventListener("input", () => showNudges(model));
byId("rows").addEventListener("change", () => showJacobian(model));
byId("columns").addEventListener("change", () => showJacobian(model));
byId("jacobian-open").addEventListener("toggle", () => showJacobian(model));
byId("from").addEventListener("change", arrange);
byId("fold").addEventListener("change", arrange);
byId("find").addEventListener("input", event => graph.find(event.target.value));
byId("fit").addEventListener("click", () => graph.fit());
byId("larger").addEventListener("click", () => graph.scale(graph.zoom * 1.25));
byId("smaller").addEventListener("click", () => graph.scale(graph.zoom / 1.25));
byId("copy").addEventListener("click", () => code.copy());
byId("theme").addEventListener("click", () => darken(document.documentElement.dataset.theme !== "dark"));
darken(matchMedia("(prefers-color-scheme: dark)").matches);

editor = new Editor(JSON.parse(byId("examples").textContent), show);
const linked = Number(location.hash.slice(1));
show(JSON.parse(byId("data").textContent), SERVED ? 0 : null);
if (linked >= 1 && linked <= editor.examples.length) {
  await editor.choose(linked - 1);
}
document.body.dataset.ready = "true";
