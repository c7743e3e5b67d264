package dev.chainrule.op;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.ChainruleException;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.Graph;
import dev.chainrule.graph.Literal;
import dev.chainrule.graph.Pointwise;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.Type;
import dev.chainrule.graph.Value;
import dev.chainrule.transform.Simplify;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every row of the table, with known numbers for some of its inputs or for all of them: whatever algebra makes of it, the
/// result is the same, at special values too.
class PrimitiveSimplificationTest {
  private static final double[] FLOATING = {0, -0.0, 1, -1, 2.5, Double.POSITIVE_INFINITY, Double.NaN};
  /// The square of the last is no `double`.
  private static final double[] WHOLE = {0, 1, -1, 3, 94_906_267};
  private static final double[] TRUTH = {0, 1};
  private static final Shape SHAPE = Shape.of(FLOATING.length);

  static Stream<Pointwise> rows() {
    return Gates.table().stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void knownNumbersChangeNothing(Pointwise row) {
    for (DType dtype : dtypes(row)) {
      for (int known = 0; known < 1 << row.arity(); known++) {
        for (double number : numbers(dtype)) {
          assertSimplified(row, dtype, known, number);
        }
      }
    }
  }

  private static List<DType> dtypes(Pointwise row) {
    return switch (row.signature()) {
      case FLOATING -> List.of(DType.F64);
      case NUMERIC, COMPARISON, ANY, SELECTION -> List.of(DType.F64, DType.I64);
      case INTEGER -> List.of(DType.I64);
      case LOGICAL -> List.of(DType.BOOL);
    };
  }

  private static double[] numbers(DType dtype) {
    return dtype.isFloating() ? FLOATING : dtype.isInteger() ? WHOLE : TRUTH;
  }

  private static void assertSimplified(Pointwise row, DType dtype, int known, double number) {
    List<Type> types = IntStream.range(0, row.arity())
        .mapToObj(i -> new Type(row.signature() == Pointwise.Signature.SELECTION && i == 0 ? DType.BOOL : dtype, SHAPE)).toList();
    int[] unknown = IntStream.range(0, row.arity()).filter(i -> (known >> i & 1) == 0).toArray();
    Graph.Builder builder = new Graph.Builder(IntStream.of(unknown).mapToObj(types::get).toList());
    List<Integer> inputs = new ArrayList<>();
    for (int i = 0; i < row.arity(); i++) {
      Literal literal = new Literal(types.get(i), types.get(i).dtype().holds(number) ? number : 1);
      inputs.add((known >> i & 1) == 0 ? Arrays.binarySearch(unknown, i) : builder.add(literal, List.of(), null));
    }
    Graph graph = builder.build(List.of(builder.add(row, inputs, null)));
    Graph simplified = Simplify.all(graph);
    Value[] x = IntStream.of(unknown).mapToObj(i -> elements(types.get(i), i)).toArray(Value[]::new);
    String expected = outcome(row, graph, x);
    assertThat(outcome(row, simplified, x)).as("%s, where %s are known to be %s", graph, known, number).isEqualTo(expected);
  }

  /// The numbers of a type, in another order for each input.
  private static Value elements(Type type, int input) {
    double[] numbers = numbers(type.dtype());
    double[] elements = IntStream.range(0, type.shape().size()).mapToDouble(i -> numbers[(i + input) % numbers.length]).toArray();
    return new Cast(type.dtype()).on(Value.constant(Array.of(type.withDType(DType.F64), elements)));
  }

  /// The elements, or the error. Where zero wins, its sign does not count.
  private static String outcome(Pointwise row, Graph graph, Value[] x) {
    try {
      Array y = graph.replay(x)[0].array();
      return y.type() + ": " + IntStream.range(0, y.size()).mapToObj(i -> y.dtype().isFloating()
          ? String.valueOf(row == Gates.ZERO_TIMES ? y.getDouble(i) + 0.0 : y.getDouble(i))
          : String.valueOf(y.getLong(i))).toList();
    } catch (ChainruleException refused) {
      return refused.getMessage();
    }
  }
}
