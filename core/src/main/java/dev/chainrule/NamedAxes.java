package dev.chainrule;

import dev.chainrule.graph.Shape;
import dev.chainrule.graph.Value;
import dev.chainrule.op.Broadcasting;
import dev.chainrule.op.Gates;
import dev.chainrule.op.MatMul;
import dev.chainrule.op.Matrices;
import dev.chainrule.op.Permute;
import dev.chainrule.op.Reshape;
import dev.chainrule.op.Sum;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// A value whose axes have names, a character each, and what products of such values are made of: all that `einsum`
/// and `tensordot` come down to.
record NamedAxes(Value value, String names) {
  /// Each name once: where two axes have one, the diagonal.
  NamedAxes withoutRepeats() {
    for (int axis = 0; axis < names.length(); axis++) {
      int twin = names.indexOf(names.charAt(axis), axis + 1);
      if (twin >= 0) {
        int last = names.length() - 1;
        Value atEnd = Permute.move(Permute.move(value, twin, last), axis, last - 1);
        String left = new StringBuilder(names).deleteCharAt(twin).deleteCharAt(axis).append(names.charAt(axis)).toString();
        return new NamedAxes(Matrices.diagonal(atEnd, 0), left).withoutRepeats();
      }
    }
    return this;
  }

  /// The sum over the axes whose names are not among these.
  NamedAxes keeping(String kept) {
    List<Integer> summed = IntStream.range(0, names.length()).filter(axis -> kept.indexOf(names.charAt(axis)) < 0).boxed().toList();
    return summed.isEmpty() ? this : new NamedAxes(new Sum(summed).on(value), filtered(name -> kept.indexOf(name) >= 0));
  }

  /// The product with another, summed over the names that both have and that are not kept. Names that only one of them
  /// has are in the result.
  NamedAxes times(NamedAxes other, String kept) {
    String summed = filtered(name -> other.has(name) && kept.indexOf(name) < 0);
    return summed.isEmpty() ? multiplied(other) : contracted(other, summed);
  }

  private NamedAxes multiplied(NamedAxes other) {
    String result = names + other.filtered(name -> !has(name));
    return new NamedAxes(Broadcasting.apply(Gates.MUL, spread(result), other.spread(result)), result);
  }

  /// In the order of other names, with extent 1 at those that this lacks.
  private Value spread(String order) {
    String own = order.chars().filter(this::has).mapToObj(Character::toString).collect(Collectors.joining());
    Shape shape = Shape.of(order.chars().map(name -> has(name) ? extent(name) : 1).toArray());
    return Reshape.to(ordered(own), shape);
  }

  /// One matrix product: of the axes in both, those kept are the batch.
  private NamedAxes contracted(NamedAxes other, String summed) {
    String batch = filtered(name -> other.has(name) && summed.indexOf(name) < 0);
    String rows = filtered(name -> !other.has(name));
    String columns = other.filtered(name -> !has(name));
    boolean transposeLeft = names.equals(batch + summed + rows);
    boolean transposeRight = other.names.equals(batch + columns + summed);
    Value left = transposeLeft ? matrices(batch, summed, rows) : matrices(batch, rows, summed);
    Value right = transposeRight ? other.matrices(batch, columns, summed) : other.matrices(batch, summed, columns);
    Value product = new MatMul(transposeLeft, transposeRight).on(left, right);
    Shape shape = shape(batch + rows).concat(other.shape(columns));
    return new NamedAxes(Reshape.to(product, shape), batch + rows + columns);
  }

  /// The axes of each group as one, the batch axis only where there is a batch.
  private Value matrices(String batch, String rows, String columns) {
    Shape matrix = Shape.of(shape(rows).size(), shape(columns).size());
    return Reshape.to(ordered(batch + rows + columns), batch.isEmpty() ? matrix : matrix.prepend(shape(batch).size()));
  }

  /// The axes in the order of these names, which are all of them.
  Value ordered(String order) {
    return order.equals(names) ? value : new Permute(order.chars().map(names::indexOf).boxed().toList()).on(value);
  }

  /// How many elements there are for all indices of these names together.
  long size(String of) {
    return of.chars().mapToLong(name -> has(name) ? extent(name) : 1).reduce(1, (a, b) -> a * b);
  }

  boolean has(int name) {
    return names.indexOf(name) >= 0;
  }

  int extent(int name) {
    return value.shape().extent(names.indexOf(name));
  }

  private Shape shape(String of) {
    return Shape.of(of.chars().map(this::extent).toArray());
  }

  String filtered(IntPredicate taken) {
    return names.chars().filter(taken).mapToObj(Character::toString).collect(Collectors.joining());
  }

  /// Without the axes of extent 1 whose names are among these: they repeat.
  NamedAxes withoutOnes(String among) {
    List<Integer> extents = new ArrayList<>();
    StringBuilder left = new StringBuilder();
    for (int axis = 0; axis < names.length(); axis++) {
      if (value.shape().extent(axis) != 1 || among.indexOf(names.charAt(axis)) < 0) {
        extents.add(value.shape().extent(axis));
        left.append(names.charAt(axis));
      }
    }
    Shape shape = Shape.of(extents.stream().mapToInt(Integer::intValue).toArray());
    return new NamedAxes(Reshape.to(value, shape), left.toString());
  }
}
