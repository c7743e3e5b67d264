package dev.chainrule;

import dev.chainrule.graph.ShapeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/// Where `vmap` finds the examples: for each tensor of the arguments the axis that counts them, or none, and for
/// each tensor of the result the axis at which to put them. One entry stands for all tensors, and one for each argument for all
/// tensors of that argument.
///
/// {@snippet :
/// var scale = vmap((Tensor x, Tensor w) -> x.times(w), BatchAxes.in(1, BatchAxes.NONE).out(0));
/// Tensor columns = scale.apply(Tensor.of(new double[][] {{1, 2}, {3, 4}}), Tensor.of(10.0));
/// System.out.println(columns.get(0)); // F64[2] [10.0, 30.0]
/// }
///
/// @param inputs  for each leaf of the arguments its axis, or [#NONE]
/// @param outputs for each leaf of the result the axis of the examples there
public record BatchAxes(List<Integer> inputs, List<Integer> outputs) {
  /// The tensor is the same for all examples.
  public static final int NONE = Integer.MIN_VALUE;

  /// The first axis of every tensor: what `vmap` takes if nothing is said.
  public static final BatchAxes FIRST = in(0);

  public BatchAxes {
    inputs = given("inputs", inputs);
    outputs = given("outputs", outputs);
  }

  private static List<Integer> given(String what, List<Integer> axes) {
    for (int i = 0; i < axes.size(); i++) {
      if (axes.get(i) == null) {
        throw new NullPointerException("[vmap] number %d of the %s' axes is null; BatchAxes.NONE stands for tensors that are the same for all examples"
            .formatted(i, what));
      }
    }
    return List.copyOf(axes);
  }

  /// These axes of the arguments' tensors; results have the examples in front.
  public static BatchAxes in(Integer... axes) {
    return new BatchAxes(Arrays.asList(axes), List.of(0));
  }

  /// The same, with the examples at these axes of the result's tensors.
  public BatchAxes out(Integer... axes) {
    return new BatchAxes(inputs, Arrays.asList(axes));
  }

  /// For each leaf of two arguments of so many leaves, where there is an axis for each argument.
  BatchAxes ofArguments(int first, int second) {
    if (inputs.size() != 2 || first + second == 2) {
      return this;
    }
    List<Integer> spread = new ArrayList<>(Collections.nCopies(first, inputs.get(0)));
    spread.addAll(Collections.nCopies(second, inputs.get(1)));
    return new BatchAxes(spread, outputs);
  }

  static List<Integer> spread(List<Integer> axes, int leaves, String what) {
    if (axes.size() != 1 && axes.size() != leaves) {
      throw new ShapeException("[vmap] %d axes %s were given for the %s of the %s; give one axis for each, or one for all"
          .formatted(axes.size(), axes, leaves == 1 ? "one tensor" : leaves + " tensors", what));
    }
    return axes.size() == 1 ? Collections.nCopies(leaves, axes.getFirst()) : axes;
  }
}
