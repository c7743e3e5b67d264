package dev.chainrule.conformance;

import static dev.chainrule.Chainrule.jvp;
import static dev.chainrule.Chainrule.vjp;

import dev.chainrule.Tensor;
import dev.chainrule.Vjp;
import dev.chainrule.graph.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// What a case is about: the value of an operation, what its derivatives do with given directions, and what the second
/// derivative does.
record Results(List<Result> all) {
  /// One array of them.
  ///
  /// @param name   as it is called in a file, with the number of the input in brackets
  /// @param second whether it is a second derivative
  record Result(String name, boolean second, Tensor array) {}

  /// Inputs of an operation, and directions for its derivatives. Integers and truth have directions of zeros.
  record Point(List<Tensor> x, Tensor cotangent, List<Tensor> tangents) {
    /// The point with all floating numbers rounded to single precision.
    Point rounded() {
      return new Point(x.stream().map(Point::rounded).toList(), rounded(cotangent), tangents.stream().map(Point::rounded).toList());
    }

    private static Tensor rounded(Tensor x) {
      return x.dtype().isFloating() ? x.to(DType.F32).to(x.dtype()) : x;
    }
  }

  /// The value alone, of an operation that has no derivative.
  static Results valueOf(Function<List<Tensor>, Tensor> f, List<Tensor> x) {
    return new Results(List.of(new Result("value", false, f.apply(x))));
  }

  /// The value and all derivatives.
  static Results of(Function<List<Tensor>, Tensor> f, Point at) {
    List<Result> all = new ArrayList<>();
    Vjp<List<Tensor>, Tensor> reverse = vjp(f, at.x);
    all.add(new Result("value", false, reverse.value()));
    addAll(all, "vjp", false, reverse.pullback().apply(at.cotangent));
    all.add(new Result("jvp", false, jvp(f, at.x, at.tangents).tangent()));
    Function<List<Tensor>, List<Tensor>> gradient = x -> vjp(f, x).pullback().apply(at.cotangent);
    addAll(all, "hvp", true, jvp(gradient, at.x, at.tangents).tangent());
    return new Results(List.copyOf(all));
  }

  /// Adds the arrays of all inputs.
  static void addAll(List<Result> all, String name, boolean second, List<Tensor> arrays) {
    for (int i = 0; i < arrays.size(); i++) {
      all.add(new Result("%s[%d]".formatted(name, i), second, arrays.get(i)));
    }
  }

  /// These as they should be after the inputs were rounded: changed by as much as rounding changes what is computed in
  /// double precision.
  ///
  /// @param exact   what is computed from the inputs as they are
  /// @param rounded what is computed from the rounded inputs
  Results shifted(Results exact, Results rounded) {
    List<Result> result = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      Result should = all.get(i);
      Tensor from = exact.all.get(i).array;
      Tensor to = rounded.all.get(i).array;
      boolean comparable = from.shape().equals(should.array.shape()) && to.shape().equals(should.array.shape());
      result.add(comparable ? new Result(should.name, should.second, shifted(should.array, from, to)) : should);
    }
    return new Results(List.copyOf(result));
  }

  private static Tensor shifted(Tensor should, Tensor exact, Tensor rounded) {
    double[] elements = doubles(should);
    double[] from = doubles(exact);
    double[] to = doubles(rounded);
    for (int i = 0; i < elements.length; i++) {
      if (Double.compare(from[i], to[i]) != 0) {
        double shifted = elements[i] + (to[i] - from[i]);
        elements[i] = Double.isFinite(shifted) ? shifted : to[i];
      }
    }
    return Tensor.of(should.shape(), elements).to(should.dtype());
  }

  private static double[] doubles(Tensor x) {
    return x.to(DType.F64).toDoubles();
  }
}
