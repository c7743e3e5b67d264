package dev.chainrule.conformance;

import dev.chainrule.Chainrule;
import dev.chainrule.Tensor;
import dev.chainrule.graph.ChainruleException;
import dev.chainrule.graph.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/// Calls of all operations that have a name: those of the reference vectors; for operations without vectors some of our
/// own, stated here or, where one or two numbers will do, drawn. So a new operation is tested unasked.
final class OperationCases {
  /// Where to draw from: the first interval in which an operation is finite.
  private static final double[][] INTERVALS = {{-2, 2}, {0.1, 0.9}, {1.1, 3}};
  /// Draws keep this distance from 0, where many functions have kinks.
  private static final double GAP = 0.05;

  private static final VectorOperations CORE = VectorOperations.ofCore();

  private static final List<OperationCase> STATED = List.of(
      of("adaptiveAvgPool1d", Map.of("size", 3), floats(1, 2, 7)),
      of("adaptiveAvgPool2d", Map.of("size", List.of(2, 3)), floats(1, 2, 5, 4)),
      of("adaptiveAvgPool3d", Map.of("size", List.of(2, 1, 2)), floats(1, 1, 3, 2, 3)),
      of("adaptiveMaxPool1d", Map.of("size", 3), floats(1, 2, 7)),
      of("adaptiveMaxPool2d", Map.of("size", List.of(2, 3)), floats(1, 2, 5, 4)),
      of("adaptiveMaxPool3d", Map.of("size", List.of(2, 1, 2)), floats(1, 1, 3, 2, 3)),
      of("all", Map.of("axes", 1), truths(2, 3)),
      of("and", Map.of(), truths(2, 3), truths(3)),
      of("any", Map.of(), truths(2, 3)),
      of("argSortDescending", Map.of("axis", 1), floats(2, 4)),
      of("avgPool1d", Map.of("kernel", 2, "padding", 1), floats(1, 2, 5)),
      of("avgPool3d", Map.of("kernel", 2, "stride", 1), floats(1, 1, 3, 3, 2)),
      of("bitwiseAnd", Map.of(), integers(90, 2, 3), integers(90, 3)),
      of("bitwiseNot", Map.of(), integers(90, 2, 3)),
      of("bitwiseOr", Map.of(), integers(90, 2, 3), integers(90, 3)),
      of("bitwiseXor", Map.of(), integers(90, 2, 3), integers(90, 3)),
      of("conv1d", Map.of("stride", 2, "padding", 1), floats(2, 2, 6), floats(3, 2, 3)),
      of("conv1d", Map.of("dilation", 2, "groups", 2), floats(1, 2, 6), floats(2, 1, 2), floats(2)),
      of("conv3d", Map.of("padding", List.of(1, 0, 1)), floats(1, 2, 3, 2, 3), floats(2, 2, 2, 2, 2)),
      of("convTranspose1d", Map.of("stride", 2, "outputPadding", 1), floats(1, 2, 4), floats(2, 3, 3)),
      of("convTranspose2d", Map.of("stride", 2, "padding", 1), floats(1, 2, 3, 3), floats(2, 2, 3, 2)),
      of("convTranspose3d", Map.of("groups", 2), floats(1, 2, 2, 2, 2), floats(2, 1, 2, 1, 2)),
      of("cross", Map.of(), floats(2, 3), floats(3)),
      of("cumProd", Map.of("axis", 0), Tensor.of(2.0, 0.0, -1.5, 3.0, 0.0, 2.0)),
      of("det", Map.of(), Tensor.of(new double[][] {{1, 2, 3}, {2, 4, 6}, {0, 1, 5}})),
      of("diagEmbed", Map.of("k", 1), floats(2, 3)),
      of("dot", Map.of(), floats(4), floats(4)),
      of("eigvalsh", Map.of(), floats(3, 3)),
      of("eigvalsh", Map.of(), floats(2, 2, 2)),
      of("gammainc", Map.of(), positive(2, 3), positive(3)),
      of("gammaincc", Map.of(), positive(2, 3), positive(3)),
      of("kron", Map.of(), floats(2, 3), floats(2, 2)),
      of("matrixPower", Map.of("n", 5), floats(3, 3)),
      of("matrixPower", Map.of("n", -2), floats(2, 3, 3)),
      of("matrixTranspose", Map.of(), floats(2, 3, 2)),
      of("matrixNorm", Map.of("kind", "frobenius"), floats(3, 2)),
      of("matrixNorm", Map.of("kind", "one"), floats(3, 2)),
      of("matrixNorm", Map.of("kind", "infinity"), floats(3, 2)),
      of("matrixNorm", Map.of("kind", "spectral"), floats(2, 3, 2)),
      of("maxPool1d", Map.of("kernel", 3, "stride", 1, "padding", 1), floats(1, 2, 5)),
      of("maxPool3d", Map.of("kernel", 2), floats(1, 1, 4, 2, 3)),
      of("norm", Map.of(), Tensor.of(0.0, 0.0, 0.0)),
      of("not", Map.of(), truths(2, 3)),
      of("nuclearNorm", Map.of(), floats(3, 2)),
      of("oneHot", Map.of("depth", 4), integers(4, 2, 3)),
      of("or", Map.of(), truths(2, 3), truths(3)),
      of("pinv", Map.of(), floats(4, 2)),
      of("pinv", Map.of(), floats(2, 2, 3)),
      of("polygamma", Map.of("order", 2), positive(2, 3)),
      of("rmsNorm", Map.of(), floats(2, 4)),
      of("rmsNorm", Map.of(), floats(2, 4), floats(4)),
      of("putAlongAxis", Map.of("axis", 1), floats(2, 4), integers(4, 2, 3), floats(2, 3)),
      of("scatterMax", Map.of("axis", 0), floats(4, 2), integers(4, 3), floats(3, 2)),
      of("scatterMin", Map.of("axis", 1), floats(2, 4), integers(4, 3), floats(2, 3)),
      of("scatterSet", Map.of("axis", 0), floats(4, 2), integers(4, 3), floats(3, 2)),
      of("segmentMax", Map.of("count", 3), floats(5, 2), integers(3, 5)),
      of("segmentMean", Map.of("count", 3), floats(5, 2), integers(3, 5)),
      of("segmentMin", Map.of("count", 3), floats(5, 2), integers(3, 5)),
      of("segmentSum", Map.of("count", 3), floats(5, 2), integers(3, 5)),
      of("shiftLeft", Map.of(), integers(90, 2, 3), integers(5, 3)),
      of("shiftRight", Map.of(), integers(90, 2, 3), integers(5, 3)),
      of("shiftRightLogical", Map.of(), integers(90, 2, 3), integers(5, 3)),
      of("std", Map.of(), Tensor.of(1.0, 1.0, 1.0)),
      of("svdvals", Map.of(), floats(3, 2)),
      of("svdvals", Map.of(), floats(2, 3, 3)),
      of("addAlongAxis", Map.of("axis", 1), floats(2, 4), integers(4, 2, 3), floats(2, 3)),
      of("average", Map.of("axes", 1), floats(2, 3), positive(3)),
      of("betainc", Map.of(), positive(2, 2), positive(2), Tensor.of(0.3, 0.7)),
      of("bincount", Map.of("count", 4), integers(4, 2, 3)),
      of("blockDiag", Map.of(), floats(2, 3), floats(1, 2)),
      of("cdist", Map.of("p", 3), floats(3, 2), floats(2, 2)),
      of("choleskySolve", Map.of(), Tensor.of(new double[][] {{2, 0, 0}, {0.5, 1.5, 0}, {-0.3, 0.4, 1.2}}), floats(3, 2)),
      of("cond", Map.of(), floats(3, 3)),
      of("corrcoef", Map.of(), floats(2, 4)),
      of("cov", Map.of(), floats(2, 4)),
      of("cosineSimilarity", Map.of("axis", 1), floats(2, 3), positive(2, 3)),
      of("diff", Map.of("axis", 1), floats(2, 4)),
      of("dynamicSlice", Map.of("length", 2, "axis", 1), floats(2, 5), Tensor.of(1)),
      of("dynamicUpdate", Map.of("axis", 1), floats(2, 5), floats(2, 2), Tensor.of(1)),
      of("glu", Map.of("axis", 1), floats(2, 4)),
      of("interp", Map.of(), Tensor.of(0.3, 1.7, 2.2), Tensor.of(0.0, 1.0, 2.5), floats(3)),
      of("lerp", Map.of(), floats(2, 3), floats(3), floats(2, 3)),
      of("lstsq", Map.of(), floats(4, 2), floats(4)),
      of("matrixExp", Map.of(), floats(2, 3, 3)),
      of("matrixRank", Map.of(), floats(3, 2)),
      of("moveAxis", Map.of(), floats(2, 3, 2)),
      of("multiDot", Map.of(), floats(2, 3), floats(3, 4), floats(4)),
      of("multigammaln", Map.of("p", 2), Tensor.of(1.3, 2.7, 4.1)),
      of("polyval", Map.of(), floats(3), floats(2, 2)),
      of("quantile", Map.of("q", 0.3, "axis", 1), floats(2, 4)),
      of("rot90", Map.of(), floats(2, 3)),
      of("scatterMul", Map.of("axis", 0), floats(4, 2), integers(4, 3), floats(3, 2)),
      of("searchSorted", Map.of(), floats(2, 3), Tensor.of(-1.0, 0.0, 0.5)),
      of("segmentProd", Map.of("count", 3), floats(5, 2), integers(3, 5)),
      of("slidingWindows", Map.of("extent", 2), floats(2, 4)),
      of("swapAxes", Map.of(), floats(2, 3)),
      of("tensorSolve", Map.of(), floats(2, 2, 4), floats(2, 2)),
      of("trapezoid", Map.of(), floats(2, 4)),
      of("vecdot", Map.of(), floats(2, 3), floats(3)),
      of("vander", Map.of(), floats(3)),
      of("xor", Map.of(), truths(2, 3), truths(3)),
      of("tensordot", Map.of("axes", 2), floats(2, 3, 2), floats(3, 2, 4)));

