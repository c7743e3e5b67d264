package dev.chainrule.exec;

/// What emitted code over single numbers calls.
final class ScalarProducts {
  private ScalarProducts() {}

  /// The product in which a zero wins.
  static double zeroTimes(double a, double b) {
    return a == 0 || b == 0 ? 0 : a * b;
  }

  /// The same for F32.
  static float zeroTimes(float a, float b) {
    return a == 0 || b == 0 ? 0 : a * b;
  }
}
