package dev.chainrule.exec;

import jdk.incubator.vector.${Type}Vector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/// With the Vector API: as many places at once as a vector is long.
final class ${Type}VectorLargest implements Largest<${type}[]> {
  private static final VectorSpecies<${Type}> SPECIES = ${Type}Vector.SPECIES_PREFERRED;
  private static final int LENGTH = SPECIES.length();
  private static final VectorSpecies<Integer> INTS = VectorSpecies.of(int.class, VectorShape.forBitSize(LENGTH * Integer.SIZE));
  /// Every other element of a vector, twice; and where the second half of them belongs.
  private static final VectorShuffle<${Type}> EVEN = VectorShuffle.fromOp(SPECIES, i -> 2 * i % LENGTH);
  private static final VectorMask<${Type}> SECOND = SPECIES.indexInRange(0, LENGTH / 2).not();
  private static final int WIDEST = 2;

  private final ${Type}Largest rest = new ${Type}Largest();

  @Override
  public void run(${type}[] x, int at, int first, int[] offsets, int stride, ${type}[] y, int[] positions, int to, int n) {
    if (stride > WIDEST) {
      rest.run(x, at, first, offsets, stride, y, positions, to, n);
      return;
    }
    for (int i = 0; i < n; i += LENGTH) {
      IntVector places = IntVector.broadcast(INTS, first + i * stride).addIndex(stride);
      ${Type}Vector leading = every(x, at + first + offsets[0], stride, i, n);
      IntVector best = places.add(offsets[0]);
      for (int k = 1; k < offsets.length; k++) {
        ${Type}Vector value = every(x, at + first + offsets[k], stride, i, n);
        VectorMask<${Type}> better = value.compare(VectorOperators.LE, leading).not().and(leading.eq(leading));
        leading = leading.blend(value, better);
        best = best.blend(places.add(offsets[k]), better.cast(INTS));
      }
      VectorMask<${Type}> wanted = SPECIES.indexInRange(i, n);
      leading.intoArray(y, to + i, wanted);
      best.intoArray(positions, to + i, wanted.cast(INTS));
    }
  }

  /// Elements i and following of n that are `stride` apart.
  private static ${Type}Vector every(${type}[] x, int at, int stride, int i, int n) {
    if (stride == 1) {
      return ${Type}Vector.fromArray(SPECIES, x, at + i, SPECIES.indexInRange(i, n));
    }
    int start = 2 * i;
    int end = 2 * n - 1;
    ${Type}Vector low = ${Type}Vector.fromArray(SPECIES, x, at + start, SPECIES.indexInRange(start, end));
    ${Type}Vector high = ${Type}Vector.fromArray(SPECIES, x, at + start + LENGTH, SPECIES.indexInRange(start + LENGTH, end));
    return low.rearrange(EVEN).blend(high.rearrange(EVEN), SECOND);
  }
}
