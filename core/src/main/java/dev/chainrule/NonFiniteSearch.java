package dev.chainrule;

import dev.chainrule.graph.Node;
import dev.chainrule.graph.Trace;
import dev.chainrule.graph.Value;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.DoublePredicate;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Goes back from a NaN or an infinity, element by element where it is known which depends on which, and visits later steps
/// before earlier ones. A NaN is blamed on the NaNs that a step read, where there are none on the infinities; an infinity on
/// infinities; and what read neither has made it. What is not to blame is not followed, harmless infinities among it.
final class NonFiniteSearch {
  /// A step that made it or was given it, and what came in from outside, if that is to blame.
  private record Culprit(@Nullable NonFiniteStep step, @Nullable Value source) {
    long order() {
      return step == null ? Long.MAX_VALUE : step.order();
    }
  }

  private final Map<Value, NonFiniteStep> backward;
  private final Map<Value, String> arguments;
  private final Function<Value, String> captures;
  private final Map<Node, NonFiniteStep> forward = new HashMap<>();
  private final PriorityQueue<NonFiniteStep> open = new PriorityQueue<>(Comparator.comparingLong(NonFiniteStep::order).reversed());
  private final Map<Value, BitSet> marked = new HashMap<>();
  /// The first step that reads a value and brings it on its way.
  private final Map<Value, NonFiniteStep> readers = new HashMap<>();
  /// The first step that makes a NaN of the infinity in a value.
  private final Map<Value, NonFiniteStep> nanMakers = new HashMap<>();
  private final List<Culprit> makers = new ArrayList<>();
  private final Set<Value> outside = new LinkedHashSet<>();

  /// @param backward  the steps of the backward pass, by what they compute
  /// @param arguments the names of what the function is given
  /// @param captures  names what it takes from elsewhere
  NonFiniteSearch(Map<Value, NonFiniteStep> backward, Map<Value, String> arguments, Function<Value, String> captures) {
    this.backward = backward;
    this.arguments = arguments;
    this.captures = captures;
  }

  /// Where the NaN or infinity in a value came from.
  ///
  /// @param goal what the value is called, at the end of the path
  NonFinite from(Value end, String goal) {
    mark(end, nonFinite(end), null, null);
    while (!open.isEmpty()) {
      NonFiniteStep step = open.poll();
      step.results().stream().filter(marked::containsKey).distinct().forEach(y -> blame(step, y));
    }
    Culprit culprit = first(outside.stream().filter(x -> meets(x, Double::isNaN)).map(x -> new Culprit(readers.get(x), x)).toList())
        .or(() -> {
          outside.stream().filter(nanMakers::containsKey).forEach(x -> makers.add(new Culprit(nanMakers.get(x), x)));
          return first(makers);
        })
        .or(() -> first(outside.stream().map(x -> new Culprit(readers.get(x), x)).toList())).orElseThrow();
    return report(culprit, end, goal);
  }

  private static Optional<Culprit> first(List<Culprit> culprits) {
    return culprits.stream().min(Comparator.comparingLong(Culprit::order));
  }

  /// Follows what a step made back to what it read.
  private void blame(NonFiniteStep step, Value y) {
    BitSet nan = only(marked.get(y), elements(y, Double::isNaN));
    BitSet infinite = only(marked.get(y), elements(y, Double::isInfinite));
    for (List<Value> sources : step.sources()) {
      blame(step, y, nan, sources, Double::isNaN, null);
      blame(step, y, nan, sources, Double::isInfinite, step);
      blame(step, y, infinite, sources, Double::isInfinite, nanMakers.get(y));
    }
    if (!nan.isEmpty() || !infinite.isEmpty()) {
      makers.add(new Culprit(step, null));
    }
  }

  /// Marks what these elements of a result have from the sources, and takes out those that are explained by it.
  private void blame(NonFiniteStep step, Value y, BitSet elements, List<Value> sources, DoublePredicate kind, @Nullable NonFiniteStep nanMaker) {
    BitSet explained = new BitSet();
    for (Value x : sources) {
      BitSet bad = elements(x, kind);
      if (elements.isEmpty() || bad.isEmpty()) {
        continue;
      }
      bad.and(step.dependence(x, y, elements));
      if (!bad.isEmpty()) {
        mark(x, bad, step, nanMaker);
        explained.or(step.isElementwise() && x.shape().equals(y.shape()) ? bad : elements);
      }
    }
    elements.andNot(explained);
  }

  private void mark(Value x, BitSet elements, @Nullable NonFiniteStep reader, @Nullable NonFiniteStep nanMaker) {
    if (reader != null) {
      readers.put(x, reader);
    }
    if (nanMaker != null) {
      nanMakers.put(x, nanMaker);
    }
    BitSet known = marked.get(x);
    if (known != null) {
      known.or(elements);
      return;
    }
    marked.put(x, elements);
    NonFiniteStep maker = makerOf(x);
    if (maker == null) {
      outside.add(x);
    } else if (maker.results().stream().filter(marked::containsKey).distinct().count() == 1) {
      open.add(maker);
    }
  }

  private @Nullable NonFiniteStep makerOf(Value x) {
    NonFiniteStep later = backward.get(x);
    if (later != null || x.node() == null || arguments.containsKey(x) || !Trace.wasInspected(x)) {
      return later;
    }
    return forward.computeIfAbsent(x.node(), NonFiniteStep::forward);
  }

  private boolean meets(Value x, DoublePredicate kind) {
    return marked.get(x).intersects(elements(x, kind));
  }

  private NonFinite report(Culprit culprit, Value end, String goal) {
    String source = culprit.source == null ? null : arguments.getOrDefault(culprit.source, captures.apply(culprit.source));
    NonFiniteStep step = culprit.step;
    if (step == null) {
      return new NonFinite("forward", source, null, List.of(), List.of(), detached(end), source, List.of(goal));
    }
    return new NonFinite(step.pass(), step.operation(), step.line(), step.iterations(), step.operands().stream().map(NonFiniteSearch::detached).toList(),
        detached(result(step)), source, path(step, goal));
  }

  /// One way from a step to the end.
  private List<String> path(NonFiniteStep from, String goal) {
    NonFinitePath path = new NonFinitePath();
    for (NonFiniteStep step = readers.get(result(from)); step != null; step = readers.get(result(step))) {
      if (!step.isSilent()) {
        path.add(step);
      }
    }
    return path.to(goal);
  }

  private Value result(NonFiniteStep step) {
    return step.results().stream().filter(marked::containsKey).findFirst().orElseThrow();
  }

  static BitSet nonFinite(Value value) {
    return elements(value, x -> !Double.isFinite(x));
  }

  static boolean hasNan(Value value) {
    return !elements(value, Double::isNaN).isEmpty();
  }

  private static BitSet elements(Value value, DoublePredicate kind) {
    BitSet found = new BitSet();
    if (value.dtype().isFloating() && value.hasElements()) {
      for (int i = 0; i < value.shape().size(); i++) {
        found.set(i, kind.test(value.array().getDouble(i)));
      }
    }
    return found;
  }

  private static BitSet only(BitSet elements, BitSet others) {
    BitSet both = (BitSet) elements.clone();
    both.and(others);
    return both;
  }

  static Tensor detached(Value value) {
    return Tensor.of(value.hasElements() ? Value.constant(value.array()) : value);
  }
}
