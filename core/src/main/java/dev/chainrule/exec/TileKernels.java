package dev.chainrule.exec;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.Type;

/// The kernels that are written by hand, because HotSpot does not vectorise their plain loops: everything that reduces.
/// They work on plain arrays of one floating type, each array with an offset of its
/// own, and nothing outside knows whether vectors are used.
///
/// There are two implementations with equal results, to the bit: with the Vector API, and without. Where an
/// order of summation matters it is part of the contract and does not depend on the length of a vector.
///
/// @param <A> `float[]` or `double[]`
interface TileKernels<A> {
  /// The bytes of partial sums.
  int LANES = 256;

  /// Memory for partial sums of numbers of a type.
  static Object lanes(DType type) {
    return Array.allocate(new Type(type, Shape.of(LANES / type.bytes()))).elements();
  }

  /// z = z + x.
  void accumulate(A x, int xAt, A z, int zAt, int n);

  /// The sum of a run, in partial sums of every 256-th byte, added up by halves.
  ///
  /// @param lanes where partial sums are put: `LANES` bytes, which may hold anything
  double sum(A x, int at, int n, A lanes);

  /// The scalar product of two runs, in the order of [#sum], with fused multiply-adds.
  double dot(A x, int xAt, A y, int yAt, int n);

  /// The largest element of a run, which is not empty; NaN wins, and 0 over -0.
  double max(A x, int at, int n);

  /// The smallest element of a run, which is not empty; NaN wins, and -0 over 0.
  double min(A x, int at, int n);

  /// The offset in a run of the first element that equals `value`, where NaN equals NaN and 0 equals -0; -1 for none.
  int indexOf(A x, int at, int n, double value);
}