  private OperationCases() {}

  /// The cases of every operation of the core, by its name, in order.
  static Map<String, List<OperationCase>> ofCore() {
    return of(CORE, VectorFiles.ofCore());
  }

  /// The cases of every operation, by its name, in order.
  static Map<String, List<OperationCase>> of(VectorOperations operations, List<VectorCase> vectors) {
    Map<String, List<OperationCase>> cases = new TreeMap<>();
    for (VectorCase vector : vectors) {
      String name = vector.operation("");
      add(cases, new OperationCase(name, operations.named(name), vector.attributes(), vector.inputs(Chainrule.F64), vector,
          FurtherOperations.inapplicable(name)));
    }
    STATED.forEach(stated -> add(cases, stated));
    FurtherOperations.cases().stream().filter(further -> operations.named(further.name()) != null).forEach(further -> add(cases, further));
    for (String name : operations.names()) {
      cases.computeIfAbsent(name, unseen -> drawn(unseen, operations.named(unseen)));
    }
    return cases;
  }

  private static void add(Map<String, List<OperationCase>> cases, OperationCase added) {
    cases.computeIfAbsent(added.name(), name -> new ArrayList<>()).add(added);
  }

  /// With one input or two that broadcast, from the first interval in which the result is finite.
  private static List<OperationCase> drawn(String name, VectorOperation operation) {
    for (double[] interval : INTERVALS) {
      Tensor x = draw(name, interval, 2, 3);
      Tensor y = draw(name, interval, 3);
      for (List<Tensor> inputs : List.of(List.of(x), List.of(x, y))) {
        OperationCase attempt = new OperationCase(name, operation, new Attributes(Map.of()), inputs, null);
        if (isFinite(attempt)) {
          return List.of(attempt);
        }
      }
    }
    throw new AssertionError("no case can be drawn for the operation '%s'; state one in OperationCases".formatted(name));
  }

