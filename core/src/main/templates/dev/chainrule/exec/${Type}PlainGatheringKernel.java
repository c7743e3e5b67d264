package dev.chainrule.exec;

/// The kernel in plain Java, for work that is not worth generated code.
final class ${Type}PlainGatheringKernel implements GatheringKernel<${type}[]> {
  private static final int ROWS = 4;
  private static final int COLUMNS = 4;

  static final GatheringKernels.Tile<${type}[]> TILE = new GatheringKernels.Tile<>(new ${Type}PlainGatheringKernel(), ROWS, COLUMNS);

  @Override
  public void run(${type}[] a, int aAt, int[] aRows, int row, int[] aSteps, ${type}[] b, int bAt, ${type}[] c, int cAt, int[] cRows, int from, int to, boolean add) {
    for (int i = 0; i < ROWS; i++) {
      ${type} sum0 = 0;
      ${type} sum1 = 0;
      ${type} sum2 = 0;
      ${type} sum3 = 0;
      int left = aAt + aRows[row + i];
      for (int p = from; p < to; p++) {
        ${type} factor = a[left + aSteps[p]];
        int at = bAt + p * COLUMNS;
        sum0 = Math.fma(factor, b[at], sum0);
        sum1 = Math.fma(factor, b[at + 1], sum1);
        sum2 = Math.fma(factor, b[at + 2], sum2);
        sum3 = Math.fma(factor, b[at + 3], sum3);
      }
      int at = cAt + cRows[row + i];
      c[at] = add ? sum0 + c[at] : sum0;
      c[at + 1] = add ? sum1 + c[at + 1] : sum1;
      c[at + 2] = add ? sum2 + c[at + 2] : sum2;
      c[at + COLUMNS - 1] = add ? sum3 + c[at + COLUMNS - 1] : sum3;
    }
  }
}
