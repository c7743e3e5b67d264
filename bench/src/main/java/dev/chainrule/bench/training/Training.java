package dev.chainrule.bench.training;

import static dev.chainrule.Chainrule.jit;
import static dev.chainrule.Chainrule.valueAndGrad;

import dev.chainrule.Chainrule;
import dev.chainrule.Compiled;
import dev.chainrule.Tensor;
import dev.chainrule.Tree;
import dev.chainrule.ValueAndGrad;
import dev.chainrule.graph.Array;
import dev.chainrule.graph.Graph;
import dev.chainrule.nn.Layer;
import dev.chainrule.nn.Losses;
import dev.chainrule.nn.optimize.Optimizer;
import dev.chainrule.nn.optimize.Update;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;

/// Training a classifier on the same data again and again: forward, loss, backward and the optimiser's update, all in one
/// compiled function.
///
/// @param <M> the model
/// @param <S> the optimiser's state
public final class Training<M extends Layer, S> {
  /// Where training stands.
  record State<M, S>(M model, S optimizer) {}

  /// Where it stands after a step, and the loss before it.
  record Stepped<M, S>(State<M, S> state, Tensor loss) {}

  private record Arguments<M, S>(State<M, S> state, Data data) {}

  private final Optimizer<S> optimizer;
  private final Data data;
  private final Compiled.OfTwo<State<M, S>, Data, Stepped<M, S>> step;
  /// The same in the memory of the state before.
  private final Compiled.OfTwo<State<M, S>, Data, Stepped<M, S>> stepInPlace;
  private State<M, S> state;
  /// Whether the state is the one that others may hold as well.
  private boolean begins = true;

  Training(M model, Optimizer<S> optimizer, Data data) {
    this.optimizer = optimizer;
    this.data = data;
    this.step = jit((State<M, S> at, Data batch) -> next(at, batch));
    this.stepInPlace = step.donating();
    this.state = new State<>(model, optimizer.init(model));
  }

  private Stepped<M, S> next(State<M, S> at, Data batch) {
    ValueAndGrad<M> result = valueAndGrad((M m, Data b) -> Losses.crossEntropy(m.apply(b.x()), b.y())).apply(at.model, batch);
    Update<M, S> update = optimizer.update(result.grad(), at.optimizer, at.model);
    return new Stepped<>(new State<>(update.applyTo(at.model), update.state()), result.value());
  }

  /// The same from the beginning, with other parameters and data: the function is given each one's name and itself.
  public Training<M, S> with(BiFunction<String, Tensor, Tensor> change) {
    List<Tensor> leaves = new ArrayList<>();
    Tree.named(state.model).forEach((name, leaf) -> leaves.add(change.apply(name, leaf)));
    return new Training<>(Tree.rebuild(state.model, leaves), optimizer,
        new Data(change.apply("x", data.x()), change.apply("y", data.y())));
  }

  /// Takes a step, and gives the loss before it.
  public Tensor step() {
    Stepped<M, S> stepped = (begins ? step : stepInPlace).apply(state, data);
    begins = false;
    state = stepped.state;
    return stepped.loss;
  }

  /// The parameters, and the data as `x` and `y`, by name.
  public Map<String, Tensor> inputs() {
    Map<String, Tensor> inputs = new TreeMap<>(Tree.named(state.model));
    inputs.put("x", data.x());
    inputs.put("y", data.y());
    return inputs;
  }

  /// The parameters and the optimiser's state: what each step gives anew.
  public Object state() {
    return state;
  }

  /// The graph of a step, traced anew.
  public Graph trace() {
    return Chainrule.graph((Arguments<M, S> both) -> next(both.state, both.data), new Arguments<>(state, data));
  }

  /// What [#trace] takes.
  public Array[] arguments() {
    return Tree.leaves(new Arguments<>(state, data)).stream().map(leaf -> leaf.value().array()).toArray(Array[]::new);
  }

  /// What the compiled step consists of.
  public String explain() {
    return step.explain();
  }
}
