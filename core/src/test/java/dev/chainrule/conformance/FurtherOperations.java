package dev.chainrule.conformance;

import dev.chainrule.BatchAxes;
import dev.chainrule.Chainrule;
import dev.chainrule.Eigen;
import dev.chainrule.Functions;
import dev.chainrule.Lu;
import dev.chainrule.Qr;
import dev.chainrule.RandomKey;
import dev.chainrule.Scanned;
import dev.chainrule.SignAndLogAbsDet;
import dev.chainrule.Step;
import dev.chainrule.Svd;
import dev.chainrule.Tensor;
import dev.chainrule.TopK;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What reference vectors have no form for, as functions from tensors to one tensor: operations with several results, all
/// of these one after the other; choices and loops; and random numbers, which are functions of their key.
final class FurtherOperations {
  private static final Tensor MATRIX = Tensor.of(new double[][] {{2, -1, 0.5}, {0.3, 1.5, -0.7}, {-0.4, 0.9, 1.1}});
  private static final Tensor TALL = Tensor.of(new double[][] {{2, -1}, {0.3, 1.5}, {-0.4, 0.9}});
  private static final Tensor BATCH = Functions.stack(0, MATRIX, MATRIX.transpose().plus(0.2));
  private static final Tensor ROWS = Tensor.of(new double[][] {{0.4, -1.2, 0.7, 1.9}, {-0.3, 0.8, 1.6, -0.9}, {1.1, 0.2, -0.6, 0.5}});
  private static final Tensor TURN = Tensor.of(new double[][] {{0.8, -0.6}, {0.5, 1.1}});
  private static final Tensor VECTOR = Tensor.of(0.4, -1.2, 0.7);
  private static final Tensor POSITIVE = Tensor.of(0.6, 1.7, 3.2);
  private static final Tensor SHARES = Tensor.of(0.2, 0.5, 0.9);
  private static final Tensor KEY = RandomKey.of(7).words();

  /// Single precision draws other numbers than double.
  private static final Set<Measure> IN_BOTH_TYPES = EnumSet.range(Measure.VALUE_F32, Measure.HVP_F32);
  /// The derivative of a rejection sampler at the same key is another than that of the distribution's quantiles, which is
  /// the one that expectations need.
  private static final Set<Measure> IMPLICIT = EnumSet.of(Measure.VALUE_F32, Measure.JVP_F32, Measure.VJP_F32, Measure.HVP_F32,
      Measure.DIFFERENCE, Measure.SECOND_DIFFERENCE);

  private FurtherOperations() {}

  private static final List<OperationCase> CASES = all();

  /// All of them.
  static List<OperationCase> cases() {
    return CASES;
  }

  private static List<OperationCase> all() {
    return Stream.of(severalResults(), PlaceOperations.cases(), FormOperations.cases(), choicesAndLoops(), distributions()).flatMap(List::stream).toList();
  }

  /// Adds them to operations that have reference vectors, by the first case of each name.
  static void addTo(VectorOperations operations) {
    byName().forEach((name, call) -> operations.add(name, call.operation()));
  }

  /// What cannot be measured of the operation of this name, if it is one of these.
  static Set<Measure> inapplicable(String name) {
    OperationCase call = byName().get(name);
    return call == null ? Set.of() : call.inapplicable();
  }

  private static Map<String, OperationCase> byName() {
    return CASES.stream().collect(Collectors.toMap(OperationCase::name, call -> call, (first, next) -> first));
  }

