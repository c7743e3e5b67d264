package dev.chainrule.nn.optimize;

/// A rule that makes of a gradient the change to add to the parameters. Pure: what it remembers is handed in and out.
///
/// Parameters are any tree, and the state is one too, so a whole training step compiles. Integer and Bool tensors
/// among the parameters are left as they are.
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
}
