package dev.chainrule.graph;

/// What an operation does to the gradient that flows back through it: the patterns by which the backward
/// pass of a graph can be read without calculating.
public enum Gate {
  /// Each input receives the upstream gradient as it is.
  ADD("add", "distributes the upstream gradient to every input"),
  /// The inputs' values change places: each scales the gradient of the other.
  MULTIPLY("multiply", "scales the upstream gradient by the other input: the values swap"),
  /// Exactly one input receives the whole gradient.
  MAX("max", "routes the upstream gradient to exactly one input, the first of equals"),
  /// One value read several times: the gradients add up.
  COPY("copy", "adds up the gradients of its copies"),
  /// Downstream is the local derivative times the upstream gradient.
  LOCAL("local", "multiplies the upstream gradient by the local derivative"),
  /// Elements move, are repeated or are summed; the transpose carries the gradient back.
  LINEAR("linear", "carries the upstream gradient back by the transposed linear map"),
  /// The derivative depends on the input as a whole.
  STRUCTURED("structured", "carries the upstream gradient back by the transpose of its linearization"),
  /// A function of its own, differentiated as a whole.
  CALL("call", "runs the backward pass of the function inside"),
  /// No gradient passes.
  CUT("cut", "stops the gradient: the result does not change with a small change of the input");

  private final String label;
  private final String description;

  Gate(String label, String description) {
    this.label = label;
    this.description = description;
  }

  /// One word for tables.
  public String label() {
    return label;
  }

  /// What it does, as the end of a sentence whose subject is the gate.
  public String description() {
    return description;
  }
}
