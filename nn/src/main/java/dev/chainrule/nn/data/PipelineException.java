package dev.chainrule.nn.data;

import java.io.IOException;

/// A record could not be read or made. The message names it; the cause is what was thrown.
///
/// {@snippet :
/// try {
///   Pipeline.of(List.of("1", "two")).map(Integer::parseInt).open().toList();
/// } catch (PipelineException e) {
///   System.out.println(e.getMessage()); // record 2: For input string: "two"
/// }
/// }
public final class PipelineException extends RuntimeException {
  private static final long serialVersionUID = 1;

  PipelineException(String message, Throwable cause) {
    super(message, cause);
  }

  /// What went wrong with a record on its way.
  static PipelineException at(Object origin, Throwable cause) {
    if (cause instanceof PipelineException told) {
      return told;
    }
    String what = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    // Who reads files names the file and the place in it.
    return new PipelineException(cause instanceof IOException ? what : origin + ": " + what, cause);
  }
}
