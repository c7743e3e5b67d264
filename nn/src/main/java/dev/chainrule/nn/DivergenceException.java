package dev.chainrule.nn;

import dev.chainrule.NonFinite;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Training left the finite numbers, and would never come back.
///
/// {@snippet :
/// DivergenceException e = new DivergenceException("the loss is NaN after epoch 3; lower the rate");
/// System.out.println(e.getMessage()); // the loss is NaN after epoch 3; lower the rate
/// }
public final class DivergenceException extends RuntimeException {
  private final @Nullable NonFinite origin;

  /// An error with the text that the user reads.
  public DivergenceException(String message) {
    this(message, null);
  }

  /// The same with the operation that the first NaN or infinity came from, which the text ends with.
  public DivergenceException(String message, @Nullable NonFinite origin) {
    super(origin == null ? message : message + "\n" + origin);
    this.origin = origin;
  }

  /// The operation that the first NaN or infinity came from, where it was found, as [dev.chainrule.nn.train.Trainer] does.
  public Optional<NonFinite> origin() {
    return Optional.ofNullable(origin);
  }
}
