package dev.chainrule.exec;

import java.util.Arrays;

/// Convolutions on `${type}[]` of few outputs: see [SlidingPlan].
final class ${Type}SlidingConvolution {
  private final SlidingPlan plan;
  private final GemmKernels.Choice<${type}[]> kernels;
  private final ${Type}Panels panels;
  private final Convolution.Side<${type}[]> x;
  private final Convolution.Side<${type}[]> w;
  private final ${type}[] y;
  private final boolean add;
  private final Epilogue epilogue;

  ${Type}SlidingConvolution(SlidingPlan plan, VectorSupport.GemmKind kind, Convolution.Side<${type}[]> x, Convolution.Side<${type}[]> w,
      ${type}[] y, boolean add, Epilogue epilogue) {
    this.plan = plan;
    this.kernels = GemmKernels.of(${Type}Panels.TYPE, kind);
    this.panels = new ${Type}Panels(kernels);
    this.x = x;
    this.w = w;
    this.y = y;
    this.add = add;
    this.epilogue = epilogue;
  }

  void run() {
    int tasks = plan.isSmall() ? plan.groups() : plan.groups() * plan.examples();
    long products = (long) plan.examples() * plan.channels() * plan.outputs() * plan.groups() * plan.places() * plan.positions().length;
    int each = Convolution.tasksTogether(products, tasks);
    Team.SHARED.run(Math.ceilDiv(tasks, each), i -> {
      for (int task = i * each; task < Math.min(tasks, (i + 1) * each); task++) {
        if (plan.isSmall()) {
          products(task);
        } else {
          slide(task / plan.groups(), task % plan.groups());
        }
      }
    });
  }

  /// All outputs of a group: rows of weights times the planes of the input at all positions.
  private void slide(int example, int group) {
    int plane = plan.input().size();
    int positions = plan.positions().length;
    int depth = plan.channels() * positions;
    int columns = plan.columns();
    ${type}[] padded = ${Type}Panels.POOL.take(plan.channels() * plane + kernels.columns());
    ${type}[] sums = ${Type}Panels.POOL.take(plan.outputs() * columns);
    ${type}[] rows = ${Type}Panels.POOL.take(plan.outputs() * depth);
    int[] steps = MatrixProduct.STEPS.take(depth);
    Arrays.fill(padded, 0, plan.channels() * plane, 0);
    for (int channel = 0; channel < plan.channels(); channel++) {
      plan.input().copy(x.elements(), x.at(example, group * plan.channels() + channel), padded, channel * plane);
      for (int i = 0; i < positions; i++) {
        steps[channel * positions + i] = channel * plane + plan.positions()[i];
      }
      for (int output = 0; output < plan.outputs(); output++) {
        System.arraycopy(w.elements(), w.at(group * plan.outputs() + output, channel), rows, output * depth + channel * positions, positions);
      }
    }
    panels.rowByRow(plan.outputs(), columns, new ${Type}Panels.Place(rows, 0, depth), new ${Type}Panels.Place(padded, 0, kernels.columns()), steps,
        new ${Type}Panels.Place(sums, 0, columns), 0, depth, false, (row, count) -> {});
    for (int output = 0; output < plan.outputs(); output++) {
      int row = (example * plan.groups() + group) * plan.outputs() + output;
      finish(row * plan.places(), row, sums, output * columns);
    }
    MatrixProduct.STEPS.give(steps);
    ${Type}Panels.POOL.give(rows);
    ${Type}Panels.POOL.give(sums);
    ${Type}Panels.POOL.give(padded);
  }

  /// Brings the lines of a plane together.
  private void finish(int to, int row, ${type}[] sums, int at) {
    for (int i = 0; i < plan.lines().length; i++) {
      int from = at + plan.lines()[i];
      int line = to + i * plan.line();
      if (add) {
        for (int j = 0; j < plan.line(); j++) {
          y[line + j] += sums[from + j];
        }
      } else {
        System.arraycopy(sums, from, y, line, plan.line());
      }
    }
    epilogue.run(to, to + plan.places());
  }

  /// All results of a group, each of which is a scalar product for each channel.
  private void products(int group) {
    int plane = plan.input().size();
    int n = plan.positions()[plan.positions().length - 1] + 1;
    int places = plan.places();
    TileKernels<${type}[]> dots = VectorSupport.${type}s();
    ${type}[] padded = ${Type}Panels.POOL.take(plane);
    ${type}[] spread = ${Type}Panels.POOL.take(plane);
    double[] sums = new double[places];
    Arrays.fill(padded, 0, plane, 0);
    Arrays.fill(spread, 0, plane, 0);
    for (int example = 0; example < plan.examples(); example++) {
      for (int output = 0; output < plan.outputs(); output++) {
        Arrays.fill(sums, 0);
        for (int channel = 0; channel < plan.channels(); channel++) {
          plan.input().copy(x.elements(), x.at(example, group * plan.channels() + channel), padded, 0);
          plan.kernel().copy(w.elements(), w.at(group * plan.outputs() + output, channel), spread, 0);
          for (int place = 0; place < places; place++) {
            sums[place] += dots.dot(padded, plan.lines()[place / plan.line()] + place % plan.line(), spread, 0, n);
          }
        }
        int row = (example * plan.groups() + group) * plan.outputs() + output;
        for (int place = 0; place < places; place++) {
          ${type} sum = (${type}) sums[place];
          y[row * places + place] = add ? y[row * places + place] + sum : sum;
        }
        epilogue.run(row * places, (row + 1) * places);
      }
    }
    ${Type}Panels.POOL.give(spread);
    ${Type}Panels.POOL.give(padded);
  }
}
