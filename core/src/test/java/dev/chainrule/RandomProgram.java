package dev.chainrule;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// A program of operations on vectors of three numbers and matrices of three rows, as a list of lines; each reads values
/// that earlier lines made. It prints as one reads it, one line after the other.
record RandomProgram(List<Line> lines) {
  enum Kind { VECTOR, MATRIX }

  /// An operation that keeps numbers in a range where differences are accurate.
  record Operation(String name, Kind result, List<Kind> operands, Function<Tensor[], Tensor> apply) {
    Tensor on(Tensor... x) {
      return apply.apply(x);
    }
  }

  /// An operation, and for each operand how far back the value of its kind is.
  record Line(Operation operation, List<Integer> back) {}

  static final List<Operation> OPERATIONS = new ArrayList<>();

  static {
    addPointwise();
    addReductions();
    addLayoutAndIndexing();
    addMatrices();
    addControlFlow();
  }

  private static void addPointwise() {
    vector("neg", Tensor::neg);
    vector("sin", Tensor::sin);
    vector("tanh", Tensor::tanh);
    vector("sigmoid", Tensor::sigmoid);
    vector("softplus", x -> x.tanh().softplus());
    vector("exp", x -> x.tanh().exp());
    vector("square", x -> x.tanh().square());
    vector("log1p", x -> x.square().log1p());
    vector("sqrt", x -> x.square().plus(1).sqrt());
    vector("abs", Tensor::abs);
    vector("relu", Tensor::relu);
    vectors("plus", Tensor::plus);
    vectors("minus", Tensor::minus);
    vectors("times", (x, y) -> x.tanh().times(y));
    vectors("div", (x, y) -> x.div(y.square().plus(1)));
    vectors("maximum", Tensor::maximum);
    vectors("atan2", (x, y) -> x.atan2(y.square().plus(1)));
    vectors("where", (x, y) -> x.gt(100).where(x.log(), y.plus(x)));
    matrix("sin", Tensor::sin);
    matrix("gelu", Tensor::gelu);
    matrices("plus", Tensor::plus);
    matrices("times", (a, b) -> a.tanh().times(b));
  }

  private static void addReductions() {
    vector("softmax", x -> x.softmax(0));
    vector("logSoftmax", x -> x.tanh().logSoftmax(0));
    vector("mean", x -> x.mean().broadcastTo(3));
    vector("max", x -> x.minus(x.max()));
    vector("norm", x -> x.div(x.norm().plus(1)));
    vector("prod", x -> x.tanh().prod().plus(x));
    vector("cumSum", x -> x.tanh().cumSum(0));
    vector("cumProd", x -> x.tanh().cumProd(0));
    rows("sumOfRows", a -> a.sum(1));
    rows("meanOfColumns", a -> a.mean(0));
    rows("maxOfRows", a -> a.max(1));
    rows("logSumExpOfRows", a -> a.logSumExp(1));
    rows("prodOfColumns", a -> a.tanh().prod(0));
    rows("stdOfRows", a -> a.std(1));
    matrix("layerNorm", a -> a.layerNorm(0.1));
    matrix("cumSumDown", a -> a.tanh().cumSum(0));
  }

  private static void addLayoutAndIndexing() {
    vector("flip", Tensor::flip);
    vector("roll", x -> x.roll(1, 0));
    vector("sort", x -> x.sort(0));
    vectors("gather", (x, y) -> x.take(Tensor.of(2, 0, 2), 0).plus(y));
    vectors("scatterAdd", (x, y) -> x.scatterAdd(Tensor.of(1, 1, -1), y, 0));
    vectors("concat", (x, y) -> Functions.concat(0, x, y).get(Range.of(1, 6).step(2)));
    matrix("transpose", Tensor::transpose);
    matrix("tril", Tensor::tril);
    matrix("takeRows", a -> a.take(Tensor.of(1, 1, 0), 0));
    matrix("takeAlongRows", a -> a.takeAlongAxis(Tensor.of(2, 0, 1, 1, 1, 1, 0, 2, 0).reshape(3, 3), 1));
    matrix("pad", a -> a.pad(new int[] {1, 0}, new int[] {0, 0}, 0.5).get(Range.of(0, 3), Range.all()));
    rows("diagonal", Tensor::diagonal);
    rows("column", a -> a.get(Range.all(), Range.at(1)));
    add("diagEmbed", Kind.MATRIX, List.of(Kind.VECTOR), x -> x[0].diagEmbed());
    add("plusRow", Kind.MATRIX, List.of(Kind.MATRIX, Kind.VECTOR), x -> x[0].plus(x[1]));
    add("timesColumn", Kind.MATRIX, List.of(Kind.MATRIX, Kind.VECTOR), x -> x[0].tanh().times(x[1].expandDims(1)));
  }

  private static void addMatrices() {
    matrices("matmul", (a, b) -> a.tanh().matmul(b.tanh()));
    add("matvec", Kind.VECTOR, List.of(Kind.MATRIX, Kind.VECTOR), x -> x[0].tanh().matmul(x[1]));
    add("outer", Kind.MATRIX, List.of(Kind.VECTOR, Kind.VECTOR), x -> x[0].tanh().outer(x[1].tanh()));
    matrices("einsum", (a, b) -> Functions.einsum("ij,jk->ki", a.tanh(), b.tanh()));
    matrices("attention", (a, b) -> Functions.attention(a, b, a));
    matrix("cholesky", a -> definite(a).cholesky());
    matrix("inv", a -> dominant(a).inv());
    matrix("logAbsDet", a -> a.times(dominant(a).logAbsDet()));
    matrix("det", a -> a.tanh().times(a.tanh().det()));
    add("solve", Kind.VECTOR, List.of(Kind.MATRIX, Kind.VECTOR), x -> dominant(x[0]).solve(x[1].expandDims(1)).squeeze(1));
  }

