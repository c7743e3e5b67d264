// One explanation, and what its program makes of other values of the inputs. The program was printed from the graph of
// the derivatives; here is no derivative rule.
import {readTensor, size} from "./numbers.js";

export class Model {
  constructor(data) {
    this.data = data;
    this.result = data.result;
    this.steps = data.steps;
    this.backward = data.backward;
    this.inputs = new Map(data.inputs.map(input => [input.name, {...input, value: readTensor(input.value)}]));
    this.upstream = readTensor(data.upstream);
    this.quantities = new Map(data.quantities.map(quantity => [this.key(quantity), readTensor(quantity.value)]));
    this.stepOf = new Map();
    for (const step of data.steps) {
      step.inputs.forEach(operand => operand.constant = readTensor(operand.constant));
      [step.name, ...step.others].forEach(name => this.stepOf.set(name, step));
    }
    this.gradientOf = new Map(data.backward.map(gradient => [gradient.name, gradient]));
    this.program = data.program ? new Function("return " + data.program)() : null;
  }

  key({kind, of, operand}) {
    return `${kind} ${of} ${operand}`;
  }

  /** Values and gradients by name; null where there is none. */
  value(name) {
    return this.inputs.get(name)?.value ?? this.quantities.get(`value ${name} 0`) ?? null;
  }

  gradient(name) {
    return this.quantities.get(`gradient ${name} 0`) ?? null;
  }

  local(step, operand) {
    return this.quantities.get(`local ${step} ${operand}`) ?? null;
  }

  downstream(step, operand) {
    return this.quantities.get(`downstream ${step} ${operand}`) ?? null;
  }

  /** The value that a step reads. */
  operand(step, i) {
    return step.inputs[i].constant ?? this.value(step.inputs[i].name);
  }

  differentiated() {
    return [...this.inputs.values()].filter(input => input.differentiated);
  }

  arguments(changed) {
    const values = [...this.inputs.values()].map(input => changed?.get(input.name) ?? input.value);
    return values.map(tensor => tensor.shape.length === 0 ? tensor.data[0] : tensor.data);
  }

  tensor(found, shape) {
    return {shape, data: shape.length === 0 ? Float64Array.of(Number(found)) : Float64Array.from(found)};
  }

  /** Computes all quantities anew from the inputs as they are. */
  recompute() {
    const upstream = this.upstream ? [this.upstream.shape.length === 0 ? this.upstream.data[0] : this.upstream.data] : [];
    const found = this.program.reverse(...this.arguments(), ...upstream);
    this.data.quantities.forEach((quantity, i) => this.quantities.set(this.key(quantity), this.tensor(found[i], quantity.value.shape)));
  }

  /** The result where some inputs are other tensors: a number, with an upstream gradient the sum of the products with it. */
  resultAt(changed) {
    const upstream = this.upstream ? [this.upstream.shape.length === 0 ? this.upstream.data[0] : this.upstream.data] : [];
    const found = this.program.reverse(...this.arguments(changed), ...upstream);
    const place = this.data.quantities.findIndex(quantity => quantity.kind === "value" && quantity.of === this.result);
    const value = place < 0 ? (changed.get(this.result) ?? this.value(this.result)).data : this.tensor(found[place], this.data.quantities[place].value.shape).data;
    return value.reduce((sum, element, i) => sum + element * (this.upstream ? this.upstream.data[i] : 1), 0);
  }

  /** The products of the Hessian with a direction, by the names of the differentiated inputs. */
  curvature(directions) {
    const upstream = this.upstream ? [this.upstream.shape.length === 0 ? this.upstream.data[0] : this.upstream.data] : [];
    const inputs = this.differentiated();
    const found = this.program.curvature(...this.arguments(), ...upstream, ...inputs.map((input, i) => input.value.shape.length === 0 ? directions[i][0] : directions[i]));
    return new Map(inputs.map((input, i) => [input.name, this.tensor(found[i], input.value.shape)]));
  }

  /** Forward mode: the tangent of every step where one element of an input changes, by name. */
  sweep(name, position) {
    const tangents = this.differentiated().map(input => {
      const seed = new Float64Array(size(input.value.shape));
      if (input.name === name) {
        seed[position] = 1;
      }
      return {name: input.name, tensor: {shape: input.value.shape, data: seed}};
    });
    const found = this.program.forward(...this.arguments(), ...tangents.map(({tensor}) => tensor.shape.length === 0 ? tensor.data[0] : tensor.data));
    const result = new Map(tangents.map(({name, tensor}) => [name, tensor]));
    this.data.tangents.forEach((step, i) => result.set(step, this.tensor(found[i], this.value(step).shape)));
    return result;
  }
}
