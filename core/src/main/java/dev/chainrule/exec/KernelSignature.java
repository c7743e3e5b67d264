package dev.chainrule.exec;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.DType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What a kernel has to know of its arrays besides the program; extents and strides are no part of it.
record KernelSignature(List<Argument> arguments, List<Result> results) {
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

  KernelSignature {
    arguments = List.copyOf(arguments);
    results = List.copyOf(results);
  }

  /// The signature for these arrays, with all results stored.
  static KernelSignature of(Array[] x, Array[] y) {
    return new KernelSignature(arguments(x), Arrays.stream(y).map(array -> new Result(array.dtype(), false)).toList());
  }

  static List<Argument> arguments(Array[] x) {
    List<Argument> arguments = new ArrayList<>(x.length);
    for (Array array : x) {
      arguments.add(new Argument(array.dtype(), access(array)));
    }
    return arguments;
  }

  private static Access access(Array array) {
    if (array.isUniform()) {
      return Access.UNIFORM;
    }
    return array.isContiguous() ? Access.WHOLE : Access.BROADCAST;
  }

  /// The type in which numbers are computed.
  DType number() {
    for (Argument argument : arguments) {
      if (argument.dtype() != DType.BOOL) {
        return argument.dtype();
      }
    }
    DType result = results.getFirst().dtype();
    return result == DType.BOOL ? DType.F64 : result;
  }

  /// Whether all numbers that come in have one type: only such programs are compiled.
  boolean hasOneNumberType() {
    return arguments.stream().allMatch(argument -> argument.dtype() == DType.BOOL || argument.dtype() == number());
  }
}
