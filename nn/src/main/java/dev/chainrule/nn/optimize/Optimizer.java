package dev.chainrule.nn.optimize;

/// A rule that makes of a gradient the change to add to the parameters. Pure: what it remembers is handed in and out.
///
/// Parameters are any tree, and the state is one too, so a whole training step compiles. Integer and Bool tensors
/// among the parameters are left as they are, and so is what is [Untrained].
///
/// {@snippet :
/// Tensor x = Tensor.of(4.0);
/// Sgd optimizer = new Sgd(0.25);
/// for (int step = 0; step < 10; step++) {
///   Tensor gradient = grad(p -> p.times(p)).apply(x);
///   x = optimizer.update(gradient, optimizer.init(x), x).applyTo(x);
/// }
/// System.out.println(x.item()); // 0.00390625
/// }
///
/// @param <S> what it remembers from step to step
public interface Optimizer<S> {
  /// What is remembered before the first step.
  <P> S init(P parameters);

  /// One step.
  ///
  /// @param gradient   of the loss, in the tree of the parameters
  /// @param state      from [#init] or the step before
  /// @param parameters as they are now
  <P> Update<P, S> update(P gradient, S state, P parameters);

  /// This one with a rate that a schedule varies: what it would add to the parameters is multiplied by a factor for each
  /// step.
  ///
  /// {@snippet :
  /// var optimizer = new Sgd(0.5).scheduled(Schedule.polynomial(2, 0, 1));
  /// Tensor p = Tensor.of(1.0);
  /// var first = optimizer.update(Tensor.of(1.0), optimizer.init(p), p);
  /// var second = optimizer.update(Tensor.of(1.0), first.state(), p);
  /// System.out.println(first.change().item() + " " + second.change().item()); // -0.5 -0.25
  /// }
  default Optimizer<Scheduled.State<S>> scheduled(Schedule schedule) {
    return new Scheduled<>(this, schedule);
  }

  /// This one on gradients of at most this length: all tensors together are one vector, which keeps its direction. Keeps
  /// single batches from throwing the parameters far off.
  ///
  /// {@snippet :
  /// var optimizer = new Sgd(1).clippedByNorm(1);
  /// Tensor p = Tensor.of(0.0, 0.0);
  /// System.out.println(optimizer.update(Tensor.of(30.0, 40.0), optimizer.init(p), p).change()); // F64[2] [-0.6, -0.8]
  /// }
  default Optimizer<S> clippedByNorm(double limit) {
    return new Clipped<>(this, Clipped.By.NORM, limit);
  }

  /// This one on gradients whose numbers are from −limit to limit.
  default Optimizer<S> clippedByValue(double limit) {
    return new Clipped<>(this, Clipped.By.VALUE, limit);
  }

  /// This one on gradients to which a share of the parameters is added, the gradient of decay · ‖p‖² / 2. With [Adam] and
  /// its kin prefer those with a decay of their own, as [AdamW].
  default Optimizer<S> decayed(double decay, Mask mask) {
    return new Decayed<>(this, decay, mask);
  }

  /// This one with a step for so many gradients, by their mean: a batch that would not fit into memory, in parts. The
  /// changes between are 0.
  ///
  /// {@snippet :
  /// var optimizer = new Sgd(1).accumulated(2);
  /// Tensor p = Tensor.of(0.0);
  /// var first = optimizer.update(Tensor.of(1.0), optimizer.init(p), p);
  /// var second = optimizer.update(Tensor.of(3.0), first.state(), p);
  /// System.out.println(first.change().item() + " " + second.change().item()); // 0.0 -2.0
  /// }
  default Optimizer<Accumulated.State<S>> accumulated(int count) {
    return new Accumulated<>(this, count);
  }
}
