package dev.chainrule.exec;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.DType;
import java.util.ArrayList;
import java.util.List;

/// What a kernel has to know of its arrays besides the program; extents and strides are no part of it.
///
/// @param number the type in which numbers are computed
record KernelSignature(DType number, List<Argument> arguments, List<Result> results) {
  /// How an array is read.
  enum Access {
    /// Element for element.
    WHOLE,
    /// One element for all.
    UNIFORM,
    /// With strides, some of them 0.
    BROADCAST
  }

  record Argument(DType dtype, Access access) {}

  /// An array to write: each element, or sums over runs of elements.
  record Result(DType dtype, boolean summed) {}

  /// Where there is truth only, numbers that appear on the way are F64.
  KernelSignature {
    number = number == DType.BOOL ? DType.F64 : number;
    arguments = List.copyOf(arguments);
    results = List.copyOf(results);
  }

  /// The signature for these arrays.
  static KernelSignature of(DType number, Array[] x, Array[] y, boolean[] summed) {
    List<Argument> arguments = new ArrayList<>(x.length);
    for (Array array : x) {
      arguments.add(new Argument(array.dtype(), access(array)));
    }
    List<Result> results = new ArrayList<>(y.length);
    for (int i = 0; i < y.length; i++) {
      results.add(new Result(y[i].dtype(), summed[i]));
    }
    return new KernelSignature(number, arguments, results);
  }

  private static Access access(Array array) {
    if (array.isUniform()) {
      return Access.UNIFORM;
    }
    return array.isContiguous() ? Access.WHOLE : Access.BROADCAST;
  }

  /// Whether all numbers that come in have one type: only such programs are compiled.
  boolean hasOneNumberType() {
    return arguments.stream().allMatch(argument -> argument.dtype() == DType.BOOL || argument.dtype() == number);
  }
}
