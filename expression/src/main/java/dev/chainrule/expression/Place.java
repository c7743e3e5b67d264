package dev.chainrule.expression;

/// Where a part of an expression is written: its column, counted from 1 in code points. All places are equal, since it
/// makes no difference to what an expression means where it stands.
public record Place(int column) {
  /// For expressions that were not read from text.
  public static final Place NOWHERE = new Place(0);

  @Override
  public boolean equals(Object other) {
    return other instanceof Place;
  }

  @Override
  public int hashCode() {
    return 1;
  }
}
