package dev.chainrule;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.DifferentiationException;
import dev.chainrule.graph.Literal;
import dev.chainrule.graph.Value;
import dev.chainrule.transform.Recording;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/// The outcome of a gradient check: reverse mode, forward mode and central differences for each input element.
///
/// {@snippet :
/// GradientCheck check = checkGrads(x -> x.square().sum(), Tensor.of(1.0, 2.0));
/// System.out.println(check); // all 2 derivatives agree: reverse mode, forward mode, central differences
/// }
///
/// @param entries one for each element of each floating leaf, in order
public record GradientCheck(List<Entry> entries) {
  /// From one distance to the next smaller one.
  private static final double REFINEMENT = 8;
  /// Smaller distances say more about rounding than about the function.
  private static final double MOST_ULPS = 1000;

  /// One element's derivative, three ways.
  public record Entry(int leaf, int position, double reverse, double forward, double difference, double tolerance) {
    /// Whether all three agree.
    public boolean passed() {
      return close(reverse, forward, 1e-9 * Math.max(1, tolerance / 1e-5)) && close(reverse, difference, tolerance);
    }

    private static boolean close(double a, double b, double tolerance) {
      return Double.compare(a, b) == 0 || Math.abs(a - b) <= tolerance * Math.max(1, Math.max(Math.abs(a), Math.abs(b)));
    }
  }

  public GradientCheck {
    entries = List.copyOf(entries);
  }

  /// Whether every element passed.
  public boolean passed() {
    return entries.stream().allMatch(Entry::passed);
  }

  static <P> GradientCheck run(Function<P, Tensor> function, P x) {
    Value[] values = Leaves.argument("checkGrads", x);
    Recording recording = Recording.of("checkGrads", arguments -> new Value[] {function.apply(Leaves.rebuild(x, arguments)).value()}, values);
    Value y = recording.results()[0];
    if (y.shape().rank() != 0 || !y.dtype().isFloating()) {
      throw new DifferentiationException("[checkGrads] the function gives %s, but a gradient needs a floating scalar; reduce it with sum() or mean()".formatted(y.type()));
    }
    Value[] reverse = recording.pull(Literal.ones(y.type()));
    List<Entry> entries = new ArrayList<>();
    for (int leaf = 0; leaf < values.length; leaf++) {
      if (!values[leaf].dtype().isFloating()) {
        continue;
      }
      for (int position = 0; position < values[leaf].shape().size(); position++) {
        Value[] tangents = new Value[values.length];
        tangents[leaf] = unit(values[leaf], position);
        double forward = recording.push(tangents)[0].array().getDouble(0);
        double tolerance = values[leaf].dtype() == DType.F32 ? 2e-2 : 1e-5;
        double derivative = reverse[leaf].array().getDouble(position);
        double difference = difference(function, x, values, new Place(leaf, position), derivative, tolerance);
        entries.add(new Entry(leaf, position, derivative, forward, difference, tolerance));
      }
    }
    return new GradientCheck(entries);
  }

  private record Place(int leaf, int position) {}

  /// Over a distance that suits most functions; where that does not confirm the derivative, over ever smaller ones, since
  /// the function may vary faster than that. Of neighbouring distances, those whose quotients differ least are taken, and
  /// extrapolated to 0 (L. F. Richardson, 1911).
  private static <P> double difference(Function<P, Tensor> function, P x, Value[] values, Place place, double derivative, double tolerance) {
    double at = values[place.leaf].array().getDouble(place.position);
    double h = (values[place.leaf].dtype() == DType.F32 ? 1e-2 : 1e-5) * Math.max(1, Math.abs(at));
    double quotient = quotient(function, x, values, place, at, h);
    double best = quotient;
    double error = Double.POSITIVE_INFINITY;
    for (h /= REFINEMENT; !Entry.close(best, derivative, tolerance) && h > MOST_ULPS * ulp(values[place.leaf].dtype(), at); h /= REFINEMENT) {
      double finer = quotient(function, x, values, place, at, h);
      double change = Math.abs(finer - quotient);
      if (change < error) {
        error = change;
        best = finer + (finer - quotient) / (REFINEMENT * REFINEMENT - 1);
      }
      quotient = finer;
    }
    return best;
  }

  private static double ulp(DType dtype, double x) {
    return dtype == DType.F32 ? Math.ulp((float) x) : Math.ulp(x);
  }

  private static <P> double quotient(Function<P, Tensor> function, P x, Value[] values, Place place, double at, double h) {
    double above = evaluate(function, x, values, place, at + h);
    double below = evaluate(function, x, values, place, at - h);
    return (above - below) / ((at + h) - (at - h));
  }

  private static <P> double evaluate(Function<P, Tensor> function, P x, Value[] values, Place place, double number) {
    Value[] moved = values.clone();
    moved[place.leaf] = with(values[place.leaf], place.position, number);
    return function.apply(Leaves.rebuild(x, moved)).item();
  }

  private static Value unit(Value like, int position) {
    Array array = Array.allocate(like.type());
    array.setDouble(position, 1);
    return Value.constant(array);
  }

  private static Value with(Value x, int position, double number) {
    Array copy = Array.allocate(x.type());
    for (int i = 0; i < copy.size(); i++) {
      copy.setDouble(i, i == position ? number : x.array().getDouble(i));
    }
    return Value.constant(copy);
  }

  /// A table of what failed, or one line that all passed.
  @Override
  public String toString() {
    List<Entry> failed = entries.stream().filter(entry -> !entry.passed()).toList();
    if (failed.isEmpty()) {
      return "all %d derivatives agree: reverse mode, forward mode, central differences".formatted(entries.size());
    }
    StringBuilder text = new StringBuilder("%d of %d derivatives disagree:\n".formatted(failed.size(), entries.size()));
    for (Entry entry : failed) {
      text.append(String.format(Locale.ROOT, "  leaf %d, element %d: reverse %.10g, forward %.10g, difference %.10g%n",
          entry.leaf, entry.position, entry.reverse, entry.forward, entry.difference));
    }
    return text.toString();
  }
}
