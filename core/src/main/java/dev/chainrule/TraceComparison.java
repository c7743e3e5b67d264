package dev.chainrule;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.Control;
import dev.chainrule.graph.Graph;
import dev.chainrule.graph.Literal;
import dev.chainrule.graph.Pointwise;
import dev.chainrule.graph.Primitive;
import dev.chainrule.graph.Structural;
import dev.chainrule.graph.TraceException;
import dev.chainrule.graph.Type;
import dev.chainrule.graph.Value;
import java.util.List;

/// Two traces of one function for equal kinds of arguments, which must be the same: else the compiled function would
/// go on with what was read first.
///
/// @param function the user's own function object, searched for the name of what has changed
record TraceComparison(Object function, Graph.Captured before, Graph.Captured now) {
  /// @throws TraceException naming what has changed
  void requireSame() {
    for (Value capture : now.captures()) {
      if (capture.node() != null) {
        throw changed("%s was constant when the function was traced and is being differentiated or traced now"
            .formatted(CaptureNames.find(function, tensor -> tensor.value() == capture)));
      }
    }
    if (!before.graph().equals(now.graph())) {
      throw changed(difference());
    }
    for (int i = 0; i < now.captures().size(); i++) {
      Array then = before.captures().get(i).array();
      Array fresh = now.captures().get(i).array();
      if (!sameElements(then, fresh)) {
        throw changed("%s has changed since the function was traced (%s then, %s now)".formatted(
            name(fresh), Tensor.of(Value.constant(then)), Tensor.of(Value.constant(fresh))));
      }
    }
  }

  /// What is no tensor in the result is frozen by the trace, too.
  static void requireSameStructure(Object then, Object now) {
    if (!Tree.structure(then).equals(Tree.structure(now))) {
      throw changed("the result was %s when the function was traced and is %s now".formatted(Tree.structure(then), Tree.structure(now)));
    }
  }

  private static TraceException changed(String what) {
    return new TraceException("[jit] %s, and the compiled function would go on with what it read first; pass it as an argument"
        .formatted(what));
  }

  private String name(Array elements) {
    return CaptureNames.find(function, tensor -> tensor.value().hasElements() && tensor.value().array().elements() == elements.elements());
  }

  /// Says in one sentence where the two graphs first differ.
  private String difference() {
    List<Graph.Step> then = before.graph().steps();
    List<Graph.Step> fresh = now.graph().steps();
    for (int i = 0; i < Math.min(then.size(), fresh.size()); i++) {
      if (!then.get(i).equals(fresh.get(i))) {
        return difference(then.get(i), fresh.get(i));
      }
    }
    return then.size() != fresh.size()
        ? "the function took %d steps when it was traced and takes %d now".formatted(then.size(), fresh.size())
        : differentCapture();
  }

  private String difference(Graph.Step then, Graph.Step fresh) {
    if (fresh.primitive() instanceof Literal(Type type, double number) && fresh.line() == null) {
      String was = then.primitive() instanceof Literal(Type old, double first) ? "was %s when the function was traced and ".formatted(first) : "";
      return "%s %sis %s now".formatted(CaptureNames.find(function, tensor -> isUniform(tensor, type, number)), was, number);
    }
    String place = fresh.line() == null ? "" : " at " + fresh.line();
    if (then.primitive() instanceof Literal(Type type, double first) && fresh.primitive() instanceof Literal(Type same, double number)) {
      return "the number %s was %s when the function was traced%s".formatted(number, first, place);
    }
    return difference(then.primitive(), fresh.primitive()) + place;
  }

  private static String difference(Primitive then, Primitive fresh) {
    if (then.equals(fresh)) {
      return "%s is given other inputs than when the function was traced".formatted(fresh.name());
    }
    if (!then.name().equals(fresh.name())) {
      return "the function did %s when it was traced and does %s now".formatted(then.name(), fresh.name());
    }
    return switch (fresh) {
      case Structural structural -> "the function did %s when it was traced and does %s now".formatted(then, structural);
      case Control.WithDerivative own -> "%s has another derivative of its own than when the function was traced (define it once, outside)".formatted(own.name());
      case Control control -> "what is inside %s has changed since the function was traced".formatted(control.name());
      case Pointwise pointwise -> "%s is not the primitive that it was when the function was traced (define it once, outside)".formatted(pointwise.name());
    };
  }

  /// Graphs with equal steps differ in what they took from outside.
  private String differentCapture() {
    int arguments = now.graph().parameters() - now.captures().size();
    for (int i = 0; i < now.captures().size(); i++) {
      Type fresh = now.graph().type(arguments + i);
      if (arguments + i >= before.graph().parameters() || !before.graph().type(arguments + i).equals(fresh)) {
        return "%s has another type than when the function was traced, %s now".formatted(name(now.captures().get(i).array()), fresh);
      }
    }
    return "the function gives other results than when it was traced";
  }

  private static boolean isUniform(Tensor tensor, Type type, double number) {
    return tensor.value().hasElements() && tensor.value().type().equals(type)
        && tensor.value().array().isUniform() && Double.compare(tensor.value().array().getDouble(0), number) == 0;
  }

  private static boolean sameElements(Array a, Array b) {
    if (a == b) {
      return true;
    }
    for (int i = 0; i < a.size(); i++) {
      boolean same = a.dtype().isFloating()
          ? Double.compare(a.getDouble(i), b.getDouble(i)) == 0 : a.getLong(i) == b.getLong(i);
      if (!same) {
        return false;
      }
    }
    return true;
  }
}