  private static List<OperationCase> severalResults() {
    VectorOperation svd = (attributes, x) -> {
      Svd parts = x.getFirst().svd();
      return attributes.flag("compared", false)
          ? joined(parts.u().abs(), parts.s(), parts.vt().abs(), parts.u().matmul(parts.vt()))
          : joined(parts.u(), parts.s(), parts.vt());
    };
    VectorOperation qr = (attributes, x) -> {
      Qr parts = x.getFirst().qr();
      return attributes.flag("compared", false)
          ? joined(parts.q().abs(), parts.r().abs(), parts.q().matmul(parts.r()))
          : joined(parts.q(), parts.r());
    };
    VectorOperation eigh = (attributes, x) -> {
      Eigen parts = x.getFirst().eigh();
      return attributes.flag("compared", false)
          ? joined(parts.values(), parts.vectors().abs(), weighted(parts.vectors()).matmul(parts.vectors().matrixTranspose()))
          : joined(parts.values(), parts.vectors());
    };
    VectorOperation lu = (attributes, x) -> {
      Lu parts = x.getFirst().lu();
      return joined(parts.permutation(), parts.l(), parts.u());
    };
    VectorOperation slogdet = (attributes, x) -> {
      SignAndLogAbsDet parts = x.getFirst().slogdet();
      return joined(parts.sign(), parts.logAbsDet());
    };
    VectorOperation topK = (attributes, x) -> {
      TopK parts = x.getFirst().topK(attributes.integer("k", 2), -1);
      return joined(parts.values(), parts.indices());
    };
    return List.of(
        of("eigh", eigh, MATRIX), of("eigh", eigh, BATCH), of("lu", lu, MATRIX), of("lu", lu, BATCH),
        of("meshgrid", (attributes, x) -> joined(Functions.meshgrid(x.toArray(Tensor[]::new)).toArray(Tensor[]::new)), VECTOR, SHARES),
        of("qr", qr, TALL), of("qr", qr, BATCH), of("slogdet", slogdet, MATRIX), of("slogdet", slogdet, BATCH),
        of("split", (attributes, x) -> joined(x.getFirst().split(attributes.integers("extents", 2, 2), attributes.integer("axis", 1)).toArray(Tensor[]::new)), ROWS),
        of("split", (attributes, x) -> joined(x.getFirst().split(2, 1).toArray(Tensor[]::new)), ROWS),
        of("svd", svd, TALL), of("svd", svd, TALL.transpose()), of("svd", svd, BATCH), of("topK", topK, ROWS),
        of("unstack", (attributes, x) -> joined(x.getFirst().unstack(attributes.integer("axis", 1)).toArray(Tensor[]::new)), ROWS));
  }

  /// The first eigenvector once, the second twice and so on: their product with their transpose would be the unit matrix.
  private static Tensor weighted(Tensor vectors) {
    return vectors.times(Functions.arange(vectors.dtype(), vectors.shape().extent(-1)).plus(1));
  }

