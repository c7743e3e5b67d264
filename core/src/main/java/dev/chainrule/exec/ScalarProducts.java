package dev.chainrule.exec;

/// What emitted code over single numbers calls.
final class ScalarProducts {
  private ScalarProducts() {}

  /// The product in which a zero wins.
  static double zeroTimes(double a, double b) {
    double product = a * b;
    return Math.abs(product) > 0 ? product : exact(a, b);
  }

  /// For products that are 0 or no number: a call that is hardly ever made, so that the others take one comparison.
  private static double exact(double a, double b) {
    return a == 0 || b == 0 ? 0 : a * b;
  }

  /// The same for F32.
  static float zeroTimes(float a, float b) {
    float product = a * b;
    return Math.abs(product) > 0 ? product : exact(a, b);
  }

  private static float exact(float a, float b) {
    return a == 0 || b == 0 ? 0 : a * b;
  }
}