  /// Far from singular, and not symmetric, lest a forgotten transpose go unnoticed.
  private static Tensor dominant(Tensor a) {
    return a.tanh().times(0.3).plus(Functions.eye(a.dtype(), 3));
  }

  private static Tensor definite(Tensor a) {
    return a.tanh().matmul(a.tanh().transpose()).plus(Functions.eye(a.dtype(), 3));
  }

  private static void addControlFlow() {
    vector("jit", x -> Chainrule.jit(Tensor::sin).apply(x));
    vector("cond", x -> Chainrule.cond(x.sum().stopGradient().gt(0), x::cos, () -> x));
    vector("switchCase", x -> Chainrule.switchCase(Tensor.of(1), List.of(() -> x, x::sin)));
    vector("scan", x -> Chainrule.scan((Tensor c, Tensor s) -> new Step<>(c.times(s).tanh().plus(x), c), x, x).carry());
    vector("fori", x -> Chainrule.fori(0, 3, (i, at) -> at.tanh().plus(x), x));
    vector("whileLoop", x -> Chainrule.whileLoop(at -> at.abs().max().stopGradient().gt(0.5), at -> at.times(0.4), x));
    vector("checkpoint", x -> Chainrule.checkpoint((UnaryOperator<Tensor>) at -> at.sin().times(at)).apply(x));
    vector("grad", x -> Chainrule.grad(at -> at.sin().times(x).sum()).apply(x));
    add("scanRows", Kind.VECTOR, List.of(Kind.MATRIX, Kind.VECTOR),
        x -> Chainrule.scan((Tensor c, Tensor row) -> new Step<>(c.times(row).tanh(), row), x[1], x[0]).carry());
    add("vmapRows", Kind.MATRIX, List.of(Kind.MATRIX, Kind.VECTOR),
        x -> Chainrule.vmap(row -> row.sin().times(x[1]).cumSum(0)).apply(x[0]));
  }

  private static void vector(String name, UnaryOperator<Tensor> f) {
    add(name, Kind.VECTOR, List.of(Kind.VECTOR), x -> f.apply(x[0]));
  }

  private static void vectors(String name, BinaryOperator<Tensor> f) {
    add(name, Kind.VECTOR, List.of(Kind.VECTOR, Kind.VECTOR), x -> f.apply(x[0], x[1]));
  }

  private static void matrix(String name, UnaryOperator<Tensor> f) {
    add(name, Kind.MATRIX, List.of(Kind.MATRIX), x -> f.apply(x[0]));
  }

  private static void matrices(String name, BinaryOperator<Tensor> f) {
    add(name, Kind.MATRIX, List.of(Kind.MATRIX, Kind.MATRIX), x -> f.apply(x[0], x[1]));
  }

  private static void rows(String name, UnaryOperator<Tensor> f) {
    add(name, Kind.VECTOR, List.of(Kind.MATRIX), x -> f.apply(x[0]));
  }

  private static void add(String name, Kind result, List<Kind> operands, Function<Tensor[], Tensor> apply) {
    OPERATIONS.add(new Operation(name, result, operands, apply));
  }

  /// The sum of all elements of the last value. The first vector and the first matrix are the arguments.
  Tensor run(List<Tensor> arguments) {
    List<Tensor> vectors = new ArrayList<>(List.of(arguments.get(0)));
    List<Tensor> matrices = new ArrayList<>(List.of(arguments.get(1)));
    Tensor last = null;
    for (Line line : lines) {
      Tensor[] x = new Tensor[line.back.size()];
      for (int i = 0; i < x.length; i++) {
        List<Tensor> values = line.operation.operands.get(i) == Kind.VECTOR ? vectors : matrices;
        x[i] = values.get(Math.max(0, values.size() - 1 - line.back.get(i)));
      }
      last = line.operation.on(x);
      (line.operation.result == Kind.VECTOR ? vectors : matrices).add(last);
    }
    return last.sum();
  }

  /// The lines that the result depends on; shrinking leaves others in between.
  @Override
  public String toString() {
    int[] known = {1, 1};
    LinkedHashMap<String, String> text = new LinkedHashMap<>();
    Map<String, List<String>> reads = new HashMap<>();
    String last = "";
    for (Line line : lines) {
      List<String> operands = IntStream.range(0, line.back.size()).mapToObj(i -> {
        Kind kind = line.operation.operands.get(i);
        return name(kind, Math.max(0, known[kind.ordinal()] - 1 - line.back.get(i)));
      }).toList();
      last = name(line.operation.result, known[line.operation.result.ordinal()]++);
      text.put(last, "%s = %s(%s)\n".formatted(last, line.operation.name, String.join(", ", operands)));
      reads.put(last, operands);
    }
    Set<String> needed = new HashSet<>(Set.of(last));
    List.copyOf(text.sequencedKeySet()).reversed().stream().filter(needed::contains).forEach(name -> needed.addAll(reads.get(name)));
    return text.entrySet().stream().filter(entry -> needed.contains(entry.getKey())).map(Map.Entry::getValue)
        .collect(Collectors.joining("", "", "sum of " + last));
  }

  private static String name(Kind kind, int number) {
    return (kind == Kind.VECTOR ? "v" : "m") + number;
  }

  static double[] flat(List<Tensor> tensors) {
    return tensors.stream().map(Tensor::toDoubles).flatMapToDouble(Arrays::stream).toArray();
  }
}
