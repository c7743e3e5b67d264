package dev.chainrule;

import static dev.chainrule.Chainrule.F64;
import static dev.chainrule.Chainrule.checkGrads;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.graph.DType;
import dev.chainrule.graph.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Operations that are composed of others, against numbers that NumPy, SciPy, PyTorch, JAX and mpmath gave for the same
/// inputs; and their derivatives against differences.
class ReferencesTest {
  /// An operation as it was called for the reference. Numbers of its own follow its name.
  private interface Operation {
    Tensor apply(List<Tensor> x, String suffix);
  }

  private static Operation one(Function<Tensor, Tensor> f) {
    return (x, suffix) -> f.apply(x.getFirst());
  }

  private static Operation two(java.util.function.BinaryOperator<Tensor> f) {
    return (x, suffix) -> f.apply(x.get(0), x.get(1));
  }

  private static final Pooling PADDED = new Pooling(3).stride(2).padding(1).ceilMode(true);

  private static final Map<String, Operation> OPERATIONS = Map.ofEntries(
      Map.entry("erfcx", one(Tensor::erfcx)), Map.entry("ndtr", one(Tensor::ndtr)), Map.entry("logNdtr", one(Tensor::logNdtr)),
      Map.entry("ndtri", one(Tensor::ndtri)), Map.entry("multigammaln", (x, n) -> x.getFirst().multigammaln(Integer.parseInt(n))),
      Map.entry("lbeta", two(Tensor::lbeta)), Map.entry("betainc", (x, n) -> betainc(n).apply(x)),
      Map.entry("besselI", (x, n) -> x.getFirst().besselI(Integer.parseInt(n))),
      Map.entry("besselIScaled", (x, n) -> x.getFirst().besselIScaled(Integer.parseInt(n))),
      Map.entry("sphericalBessel", (x, n) -> x.getFirst().sphericalBessel(Integer.parseInt(n))),
      Map.entry("sinc", one(Tensor::sinc)), Map.entry("entr", one(Tensor::entr)), Map.entry("relEntr", two(Tensor::relEntr)),
      Map.entry("klDiv", two(Tensor::klDiv)),
      Map.entry("xlogy", two(Tensor::xlogy)), Map.entry("xlogyEnds", two(Tensor::xlogy)),
      Map.entry("xlog1py", two(Tensor::xlog1py)), Map.entry("xlog1pyEnds", two(Tensor::xlog1py)),
      Map.entry("mod", two(Tensor::mod)), Map.entry("floorDiv", two(Tensor::floorDiv)),
      Map.entry("trunc", one(Tensor::trunc)), Map.entry("copySign", two(Tensor::copySign)),
      Map.entry("heaviside", one(x -> x.heaviside(0.5))), Map.entry("nanToNum", one(x -> x.nanToNum(7, 8, 9))),
      Map.entry("clip", (x, n) -> x.get(0).clip(x.get(1), x.get(2))), Map.entry("lerp", (x, n) -> x.get(0).lerp(x.get(1), x.get(2))),
      Map.entry("glu", one(x -> x.glu(-1))), Map.entry("hardShrink", one(x -> x.hardShrink(0.5))),
      Map.entry("softShrink", one(x -> x.softShrink(0.5))), Map.entry("tanhShrink", one(Tensor::tanhShrink)),
      Map.entry("threshold", one(x -> x.threshold(0.1, 20))), Map.entry("prelu", two(Tensor::prelu)),
      Map.entry("squareplus", one(Tensor::squareplus)), Map.entry("softmin", one(x -> x.softmin(-1))),
      Map.entry("nanSum", one(x -> x.nanSum(1))), Map.entry("nanProd", one(x -> x.nanProd(1))), Map.entry("nanMean", one(x -> x.nanMean(1))),
      Map.entry("nanVar", one(x -> x.nanVar(1))), Map.entry("nanStd", one(x -> x.nanStd(1))), Map.entry("nanMax", one(x -> x.nanMax(1))),
      Map.entry("nanMin", one(x -> x.nanMin(1))), Map.entry("countNonZero", one(x -> x.countNonZero(1))), Map.entry("ptp", one(x -> x.ptp(0))),
      Map.entry("average", two((x, w) -> x.average(w, 1))), Map.entry("sampleVar", one(x -> x.sampleVar(1))),
      Map.entry("sampleStd", one(x -> x.sampleStd(1))), Map.entry("cov", one(Tensor::cov)), Map.entry("corrcoef", one(Tensor::corrcoef)),
      Map.entry("vectorNorm", (x, p) -> x.getFirst().vectorNorm(Double.parseDouble(p.replace("inf", "Infinity")), 1)),
      Map.entry("normalize", one(x -> x.normalize(1, 1e-12))),
      Map.entry("cosineSimilarity", two((x, y) -> x.cosineSimilarity(y, 1, 1e-8))), Map.entry("cdist", two((x, y) -> x.cdist(y, 3))),
      Map.entry("logMeanExp", one(x -> x.logMeanExp(1))),
      Map.entry("quantile", (x, q) -> x.getFirst().quantile(Double.parseDouble(q), 1)),
      Map.entry("quantiles", one(x -> x.quantile(new double[] {0.1, 0.6}, 0))),
      Map.entry("percentile", (x, p) -> x.getFirst().percentile(Double.parseDouble(p), 1)), Map.entry("median", one(x -> x.median(0))),
      Map.entry("bincount", one(x -> x.bincount(5))), Map.entry("histogram", one(x -> x.histogram(4, 0, 1))),
      Map.entry("searchSortedLeft", two((x, s) -> x.searchSorted(s, false))), Map.entry("searchSortedRight", two((x, s) -> x.searchSorted(s, true))),
      Map.entry("interp", (x, n) -> x.get(0).interp(x.get(1), x.get(2))), Map.entry("diff", one(x -> x.diff(0))),
      Map.entry("trapezoid", one(x -> x.trapezoid(0.1, 1))), Map.entry("polyval", two(Tensor::polyval)),
      Map.entry("swapAxes", one(x -> x.swapAxes(0, 2))), Map.entry("moveAxis", one(x -> x.moveAxis(0, 2))),
      Map.entry("rot90_", (x, n) -> x.getFirst().rot90(Integer.parseInt(n))),
      Map.entry("pad_", (x, mode) -> x.getFirst().pad(new int[] {4, 1}, new int[] {5, 2}, Padding.valueOf(mode.toUpperCase(java.util.Locale.ROOT)))),
      Map.entry("slidingWindows", one(x -> x.slidingWindows(2, 2, 1))),
      Map.entry("dynamicSlice", two((x, start) -> x.dynamicSlice(start, 2, 1))),
      Map.entry("scatterMul", (x, n) -> x.get(0).scatterMul(x.get(1), x.get(2), 1)),
      Map.entry("addAlongAxis", two((x, i) -> x.addAlongAxis(i, i.onesLike().to(x.dtype()).times(2.5), 1))),
      Map.entry("segmentProd", two((x, ids) -> x.segmentProd(ids, 4))), Map.entry("choleskySolve", two(Tensor::choleskySolve)),
      Map.entry("lstsq", two(Tensor::lstsq)), Map.entry("matrixExp", one(Tensor::matrixExp)), Map.entry("matrixRank", one(Tensor::matrixRank)),
      Map.entry("cond", one(Tensor::cond)), Map.entry("cond_", (x, norm) -> x.getFirst().cond(MatrixNorm.valueOf(norm))),
      Map.entry("vecdot", two(Tensor::vecdot)), Map.entry("vander", one(x -> x.vander(3))), Map.entry("tensorSolve", two(Tensor::tensorSolve)),
      Map.entry("multiDot", (x, n) -> Functions.multiDot(x.toArray(Tensor[]::new))),
      Map.entry("blockDiag", (x, n) -> Functions.blockDiag(x.toArray(Tensor[]::new))),
      Map.entry("meshgrid", (x, n) -> Functions.meshgrid(x.toArray(Tensor[]::new)).get(Integer.parseInt(n))),
      Map.entry("luProduct", one(ReferencesTest::luProduct)), Map.entry("luU", one(x -> x.lu().u())),
      Map.entry("attentionAdded", (x, n) -> Functions.attention(x.get(0), x.get(1), x.get(2), x.get(3))),
      Map.entry("attentionScaled", (x, n) -> Functions.attention(x.get(0), x.get(1), x.get(2), x.get(3), 0.3)),
      Map.entry("maxPool1dCeil", one(x -> x.maxPool1d(PADDED))),
      Map.entry("maxPool1dCeil42", one(x -> x.maxPool1d(new Pooling(2).stride(4).ceilMode(true)))),
      Map.entry("avgPool1dCeil", one(x -> x.avgPool1d(new Pooling(3).padding(1).ceilMode(true)))),
      Map.entry("avgPool1dCeilNoPad", one(x -> x.avgPool1d(new Pooling(3).padding(1).ceilMode(true).countPadding(false)))),
      Map.entry("avgPool2dCeil", one(x -> x.avgPool2d(PADDED))), Map.entry("maxPool2dCeil", one(x -> x.maxPool2d(new Pooling(3).stride(2).ceilMode(true)))));

