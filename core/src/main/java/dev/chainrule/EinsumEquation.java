package dev.chainrule;

import dev.chainrule.graph.Shape;
import dev.chainrule.graph.ShapeException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// An equation of `einsum`, read against the shapes of the operands: a name for each axis of each, and of the result.
/// The axes that an ellipsis stands for have names of their own, counted from the last, so that they are aligned as
/// broadcasting aligns them.
final class EinsumEquation {
  private static final String ELLIPSIS = "...";
  private static final String ARROW = "->";
  /// The name of the last axis of an ellipsis; those before it have the next ones. No user can write them.
  private static final char LAST_OF_ELLIPSIS = '\uE000';

  private final String text;
  private final List<Shape> shapes;
  private final List<String> operands = new ArrayList<>();
  private final Map<Character, Integer> extents = new HashMap<>();
  private String ellipsis = "";
  private String result = "";

  private EinsumEquation(String text, List<Shape> shapes) {
    this.text = text;
    this.shapes = shapes;
  }

  /// @throws ShapeException if the equation cannot be read, or the shapes do not fit it
  static EinsumEquation of(String text, List<Shape> shapes) {
    EinsumEquation equation = new EinsumEquation(text, shapes);
    equation.read();
    return equation;
  }

  /// The names of the axes of each operand.
  List<String> operands() {
    return operands;
  }

  /// The names of the axes of the result.
  String result() {
    return result;
  }

  /// The names that an ellipsis stands for and that repeat where an operand has extent 1.
  String repeating() {
    return ellipsis.chars().filter(name -> extents.getOrDefault((char) name, 1) != 1).mapToObj(Character::toString).collect(Collectors.joining());
  }

  private void read() {
    String compact = text.replace(" ", "");
    int arrow = compact.indexOf(ARROW);
    String left = arrow < 0 ? compact : compact.substring(0, arrow);
    requireLetters(compact);
    String[] terms = left.split(",", -1);
    if (terms.length != shapes.size()) {
      throw error("names %s, but %d were given", terms.length == 1 ? "1 operand" : terms.length + " operands", shapes.size());
    }
    for (int operand = 0; operand < terms.length; operand++) {
      operands.add(named(terms[operand], operand));
    }
    result = arrow < 0 ? implicitResult() : explicitResult(compact.substring(arrow + ARROW.length()));
  }

  private void requireLetters(String compact) {
    String rest = compact.replaceFirst(ARROW, ",").replace(ELLIPSIS, "");
    for (char character : rest.toCharArray()) {
      boolean letter = character >= 'a' && character <= 'z' || character >= 'A' && character <= 'Z';
      if (!letter && character != ',') {
        throw error("has '%s', but axes are named by letters a to Z or '...', operands are separated by commas, and one '->' comes before the result",
            character);
      }
    }
    if (compact.contains(ARROW) && compact.lastIndexOf(',') > compact.indexOf(ARROW)) {
      throw error("has a comma after '->'; there is one result");
    }
  }

  /// The names of an operand's axes, whose extents are compared with those of the operands before.
  private String named(String term, int operand) {
    Shape shape = shapes.get(operand);
    int letters = term.replace(ELLIPSIS, "").length();
    int open = shape.rank() - letters;
    boolean hasEllipsis = letters < term.length();
    if (term.length() - letters > ELLIPSIS.length()) {
      throw error("has two ellipses in '%s'; an operand has one at most", term);
    }
    if (hasEllipsis ? open < 0 : open != 0) {
      throw error("operand %d is '%s', %s %d axes, but has shape %s with %d",
          operand, term, hasEllipsis ? "at least" : "so", letters, shape, shape.rank());
    }
    String names = hasEllipsis ? term.replace(ELLIPSIS, ellipsis(open)) : term;
    for (int axis = 0; axis < names.length(); axis++) {
      setExtent(names.charAt(axis), shape.extent(axis), operand);
    }
    return names;
  }

  private String ellipsis(int axes) {
    StringBuilder names = new StringBuilder();
    for (int back = axes - 1; back >= 0; back--) {
      names.append((char) (LAST_OF_ELLIPSIS + back));
    }
    if (axes > ellipsis.length()) {
      ellipsis = names.toString();
    }
    return names.toString();
  }

  private void setExtent(char name, int extent, int operand) {
    Integer known = extents.putIfAbsent(name, extent);
    boolean repeats = name >= LAST_OF_ELLIPSIS;
    if (known == null || known == extent || repeats && extent == 1) {
      return;
    }
    if (repeats && known == 1) {
      extents.put(name, extent);
      return;
    }
    int other = firstWith(name, known);
    String axis = repeats ? "axis %d of '...'".formatted(LAST_OF_ELLIPSIS - 1 - name) : "'%s'".formatted(name);
    throw error("%s is %d in operand %d of shape %s, but %d in operand %d of shape %s",
        axis, extent, operand, shapes.get(operand), known, other, shapes.get(other));
  }

  /// The first operand in which an axis of this name has this extent; the one being read, if none before.
  private int firstWith(char name, int extent) {
    int operand = 0;
    while (operand < operands.size()) {
      int axis = operands.get(operand).indexOf(name);
      if (axis >= 0 && shapes.get(operand).extent(axis) == extent) {
        return operand;
      }
      operand++;
    }
    return operand;
  }

  /// Without an arrow: what the ellipses stand for, then the letters that occur once, in alphabetical order.
  private String implicitResult() {
    String all = String.join("", operands);
    TreeSet<Character> once = new TreeSet<>();
    for (char name : all.toCharArray()) {
      if (name < LAST_OF_ELLIPSIS && all.indexOf(name) == all.lastIndexOf(name)) {
        once.add(name);
      }
    }
    return ellipsis + once.stream().map(String::valueOf).collect(Collectors.joining());
  }

  private String explicitResult(String term) {
    String letters = term.replace(ELLIPSIS, "");
    for (int i = 0; i < letters.length(); i++) {
      char name = letters.charAt(i);
      if (!extents.containsKey(name)) {
        throw error("'%s' of the result is in no operand", name);
      }
      if (letters.indexOf(name) != i) {
        throw error("'%s' is twice in the result; to put a vector on a diagonal, use diag", name);
      }
    }
    if (term.length() == letters.length() && !ellipsis.isEmpty()) {
      throw error("the result lacks the '...' that operands have; write it there, or name these axes to sum over them");
    }
    if (term.length() - letters.length() > ELLIPSIS.length()) {
      throw error("has two ellipses in '%s'; a result has one at most", term);
    }
    return term.replace(ELLIPSIS, ellipsis);
  }

  private ShapeException error(String problem, Object... arguments) {
    return new ShapeException("[einsum] '%s': ".formatted(text) + problem.formatted(arguments));
  }
}
