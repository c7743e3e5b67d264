package dev.chainrule.bench;

import com.google.gson.Gson;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/// What is measured, under a name.
///
/// @param name       its own name, unique
/// @param group      the name of all that are of its kind
/// @param variants   what makes it ready, by who does it: first [#OURS], then what it is held against in Java
/// @param peer       what peers in other languages are told: its `kind` and what they need to know besides the inputs; empty
///                   if there is nothing for them to do
/// @param checkSteps after how many steps the results are held against each other
record Case(String name, String group, Map<String, Supplier<Workload>> variants, Map<String, Object> peer, int checkSteps) {
  /// Chainrule, compiled.
  static final String OURS = "chainrule";
  /// Java as one writes it by hand, with derivatives derived by hand.
  static final String PLAIN = "plain-java";
  /// Chainrule again, but only the function whose gradient the case is.
  static final String FUNCTION = "function";

  /// The group whose cases are measured from the start of their process to their first result.
  static final String START = "start";

  /// A case that is held against peers in other languages alone.
  static Case of(String name, String group, Supplier<Workload> workload, Map<String, Object> peer) {
    return new Case(name, group, Map.of(OURS, workload), peer, 1);
  }

  /// The same, held also against another workload in Java.
  Case beside(String variant, Supplier<Workload> workload) {
    Map<String, Supplier<Workload>> more = new LinkedHashMap<>(variants);
    more.put(variant, workload);
    return new Case(name, group, more, peer, checkSteps);
  }

  /// The same, with results compared after so many steps.
  Case checkedAfter(int steps) {
    return new Case(name, group, variants, peer, steps);
  }

  /// Whether what counts is the way from nothing to the first result.
  boolean isStart() {
    return group.equals(START);
  }

  /// What peers are told.
  String peerText() {
    return new Gson().toJson(peer);
  }
}