  /// Where the inputs of the reference are jumps or kinks, or slopes are infinite there, differences find no derivative:
  /// at whole numbers, at 0, and at the ends of the pieces of an interpolation.
  private static final List<String> WITHOUT_DERIVATIVE = List.of("mod", "floorDiv", "trunc", "copySign", "heaviside", "entr", "relEntr",
      "klDiv", "interp", "xlogyEnds", "xlog1pyEnds");

  /// The function, its derivatives in a and b, and its mixed one.
  private static Function<List<Tensor>, Tensor> betainc(String in) {
    Function<List<Tensor>, Tensor> function = x -> x.get(0).betainc(x.get(1), x.get(2));
    for (char argument : in.toCharArray()) {
      Function<List<Tensor>, Tensor> before = function;
      function = x -> {
        List<Tensor> directions = new ArrayList<>(x.stream().map(Tensor::zerosLike).toList());
        directions.set(argument - 'A', x.getFirst().onesLike());
        return Chainrule.jvp(before, x, directions).tangent();
      };
    }
    return function;
  }

  private static Tensor luProduct(Tensor x) {
    Lu lu = x.lu();
    return lu.l().matmul(lu.u()).take(lu.permutation().argSort(), 0);
  }

  private record Case(String name, String suffix, List<Tensor> inputs, Tensor expected, int line) {}

