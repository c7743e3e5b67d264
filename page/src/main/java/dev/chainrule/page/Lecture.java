package dev.chainrule.page;

import java.util.List;

/// The lecture's twelve examples, in its order, each with one sentence on what to see. `docs/lecture.md` has the same in
/// Java.
enum Lecture {
  GRAPH("A graph, forward and backward", "Values go forward, gradients come back: the product swaps its inputs' values, the sum hands its gradient on.",
      "q = x + y; f = q * z", "x=-2", "y=5", "z=-4"),
  MODES("Forward mode and reverse mode", "b goes two ways, and its gradients add; forward mode needs a sweep for each input, reverse mode one for both.",
      "c = a + b; d = b + 1; e = c * d", "a=2", "b=1"),
  NEURON("The sigmoid neuron, staged", "Taken apart into exp, + and 1/x the sigmoid comes to the same gradient as σ(1 − σ), which example 7 has as one node.",
      "dot = w0 * x0 + w1 * x1 + w2; L = 1 / (1 + exp(-dot))", "w0=2", "x0=-1", "w1=-3", "x1=-2", "w2=-3"),
  GATES("Gates", "Addition distributes, multiplication swaps, max routes the whole gradient to one input: drag z past w and watch it change sides.",
      "m = max(z, w); p = x * y; s = p + m; f = 2 * s", "x=3", "y=-4", "z=2", "w=-1"),
  RELU("A vector: relu without its Jacobian", "The Jacobian is diagonal with entries 0 and 1, so the product with it is a mask, and the matrix is never there.",
      "relu(x)", "x=[1, -2, 3, -3]", "--upstream", "[4, -1, 5, 9]"),
  MATRICES("Matrices", "dW = dD·Xᵀ and dX = Wᵀ·dD: the shapes leave no other way to put the factors together.",
      "D = W @ X; L = sum(D * D) / 2", "W=[0.5, -1, 2; 1, 0.25, -0.5]", "X=[1, 2; 0, -1; 3, 1]"),
  FLAT_CODE("The backward pass as flat code", "Each line of the backward pass is local × upstream; step through, and see its line light up.",
      "s0 = w0 * x0; s1 = w1 * x1; s2 = s0 + s1; s3 = s2 + w2; L = sigmoid(s3)", "w0=2", "x0=-1", "w1=-3", "x1=-2", "w2=-3"),
  NETWORK("A network with one hidden layer", "dxᵢ = Σⱼ dJ/daⱼ · αᵢⱼ: each layer multiplies by its local derivative, and the input collects from all hidden units.",
      "a = x @ alpha; z = sigmoid(a); b = z @ beta; y = sigmoid(b); J = t * log(y) + (1 - t) * log(1 - y)",
      "x=[1, 2]", "alpha=[0.1, -0.2, 0.3; 0.4, 0.5, -0.6]", "beta=[0.7, -0.8, 0.9]", "t=1"),
  SECOND("Second derivatives without the Hessian", "∂²L/∂x²·v is the derivative of the gradient along v: open the Hessian panel and change v.",
      "n = sum(x * x); L = n ^ 2", "x=[1, 2, 3]"),
  SCALING("Scaling the data scales the gradient", "Inputs n times as large make the gradient of the weights n times as large: drag n, and watch the gradient of w.",
      "s = sum(w * (n * x))", "w=[0.5, -1]", "x=[3, 4]", "n=1"),
  PATHS("Paths, and how reverse mode factors them", "Nine paths lead from x to Z; reverse mode goes along each of the six edges once.",
      "Y = 2 * x + 3 * x + 5 * x; Z = 7 * Y + 11 * Y + 13 * Y", "x=1"),
  HADAMARD("Hadamard products, and several paths at once", "Products swap element by element; a goes two ways, and collects from both.",
      "p = a * b; q = a ^ 2; L = sum(p + q)", "a=[1, 2, 3]", "b=[4, 5, 6]");

  private final String title;
  private final String sentence;
  private final Request request;

  Lecture(String title, String sentence, String expression, String... arguments) {
    this.title = title;
    this.sentence = sentence;
    boolean upstream = arguments.length > 1 && arguments[arguments.length - 2].equals("--upstream");
    request = new Request(expression, List.of(arguments).subList(0, arguments.length - (upstream ? 2 : 0)), "", upstream ? arguments[arguments.length - 1] : "");
  }

  String title() {
    return title;
  }

  /// What to see.
  String sentence() {
    return sentence;
  }

  Request request() {
    return request;
  }
}
