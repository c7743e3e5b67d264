package dev.chainrule.graph;

/// A record, list or map does not serve as parameters, or changed its tensors when it was rebuilt.
public final class StructureException extends ChainruleException {
  /// An error with the text that the user reads.
  public StructureException(String message) {
    super(message);
  }
}