  static List<Case> cases() throws IOException {
    List<Case> cases = new ArrayList<>();
    try (InputStream text = ReferencesTest.class.getResourceAsStream("references.txt")) {
      for (String line : new String(text.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
        String[] parts = line.split(" \\| ");
        String name = OPERATIONS.keySet().stream().filter(parts[0]::startsWith).max(java.util.Comparator.comparingInt(String::length)).orElseThrow();
        List<Tensor> tensors = Arrays.stream(parts).skip(1).map(ReferencesTest::tensor).toList();
        cases.add(new Case(name, parts[0].substring(name.length()), tensors.subList(0, tensors.size() - 1), tensors.getLast(), cases.size() + 1));
      }
    }
    return cases;
  }

  private static Tensor tensor(String text) {
    int end = text.indexOf(']');
    String extents = text.substring(2, end);
    Shape shape = Shape.of(extents.isEmpty() ? new int[0] : Arrays.stream(extents.split(",")).mapToInt(Integer::parseInt).toArray());
    String elements = text.substring(end + 1);
    String[] numbers = elements.isEmpty() ? new String[0] : elements.split(" ");
    return text.charAt(0) == 'd'
        ? Tensor.of(shape, Arrays.stream(numbers).mapToDouble(Double::parseDouble).toArray())
        : Tensor.of(shape, Arrays.stream(numbers).mapToInt(Integer::parseInt).toArray());
  }

  @TestFactory
  Stream<DynamicTest> valuesAreThoseOfTheReference() throws IOException {
    return cases().stream().map(reference -> DynamicTest.dynamicTest(reference.line + " " + reference.name + reference.suffix, () -> {
      Tensor actual = OPERATIONS.get(reference.name).apply(reference.inputs, reference.suffix);
      assertThat(actual.shape()).isEqualTo(reference.expected.shape());
      assertThat(actual.dtype()).isEqualTo(reference.expected.dtype());
      double[] wanted = AllModes.elements(reference.expected);
      double[] found = AllModes.elements(actual);
      double largest = Arrays.stream(wanted).filter(Double::isFinite).map(Math::abs).max().orElse(0);
      boolean relative = actual.rank() < 2 && reference.inputs.getFirst().rank() < 2;
      for (int i = 0; i < wanted.length; i++) {
        if (!Double.isFinite(wanted[i])) {
          assertThat(Double.valueOf(found[i])).as("element %d", i).isEqualTo(Double.valueOf(wanted[i]));
        } else {
          double scale = relative ? Math.abs(wanted[i]) : largest;
          assertThat(found[i]).as("element %d", i).isCloseTo(wanted[i], within(2e-12 * scale));
        }
      }
    }));
  }

  @TestFactory
  Stream<DynamicTest> gradientsAreThoseOfDifferences() throws IOException {
    return cases().stream()
        .filter(reference -> reference.expected.dtype() == F64 && !WITHOUT_DERIVATIVE.contains(reference.name))
        .filter(reference -> reference.inputs.stream().anyMatch(ReferencesTest::isMoving))
        .map(reference -> DynamicTest.dynamicTest(reference.line + " " + reference.name + reference.suffix, () -> {
          int[] moving = IntStream.range(0, reference.inputs.size()).filter(i -> isMoving(reference.inputs.get(i))).toArray();
          Function<List<Tensor>, Tensor> f = x -> {
            List<Tensor> all = new ArrayList<>(reference.inputs);
            for (int i = 0; i < moving.length; i++) {
              all.set(moving[i], x.get(i));
            }
            return OPERATIONS.get(reference.name).apply(all, reference.suffix).atan().sum();
          };
          List<Tensor> at = IntStream.of(moving).mapToObj(reference.inputs::get).toList();
          assertThat(checkGrads(f, at).passed()).as("%s", checkGrads(f, at)).isTrue();
        }));
  }

  private static boolean isMoving(Tensor x) {
    return x.dtype() == F64 && AllModes.isFinite(x);
  }

  @TestFactory
  Stream<DynamicTest> singlePrecisionIsNear() throws IOException {
    return cases().stream()
        .filter(reference -> reference.expected.dtype() == F64 && AllModes.isFinite(reference.expected))
        .filter(reference -> reference.inputs.stream().allMatch(x -> x.dtype() != F64 || largest(x) < 100))
        .filter(reference -> largest(reference.expected) < 1e4)
        .map(reference -> DynamicTest.dynamicTest(reference.line + " " + reference.name + reference.suffix, () -> {
          List<Tensor> x = reference.inputs.stream().map(input -> input.dtype() == F64 ? input.to(DType.F32) : input).toList();
          Tensor actual = OPERATIONS.get(reference.name).apply(x, reference.suffix);
          assertThat(actual.dtype()).isEqualTo(DType.F32);
          double[] wanted = AllModes.elements(reference.expected);
          double[] found = AllModes.elements(actual);
          for (int i = 0; i < wanted.length; i++) {
            assertThat(found[i]).as("element %d", i).isCloseTo(wanted[i], within(1e-5 * largest(reference.expected)));
          }
        }));
  }

  private static double largest(Tensor x) {
    return Arrays.stream(AllModes.elements(x)).map(Math::abs).max().orElse(0);
  }
}
