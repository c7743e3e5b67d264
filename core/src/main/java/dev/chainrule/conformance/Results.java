package dev.chainrule.conformance;

import static dev.chainrule.Chainrule.jvp;
import static dev.chainrule.Chainrule.vjp;

import dev.chainrule.Tensor;
import dev.chainrule.Vjp;
import dev.chainrule.conformance.Comparison.Part;
import dev.chainrule.graph.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What a case is about, as it is or as it should be: the value of an operation, and what its derivatives do with given
/// directions.
record Results(List<Result> all) {
  /// One array.
  ///
  /// @param name its part, with the number of the input in brackets where there is one for each
  record Result(String name, Part part, Tensor array) {}

  /// Where an operation is computed: its inputs, and the directions that its derivatives take. Integers and truth have
  /// zeros for directions; an operation without derivatives has none.
  record Point(List<Tensor> x, @Nullable Tensor cotangent, List<Tensor> tangents) {
    /// The point in floating numbers of another type.
    Point to(DType dtype) {
      return new Point(converted(x, dtype), cotangent == null ? null : converted(cotangent, dtype), converted(tangents, dtype));
    }
  }

  Results {
    all = List.copyOf(all);
  }

  /// Computes some parts, of these the value always.
  static Results of(Function<List<Tensor>, Tensor> f, Point at, Set<Part> parts) {
    List<Result> all = new ArrayList<>();
    if (parts.equals(Set.of(Part.VALUE))) {
      return new Results(List.of(new Result("value", Part.VALUE, f.apply(at.x))));
    }
    Vjp<List<Tensor>, Tensor> reverse = vjp(f, at.x);
    all.add(new Result("value", Part.VALUE, reverse.value()));
    if (parts.contains(Part.VJP)) {
      addAll(all, Part.VJP, reverse.pullback().apply(at.cotangent));
    }
    if (parts.contains(Part.JVP)) {
      all.add(new Result("jvp", Part.JVP, jvp(f, at.x, at.tangents).tangent()));
    }
    if (parts.contains(Part.HVP)) {
      Function<List<Tensor>, List<Tensor>> gradient = x -> vjp(f, x).pullback().apply(at.cotangent);
      addAll(all, Part.HVP, jvp(gradient, at.x, at.tangents).tangent());
    }
    return new Results(all);
  }

  /// Adds an array for each input.
  static void addAll(List<Result> all, Part part, List<Tensor> arrays) {
    for (int i = 0; i < arrays.size(); i++) {
      all.add(new Result("%s[%d]".formatted(part, i), part, arrays.get(i)));
    }
  }

  Set<Part> parts() {
    return all.stream().map(Result::part).collect(Collectors.toSet());
  }

  private static List<Tensor> converted(List<Tensor> x, DType dtype) {
    return x.stream().map(each -> converted(each, dtype)).toList();
  }

  private static Tensor converted(Tensor x, DType dtype) {
    return x.dtype().isFloating() ? x.to(dtype) : x;
  }
}
