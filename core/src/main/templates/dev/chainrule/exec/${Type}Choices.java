package dev.chainrule.exec;

/// Choices between `${type}`s without a branch, which for the signs of random numbers, or for the zeros of a relu's
/// derivative, would be predicted wrong half of the time.
final class ${Type}Choices implements Choices<${type}[]> {
  /// A number is 0 if no bit but the sign is set, and what has no bit set is 0.
  @Override
  public void zeroTimes(${type}[] x, int xAt, ${type}[] y, int yAt, ${type}[] z, int zAt, int n) {
    for (int i = 0; i < n; i++) {
      ${type} a = x[xAt + i];
      ${type} b = y[yAt + i];
      ${bits} mask = maskOfNonZero(a) & maskOfNonZero(b);
      z[zAt + i] = ${Type}.${bits}BitsTo${Type}(${Type}.${type}ToRaw${Bits}Bits(a * b) & mask);
    }
  }

  /// All bits set, or none for 0 and -0.
  private static ${bits} maskOfNonZero(${type} number) {
    ${bits} magnitude = ${Type}.${type}ToRaw${Bits}Bits(number) & ${Integer}.MAX_VALUE;
    return -magnitude >> ${Type}.SIZE - 1;
  }

  @Override
  public void select(boolean[] condition, int conditionAt, ${type}[] x, int xAt, ${type}[] y, int yAt,
      ${type}[] z, int zAt, int n) {
    for (int i = 0; i < n; i++) {
      ${bits} mask = -(condition[conditionAt + i] ? 1 : 0);
      ${bits} chosen = ${Type}.${type}ToRaw${Bits}Bits(x[xAt + i]) & mask | ${Type}.${type}ToRaw${Bits}Bits(y[yAt + i]) & ~mask;
      z[zAt + i] = ${Type}.${bits}BitsTo${Type}(chosen);
    }
  }
}
