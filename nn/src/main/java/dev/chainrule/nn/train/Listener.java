package dev.chainrule.nn.train;

import java.util.List;

/// Who is told how training goes, by the thread that trains.
///
/// The tensors of what it is given are consumed by the next step: use them before you return, or not at all.
public interface Listener<P, S> {
  /// A step was taken.
  ///
  /// @param now  where training stands after it
  /// @param loss of the batch before the step
  default void stepped(Training<P, S> now, double loss) {}

  /// An epoch is complete and evaluated; its report is the last one of the progress.
  default void epochEnded(Training<P, S> now, EpochReport report) {}

  /// The loss is no longer finite; an exception follows.
  ///
  /// @param lastGood where training stood when all was finite still
  default void diverged(Training<P, S> lastGood) {}

  /// Asked after each step and each epoch: whether training is to stop here, to be gone on with another time.
  default boolean stops() {
    return false;
  }

  /// Several, told in their order; training stops if one of them wants it.
  static <P, S> Listener<P, S> all(List<? extends Listener<P, S>> listeners) {
    return new Listener<>() {
      @Override
      public void stepped(Training<P, S> now, double loss) {
        listeners.forEach(listener -> listener.stepped(now, loss));
      }

      @Override
      public void epochEnded(Training<P, S> now, EpochReport report) {
        listeners.forEach(listener -> listener.epochEnded(now, report));
      }

      @Override
      public void diverged(Training<P, S> lastGood) {
        listeners.forEach(listener -> listener.diverged(lastGood));
      }

      @Override
      public boolean stops() {
        return listeners.stream().anyMatch(Listener::stops);
      }
    };
  }
}
