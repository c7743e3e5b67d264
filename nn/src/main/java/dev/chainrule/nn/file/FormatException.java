package dev.chainrule.nn.file;

import java.io.IOException;

/// A file is not what its format asks for: damaged, of another kind, or made to harm. The message names the file, the
/// field and what is wrong with it.
public final class FormatException extends IOException {
  private static final long serialVersionUID = 1;

  /// @param file what was read
  /// @param what the field and its fault
  public FormatException(Object file, String what) {
    super(file + ": " + what);
  }
}
