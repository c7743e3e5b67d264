// The examples, and expressions as the user types them: the server explains them.
import {byId, element} from "./numbers.js";

export class Editor {
  constructor(examples, show) {
    this.show = show;
    this.examples = examples;
    byId("lecture").hidden = examples.length === 0;
    byId("lecture").querySelector("ol").replaceChildren(...examples.map((example, i) => {
      const button = element("button", {type: "button", title: example.title}, String(i + 1));
      button.append(element("span", {class: "name"}, " " + example.title));
      button.addEventListener("click", () => this.choose(i));
      return element("li", {}, button);
    }));
    byId("editor").addEventListener("submit", event => {
      event.preventDefault();
      this.ask({expression: byId("expression").value, inputs: byId("given").value.split("\n").filter(line => line.trim() !== ""), wrt: "", upstream: byId("upstream").value}, null);
    });
    byId("expression").addEventListener("keydown", event => {
      if (event.key === "Enter" && !event.shiftKey) {
        event.preventDefault();
        byId("editor").requestSubmit();
      }
    });
  }

  choose(i) {
    return this.ask(this.examples[i].request, i);
  }

  async ask(request, example) {
    byId("refused").textContent = "";
    try {
      const answer = await fetch("explain", {method: "POST", headers: {"Content-Type": "application/json"}, body: JSON.stringify(request)});
      const data = await answer.json();
      if (data.error) {
        byId("refused").textContent = data.error;
      } else {
        this.show(data, example);
      }
    } catch {
      byId("refused").textContent = "The server does not answer; is it still running?";
    }
  }

  /** What is shown now. */
  fill(data, example) {
    const {request} = data;
    byId("editor").hidden = !request;
    byId("expression").value = request?.expression.replaceAll("; ", ";\n") ?? "";
    byId("expression").rows = Math.max(1, (request?.expression.match(/; /g)?.length ?? 0) + 1);
    byId("given").value = request?.inputs.join("\n") ?? "";
    byId("given").rows = Math.max(2, request?.inputs.length ?? 0);
    byId("upstream").value = request?.upstream ?? "";
    byId("editor").querySelectorAll("textarea, input").forEach(field => field.readOnly = !SERVED);
    byId("explain").hidden = !SERVED;
    byId("about-title").textContent = example === null ? "Explanation" : `${example + 1}. ${this.examples[example].title}`;
    byId("sentence").textContent = example === null ? "" : this.examples[example].sentence;
    if (example !== null) {
      history.replaceState(null, "", `#${example + 1}`);
    }
    [...byId("lecture").querySelectorAll("button")].forEach((button, i) => i === example ? button.setAttribute("aria-current", "true") : button.removeAttribute("aria-current"));
  }
}
