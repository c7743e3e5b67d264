package dev.chainrule.nn.fit;

/// Vectors of parameters, which are short compared with what functions of them compute.
final class Vectors {
  private Vectors() {}

  static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  static double norm(double[] a) {
    return Math.sqrt(dot(a, a));
  }

  static double largest(double[] a) {
    double largest = 0;
    for (double one : a) {
      largest = Math.max(largest, Math.abs(one));
    }
    return largest;
  }

  /// a + t b
  static double[] plus(double[] a, double t, double[] b) {
    double[] sum = new double[a.length];
    for (int i = 0; i < a.length; i++) {
      sum[i] = a[i] + t * b[i];
    }
    return sum;
  }

  static double[] times(double t, double[] a) {
    return plus(new double[a.length], t, a);
  }
}
