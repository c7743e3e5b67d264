package dev.chainrule.bench;

import static dev.chainrule.Chainrule.jit;

import dev.chainrule.Tensor;
import dev.chainrule.graph.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Matrix products: squares, the shapes of layers, narrow and tiny ones, transposed operands, batches.
final class MatmulCases {
  private static final String GROUP = "gemm";

  private MatmulCases() {}

  static List<Case> all() {
    List<Case> cases = new ArrayList<>();
    for (DType dtype : List.of(DType.F32, DType.F64)) {
      for (int size : new int[] {8, 16, 32, 64, 128, 256, 512, 1024, 2048}) {
        cases.add(product(dtype, size, size, size, "nn", 1));
      }
      for (String transposed : List.of("nt", "tn", "tt")) {
        cases.add(product(dtype, 512, 512, 512, transposed, 1));
      }
      cases.add(product(dtype, 128, 784, 256, "nn", 1));
      cases.add(product(dtype, 784, 128, 256, "tn", 1));
      cases.add(product(dtype, 1024, 128, 384, "nn", 1));
      cases.add(product(dtype, 1024, 128, 65, "nn", 1));
      cases.add(product(dtype, 128, 128, 10, "nn", 1));
      cases.add(product(dtype, 64, 9216, 128, "nn", 1));
      cases.add(product(dtype, 64, 128, 512, "nn", 1));
      cases.add(product(dtype, 1, 512, 512, "nn", 1));
      cases.add(product(dtype, 512, 512, 1, "nn", 1));
      cases.add(product(dtype, 64, 32, 64, "nt", 64));
      cases.add(product(dtype, 64, 64, 32, "nn", 64));
    }
    return cases;
  }

  /// @param form for each operand `n` if it lies as it is multiplied, `t` if its transpose does
  private static Case product(DType dtype, int m, int k, int n, String form, int batch) {
    boolean left = form.charAt(0) == 't';
    boolean right = form.charAt(1) == 't';
    String size = m == k && k == n ? String.valueOf(m) : "%dx%dx%d".formatted(m, k, n);
    String name = "gemm-%s-%s%s%s".formatted(dtype.toString().toLowerCase(Locale.ROOT), size,
        form.equals("nn") ? "" : "-" + form, batch == 1 ? "" : "-batch" + batch);
    return Case.of(name, GROUP,
        () -> TensorWorkload.of(jit((Tensor x, Tensor y) -> lying(x, left).matmul(lying(y, right))),
            matrices(1, dtype, batch, left ? k : m, left ? m : k), matrices(2, dtype, batch, right ? n : k, right ? k : n)),
        Map.of("kind", "matmul", "left", left, "right", right));
  }

  private static Tensor lying(Tensor x, boolean transposed) {
    return transposed ? x.matrixTranspose() : x;
  }

  private static Tensor matrices(int number, DType dtype, int batch, int rows, int columns) {
    return batch == 1 ? Noise.normal(number, dtype, rows, columns) : Noise.normal(number, dtype, batch, rows, columns);
  }
}
