package dev.chainrule.onnx;

/// A function that a file in the ONNX format cannot hold, or a model that cannot be run. The message names the operation
/// and the remedy.
public final class OnnxException extends RuntimeException {
  private static final long serialVersionUID = 1;

  OnnxException(String message) {
    super(message);
  }

  OnnxException(String message, Throwable cause) {
    super(message, cause);
  }
}
