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

  /// Over some axes, all where none are named; the result lacks them.
  void reduction(String name, OverAxes operation) {
    add(name, (attributes, x) -> reduced(operation, attributes, x.getFirst()));
  }

  /// The same, of which the result may also keep the axes.
  void reduction(String name, OverAxes operation, KeepingAxes keeping) {
    add(name, (attributes, x) -> {
      boolean kept = attributes.flag("keepDims", attributes.flag("keepdims", false));
      return kept && !namesNone(attributes)
          ? keeping.apply(x.getFirst(), Functions.keepDims(axes(attributes)))
          : reduced(operation, attributes, x.getFirst());
    });
  }

  /// An empty list is as a list of one further axis of extent 1, since our own reductions read it as all.
  private static Tensor reduced(OverAxes operation, Attributes attributes, Tensor x) {
    return namesNone(attributes) ? operation.apply(x.expandDims(-1), -1) : operation.apply(x, axes(attributes));
  }

  private static boolean namesNone(Attributes attributes) {
    return (attributes.has("axis") || attributes.has("axes")) && axes(attributes).length == 0;
  }

  /// The axes that are named, as one or as a list.
  static int[] axes(Attributes attributes) {
    return attributes.integers(attributes.has("axis") ? "axis" : "axes", new int[0]);
  }
}
