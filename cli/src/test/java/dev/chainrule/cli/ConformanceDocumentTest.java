package dev.chainrule.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.Functions;
import dev.chainrule.Tensor;
import dev.chainrule.cli.conformance.LossRows;
import dev.chainrule.conformance.ConformanceTable;
import dev.chainrule.conformance.VectorOperations;
import dev.chainrule.op.PrimitiveCounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/// `docs/conformance.md` is what is measured, and what it says holds. Its head says how to write it anew.
class ConformanceDocumentTest {
  private static final Path DOCUMENT = Path.of("../docs/conformance.md");
  private static final Path TORCH = Path.of("../bench/peers/torch.tsv");
  private static final Path CORE = Path.of("../core/src/test/resources");
  private static final double AGREEMENT = 1e-9;

  private static final String HEAD = """
      # Conformance

      Every operation that has a name, held against itself in every mode, and all but %d against numbers from outside as well (the column *cases*). A test makes this \
      page, and fails where it is no longer true. To write it anew:

          mvn -pl cli -am test -Dtest=ConformanceDocumentTest -Dsurefire.failIfNoSpecifiedTests=false -Dgolden.write=true

      | what | how many |
      |---|---|
      | operations | %d |
      | reference cases, computed in double precision or more with JAX, PyTorch, SciPy and mpmath | %d |
      | a wider set of those by JAX: other shapes, attributes and magnitudes | %d |
      | of both sets in F32, not compared with the file at 10⁻⁴ (`conditioned`, see [ADR 9](adr/0009-reference-vectors.md)) | %d at most |
      | of both sets in F32, with derivatives beyond F32 that came out as NaN and were not compared | %d |
      | values of operations and attributes that the vectors do not have, from SciPy, NumPy, mpmath, PyTorch and JAX | %d |
      | values of special functions, from mpmath | %d |
      | derivatives up to the fourth, in tails and at ends, from mpmath | %d |
      | cases of our own | %d |
      | primitives | %d pointwise, %d structural, %d of choices, loops and calls |
      | rules: inputs with a derivative, by kind | %s |
      | samples on which the tests of primitives run | %d |

      Each number is the worst error of all cases, relative to the largest magnitude of the array, and rounded up to a \
      power of ten with room for other processors; 1e-14 is rounding. A dash means that there is nothing to compare.

      - *cases*: reference cases + those of the wider set + our own; where the first number is 0, there are no numbers from outside, \
      and [a reason for it](#without-numbers-from-outside). The wider set is held to the stated tolerances, and not \
      in the columns: it has zeros, infinities and numbers up to 10³⁰⁰ on purpose.
      - *value, JVP, VJP, second*: against the reference vectors, in F64 and in F32, the second derivative being that \
      along the tangents of the VJP. Where there are none, F32 is held against F64.
      - *forward = reverse*: ⟨w, Jv⟩ against ⟨Jᵀw, v⟩. *differences*: Jv against a difference of five values, except at \
      kinks and jumps.
      - *second-order modes*: forward over forward, reverse over forward, forward over reverse and reverse over \
      reverse, the largest disagreement of any two. *differences, second*: against a difference of five first derivatives.
      - *third order*: forward over forward over forward against reverse over forward over reverse.
      - *vmap = loop*, *jit = eager*: value and VJP of a batch against each example, the examples along the first axis \
      of all inputs, along the last, and with each input in turn the same for all, integers differing; and of compiled \
      against eager.
      - Operations of several results give all of them; choices, loops and transforms run a small function; random numbers are \
      functions of a key and their parameters, and where they have none they are scaled by the input. Those drawn by \
      rejection have the derivative of the distribution, which is no difference of draws.

      """;

  private static final String WITHOUT = """

      ## Without numbers from outside

      %s""";

  private static final String PEERS = """

      ## Beside PyTorch

      The same vectors and the same four second-order modes by `torch.func`, %s, and some points where modes are known \
      to part:

          python bench/peers/second_order.py core/src/test/resources/vectors cli/src/test/resources/vectors > bench/peers/torch.tsv

      Of %d operations and points, the modes agree to 1e-9 in %d. These are the others, with the largest disagreement of \
      any two modes:

      | operation | PyTorch | what is wrong there | Chainrule |
      |---|---|---|---|
      """;


