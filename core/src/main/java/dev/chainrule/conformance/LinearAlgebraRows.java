package dev.chainrule.conformance;

import dev.chainrule.Functions;
import dev.chainrule.MatrixNorm;
import dev.chainrule.Tensor;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/// Operations on matrices.
final class LinearAlgebraRows {
  private LinearAlgebraRows() {}

  static void addTo(VectorOperations operations) {
    addProducts(operations);
    addStructure(operations);
    addSolvers(operations);
  }

  private static void addProducts(VectorOperations operations) {
    operations.binary("cross", Tensor::cross);
    operations.binary("dot", Tensor::dot);
    operations.binary("kron", Tensor::kron);
    operations.binary("matmul", Tensor::matmul);
    operations.binary("outer", Tensor::outer);
    operations.add("einsum", (attributes, x) -> Functions.einsum(attributes.text("equation"), x.toArray(Tensor[]::new)));
    operations.add("blockDiag", (attributes, x) -> Functions.blockDiag(x.toArray(Tensor[]::new)));
    operations.add("multiDot", (attributes, x) -> Functions.multiDot(x.toArray(Tensor[]::new)));
    operations.binary("vecdot", Tensor::vecdot);
    operations.add("vander", (attributes, x) -> x.getFirst().vander(attributes.integer("count", 3)));
    operations.add("matrixPower", (attributes, x) -> x.getFirst().matrixPower(attributes.integer("n")));
    operations.add("tensordot", (attributes, x) -> x.get(0).tensordot(x.get(1), attributes.integer("axes", 2)));
  }

  private static void addStructure(VectorOperations operations) {
    operations.add("diag", (attributes, x) -> diag(x.getFirst(), offset(attributes)));
    operations.add("diagEmbed", (attributes, x) -> x.getFirst().diagEmbed(offset(attributes)));
    operations.add("diagonal", (attributes, x) -> matricesLast(attributes, x.getFirst()).diagonal(offset(attributes)));
    operations.unary("matrixTranspose", Tensor::matrixTranspose);
    operations.add("trace", (attributes, x) -> trace(matricesLast(attributes, x.getFirst()), offset(attributes)));
    operations.add("tril", (attributes, x) -> x.getFirst().tril(offset(attributes)));
    operations.add("triu", (attributes, x) -> x.getFirst().triu(offset(attributes)));
  }

  /// Which diagonal; NumPy calls it `k` or `offset`.
  private static int offset(Attributes attributes) {
    return attributes.integer("k", attributes.integer("offset", 0));
  }

  /// The axes that make the matrices at the end, where our operations have them; NumPy's and JAX's take the first two.
  private static Tensor matricesLast(Attributes attributes, Tensor x) {
    int rows = x.shape().axis("diagonal", attributes.integer("axis1", 0));
    int columns = x.shape().axis("diagonal", attributes.integer("axis2", 1));
    IntStream others = IntStream.range(0, x.rank()).filter(axis -> axis != rows && axis != columns);
    return x.transpose(IntStream.concat(others, IntStream.of(rows, columns)).toArray());
  }

  private static Tensor diag(Tensor x, int diagonal) {
    return diagonal == 0 ? x.diag() : x.rank() == 1 ? x.diagEmbed(diagonal) : x.diagonal(diagonal);
  }

  private static Tensor trace(Tensor x, int diagonal) {
    return diagonal == 0 ? x.trace() : x.diagonal(diagonal).sum(-1);
  }

  private static void addSolvers(VectorOperations operations) {
    solver(operations, "cholesky", Tensor::cholesky);
    solver(operations, "det", Tensor::det);
    solver(operations, "eigvalsh", Tensor::eigvalsh);
    solver(operations, "inv", Tensor::inv);
    solver(operations, "logAbsDet", Tensor::logAbsDet);
    operations.addLinearAlgebra("matrixNorm", (attributes, x) -> x.getFirst().matrixNorm(kind(attributes.text("kind"))));
    solver(operations, "nuclearNorm", x -> x.matrixNorm(MatrixNorm.NUCLEAR));
    solver(operations, "cond", Tensor::cond);
    solver(operations, "matrixExp", Tensor::matrixExp);
    solver(operations, "matrixRank", Tensor::matrixRank);
    operations.addLinearAlgebra("choleskySolve", (attributes, x) -> x.get(0).choleskySolve(x.get(1)));
    operations.addLinearAlgebra("lstsq", (attributes, x) -> x.get(0).lstsq(x.get(1)));
    operations.addLinearAlgebra("tensorSolve", (attributes, x) -> x.get(0).tensorSolve(x.get(1)));
    solver(operations, "pinv", Tensor::pinv);
    solver(operations, "svdvals", Tensor::svdvals);
    operations.addLinearAlgebra("solve", (attributes, x) -> x.get(0).solve(x.get(1)));
    operations.addLinearAlgebra("solveTriangular", (attributes, x) -> {
      boolean lower = attributes.flag("lower", false);
      Tensor a = attributes.flag("unitDiagonal", false) ? withUnitDiagonal(x.get(0), lower) : x.get(0);
      return a.solveTriangular(x.get(1), lower, attributes.flag("transposed", attributes.flag("trans", false)));
    });
  }

  private static MatrixNorm kind(String name) {
    return Arrays.stream(MatrixNorm.values()).filter(kind -> kind.name().equalsIgnoreCase(name)).findFirst()
        .orElseThrow(() -> new VectorException("attribute 'kind' is %s, but must be one of %s".formatted(name, Arrays.toString(MatrixNorm.values()))));
  }

  private static Tensor withUnitDiagonal(Tensor a, boolean lower) {
    return (lower ? a.tril(-1) : a.triu(1)).plus(Functions.eye(a.dtype(), a.shape().extent(-1)));
  }

  private static void solver(VectorOperations operations, String name, UnaryOperator<Tensor> operation) {
    operations.addLinearAlgebra(name, (attributes, x) -> operation.apply(x.getFirst()));
  }
}
