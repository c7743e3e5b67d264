package dev.chainrule.conformance;

/// What is measured of an operation: a column of the table. Each is the worst relative error of some elements.
enum Measure {
  VALUE("value, F64", 1e-9),
  JVP("JVP, F64", 1e-9),
  VJP("VJP, F64", 1e-9),
  HVP("second, F64", 1e-8),
  VALUE_F32("value, F32", 1e-4),
  JVP_F32("JVP, F32", 1e-4),
  VJP_F32("VJP, F32", 1e-4),
  HVP_F32("second, F32", 1e-4),
  /// ⟨w, Jv⟩ against ⟨Jᵀw, v⟩.
  TRANSPOSE("forward = reverse", 1e-12),
  /// Jv against a difference of values.
  DIFFERENCE("differences", 1e-6),
  /// Forward and reverse over forward and reverse.
  SECOND_ORDER("second-order modes", 1e-9),
  /// The second derivative against a difference of first ones.
  SECOND_DIFFERENCE("differences, second", 1e-5),
  /// Three times forward against reverse over forward over reverse.
  THIRD_ORDER("third order", 1e-9),
  /// A batch against a loop over its examples: values and pullbacks.
  BATCH("vmap = loop", 1e-12),
  /// Compiled against eager: values and pullbacks.
  COMPILED("jit = eager", 1e-12);

  private final String title;
  private final double limit;

  Measure(String title, double limit) {
    this.title = title;
    this.limit = limit;
  }

  String title() {
    return title;
  }

  /// What it may be at most.
  double limit() {
    return limit;
  }
}
