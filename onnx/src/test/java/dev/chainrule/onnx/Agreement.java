package dev.chainrule.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.Tensor;
import dev.chainrule.nn.optimize.Untrained;
import java.util.Map;
import java.util.function.BiFunction;

/// A function, the file it is written to, and that file read again: all three agree.
final class Agreement {
  private static final double TOLERANCE = 1e-5;

  private Agreement() {}

  /// Holds a function against its file, as ONNX Runtime runs it and as it is read again.
  ///
  /// @param example what it is exported for
  /// @param inputs  what it is run on, with other numbers of examples too
  @SafeVarargs
  static <P, X> void require(BiFunction<P, X, ?> function, P parameters, X example, X... inputs) throws Exception {
    require(OnnxExport.of(function, parameters, example).bytes(), function, parameters, inputs);
  }

  @SafeVarargs
  static <P, X> void requireFixed(BiFunction<P, X, ?> function, P parameters, X... inputs) throws Exception {
    require(OnnxExport.of(function, parameters, inputs[0]).forFixedBatch().bytes(), function, parameters, inputs);
  }

  private static <P, X> void require(byte[] file, BiFunction<P, X, ?> function, P parameters, X[] inputs) throws Exception {
    OnnxModel model = OnnxModel.read("model", file, null);
    assertThat(model.parameters().values().stream().map(tensor -> tensor.value().type()).toList())
        .isEqualTo(Untrained.parametersOf(parameters).stream().map(tensor -> tensor.value().type()).toList());
    assertThat(OnnxExport.named(parameters).keySet()).containsAll(model.parameters().keySet());
    for (X input : inputs) {
      Object y = function.apply(parameters, input);
      Map<String, Tensor> wanted = y instanceof Tensor tensor ? Map.of("y", tensor) : OnnxExport.named(y);
      requireClose("ONNX Runtime", Runtime.run(file, OnnxExport.named(input)), wanted);
      requireClose("read again", model.apply(model.parameters(), OnnxExport.named(input)), wanted);
    }
  }

  static void requireClose(String who, Map<String, Tensor> found, Map<String, Tensor> wanted) {
    assertThat(found.keySet()).isEqualTo(wanted.keySet());
    wanted.forEach((name, y) -> {
      Tensor other = found.get(name);
      assertThat(other.value().type()).as("%s: %s", who, name).isEqualTo(y.value().type());
      for (int i = 0; i < y.size(); i++) {
        double a = y.value().array().getDouble(i);
        double b = other.value().array().getDouble(i);
        assertThat(Math.abs(a - b) <= TOLERANCE * (1 + Math.abs(a)) || Double.compare(a, b) == 0 || a == b)
            .as("%s: %s at %d is %s, not %s", who, name, i, b, a).isTrue();
      }
    });
  }
}
