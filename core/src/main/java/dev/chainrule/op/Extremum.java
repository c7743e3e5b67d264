package dev.chainrule.op;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.Gate;
import dev.chainrule.graph.Literal;
import dev.chainrule.graph.Partial;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.ShapeException;
import dev.chainrule.graph.Structural;
import dev.chainrule.graph.Type;
import dev.chainrule.graph.Value;
import java.util.List;

/// The largest (or smallest) element over some axes. NaN wins over every number. The derivative is routed to
/// exactly one element, the first of equals in row-major order.
public record Extremum(boolean largest, List<Integer> axes) implements Structural {
  @Override
  public String name() {
    return largest ? "max" : "min";
  }

  @Override
  public Gate gate() {
    return Gate.MAX;
  }

  @Override
  public List<Type> infer(List<Type> x) {
    require(name(), x.getFirst(), axes, largest);
    return List.of(x.getFirst().withShape(Axes.remove(x.getFirst().shape(), axes)));
  }

  /// Checks that there are numbers, and at least one, to choose from.
  static void require(String operation, Type type, List<Integer> axes, boolean largest) {
    type.dtype().requireNumeric(operation, "use any or all, or convert with .to(I32)");
    Axes.require(operation, type.shape(), axes);
    for (int axis : axes) {
      if (type.shape().extent(axis) == 0) {
        throw new ShapeException("[%s] axis %d of shape %s is empty: no element is the %s of none"
            .formatted(operation, axis, type.shape(), largest ? "largest" : "smallest"));
      }
    }
  }

  @Override
  public Array[] evaluate(Array[] x, List<Type> y) {
    return Reduction.ofRuns(x[0], axes, y.getFirst(), (from, start, end, result, at) ->
        Indices.move(from, position(from, start, end, largest), result, at));
  }

  /// The position of the first of the extreme elements in a run.
  static int position(Array x, int start, int end, boolean largest) {
    int best = start;
    for (int j = start + 1; j < end; j++) {
      if (beats(x, j, x, best, largest)) {
        best = j;
      }
    }
    return best;
  }

  /// Whether an element takes the place of one that came before it: where they are equal it does not, and NaN stays.
  static boolean beats(Array x, int candidate, Array y, int leader, boolean largest) {
    if (x.dtype().isInteger()) {
      return largest ? x.getLong(candidate) > y.getLong(leader) : x.getLong(candidate) < y.getLong(leader);
    }
    double challenging = x.getDouble(candidate);
    double leading = y.getDouble(leader);
    boolean better = largest ? challenging > leading : challenging < leading;
    return better || Double.isNaN(challenging) && !Double.isNaN(leading);
  }

  @Override
  public Partial partial(int argument) {
    return Partial.structured((x, y, dx) -> {
      Value chosen = new Chosen(largest, axes).on(x[0]);
      Value routed = Gates.WHERE.on(chosen, dx, Literal.zeros(dx.type()));
      return new Value[] {new Sum(axes).on(routed)};
    });
  }

  @Override
  public Value[] batch(Value[] x, boolean[] batched, int size) {
    return new Value[] {new Extremum(largest, Axes.shifted(axes)).on(x)};
  }

  /// True at the one element that [Extremum] takes from each run, false elsewhere.
  public record Chosen(boolean largest, List<Integer> axes) implements Structural {
    @Override
    public String name() {
      return largest ? "firstLargest" : "firstSmallest";
    }

    @Override
    public Gate gate() {
      return Gate.CUT;
    }

    @Override
    public List<Type> infer(List<Type> x) {
      return List.of(x.getFirst().withDType(DType.BOOL));
    }

    @Override
    public Array[] evaluate(Array[] x, List<Type> y) {
      Array from = Reduction.lastAxes(x[0], axes);
      Shape shape = x[0].shape();
      Array result = Array.allocate(y.getFirst());
      int run = Axes.count(shape, axes);
      int[] others = Axes.others(shape.rank(), axes);
      int[] strides = shape.strides();
      for (int i = 0; i * run < from.size(); i++) {
        int within = position(from, i * run, (i + 1) * run, largest) - i * run;
        result.booleans()[offset(shape, strides, axes.stream().mapToInt(Integer::intValue).toArray(), within)
            + offset(shape, strides, others, i)] = true;
      }
      return new Array[] {result};
    }

    /// The offset of the position, counted over these axes alone.
    private static int offset(Shape shape, int[] strides, int[] axes, int position) {
      int offset = 0;
      for (int k = axes.length - 1; k >= 0; k--) {
        offset += position % shape.extent(axes[k]) * strides[axes[k]];
        position /= shape.extent(axes[k]);
      }
      return offset;
    }

    @Override
    public Partial partial(int argument) {
      return Partial.CUT;
    }

    @Override
    public Value[] batch(Value[] x, boolean[] batched, int size) {
      return new Value[] {new Chosen(largest, Axes.shifted(axes)).on(x)};
    }
  }
}
