package dev.chainrule.exec;

import jdk.incubator.vector.${Type}Vector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// What instructions do to vectors of `${type}`s, by the names of [dev.chainrule.graph.Instruction], and what else loops
/// over vectors need. Straight-line code: [VectorLoopEmitter] copies it into the loops. Truth is a mask.
final class ${Type}VectorInstructions {
  static final VectorSpecies<${Type}> SPECIES = ${Type}Vector.SPECIES_PREFERRED;

  private ${Type}VectorInstructions() {}

  static ${Type}Vector load(${type}[] x, int at) {
    return ${Type}Vector.fromArray(SPECIES, x, at);
  }

  static VectorMask<${Type}> loadTruth(boolean[] x, int at) {
    return VectorMask.fromArray(SPECIES, x, at);
  }

  static void store(${Type}Vector x, ${type}[] y, int at) {
    x.intoArray(y, at);
  }

  static void storeTruth(VectorMask<${Type}> x, boolean[] y, int at) {
    x.intoArray(y, at);
  }

  static ${Type}Vector repeat(${type} x) {
    return ${Type}Vector.broadcast(SPECIES, x);
  }

  static VectorMask<${Type}> repeatTruth(boolean x) {
    return SPECIES.maskAll(x);
  }

  static ${Type}Vector number(VectorMask<${Type}> x) {
    return ${Type}Vector.zero(SPECIES).blend(1, x);
  }

  static VectorMask<${Type}> truth(${Type}Vector x) {
    return x.compare(VectorOperators.NE, 0);
  }

  static ${Type}Vector add(${Type}Vector x, ${Type}Vector y) {
    return x.add(y);
  }

  static ${Type}Vector subtract(${Type}Vector x, ${Type}Vector y) {
    return x.sub(y);
  }

  static ${Type}Vector multiply(${Type}Vector x, ${Type}Vector y) {
    return x.mul(y);
  }

  static ${Type}Vector divide(${Type}Vector x, ${Type}Vector y) {
    return x.div(y);
  }

  static ${Type}Vector negate(${Type}Vector x) {
    return x.neg();
  }

  static ${Type}Vector zeroTimes(${Type}Vector x, ${Type}Vector y) {
    return x.mul(y).blend(0, x.eq(0).or(y.eq(0)));
  }

  static ${Type}Vector absolute(${Type}Vector x) {
    return x.abs();
  }

  static ${Type}Vector sign(${Type}Vector x) {
    return x.blend(1, x.compare(VectorOperators.GT, 0)).blend(-1, x.lt(0));
  }

  static ${Type}Vector minimum(${Type}Vector x, ${Type}Vector y) {
    return x.min(y);
  }

  static ${Type}Vector maximum(${Type}Vector x, ${Type}Vector y) {
    return x.max(y);
  }

  static ${Type}Vector squareRoot(${Type}Vector x) {
    return x.sqrt();
  }

  static VectorMask<${Type}> less(${Type}Vector x, ${Type}Vector y) {
    return x.lt(y);
  }

  static VectorMask<${Type}> lessEqual(${Type}Vector x, ${Type}Vector y) {
    return x.compare(VectorOperators.LE, y);
  }

  static VectorMask<${Type}> equal(${Type}Vector x, ${Type}Vector y) {
    return x.eq(y);
  }

  static VectorMask<${Type}> and(VectorMask<${Type}> x, VectorMask<${Type}> y) {
    return x.and(y);
  }

  static VectorMask<${Type}> or(VectorMask<${Type}> x, VectorMask<${Type}> y) {
    return x.or(y);
  }

  static VectorMask<${Type}> not(VectorMask<${Type}> x) {
    return x.not();
  }

  static ${Type}Vector select(VectorMask<${Type}> condition, ${Type}Vector x, ${Type}Vector y) {
    return y.blend(x, condition);
  }

  static VectorMask<${Type}> selectTruth(VectorMask<${Type}> condition, VectorMask<${Type}> x, VectorMask<${Type}> y) {
    return condition.and(x).or(y.andNot(condition));
  }
}
