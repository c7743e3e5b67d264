package dev.chainrule.exec;

import jdk.incubator.vector.${Type}Vector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/// The kernels on `${type}[]` with the Vector API: whole vectors here, what is left over by the scalar twin.
final class ${Type}VectorTiles implements TileKernels<${type}[]> {
  private static final VectorSpecies<${Type}> SPECIES = ${Type}Vector.SPECIES_PREFERRED;
  private static final int LENGTH = SPECIES.length();
  private static final int LANES = ${Type}ScalarTiles.LANES;

  private final ${Type}ScalarTiles rest = new ${Type}ScalarTiles();

  @Override
  public void accumulate(${type}[] x, int xAt, ${type}[] z, int zAt, int n) {
    int end = SPECIES.loopBound(n);
    for (int i = 0; i < end; i += LENGTH) {
      ${Type}Vector sum = ${Type}Vector.fromArray(SPECIES, z, zAt + i);
      sum.add(${Type}Vector.fromArray(SPECIES, x, xAt + i)).intoArray(z, zAt + i);
    }
    rest.accumulate(x, xAt + end, z, zAt + end, n - end);
  }

  /// Each pass keeps four vectors of partial sums; short vectors need several passes for all lanes.
  @Override
  public double sum(${type}[] x, int at, int n, ${type}[] lanes) {
    if (LANES == 4 * LENGTH) {
      return sumOfLongVectors(x, at, n);
    }
    int end = n - n % LANES;
    for (int lane = 0; lane < LANES; lane += 4 * LENGTH) {
      ${Type}Vector a = ${Type}Vector.zero(SPECIES);
      ${Type}Vector b = a;
      ${Type}Vector c = a;
      ${Type}Vector d = a;
      for (int i = at + lane; i < at + end; i += LANES) {
        a = a.add(${Type}Vector.fromArray(SPECIES, x, i));
        b = b.add(${Type}Vector.fromArray(SPECIES, x, i + LENGTH));
        c = c.add(${Type}Vector.fromArray(SPECIES, x, i + 2 * LENGTH));
        d = d.add(${Type}Vector.fromArray(SPECIES, x, i + 3 * LENGTH));
      }
      a.intoArray(lanes, lane);
      b.intoArray(lanes, lane + LENGTH);
      c.intoArray(lanes, lane + 2 * LENGTH);
      d.intoArray(lanes, lane + 3 * LENGTH);
    }
    for (int i = end; i < n; i++) {
      lanes[i - end] += x[at + i];
    }
    return ${Type}ScalarTiles.fold(lanes);
  }

  /// Where four vectors are all lanes they are added up by halves as they are. What is left over is added to their first
  /// lanes, zeros to the others, which are not -0.
  private static double sumOfLongVectors(${type}[] x, int at, int n) {
    ${Type}Vector a = ${Type}Vector.zero(SPECIES);
    ${Type}Vector b = a;
    ${Type}Vector c = a;
    ${Type}Vector d = a;
    int end = at + n - n % LANES;
    for (int i = at; i < end; i += LANES) {
      a = a.add(${Type}Vector.fromArray(SPECIES, x, i));
      b = b.add(${Type}Vector.fromArray(SPECIES, x, i + LENGTH));
      c = c.add(${Type}Vector.fromArray(SPECIES, x, i + 2 * LENGTH));
      d = d.add(${Type}Vector.fromArray(SPECIES, x, i + 3 * LENGTH));
    }
    if (end < at + n) {
      a = a.add(leftOver(x, end, at + n));
      b = b.add(leftOver(x, end + LENGTH, at + n));
      c = c.add(leftOver(x, end + 2 * LENGTH, at + n));
      d = d.add(leftOver(x, end + 3 * LENGTH, at + n));
    }
    ${Type}Vector sum = a.add(c).add(b.add(d));
    for (int half = LENGTH / 2; half > 0; half /= 2) {
      sum = sum.add(sum.rearrange(VectorShuffle.iota(SPECIES, half, 1, true)));
    }
    return sum.lane(0);
  }

  /// What there is of a vector at some place.
  private static ${Type}Vector leftOver(${type}[] x, int at, int end) {
    return at + LENGTH <= end ? ${Type}Vector.fromArray(SPECIES, x, at)
        : at < end ? ${Type}Vector.fromArray(SPECIES, x, at, SPECIES.indexInRange(at, end)) : ${Type}Vector.zero(SPECIES);
  }

