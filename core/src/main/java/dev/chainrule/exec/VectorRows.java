package dev.chainrule.exec;

import java.util.stream.IntStream;

/// Runs a [VectorLoop] on rows of any length. Where a row's last vector may not overlap the one before, or there is none
/// before, what is left over is copied to arrays as long as a vector, and back.
final class VectorRows {
  private final VectorLoop loop;
  private final LoopProgram program;
  private final Object[] arrays;
  private final int operands;
  private final int length;
  private final boolean replaces;
  /// Arrays of a vector's length in place of those that have an element for each; made when they are needed.
  private Object[] padded = {};

  VectorRows(VectorLoop loop, LoopProgram program, Object[] arrays) {
    this.loop = loop;
    this.program = program;
    this.arrays = arrays;
    this.operands = program.operands().size();
    this.length = VectorInstructions.of(program.number()).length();
    this.replaces = IntStream.range(operands, arrays.length)
        .anyMatch(result -> IntStream.range(0, operands).anyMatch(operand -> arrays[operand] == arrays[result]));
  }

  /// Whether some operand has one element for each row, so that each is done by itself.
  boolean knowsRows() {
    return IntStream.range(0, operands).anyMatch(this::isPerRow);
  }

  boolean isPerRow(int array) {
    return array < operands && program.operands().get(array).reading() == LoopProgram.Reading.ROW;
  }

  private boolean isPerElement(int array) {
    return array >= operands || program.operands().get(array).reading() == LoopProgram.Reading.ELEMENT;
  }

  /// Does rows, in arrays that begin at these places.
  void run(int[] at, int rows, int row) {
    if (row % length == 0 || row > length && !replaces) {
      loop.run(arrays, at, rows, row);
      return;
    }
    int whole = row - row % length;
    int[] starts = at.clone();
    for (int i = 0; i < rows; i++) {
      if (whole > 0) {
        loop.run(arrays, starts, 1, whole);
      }
      runRest(starts, whole, row - whole);
      for (int array = 0; array < starts.length; array++) {
        starts[array] += isPerElement(array) ? row : isPerRow(array) ? 1 : 0;
      }
    }
  }

  private void runRest(int[] starts, int done, int rest) {
    if (padded.length == 0) {
      padded = arrays.clone();
      for (int i = 0; i < arrays.length; i++) {
        padded[i] = isPerElement(i) ? java.lang.reflect.Array.newInstance(arrays[i].getClass().getComponentType(), length) : arrays[i];
      }
    }
    int[] at = starts.clone();
    for (int i = 0; i < arrays.length; i++) {
      if (isPerElement(i)) {
        at[i] = 0;
      }
      if (isPerElement(i) && i < operands) {
        System.arraycopy(arrays[i], starts[i] + done, padded[i], 0, rest);
      }
    }
    loop.run(padded, at, 1, length);
    for (int i = operands; i < arrays.length; i++) {
      System.arraycopy(padded[i], 0, arrays[i], starts[i] + done, rest);
    }
  }
}
