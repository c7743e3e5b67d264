package dev.chainrule.exec;

import dev.chainrule.op.PlaceRun;
import java.util.Arrays;
import java.util.List;

/// Convolutions on `${type}[]` as products of matrices that are never formed. Each element of the result is a sum in the
/// order of channels and of the kernel's positions, by blocks of [#INNER].
final class ${Type}Convolution {
  /// The block of what is summed. Rows of the right side are not packed and lie across cache lines, so fewer of them fit in
  /// the first-level cache than in a product of matrices.
  private static final int INNER = 128;

  private final ConvolutionPlan plan;
  private final GemmKernels.Choice<${type}[]> kernels;
  private final ${Type}Panels panels;
  private final Convolution.Side<${type}[]> x;
  private final Convolution.Side<${type}[]> w;
  private final ${type}[] y;
  private final boolean add;
  private final Epilogue epilogue;

  private ${Type}Convolution(ConvolutionPlan plan, VectorSupport.GemmKind kind, Convolution.Side<${type}[]> x, Convolution.Side<${type}[]> w,
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

  /// y = x * w, or y = y + x * w, and then the epilogue.
  static void run(ConvolutionPlan.Layout layout, VectorSupport.GemmKind kind, Convolution.Side<${type}[]> x, Convolution.Side<${type}[]> w,
      ${type}[] y, boolean add, Epilogue epilogue) {
    ${Type}Convolution convolution = new ${Type}Convolution(layout.plan(), kind, x, w, y, add, epilogue);
    switch (layout) {
      case ConvolutionPlan.Planes planes -> convolution.ofManyPlaces(planes);
      case ConvolutionPlan.Picture picture -> convolution.ofFewPlaces(picture);
    }
  }

  /// The kernel is the left side, one row for each output, and the places of the result are the columns.
  private void ofManyPlaces(ConvolutionPlan.Planes planes) {
    int depth = plan.channels() * plan.kernel().size();
    ${type}[] memory = ${Type}Panels.POOL.take(isRow() ? 0 : plan.groups() * plan.outputs() * depth);
    ${Type}Panels.Place left = rows(memory, depth);
    int tasks = plan.examples() * plan.groups() * planes.strips();
    int each = Convolution.tasksTogether(plan, tasks);
    Team.SHARED.run(Math.ceilDiv(tasks, each), i -> {
      ${type}[] right = ${Type}Panels.POOL.take(plan.channels() * planes.channel() + kernels.columns());
      for (int task = i * each; task < Math.min(tasks, (i + 1) * each); task++) {
        int group = task / planes.strips() % plan.groups();
        strip(planes, task % planes.strips(), task / planes.strips() / plan.groups(), group,
            new ${Type}Panels.Place(left.elements(), left.at() + group * plan.outputs() * left.stride(), left.stride()), right, depth);
      }
      ${Type}Panels.POOL.give(right);
    });
    ${Type}Panels.POOL.give(memory);
  }

  /// Whether the kernel's channels and positions are one after the other.
  private boolean isRow() {
    return w.innerStride() == plan.kernel().size() || plan.channels() == 1;
  }

  /// The kernel's rows, one for each output of all groups.
  private ${Type}Panels.Place rows(${type}[] memory, int depth) {
    if (isRow()) {
      return new ${Type}Panels.Place(w.elements(), w.first(), w.outerStride());
    }
    int positions = plan.kernel().size();
    for (int output = 0; output < plan.groups() * plan.outputs(); output++) {
      for (int channel = 0; channel < plan.channels(); channel++) {
        System.arraycopy(w.elements(), w.at(output, channel), memory, output * depth + channel * positions, positions);
      }
    }
    return new ${Type}Panels.Place(memory, 0, depth);
  }

  private void strip(ConvolutionPlan.Planes planes, int strip, int example, int group, ${Type}Panels.Place left, ${type}[] right, int depth) {
    int size = planes.rows() * planes.row();
    int at = 0;
    for (int channel = 0; channel < plan.channels(); channel++) {
      for (int i = 0; i < planes.fillings().size(); i++) {
        fill(planes.filling(i, strip), x.elements(), x.at(example, group * plan.channels() + channel), right, at);
        at += size;
      }
    }
    int places = plan.result().size();
    int first = strip * planes.strip() * planes.row();
    int count = Math.min(planes.strip() * planes.row(), places - first);
    int output = (example * plan.groups() + group) * plan.outputs();
    ${Type}Panels.Place c = new ${Type}Panels.Place(y, output * places + first, places);
    for (int from = 0; from < depth; from += INNER) {
      panels.columnByColumn(plan.outputs(), count, left, new ${Type}Panels.Place(right, 0, kernels.columns()), planes.steps(), c,
          from, Math.min(depth, from + INNER), add || from > 0);
    }
    if (epilogue != Epilogue.NONE) {
      for (int row = output; row < output + plan.outputs(); row++) {
        epilogue.run(row * places + first, row, first, count);
      }
    }
  }

  /// Fills a copy of a plane.
  private void fill(ConvolutionPlan.Filling filling, ${type}[] from, int at, ${type}[] to, int toAt) {
    if (!filling.isWhole()) {
      Arrays.fill(to, toAt, toAt + filling.size(), 0);
    }
    fill(filling, 0, from, at, to, toAt, filling.size());
  }

  /// @param size the elements of the copy for each position along the axes before
  private void fill(ConvolutionPlan.Filling filling, int axis, ${type}[] from, int at, ${type}[] to, int toAt, int size) {
    PlaceRun run = filling.runs().get(axis);
    int step = plan.inputStrides()[axis];
    if (axis < filling.extents().length - 1) {
      int each = size / filling.extents()[axis];
      for (int i = 0; i < run.count(); i++) {
        fill(filling, axis + 1, from, at + (run.place() + i * run.placeStep()) * step, to, toAt + (run.first() + i * run.step()) * each, each);
      }
    } else if (run.step() == 1 && run.placeStep() == 1) {
      System.arraycopy(from, at + run.place(), to, toAt + run.first(), run.count());
    } else {
      for (int i = 0; i < run.count(); i++) {
        to[toAt + run.first() + i * run.step()] = from[at + run.place() + i * run.placeStep()];
      }
    }
  }

  /// For each place of the result a product of its own: what is called the kernel is the left side, one row for each output
  /// and one column for each position, and the examples are the columns. The channels are summed in parts, which do not
  /// depend on the number of threads.
  private void ofFewPlaces(ConvolutionPlan.Picture picture) {
    int positions = plan.kernel().size();
    int columns = picture.line() * plan.examples();
    int size = plan.outputs() * plan.result().size() * plan.examples();
    int parts = Convolution.partsOfChannels(plan, size);
    ${type}[] sums = ${Type}Panels.POOL.take(plan.groups() * parts * size);
    Team.SHARED.run(plan.groups() * parts, task -> {
      int part = task % parts;
      ${type}[] right = ${Type}Panels.POOL.take(picture.places() * plan.examples() + kernels.columns());
      int start = plan.channels() * part / parts;
      int end = plan.channels() * (part + 1) / parts;
      for (int channel = start; channel < end; channel++) {
        interleave(picture, task / parts * plan.channels() + channel, right);
        int row = task / parts * plan.outputs();
        add(picture, new ${Type}Panels.Place(w.elements(), w.at(row, channel), w.outerStride()), right, sums, task * size, columns, channel > start);
      }
      ${Type}Panels.POOL.give(right);
    });
    for (int group = 0; group < plan.groups(); group++) {
      total(picture, group, parts, size, sums);
    }
    ${Type}Panels.POOL.give(sums);
  }

  /// The products of one channel.
  private void add(ConvolutionPlan.Picture picture, ${Type}Panels.Place left, ${type}[] right, ${type}[] sums, int sumsAt, int columns, boolean further) {
    int positions = plan.kernel().size();
    int[] steps = MatrixProduct.STEPS.take(positions);
    for (int i = 0; i < positions; i++) {
      steps[i] = picture.steps()[i] * plan.examples();
    }
    for (int from = 0; from < positions; from += INNER) {
      for (int line = 0; line < picture.origins().length; line++) {
        panels.columnByColumn(plan.outputs(), columns, left,
            new ${Type}Panels.Place(right, picture.origins()[line] * plan.examples(), kernels.columns()), steps,
            new ${Type}Panels.Place(sums, sumsAt + line * plan.outputs() * columns, columns), from,
            Math.min(positions, from + INNER), further || from > 0);
      }
    }
    MatrixProduct.STEPS.give(steps);
  }

  /// One channel of all examples: for each place of the picture the examples side by side.
  private void interleave(ConvolutionPlan.Picture picture, int channel, ${type}[] to) {
    if (!picture.filling().isWhole()) {
      Arrays.fill(to, 0, picture.places() * plan.examples(), 0);
    }
    interleave(picture.filling(), 0, x.at(0, channel), to, 0, picture.places());
  }

  private void interleave(ConvolutionPlan.Filling filling, int axis, int at, ${type}[] to, int toPlace, int size) {
    List<PlaceRun> runs = filling.runs();
    PlaceRun run = runs.get(axis);
    int step = plan.inputStrides()[axis];
    if (axis < runs.size() - 1) {
      int each = size / filling.extents()[axis];
      for (int i = 0; i < run.count(); i++) {
        interleave(filling, axis + 1, at + (run.place() + i * run.placeStep()) * step, to, toPlace + (run.first() + i * run.step()) * each, each);
      }
      return;
    }
    panels.sideBySide(x.elements(), at + run.place(), plan.examples(), x.outerStride(), run.placeStep(), to,
        (toPlace + run.first()) * plan.examples(), plan.examples() * run.step(), run.count());
  }

  /// Adds the parts up, and brings places and examples back into their order.
  private void total(ConvolutionPlan.Picture picture, int group, int parts, int size, ${type}[] sums) {
    int line = picture.line();
    int places = plan.result().size();
    for (int output = 0; output < plan.outputs(); output++) {
      int row = group * plan.outputs() + output;
      for (int place = 0; place < places; place++) {
        int from = group * parts * size + ((place / line * plan.outputs() + output) * line + place % line) * plan.examples();
        for (int example = 0; example < plan.examples(); example++) {
          ${type} sum = sums[from + example];
          for (int part = 1; part < parts; part++) {
            sum += sums[from + part * size + example];
          }
          int target = (example * plan.groups() * plan.outputs() + row) * places + place;
          y[target] = add ? y[target] + sum : sum;
        }
      }
      for (int example = 0; example < plan.examples() && epilogue != Epilogue.NONE; example++) {
        int through = example * plan.groups() * plan.outputs() + row;
        epilogue.run(through * places, through, 0, places);
      }
    }
  }
}
