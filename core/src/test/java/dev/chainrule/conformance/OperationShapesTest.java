package dev.chainrule.conformance;

import static dev.chainrule.Chainrule.jit;
import static dev.chainrule.Chainrule.jvp;
import static dev.chainrule.Chainrule.vjp;
import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.Tensor;
import dev.chainrule.graph.ChainruleException;
import dev.chainrule.graph.Shape;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every operation on scalars and on tensors without elements: it works, in all modes, or says in its own name why not.
class OperationShapesTest {
  private static final List<Shape> SHAPES = List.of(Shape.of(), Shape.of(0), Shape.of(1), Shape.of(2, 0), Shape.of(0, 2), Shape.of(1, 1),
      Shape.of(2, 0, 0), Shape.of(0, 2, 2), Shape.of(1, 2, 0, 3));

  /// Under another name in the table of names than in the library.
  private static final Map<String, String> NAMES = Map.of("slice", "get", "nuclearNorm", "matrixNorm", "trace", "diagonal");

  static Stream<OperationCase> cases() {
    return OperationCases.ofCore().values().stream().map(List::getFirst)
        .flatMap(call -> SHAPES.stream().map(shape -> call.withInputs(
            call.inputs().stream().map(x -> filled(x, shape)).toList())));
  }

  private static Tensor filled(Tensor like, Shape shape) {
    return like.dtype().isFloating() ? Tensor.full(like.dtype(), 0.5, shape.extents()) : Tensor.zeros(like.dtype(), shape.extents());
  }

  @ParameterizedTest(name = "{index} {0}")
  @MethodSource("cases")
  void allModesWorkOrTheOperationSaysWhyNot(OperationCase call) {
    Tensor y;
    try {
      y = call.operation().apply(call.attributes(), call.inputs());
    } catch (ChainruleException refused) {
      assertThat(refused.getMessage()).hasSizeGreaterThan(30)
          .startsWith("[%s] ".formatted(NAMES.getOrDefault(call.name(), call.name())));
      return;
    }
    Function<List<Tensor>, Tensor> f = call.function();
    List<Tensor> x = call.point();
    if (!call.isDifferentiable()) {
      return;
    }
    Function<List<Tensor>, List<Tensor>> pull = at -> vjp(f, at).pullback().apply(y.onesLike());
    assertThat(jit(f).apply(x).toDoubles()).isEqualTo(y.toDoubles());
    assertThat(jvp(f, x, x).tangent().shape()).isEqualTo(y.shape());
    assertThat(pull.apply(x).stream().map(Tensor::shape)).isEqualTo(x.stream().map(Tensor::shape).toList());
    assertThat(jvp(pull, x, x).tangent().stream().map(Tensor::shape)).isEqualTo(x.stream().map(Tensor::shape).toList());
    assertThat(vjp(pull, x).pullback().apply(x).stream().map(Tensor::shape)).isEqualTo(x.stream().map(Tensor::shape).toList());
  }
}
