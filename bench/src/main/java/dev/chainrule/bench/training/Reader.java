package dev.chainrule.bench.training;

import dev.chainrule.RandomKey;
import dev.chainrule.Tensor;
import dev.chainrule.nn.Initializer;
import dev.chainrule.nn.Layer;
import dev.chainrule.nn.Linear;
import dev.chainrule.nn.Lstm;

/// Reads an image row by row, and says at the end what it was.
record Reader(Lstm lstm, Linear out) implements Layer {
  static Reader of(int inputs, int units, int classes, RandomKey key) {
    return new Reader(Lstm.of(inputs, units, key.foldIn(0)),
        Linear.of(units, classes, Initializer.glorotUniform(), key.foldIn(1)));
  }

  @Override
  public Tensor apply(Tensor rows) {
    return out.apply(lstm.run(rows, lstm.start(rows.shape().extent(0))).last().h());
  }
}
