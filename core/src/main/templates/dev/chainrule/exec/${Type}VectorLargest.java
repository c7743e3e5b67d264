package dev.chainrule.exec;

import jdk.incubator.vector.${Type}Vector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/// With the Vector API, as many places at once as a vector is long, where windows move on by two.
final class ${Type}VectorLargest implements Largest<${type}[]> {
  private static final VectorSpecies<${Type}> SPECIES = ${Type}Vector.SPECIES_PREFERRED;
  private static final int LENGTH = SPECIES.length();
  private static final VectorSpecies<Integer> INTS = VectorSpecies.of(int.class, VectorShape.forBitSize(LENGTH * Integer.SIZE));
  /// Every other element of a vector, twice; and where the second half of them belongs.
  private static final VectorShuffle<${Type}> EVEN = VectorShuffle.fromOp(SPECIES, i -> 2 * i % LENGTH);
  private static final VectorMask<${Type}> SECOND = SPECIES.indexInRange(0, LENGTH / 2).not();

  private final ${Type}Largest rest = new ${Type}Largest();

  @Override
  public void run(${type}[] x, int at, int first, int[] offsets, int stride, ${type}[] y, int[] positions, int to, int n) {
    if (stride != 2) {
      rest.run(x, at, first, offsets, stride, y, positions, to, n);
      return;
    }
    int end = 2 * n - 1;
    for (int i = 0; i < n; i += LENGTH) {
      VectorMask<${Type}> inLow = SPECIES.indexInRange(2 * i, end);
      VectorMask<${Type}> inHigh = SPECIES.indexInRange(2 * i + LENGTH, end);
      int place = at + first + 2 * i;
      IntVector places = IntVector.broadcast(INTS, first + 2 * i).addIndex(2);
      ${Type}Vector leading = ${Type}Vector.broadcast(SPECIES, ${Type}.NEGATIVE_INFINITY);
      IntVector best = places.add(offsets[0]);
      for (int offset : offsets) {
        ${Type}Vector low = ${Type}Vector.fromArray(SPECIES, x, place + offset, inLow);
        ${Type}Vector high = ${Type}Vector.fromArray(SPECIES, x, place + offset + LENGTH, inHigh);
        ${Type}Vector value = low.rearrange(EVEN).blend(high.rearrange(EVEN), SECOND);
        VectorMask<${Type}> better = value.compare(VectorOperators.LE, leading).not().and(leading.eq(leading));
        leading = leading.blend(value, better);
        best = best.blend(places.add(offset), better.cast(INTS));
      }
      VectorMask<${Type}> wanted = SPECIES.indexInRange(i, n);
      leading.intoArray(y, to + i, wanted);
      best.intoArray(positions, to + i, wanted.cast(INTS));
    }
  }
}
