package dev.chainrule.bench;

import com.google.gson.JsonObject;

/// What measuring a case gave, alone or beside a peer. Times are those of a step, in milliseconds.
public final class Measurement {
  private static final double NANOS = 1e6;
  /// Steps as fast as this many times the median count as warmed up.
  private static final double WARM = 1.3;

  /// Two results of the same steps.
  record Difference(double ours, double theirs) {
    double relative() {
      return Math.abs(ours - theirs) / Math.max(Math.abs(theirs), Double.MIN_NORMAL);
    }
  }

  private final JsonObject json;

  private Measurement(JsonObject json) {
    this.json = json;
  }

  static Measurement of(String name, int threads, Contender ours) {
    JsonObject json = new JsonObject();
    json.addProperty("name", name);
    json.addProperty("threads", threads);
    json.addProperty("medianMs", ours.measured().quantile(0.5) / NANOS);
    json.addProperty("p10Ms", ours.measured().quantile(0.1) / NANOS);
    addWarmUp(json, "", ours);
    json.addProperty("allocatedBytes", Math.round(ours.allocatedPerStep()));
    json.addProperty("resultBytes", ours.resultBytes());
    json.addProperty("memoryBytes", ours.memory());
    return new Measurement(json);
  }

  private static void addWarmUp(JsonObject json, String prefix, Contender contender) {
    Samples all = new Samples();
    all.addAll(contender.warmUp());
    all.addAll(contender.measured());
    Samples.Reached reached = all.reached(WARM * contender.measured().quantile(0.5));
    json.addProperty(name(prefix, "firstMs"), all.nanos(0) / NANOS);
    json.addProperty(name(prefix, "warmMs"), reached.nanos() / NANOS);
    json.addProperty(name(prefix, "warmSteps"), reached.steps());
  }

  private static String name(String prefix, String name) {
    return prefix.isEmpty() ? name : prefix + Character.toUpperCase(name.charAt(0)) + name.substring(1);
  }

  /// The same with a peer's figures.
  Measurement beside(Contender peer, Difference difference) {
    JsonObject both = json.deepCopy();
    both.addProperty("peer", peer.name());
    double theirs = peer.measured().quantile(0.5) / NANOS;
    both.addProperty("peerMedianMs", theirs);
    both.addProperty("peerP10Ms", peer.measured().quantile(0.1) / NANOS);
    both.addProperty("ratio", json.get("medianMs").getAsDouble() / theirs);
    addWarmUp(both, "peer", peer);
    both.addProperty("peerMemoryBytes", peer.memory());
    both.addProperty("resultDifference", difference.relative());
    return new Measurement(both);
  }

  /// As an object of JSON, on one line.
  public String toJson() {
    return json.toString();
  }

  /// A figure, by its name in [#toJson]; NaN if it was not taken.
  public double figure(String name) {
    return json.has(name) ? json.get(name).getAsDouble() : Double.NaN;
  }

  /// A name, by its name in [#toJson]; empty if there is none.
  public String text(String name) {
    return json.has(name) ? json.get(name).getAsString() : "";
  }
}
