package dev.chainrule.onnx;

import java.util.List;

/// An extent of a tensor's axis as a function of how many examples there are: `factor · examples + offset`.
record Extent(long factor, long offset) {
  static Extent fixed(long extent) {
    return new Extent(0, extent);
  }

  /// The line through what was seen.
  ///
  /// @param examples how many examples there were, each time
  /// @param seen     the extent, each time
  /// @throws OnnxException if it is no line
  static Extent of(List<Integer> examples, List<Integer> seen) {
    if (seen.stream().distinct().count() == 1) {
      return fixed(seen.getFirst());
    }
    long factor = (seen.get(1) - seen.get(0)) / (examples.get(1) - examples.get(0));
    Extent line = new Extent(factor, seen.get(0) - factor * examples.get(0));
    for (int i = 0; i < seen.size(); i++) {
      if (line.at(examples.get(i)) != seen.get(i)) {
        throw new OnnxException("[export] an extent is %s for %s examples, which is no straight line; export a fixed number of examples, with forFixedBatch()"
            .formatted(seen, examples));
      }
    }
    return line;
  }

  boolean isFixed() {
    return factor == 0;
  }

  private long at(long examples) {
    return factor * examples + offset;
  }
}