  private static boolean isFinite(OperationCase attempt) {
    try {
      Tensor y = attempt.operation().apply(attempt.attributes(), attempt.inputs());
      return !y.dtype().isFloating() || Arrays.stream(y.toDoubles()).allMatch(Double::isFinite);
    } catch (ChainruleException | VectorException | IndexOutOfBoundsException unfit) {
      return false;
    }
  }

  private static OperationCase of(String name, Map<String, ?> attributes, Tensor... inputs) {
    VectorOperation operation = CORE.named(name);
    if (operation == null) {
      throw new AssertionError("there is no operation '%s'".formatted(name));
    }
    return new OperationCase(name, operation, new Attributes(attributes), List.of(inputs), null);
  }

  private static Tensor floats(int... extents) {
    return draw("floats", INTERVALS[0], extents);
  }

  private static Tensor positive(int... extents) {
    return draw("positive", INTERVALS[2], extents);
  }

  private static Tensor draw(String name, double[] interval, int... extents) {
    Shape shape = Shape.of(extents);
    return Tensor.of(shape, new Random(name.hashCode() * 31L + shape.hashCode()).doubles(shape.size(), interval[0], interval[1])
        .map(x -> Math.abs(x) < GAP ? x + 3 * GAP : x).toArray());
  }

  /// Numbers from 0 to the bound, that excluded.
  private static Tensor integers(int bound, int... extents) {
    Shape shape = Shape.of(extents);
    return Tensor.of(shape, new Random(shape.hashCode()).ints(shape.size(), 0, bound).asDoubleStream().toArray()).to(Chainrule.I32);
  }

  private static Tensor truths(int... extents) {
    return integers(2, extents).to(Chainrule.BOOL);
  }
}
