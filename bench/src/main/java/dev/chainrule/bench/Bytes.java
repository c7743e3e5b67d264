package dev.chainrule.bench;

import dev.chainrule.Tensor;
import dev.chainrule.Tree;

/// How much memory tensors need.
public final class Bytes {
  private Bytes() {}

  /// The bytes of all elements of a tree.
  public static long of(Object tree) {
    return Tree.leaves(tree).stream().mapToLong(Bytes::ofTensor).sum();
  }

  private static long ofTensor(Tensor tensor) {
    return (long) tensor.size() * switch (tensor.dtype()) {
      case F32, I32 -> Integer.BYTES;
      case F64, I64 -> Long.BYTES;
      case BOOL -> 1;
    };
  }
}
