package dev.chainrule.op;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.Gate;
import dev.chainrule.graph.Literal;
import dev.chainrule.graph.Partial;
import dev.chainrule.graph.Structural;
import dev.chainrule.graph.Type;
import dev.chainrule.graph.Value;
import java.util.List;

/// The Euclidean norm y = √Σx² over some axes, whose squares neither overflow nor vanish.
///
/// Its derivative is the unit vector x/y, 0 at the origin, and the sign of an element that is infinite. A root of a sum would
/// have 1/(2y) times 2x instead: infinite times 0 at the origin, and with second derivatives that cancel less well. Where
/// only one element is left, the norm is its magnitude, and the second derivative is exactly 0. Of nothing the norm is 0, and
/// does not move.
public record Norm(List<Integer> axes) implements Structural {
  /// Between these, sums of squares in double precision have lost nothing to underflow, and are finite.
  public static final double SMALLEST = 0x1p-900;
  public static final double LARGEST = Double.MAX_VALUE;

  @Override
  public String name() {
    return "norm";
  }

  @Override
  public Gate gate() {
    return Gate.STRUCTURED;
  }

  @Override
  public List<Type> infer(List<Type> x) {
    Type type = x.getFirst();
    type.dtype().requireFloating(name());
    Axes.require(name(), type.shape(), axes);
    return List.of(type.withShape(Axes.remove(type.shape(), axes)));
  }

  @Override
  public Array[] evaluate(Array[] x, List<Type> y) {
    return Reduction.ofRuns(x[0], axes, y.getFirst(), (from, start, end, result, at) -> result.setDouble(at, norm(from, start, end)));
  }

  private static double norm(Array x, int start, int end) {
    double squares = squares(x, start, end, 1);
    if (squares >= SMALLEST && squares <= LARGEST || Double.isNaN(squares)) {
      return Math.sqrt(squares);
    }
    double largest = 0;
    for (int i = start; i < end; i++) {
      largest = Math.max(largest, Math.abs(x.getDouble(i)));
    }
    if (largest == 0 || Double.isInfinite(largest)) {
      return largest;
    }
    // A power of two, so that scaling rounds nothing.
    double scale = Math.scalb(1.0, -Math.clamp(Math.getExponent(largest), -1000, 1000));
    return Math.sqrt(squares(x, start, end, scale)) / scale;
  }

  private static double squares(Array x, int start, int end, double scale) {
    double sum = 0;
    for (int i = start; i < end; i++) {
      double scaled = x.getDouble(i) * scale;
      sum += scaled * scaled;
    }
    return sum;
  }

  @Override
  public Partial partial(int argument) {
    return Partial.structured((x, y, dx) -> new Value[] {new Sum(axes).on(Gates.ZERO_TIMES.on(unit(x[0], y[0]), dx))});
  }

  /// x/y, and 0 at the origin: there nothing is divided by 0, and nothing of the quotient's derivative arrives. Of infinite
  /// elements it is their sign, the limit of the quotient.
  private Value unit(Value x, Value y) {
    Value zero = Gates.EQUAL.on(y, Literal.zeros(y.type()));
    Value length = Gates.WHERE.on(zero, Literal.of(y.type(), 1), y);
    Value quotient = Gates.DIV.on(x, Reduction.repeat(length, x.shape(), axes));
    Value isInfinite = Gates.EQUAL.on(Gates.ABS.on(x), Literal.of(x.type(), Double.POSITIVE_INFINITY));
    Value limit = Gates.WHERE.on(isInfinite, Gates.SIGN.on(x), quotient);
    return Gates.WHERE.on(Reduction.repeat(zero, x.shape(), axes), Literal.zeros(x.type()), limit);
  }

  @Override
  public Value[] batch(Value[] x, boolean[] batched, int size) {
    return new Value[] {new Norm(Axes.shifted(axes)).on(x)};
  }
}
