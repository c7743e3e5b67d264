package dev.chainrule.cli.conformance;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.chainrule.graph.DType;
import java.io.PrintWriter;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// How `chainrule conformance` tells what it found.
public final class ConformanceOutput {
  private ConformanceOutput() {}

  /// As a table, the failures under their operation. In F32 it has a further column, of what passed at rounded inputs.
  public static void printText(Collection<Tally> tallies, DType dtype, PrintWriter out) {
    int width = tallies.stream().mapToInt(tally -> tally.operation().length()).max().orElse(0);
    boolean single = dtype == DType.F32;
    String row = "%-" + Math.max(width, "operation".length()) + "s  %6s  " + (single ? "%11s  " : "%s") + "%6s  %s%n";
    out.printf(Locale.ROOT, row, "operation", "passed", single ? "conditioned" : "", "failed", "worst error");
    for (Tally tally : tallies) {
      out.printf(Locale.ROOT, row, tally.operation(), tally.passed(), count(tally.conditioned()), count(tally.failed()), error(tally.worst()));
      printFailures(tally, out);
    }
    int conditioned = conditioned(tallies);
    int beyond = beyond(tallies);
    out.printf("%d passed, %d failed, in %s%s%s%n", passed(tallies), failed(tallies), dtype, conditioned == 0 ? ""
        : "; %d passed conditioned: against what F64 gives at the rounded inputs, or within 1e-7".formatted(conditioned), beyond == 0 ? ""
        : "; %d have derivatives beyond F32 that are NaN, not compared".formatted(beyond));
  }

  /// Nothing for none, so that the others are seen.
  private static String count(int number) {
    return number == 0 ? "" : String.valueOf(number);
  }

  /// Each message once, with how often it came.
  private static void printFailures(Tally tally, PrintWriter out) {
    Map<String, List<Tally.Failure>> byMessage = tally.failures().stream()
        .collect(Collectors.groupingBy(Tally.Failure::message, LinkedHashMap::new, Collectors.toList()));
    byMessage.forEach((message, failures) -> out.printf("    %s%s: %s%n", failures.getFirst().where(),
        failures.size() == 1 ? "" : " and %d more".formatted(failures.size() - 1), message));
  }

  private static String error(double worst) {
    return Double.isInfinite(worst) ? "–" : worst == 0 ? "0" : String.format(Locale.ROOT, "%.1e", worst);
  }

  /// One object for each operation, and one for all.
  public static void printJson(Collection<Tally> tallies, DType dtype, PrintWriter out) {
    for (Tally tally : tallies) {
      JsonObject line = new JsonObject();
      line.addProperty("operation", tally.operation());
      line.addProperty("dtype", dtype.toString().toLowerCase(Locale.ROOT));
      line.addProperty("passed", tally.passed());
      line.addProperty("failed", tally.failed());
      if (dtype == DType.F32) {
        line.addProperty("conditioned", tally.conditioned());
        line.addProperty("beyond", tally.beyond());
      }
      line.add("worst", Double.isInfinite(tally.worst()) ? JsonNull.INSTANCE : new JsonPrimitive(tally.worst()));
      if (tally.failed() > 0) {
        line.add("failures", failures(tally));
      }
      out.println(line);
    }
    JsonObject all = new JsonObject();
    all.addProperty("passed", passed(tallies));
    all.addProperty("failed", failed(tallies));
    if (dtype == DType.F32) {
      all.addProperty("conditioned", conditioned(tallies));
      all.addProperty("beyond", beyond(tallies));
    }
    out.println(all);
  }

  private static JsonArray failures(Tally tally) {
    JsonArray result = new JsonArray();
    for (Tally.Failure failure : tally.failures()) {
      JsonObject object = new JsonObject();
      object.addProperty("where", failure.where());
      object.addProperty("message", failure.message());
      result.add(object);
    }
    return result;
  }

  private static int passed(Collection<Tally> tallies) {
    return tallies.stream().mapToInt(Tally::passed).sum();
  }

  private static int conditioned(Collection<Tally> tallies) {
    return tallies.stream().mapToInt(Tally::conditioned).sum();
  }

  private static int beyond(Collection<Tally> tallies) {
    return tallies.stream().mapToInt(Tally::beyond).sum();
  }

  /// How many cases failed.
  public static int failed(Collection<Tally> tallies) {
    return tallies.stream().mapToInt(Tally::failed).sum();
  }
}
