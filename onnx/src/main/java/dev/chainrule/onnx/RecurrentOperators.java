package dev.chainrule.onnx;

import static java.util.Map.entry;

import dev.chainrule.Chainrule;
import dev.chainrule.Functions;
import dev.chainrule.Scanned;
import dev.chainrule.Step;
import dev.chainrule.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/// Recurrent networks: a scan in each direction. Inputs and results are sequence by batch by elements; weights come with the
/// gates one below the other, in the format's own order.
final class RecurrentOperators {
  static final Map<String, Operator> TABLE = Map.ofEntries(
      entry("LSTM", call -> run(call, 4, 2, "Sigmoid", "Tanh", "Tanh")),
      entry("GRU", call -> run(call, 3, 1, "Sigmoid", "Tanh")),
      entry("RNN", call -> run(call, 1, 1, "Tanh")));

  /// The weights of one direction, and how to go on from one state to the next: the state's first part is the result.
  private record Cell(Tensor w, Tensor r, Tensor inputBias, Tensor stateBias, boolean resetAfter) {
    List<Tensor> next(String operator, Tensor projected, List<Tensor> state) {
      Tensor h = state.getFirst();
      return switch (operator) {
        case "LSTM" -> lstm(projected.plus(recurrent(h)), state.get(1));
        case "GRU" -> List.of(gru(projected, h));
        default -> List.of(projected.plus(recurrent(h)).tanh());
      };
    }

    Tensor projected(Tensor xs) {
      return xs.matmul(w.transpose()).plus(inputBias);
    }

    private Tensor recurrent(Tensor h) {
      return h.matmul(r.transpose()).plus(stateBias);
    }

    /// Gates: input, output, forget, cell.
    private static List<Tensor> lstm(Tensor gates, Tensor c) {
      List<Tensor> parts = gates.split(4, 1);
      Tensor cell = parts.get(2).sigmoid().times(c).plus(parts.get(0).sigmoid().times(parts.get(3).tanh()));
      return List.of(parts.get(1).sigmoid().times(cell.tanh()), cell);
    }

    /// Gates: update, reset, hidden. The reset comes before the product with the weights, or after it.
    private Tensor gru(Tensor projected, Tensor h) {
      List<Tensor> x = projected.split(3, 1);
      List<Tensor> weights = r.split(3, 0);
      List<Tensor> bias = stateBias.split(3, 0);
      Tensor update = x.get(0).plus(h.matmul(weights.get(0).transpose())).plus(bias.get(0)).sigmoid();
      Tensor reset = x.get(1).plus(h.matmul(weights.get(1).transpose())).plus(bias.get(1)).sigmoid();
      Tensor hidden = resetAfter
          ? reset.times(h.matmul(weights.get(2).transpose()).plus(bias.get(2)))
          : reset.times(h).matmul(weights.get(2).transpose()).plus(bias.get(2));
      Tensor candidate = x.get(2).plus(hidden).tanh();
      return candidate.plus(update.times(h.minus(candidate)));
    }
  }

  private RecurrentOperators() {}

  private static List<Tensor> run(Call call, int gates, int states, String... activations) {
    requireUsual(call, activations);
    String direction = call.text("direction", "forward");
    int directions = call.x(1).shape().extent(0);
    int size = (int) call.integer("hidden_size", call.x(2).shape().extent(2));
    List<List<Tensor>> results = new ArrayList<>();
    for (int i = 0; i < directions; i++) {
      Cell cell = cell(call, i, gates * size);
      List<Tensor> initial = new ArrayList<>();
      for (int state = 0; state < states; state++) {
        initial.add(call.has(5 + state) ? call.x(5 + state).get(i)
            : Tensor.zeros(call.dtype(), call.x().shape().extent(1), size));
      }
      results.add(along(call, cell, initial, direction.equals("reverse") || i == 1));
    }
    List<Tensor> y = new ArrayList<>(List.of(stacked(results, 0, 1)));
    for (int state = 0; state < states; state++) {
      y.add(stacked(results, 1 + state, 0));
    }
    return y;
  }

  private static void requireUsual(Call call, String... activations) {
    List<String> given = call.texts("activations");
    for (int i = 0; i < given.size(); i++) {
      if (!given.get(i).equalsIgnoreCase(activations[i % activations.length])) {
        throw call.unsupported("the activation %s".formatted(given.get(i)));
      }
    }
    if (call.has(4) || call.has(7) || call.integer("layout", 0) != 0 || call.hasAttribute("clip") || call.flag("input_forget", false)) {
      throw call.unsupported("sequence_lens, peepholes, clip, input_forget or layout");
    }
  }

  private static Cell cell(Call call, int direction, int rows) {
    Tensor bias = call.has(3) ? call.x(3).get(direction) : Tensor.zeros(call.dtype(), 2 * rows);
    return new Cell(call.x(1).get(direction), call.x(2).get(direction), bias.slice(0, 0, rows), bias.slice(0, rows, 2 * rows),
        call.flag("linear_before_reset", false));
  }

  /// All results, then the last states.
  private static List<Tensor> along(Call call, Cell cell, List<Tensor> initial, boolean backward) {
    BiFunction<List<Tensor>, Tensor, Step<List<Tensor>, Tensor>> body = (state, x) -> {
      List<Tensor> next = cell.next(call.operator(), x, state);
      return new Step<>(next, next.getFirst());
    };
    Tensor xs = cell.projected(call.x());
    Scanned<List<Tensor>, Tensor> scanned = backward ? Chainrule.scanReverse(body, initial, xs) : Chainrule.scan(body, initial, xs);
    List<Tensor> all = new ArrayList<>(List.of(scanned.results()));
    all.addAll(scanned.carry());
    return all;
  }

  private static Tensor stacked(List<List<Tensor>> results, int part, int axis) {
    return Functions.stack(axis, results.stream().map(result -> result.get(part)).toList());
  }
}
