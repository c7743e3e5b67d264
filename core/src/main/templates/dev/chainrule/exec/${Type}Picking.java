package dev.chainrule.exec;

import java.util.Arrays;

/// Elements of `${type}[]` by indices along an axis.
final class ${Type}Picking {
  private ${Type}Picking() {}

  static void take(Picking.Walk walk, ${type}[] x, ${type}[] y) {
    int[] indices = walk.indices();
    int inner = walk.inner();
    int base = 0;
    for (int start = 0; start < walk.count(); start += walk.picked() * inner, base += walk.extent() * inner) {
      for (int line = start; line < start + walk.picked() * inner; line += inner) {
        for (int i = 0; i < inner; i++) {
          y[line + i] = x[base + indices[line + i] * inner + i];
        }
      }
    }
  }

  /// Clears the result part by part, while it is in the caches.
  static void add(Picking.Walk walk, ${type}[] x, ${type}[] y) {
    int[] indices = walk.indices();
    int inner = walk.inner();
    int base = 0;
    for (int start = 0; start < walk.count(); start += walk.picked() * inner, base += walk.extent() * inner) {
      Arrays.fill(y, base, base + walk.extent() * inner, 0);
      for (int line = start; line < start + walk.picked() * inner; line += inner) {
        for (int i = 0; i < inner; i++) {
          y[base + indices[line + i] * inner + i] += x[line + i];
        }
      }
    }
  }

  /// Single elements, each from where its index says.
  static void gather(int[] indices, int count, ${type}[] x, int from, ${type}[] y, int to) {
    for (int i = 0; i < count; i++) {
      y[to + i] = x[from + indices[i]];
    }
  }
}
