package dev.chainrule.conformance;

import dev.chainrule.Functions;
import dev.chainrule.KeepDims;
import dev.chainrule.Tensor;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// The operations of the reference vectors by their names, as calls of the public API. Each family has its own file;
/// what lies in rooms above adds its rows with [#add].
public final class VectorOperations {
  private final Map<String, VectorOperation> byName = new TreeMap<>();
  private final Set<String> linearAlgebra = new HashSet<>();

  private VectorOperations() {}

  /// Those of this module.
  public static VectorOperations ofCore() {
    VectorOperations operations = new VectorOperations();
    PointwiseRows.addTo(operations);
    SpecialRows.addTo(operations);
    ReductionRows.addTo(operations);
    StatisticsRows.addTo(operations);
    LayoutRows.addTo(operations);
    IndexingRows.addTo(operations);
    LinearAlgebraRows.addTo(operations);
    NetworkRows.addTo(operations);
    return operations;
  }

  /// All names, in order.
  Set<String> names() {
    return byName.keySet();
  }

  /// The operation of this name, or null if there is none.
  @Nullable VectorOperation named(String name) {
    return byName.get(name);
  }

  /// Whether an operation solves systems, and is compared as such.
  boolean isLinearAlgebra(String name) {
    return linearAlgebra.contains(name);
  }

  /// Adds an operation.
  public void add(String name, VectorOperation operation) {
    if (byName.put(name, operation) != null) {
      throw new IllegalArgumentException("the operation '%s' is there twice".formatted(name));
    }
  }

  /// Adds an operation that solves systems, whose results lose some digits.
  void addLinearAlgebra(String name, VectorOperation operation) {
    add(name, operation);
    linearAlgebra.add(name);
  }

  void unary(String name, UnaryOperator<Tensor> operation) {
    add(name, (attributes, x) -> operation.apply(x.getFirst()));
  }

  /// Adds an operation of two inputs.
  public void binary(String name, BinaryOperator<Tensor> operation) {
    add(name, (attributes, x) -> operation.apply(x.get(0), x.get(1)));
  }

  interface AlongAxis {
    Tensor apply(Tensor x, int axis);
  }

  /// Along one axis, the last where none is named.
  void along(String name, AlongAxis operation) {
    add(name, (attributes, x) -> operation.apply(x.getFirst(), attributes.integer("axis", -1)));
  }

  /// Along one axis, where none is named of all elements in one.
  void alongOrFlat(String name, AlongAxis operation) {
    add(name, (attributes, x) -> attributes.has("axis")
        ? operation.apply(x.getFirst(), attributes.integer("axis"))
        : operation.apply(x.getFirst().flatten(), 0));
  }

  interface OverAxes {
    Tensor apply(Tensor x, int... axes);
  }

  interface KeepingAxes {
    Tensor apply(Tensor x, KeepDims axes);
  }

  /// Over some axes, all where none are named. An empty list is as a list of one further axis of extent 1, since our own
  /// reductions read it as all.
  void reduction(String name, OverAxes operation, KeepingAxes keeping) {
    add(name, (attributes, x) -> {
      String given = attributes.has("axis") ? "axis" : "axes";
      int[] axes = attributes.integers(given, new int[0]);
      if (attributes.has(given) && axes.length == 0) {
        return operation.apply(x.getFirst().expandDims(-1), -1);
      }
      return attributes.flag("keepDims", attributes.flag("keepdims", false))
          ? keeping.apply(x.getFirst(), Functions.keepDims(axes))
          : operation.apply(x.getFirst(), axes);
    });
  }
}
