package dev.chainrule.op;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.Control;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.Graph;
import dev.chainrule.graph.Literal;
import dev.chainrule.graph.Path;
import dev.chainrule.graph.Recorder;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.Trace;
import dev.chainrule.graph.Type;
import dev.chainrule.graph.Value;
import dev.chainrule.transform.CompiledGraphs;
import dev.chainrule.transform.ForwardSweep;
import dev.chainrule.transform.ReverseSweep;
import dev.chainrule.transform.Tracing;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/// Forward mode, reverse mode and finite differences of functions of values: what the tests of primitives
/// compare with each other.
final class Modes {
  /// A function of values.
  interface Function {
    Value[] apply(Value[] x);
  }

  private Modes() {}

  /// The tangents of the results.
  static Value[] jvp(Function f, Value[] x, Value[] dx) {
    Recorded recorded = record(f, x);
    return orZeros(ForwardSweep.run(recorded.path(), recorded.x, dx, recorded.y), recorded.y);
  }

  /// The cotangents of the inputs.
  static Value[] vjp(Function f, Value[] x, Value[] dy) {
    Recorded recorded = record(f, x);
    return orZeros(ReverseSweep.run(recorded.path(), recorded.y, dy, recorded.x, true), recorded.x);
  }

  private record Recorded(Value[] x, Value[] y) {
    Path path() {
      return Path.between(List.of(x), List.of(y));
    }
  }

  private static Recorded record(Function f, Value[] x) {
    try (Trace trace = Trace.derivative("test")) {
      Value[] fresh = Arrays.stream(x).map(v -> Recorder.fresh(Gates.IDENTITY, v, trace)).toArray(Value[]::new);
      return new Recorded(fresh, f.apply(fresh));
    }
  }

  private static Value[] orZeros(Value[] derivatives, Value[] of) {
    for (int i = 0; i < derivatives.length; i++) {
      if (derivatives[i] == null) {
        derivatives[i] = Literal.zeros(of[i].type());
      }
    }
    return derivatives;
  }

  /// (f(x + h·dx) - f(x - h·dx)) / 2h.
  static double[] centralDifference(Function f, Value[] x, Value[] dx, double h) {
    double[] above = flat(f.apply(moved(x, dx, h)));
    double[] below = flat(f.apply(moved(x, dx, -h)));
    for (int i = 0; i < above.length; i++) {
      above[i] = (above[i] - below[i]) / (2 * h);
    }
    return above;
  }

  private static Value[] moved(Value[] x, Value[] dx, double h) {
    Value[] result = new Value[x.length];
    for (int i = 0; i < x.length; i++) {
      result[i] = Gates.ADD.on(x[i], Gates.MUL.on(dx[i], Literal.of(dx[i].type(), h)));
    }
    return result;
  }

  /// What the function gives when it is traced, simplified and compiled.
  static Value[] compiled(Function f, Value[] x) {
    Graph.Captured captured = Tracing.trace("test", types(x), at -> List.of(f.apply(at)));
    return new Control.Call("test", CompiledGraphs.simplified(captured.graph())).allOn(captured.inputs(x));
  }

  static Value[] concat(Value[]... values) {
    return Arrays.stream(values).flatMap(Arrays::stream).toArray(Value[]::new);
  }

  /// Random directions, of these types.
  static Value[] directions(List<Type> types, int seed) {
    Random random = new Random(seed);
    return types.stream().map(type -> random(type.shape(), random)).toArray(Value[]::new);
  }

  static List<Type> types(Value[] values) {
    return Arrays.stream(values).map(Value::type).toList();
  }

  private static Value random(Shape shape, Random random) {
    return Value.constant(Array.of(new Type(DType.F64, shape), random.doubles(shape.size(), -1, 1).toArray()));
  }

  /// The elements of all values, one after the other.
  static double[] flat(Value... values) {
    return Arrays.stream(values)
        .map(Value::array)
        .flatMapToDouble(array -> IntStream.range(0, array.size()).mapToDouble(array::getDouble))
        .toArray();
  }

  /// The inner product of two lists of values.
  static double inner(Value[] a, Value[] b) {
    double[] left = flat(a);
    double[] right = flat(b);
    double sum = 0;
    for (int i = 0; i < left.length; i++) {
      sum += left[i] * right[i];
    }
    return sum;
  }
}
