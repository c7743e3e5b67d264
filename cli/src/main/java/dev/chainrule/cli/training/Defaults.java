package dev.chainrule.cli.training;

import org.jspecify.annotations.Nullable;

/// What is taken where the user says nothing: what was found to learn well, for each kind of data and model.
///
/// @param model     by name
/// @param epochs    how often all examples are seen
/// @param batch     examples in a step
/// @param optimizer by name
/// @param schedule  by name
/// @param rate      the learning rate; 0: the optimiser's own
public record Defaults(String model, int epochs, int batch, String optimizer, String schedule, double rate) {
  /// @param dataset by its name
  /// @param model   by its name; null for the one that the data set has
  public static Defaults of(String dataset, @Nullable String model) {
    String chosen = model != null ? model : dataset.equals("text") ? "gpt" : "mlp";
    return switch (dataset) {
      case "fashion-mnist" -> chosen.equals("mlp")
          ? new Defaults(chosen, 10, 128, "adam", "onecycle", 0.003)
          : new Defaults(chosen, 6, 128, "adam", "onecycle", 0.003);
      case "digits" -> chosen.equals("mlp")
          ? new Defaults(chosen, 20, 32, "momentum", "constant", 0)
          : new Defaults(chosen, 20, 32, "adam", "onecycle", 0.003);
      case "text" -> new Defaults(chosen, 10, 32, "adamw", "warmup", 0.002);
      default -> new Defaults(chosen, 30, 32, "adam", "cosine", 0.002);
    };
  }
}
