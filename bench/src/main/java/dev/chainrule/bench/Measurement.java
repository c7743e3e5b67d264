package dev.chainrule.bench;

import com.google.gson.JsonObject;

/// What measuring a case gave, alone or beside a peer. Times are those of a step, in milliseconds.
public final class Measurement {
  private static final double NANOS = 1e6;
  /// Steps as fast as this many times the median count as warmed up.
  private static final double WARM = 1.3;
  /// Results that differ by more than this share are not those of the same work; single precision and another order of
  /// additions explain less.
  private static final double SAME = 1e-3;

  private final JsonObject json;
  private final double result;

  private Measurement(JsonObject json, double result) {
    this.json = json;
    this.result = result;
  }

  static Measurement of(String name, int threads, Contender ours) {
    JsonObject json = new JsonObject();
    json.addProperty("name", name);
    json.addProperty("threads", threads);
    add(json, "", ours);
    json.addProperty("allocatedBytes", Math.round(ours.allocatedPerStep()));
    json.addProperty("resultBytes", ours.resultBytes());
    return new Measurement(json, ours.firstResult());
  }

  private static void add(JsonObject json, String prefix, Contender contender) {
    Samples measured = contender.measured();
    Samples.Reached reached = contender.all().reached(WARM * measured.quantile(0.5));
    json.addProperty(name(prefix, "medianMs"), measured.quantile(0.5) / NANOS);
    json.addProperty(name(prefix, "p10Ms"), measured.quantile(0.1) / NANOS);
    json.addProperty(name(prefix, "firstMs"), contender.all().nanos(0) / NANOS);
    json.addProperty(name(prefix, "warmMs"), reached.nanos() / NANOS);
    json.addProperty(name(prefix, "warmSteps"), reached.steps());
    json.addProperty(name(prefix, "memoryBytes"), contender.memory());
  }

  private static String name(String prefix, String name) {
    return prefix.isEmpty() ? name : prefix + Character.toUpperCase(name.charAt(0)) + name.substring(1);
  }

  /// The same with a peer's figures.
  Measurement beside(Contender peer) {
    JsonObject both = json.deepCopy();
    both.addProperty("peer", peer.name());
    add(both, "peer", peer);
    both.addProperty("ratio", both.get("medianMs").getAsDouble() / both.get("peerMedianMs").getAsDouble());
    both.addProperty("resultDifference",
        Math.abs(result - peer.firstResult()) / Math.max(Math.abs(peer.firstResult()), Float.MIN_NORMAL));
    return new Measurement(both, result);
  }

  /// Whether the peer came to the same result; so too where there is none.
  public boolean agrees() {
    return !json.has("resultDifference") || figure("resultDifference") <= SAME;
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