  @Override
  public double dot(${type}[] x, int xAt, ${type}[] y, int yAt, int n) {
    ${type}[] lanes = new ${type}[LANES];
    int end = n - n % LANES;
    for (int lane = 0; lane < LANES; lane += 4 * LENGTH) {
      ${Type}Vector a = ${Type}Vector.zero(SPECIES);
      ${Type}Vector b = a;
      ${Type}Vector c = a;
      ${Type}Vector d = a;
      for (int i = lane; i < end; i += LANES) {
        a = product(x, xAt + i, y, yAt + i, a);
        b = product(x, xAt + i + LENGTH, y, yAt + i + LENGTH, b);
        c = product(x, xAt + i + 2 * LENGTH, y, yAt + i + 2 * LENGTH, c);
        d = product(x, xAt + i + 3 * LENGTH, y, yAt + i + 3 * LENGTH, d);
      }
      a.intoArray(lanes, lane);
      b.intoArray(lanes, lane + LENGTH);
      c.intoArray(lanes, lane + 2 * LENGTH);
      d.intoArray(lanes, lane + 3 * LENGTH);
    }
    for (int i = end; i < n; i++) {
      lanes[i - end] = Math.fma(x[xAt + i], y[yAt + i], lanes[i - end]);
    }
    return ${Type}ScalarTiles.fold(lanes);
  }

  private static ${Type}Vector product(${type}[] x, int xAt, ${type}[] y, int yAt, ${Type}Vector sum) {
    return ${Type}Vector.fromArray(SPECIES, x, xAt).fma(${Type}Vector.fromArray(SPECIES, y, yAt), sum);
  }

  @Override
  public double max(${type}[] x, int at, int n) {
    int end = SPECIES.loopBound(n);
    if (end == 0) {
      return rest.max(x, at, n);
    }
    ${Type}Vector result = ${Type}Vector.fromArray(SPECIES, x, at);
    ${Type}Vector b = result;
    ${Type}Vector c = result;
    ${Type}Vector d = result;
    int i = LENGTH;
    for (; i + 4 * LENGTH <= end; i += 4 * LENGTH) {
      result = result.max(${Type}Vector.fromArray(SPECIES, x, at + i));
      b = b.max(${Type}Vector.fromArray(SPECIES, x, at + i + LENGTH));
      c = c.max(${Type}Vector.fromArray(SPECIES, x, at + i + 2 * LENGTH));
      d = d.max(${Type}Vector.fromArray(SPECIES, x, at + i + 3 * LENGTH));
    }
    for (; i < end; i += LENGTH) {
      b = b.max(${Type}Vector.fromArray(SPECIES, x, at + i));
    }
    result = result.max(b).max(c.max(d));
    result = result.max(${Type}Vector.fromArray(SPECIES, x, at + n - LENGTH));
    return result.reduceLanes(VectorOperators.MAX);
  }

  @Override
  public double min(${type}[] x, int at, int n) {
    int end = SPECIES.loopBound(n);
    if (end == 0) {
      return rest.min(x, at, n);
    }
    ${Type}Vector result = ${Type}Vector.fromArray(SPECIES, x, at);
    ${Type}Vector b = result;
    ${Type}Vector c = result;
    ${Type}Vector d = result;
    int i = LENGTH;
    for (; i + 4 * LENGTH <= end; i += 4 * LENGTH) {
      result = result.min(${Type}Vector.fromArray(SPECIES, x, at + i));
      b = b.min(${Type}Vector.fromArray(SPECIES, x, at + i + LENGTH));
      c = c.min(${Type}Vector.fromArray(SPECIES, x, at + i + 2 * LENGTH));
      d = d.min(${Type}Vector.fromArray(SPECIES, x, at + i + 3 * LENGTH));
    }
    for (; i < end; i += LENGTH) {
      b = b.min(${Type}Vector.fromArray(SPECIES, x, at + i));
    }
    result = result.min(b).min(c.min(d));
    result = result.min(${Type}Vector.fromArray(SPECIES, x, at + n - LENGTH));
    return result.reduceLanes(VectorOperators.MIN);
  }

  @Override
  public int indexOf(${type}[] x, int at, int n, double value) {
    int end = SPECIES.loopBound(n);
    ${Type}Vector wanted = ${Type}Vector.broadcast(SPECIES, (${type}) value);
    for (int i = 0; i < end; i += LENGTH) {
      ${Type}Vector a = ${Type}Vector.fromArray(SPECIES, x, at + i);
      VectorMask<${Type}> found = value != value ? a.test(VectorOperators.IS_NAN) : a.eq(wanted);
      if (found.anyTrue()) {
        return i + found.firstTrue();
      }
    }
    int last = rest.indexOf(x, at + end, n - end, value);
    return last < 0 ? last : end + last;
  }
}
