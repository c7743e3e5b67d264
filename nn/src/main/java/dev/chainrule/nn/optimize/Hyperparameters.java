package dev.chainrule.nn.optimize;

/// What optimisers accept as settings.
final class Hyperparameters {
  private Hyperparameters() {}

  static void requirePositive(String optimizer, String name, double number) {
    if (!(number > 0 && Double.isFinite(number))) {
      throw new IllegalArgumentException(
          "[%s] %s is %s, but must be a positive finite number".formatted(optimizer, name, number));
    }
  }

  /// A share of the past to keep: 0 forgets all, 1 would never forget.
  static void requireShare(String optimizer, String name, double number) {
    if (!(number >= 0 && number < 1)) {
      throw new IllegalArgumentException(
          "[%s] %s is %s, but must be at least 0 and less than 1".formatted(optimizer, name, number));
    }
  }

  /// A factor that may be 0.
  static void requireFactor(String optimizer, String name, double number) {
    if (!(number >= 0 && Double.isFinite(number))) {
      throw new IllegalArgumentException(
          "[%s] %s is %s, but must be a finite number of at least 0".formatted(optimizer, name, number));
    }
  }
}
