package dev.chainrule.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.Chainrule;
import dev.chainrule.Functions;
import dev.chainrule.RandomKey;
import dev.chainrule.Tensor;
import dev.chainrule.nn.Losses;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What `docs/coverage-of-peers.md` says of us: that what it names is there, what it misses is not, and its numbers.
class CoverageOfPeersTest {
  private static final String REMEDY = "mend bench/peers/coverage.tsv, and write docs/coverage-of-peers.md anew with bench/peers/coverage.py";

  private record Row(String module, String there, String here) {}

  private static List<Row> rows() throws IOException {
    return Files.readAllLines(Path.of("../bench/peers/coverage.tsv")).stream().filter(line -> !line.startsWith("#"))
        .map(line -> line.split("\t")).map(cells -> new Row(cells[0], cells[1], cells[2])).toList();
  }

  private static Set<String> names() {
    return Stream.of(Tensor.class, Functions.class, Chainrule.class, RandomKey.class, Losses.class)
        .flatMap(type -> Arrays.stream(type.getMethods())).map(Method::getName).collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void whatIsNamedIsThere() throws IOException {
    Set<String> named = rows().stream().map(Row::here).filter(here -> !here.equals("-") && !here.equals(".")).collect(Collectors.toCollection(TreeSet::new));
    named.removeAll(names());
    assertThat(named).as(REMEDY).isEmpty();
  }

  /// Functions there, and distributions of the same name here.
  private static final Set<String> OTHERS = Set.of("jax.scipy.special bernoulli", "jax.scipy.special beta", "jax.scipy.special gamma");

  @Test
  void whatIsMissingIsNotThere() throws IOException {
    Set<String> known = names().stream().map(CoverageOfPeersTest::plain).collect(Collectors.toSet());
    assertThat(rows().stream().filter(row -> row.here.equals("-") && known.contains(plain(row.there)))
        .map(row -> row.module + " " + row.there).filter(name -> !OTHERS.contains(name))).as(REMEDY).isEmpty();
  }

  private static String plain(String name) {
    return name.replace("_", "").toLowerCase(Locale.ROOT);
  }

  @Test
  void theNumbersAreThoseOfTheTable() throws IOException {
    Map<String, List<Row>> byModule = rows().stream().collect(Collectors.groupingBy(Row::module, TreeMap::new, Collectors.toList()));
    String page = Files.readString(Path.of("../docs/coverage-of-peers.md"));
    byModule.forEach((module, rows) -> {
      long without = rows.stream().filter(row -> row.here.equals(".")).count();
      long missing = rows.stream().filter(row -> row.here.equals("-")).count();
      assertThat(page).as(REMEDY).contains("| `%s` | %d | %d | %d |\n".formatted(module, rows.size() - without - missing, rows.size() - without, without));
    });
  }
}