  /// A point that the script adds, as ours.
  private record Point(UnaryOperator<Tensor> f, Tensor x) {}

  private static Map<String, Point> points() {
    return Map.of(
        "cumProd at zeros", new Point(x -> x.cumProd(0), Tensor.of(2.0, 0.0, -1.5, 3.0, 0.0, 2.0)),
        "eigvalsh", new Point(Tensor::eigvalsh, Tensor.of(new double[][] {{2, 1, 0.5}, {1, 3, -1}, {0.5, -1, 1}})),
        "norm at 0", new Point(x -> x.norm(), Tensor.of(0.0, 0.0, 0.0)),
        "std of equal numbers", new Point(x -> x.std(), Tensor.of(1.0, 1.0, 1.0)),
        "where(x > 0, log x, 0) at 0", new Point(x -> Functions.where(x.gt(0), x.log(), 0), Tensor.of(0.0, 1.0)),
        "where(x != 0, sin x / x, 1) at 0", new Point(x -> Functions.where(x.ne(0), x.sin().div(x), 1), Tensor.of(0.0, 1.0)));
  }

  @Test
  void whatIsPublishedHolds() throws IOException {
    VectorOperations operations = VectorOperations.ofCore();
    LossRows.addTo(operations);
    ConformanceTable table = ConformanceTable.of(operations,
        List.of(CORE.resolve("vectors"), CORE.resolve("further-vectors"), Path.of("src/test/resources/vectors")),
        List.of(CORE.resolve("wide-vectors"), Path.of("src/test/resources/wide-vectors")));
    String head = head(table);
    String peers = WITHOUT.formatted(table.withoutNumbersFromOutside()) + peers(table);
    if (Boolean.getBoolean("golden.write")) {
      Files.writeString(DOCUMENT, head + table.markdown() + peers);
    }
    String published = Files.readString(DOCUMENT);
    String remedy = "docs/conformance.md is out of date: write it anew as its head says, and look at what changed";
    assertThat(table.untrueIn(published)).as(remedy).isEmpty();
    assertThat(published).as(remedy).startsWith(head).endsWith(peers);
  }

  private static String head(ConformanceTable table) throws IOException {
    String rules = PrimitiveCounts.rules().toString().replaceAll("[{}]", "").replace("=", " ").toLowerCase(Locale.ROOT);
    return HEAD.formatted(table.withoutReferences(), table.operations(), table.references(), table.wide(), table.conditioned(),
        table.beyond(), lines("references.txt"), lines("graph/special-functions.txt"), lines("derivatives.txt"), table.ownCases(), PrimitiveCounts.pointwise(),
        PrimitiveCounts.structural(), PrimitiveCounts.control(), rules, PrimitiveCounts.samples());
  }

  private static int lines(String file) throws IOException {
    return Files.readAllLines(CORE.resolve("dev/chainrule").resolve(file)).size();
  }

  /// A line of the script's output: operation, cases, disagreement, error against the reference, what failed.
  private static String peers(ConformanceTable table) throws IOException {
    List<String> lines = Files.readAllLines(TORCH);
    List<String[]> rows = lines.stream().skip(1).map(line -> line.split("\t", -1)).toList();
    List<String[]> wrong = rows.stream().filter(row -> !(Double.parseDouble(row[2].replace("nan", "NaN")) <= AGREEMENT) || !row[4].isEmpty()).toList();
    StringBuilder text = new StringBuilder(PEERS.formatted(lines.getFirst().substring(2), rows.size(), rows.size() - wrong.size()));
    for (String[] row : wrong) {
      Point point = points().get(row[0]);
      text.append("| %s | %s | %s | %s |%n".formatted(row[0], row[2].replace("nan", "NaN"), row[4].isEmpty() ? "no reference" : row[4],
          point == null ? table.secondOrder(row[0]) : ConformanceTable.secondOrder(point.f, point.x)));
    }
    return text.toString();
  }
}