  private static List<OperationCase> choicesAndLoops() {
    UnaryOperator<Tensor> wave = x -> x.sin().times(x);
    BiFunction<Tensor, Tensor, Step<Tensor, Tensor>> recurrence = (h, x) -> {
      Tensor next = h.times(0.5).plus(x).tanh();
      return new Step<>(next, next.square());
    };
    BiFunction<List<Tensor>, BiFunction<Tensor, Tensor, List<Tensor>>, Tensor> over = (x, scan) ->
        joined(scan.apply(x.get(0), x.get(1)).toArray(Tensor[]::new));
    VectorOperation whileLoop = (attributes, x) -> Chainrule.whileLoop(
        (Tensor y) -> y.square().sum().lt(9), y -> y.sin().plus(y.times(1.3)), x.getFirst());
    return List.of(
        of("associativeScan", (attributes, x) -> Chainrule.associativeScan(Tensor::matmul, x.getFirst()), Functions.stack(0, TURN, TURN.transpose(), TURN)),
        of("checkpoint", (attributes, x) -> Chainrule.checkpoint(wave).apply(x.getFirst()), ROWS),
        of("checkpointedScan", (attributes, x) -> over.apply(x, (h, xs) -> results(Chainrule.checkpointedScan(recurrence, h, xs))), VECTOR, ROWS.transpose()),
        of("cond (choice)", (attributes, x) -> Chainrule.cond(x.getFirst().sum().gt(0), () -> wave.apply(x.getFirst()), () -> x.getFirst().exp()), VECTOR),
        of("fori", (attributes, x) -> Chainrule.fori(0, 4, (Tensor i, Tensor y) -> wave.apply(y).plus(x.get(1)), x.get(0)), VECTOR, SHARES),
        of("jit", (attributes, x) -> Chainrule.jit(wave).apply(x.getFirst()), VECTOR),
        of("scan", (attributes, x) -> over.apply(x, (h, xs) -> results(Chainrule.scan(recurrence, h, xs))), VECTOR, ROWS.transpose()),
        of("scanReverse", (attributes, x) -> over.apply(x, (h, xs) -> results(Chainrule.scanReverse(recurrence, h, xs))), VECTOR, ROWS.transpose()),
        of("switchCase", (attributes, x) -> Chainrule.switchCase(x.get(1), List.of(() -> x.get(0).exp(), () -> wave.apply(x.get(0)), () -> x.get(0).square())),
            VECTOR, Tensor.of(1)),
        of("vmap", (attributes, x) -> Chainrule.vmap((Tensor a, Tensor b) -> a.times(b).sum(), BatchAxes.in(0, BatchAxes.NONE)).apply(x.get(0), x.get(1)),
            ROWS.transpose(), VECTOR),
        of("whileLoop", whileLoop, VECTOR),
        of("withJvp", (attributes, x) -> Chainrule.<Tensor, Tensor>withJvp("cube", y -> y.pow(3), (in, out, dx) -> in.square().times(3).times(dx)).apply(x.getFirst()), VECTOR),
        of("withLocal", (attributes, x) -> Chainrule.withLocal("cube", y -> y.pow(3), (in, out) -> in.square().times(3)).apply(x.getFirst()), VECTOR));
  }

  private static List<Tensor> results(Scanned<Tensor, Tensor> scanned) {
    return List.of(scanned.carry(), scanned.results());
  }

