package dev.chainrule.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/// What a browser says of numbers, against ours.
final class Numbers {
  private Numbers() {}

  /// Elements that a script returned; what JSON has no number for came as text.
  static double[] of(Object elements) {
    return ((List<?>) elements).stream().mapToDouble(element -> element instanceof String text ? Double.parseDouble(text) : ((Number) element).doubleValue()).toArray();
  }

  static void assertClose(String what, double[] actual, double[] expected, double relative) {
    assertThat(actual).as(what).hasSameSizeAs(expected);
    double scale = 1;
    for (double number : expected) {
      scale = Double.isFinite(number) ? Math.max(scale, Math.abs(number)) : scale;
    }
    for (int i = 0; i < expected.length; i++) {
      if (Double.isFinite(expected[i])) {
        assertThat(Math.abs(actual[i] - expected[i])).as("%s[%d]: %s is not %s", what, i, actual[i], expected[i]).isLessThanOrEqualTo(relative * scale);
      } else {
        assertThat(actual[i]).as("%s[%d]", what, i).isEqualTo(expected[i]);
      }
    }
  }
}
