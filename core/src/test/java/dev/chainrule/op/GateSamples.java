package dev.chainrule.op;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.Pointwise;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.Type;
import dev.chainrule.graph.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/// Samples for the rows of the table of gates, drawn from their names: a new row has some unasked.
final class GateSamples {
  /// Where to draw from: the first interval in which the function is defined.
  private static final double[][] INTERVALS = {{-2, 2}, {-0.9, 0.9}, {0.2, 2}, {1.1, 3}};
  /// Draws keep this distance from 0, where many functions have kinks or poles.
  private static final double GAP = 0.1;

  private GateSamples() {}

  static Stream<Sample> all() {
    return Gates.table().stream().flatMap(row -> Stream.of(Shape.of(), Shape.of(4), Shape.of(2, 3), Shape.of(2, 0))
        .map(shape -> new Sample(row, draw(row, shape))));
  }

  static List<Array> draw(Pointwise row, Shape shape) {
    for (double[] interval : INTERVALS) {
      List<Array> inputs = inputs(row, shape, interval);
      Array result = row.on(inputs.stream().map(Value::constant).toArray(Value[]::new)).array();
      if (Arrays.stream(Modes.flat(Value.constant(result))).allMatch(Double::isFinite)) {
        return inputs;
      }
    }
    throw new AssertionError(row + " is not finite in any of the intervals; add one");
  }

  private static List<Array> inputs(Pointwise row, Shape shape, double[] interval) {
    Random random = new Random(row.name().hashCode() * 31L + shape.hashCode());
    List<Array> inputs = new ArrayList<>();
    for (int i = 0; i < row.arity(); i++) {
      DType dtype = switch (row.signature()) {
        case FLOATING, NUMERIC, COMPARISON, ANY -> DType.F64;
        case INTEGER -> DType.I32;
        case LOGICAL -> DType.BOOL;
        case SELECTION -> inputs.isEmpty() ? DType.BOOL : DType.F64;
      };
      Array array = Array.allocate(new Type(dtype, shape));
      for (int position = 0; position < array.size(); position++) {
        array.setDouble(position, switch (dtype) {
          case F32, F64 -> number(random, interval);
          case I32, I64 -> random.nextInt();
          case BOOL -> random.nextInt(2);
        });
      }
      inputs.add(array);
    }
    return inputs;
  }

  private static double number(Random random, double[] interval) {
    double number = random.nextDouble(interval[0], interval[1]);
    return Math.abs(number) < GAP ? number + 3 * GAP : number;
  }
}