  /// Numbers without parameters are scaled by the input, so that there is a derivative.
  private static List<OperationCase> distributions() {
    List<OperationCase> cases = new ArrayList<>();
    Map<String, Function<RandomKey, Tensor>> standard = Map.ofEntries(
        Map.entry("uniform", key -> key.uniform(Chainrule.F64, 3)), Map.entry("normal", key -> key.normal(Chainrule.F64, 3)),
        Map.entry("truncatedNormal", key -> key.truncatedNormal(-1, 2, Chainrule.F64, 3)),
        Map.entry("exponential", key -> key.exponential(Chainrule.F64, 3)), Map.entry("gumbel", key -> key.gumbel(Chainrule.F64, 3)),
        Map.entry("laplace", key -> key.laplace(Chainrule.F64, 3)), Map.entry("logistic", key -> key.logistic(Chainrule.F64, 3)),
        Map.entry("cauchy", key -> key.cauchy(Chainrule.F64, 3)), Map.entry("lognormal", key -> key.lognormal(0.5, Chainrule.F64, 3)),
        Map.entry("rayleigh", key -> key.rayleigh(Chainrule.F64, 3)), Map.entry("ball", key -> key.ball(3, Chainrule.F64)),
        Map.entry("orthogonal", key -> key.orthogonal(3, Chainrule.F64)), Map.entry("rademacher", key -> key.rademacher(Chainrule.F64, 3)));
    standard.forEach((name, draw) -> cases.add(of(name, (attributes, x) -> draw.apply(new RandomKey(x.get(1))).to(x.getFirst().dtype()).times(x.getFirst()), VECTOR, KEY)));
    Map<String, BiFunction<RandomKey, Tensor, Tensor>> ofPositive = Map.of(
        "gamma", RandomKey::gamma, "logGamma", RandomKey::logGamma,
        "dirichlet", RandomKey::dirichlet, "chiSquared", RandomKey::chiSquared, "studentT", RandomKey::studentT);
    ofPositive.forEach((name, draw) -> cases.add(implicit(name, (attributes, x) -> draw.apply(new RandomKey(x.get(1)), x.get(0)), POSITIVE, KEY)));
    cases.add(drawn("weibull", (attributes, x) -> new RandomKey(x.get(1)).weibull(x.get(0)), POSITIVE, KEY));
    cases.add(drawn("pareto", (attributes, x) -> new RandomKey(x.get(1)).pareto(x.get(0)), POSITIVE, KEY));
    cases.add(drawn("poisson", (attributes, x) -> new RandomKey(x.get(1)).poisson(x.get(0)), POSITIVE, KEY));
    cases.add(implicit("beta", (attributes, x) -> new RandomKey(x.get(2)).beta(x.get(0), x.get(1)), POSITIVE, SHARES, KEY));
    cases.add(drawn("multivariateNormal", (attributes, x) -> new RandomKey(x.get(2)).multivariateNormal(x.get(0), x.get(1).matmul(x.get(1).transpose())), VECTOR, MATRIX, KEY));
    cases.add(drawn("gumbelSoftmax", (attributes, x) -> new RandomKey(x.get(1)).gumbelSoftmax(x.get(0), 0.7, false), VECTOR, KEY));
    cases.add(drawn("bernoulli", (attributes, x) -> new RandomKey(x.get(1)).bernoulli(x.get(0)), SHARES, KEY));
    cases.add(drawn("binomial", (attributes, x) -> new RandomKey(x.get(1)).binomial(x.get(0).zerosLike().plus(5), x.get(0)), SHARES, KEY));
    cases.add(drawn("geometric", (attributes, x) -> new RandomKey(x.get(1)).geometric(x.get(0)), SHARES, KEY));
    cases.add(drawn("categorical", (attributes, x) -> new RandomKey(x.get(1)).categorical(x.get(0), 4), VECTOR, KEY));
    cases.add(drawn("shuffle", (attributes, x) -> new RandomKey(x.get(1)).shuffle(x.get(0)), VECTOR, KEY));
    cases.add(drawn("choice", (attributes, x) -> new RandomKey(x.get(1)).choice(x.get(0), 2, false), VECTOR, KEY));
    cases.add(drawn("permutation", (attributes, x) -> new RandomKey(x.getFirst()).permutation(5), KEY));
    cases.add(drawn("randint", (attributes, x) -> new RandomKey(x.getFirst()).randint(0, 9, 4), KEY));
    cases.add(drawn("bits", (attributes, x) -> new RandomKey(x.getFirst()).bits(Chainrule.I32, 4), KEY));
    return List.copyOf(cases);
  }

  /// All elements, one after the other, in the type of the first floating one.
  private static Tensor joined(Tensor... results) {
    Tensor floating = Arrays.stream(results).filter(each -> each.dtype().isFloating()).findFirst().orElseThrow();
    return Functions.concat(0, Arrays.stream(results).map(each -> each.to(floating.dtype()).flatten()).toList());
  }

  static OperationCase of(String name, VectorOperation operation, Tensor... inputs) {
    return new OperationCase(name, operation, new Attributes(Map.of()), List.of(inputs), null, Set.of());
  }

  static OperationCase drawn(String name, VectorOperation operation, Tensor... inputs) {
    return drawn(name, IN_BOTH_TYPES, operation, inputs);
  }

  private static OperationCase implicit(String name, VectorOperation operation, Tensor... inputs) {
    return drawn(name, IMPLICIT, operation, inputs);
  }

  static OperationCase drawn(String name, Set<Measure> inapplicable, VectorOperation operation, Tensor... inputs) {
    return new OperationCase(name, operation, new Attributes(Map.of()), List.of(inputs), null, inapplicable);
  }
}
