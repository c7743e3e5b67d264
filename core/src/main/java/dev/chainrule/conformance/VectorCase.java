package dev.chainrule.conformance;

import static dev.chainrule.Chainrule.jvp;
import static dev.chainrule.Chainrule.vjp;

import dev.chainrule.Tensor;
import dev.chainrule.Vjp;
import dev.chainrule.conformance.Comparison.Part;
import dev.chainrule.graph.ChainruleException;
import dev.chainrule.graph.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One case of a file of reference vectors: inputs of an operation, its value there, and what its derivatives do with
/// given cotangents and tangents. It is given as a reader of JSON leaves it: maps, lists, numbers and texts.
public final class VectorCase {
  /// How a case came out.
  ///
  /// @param worst   the largest error, relative to the largest magnitude of the array that it is in; infinite where there
  ///                is no number to compare
  /// @param failure what was wrong, or null if nothing was
  public record Outcome(double worst, @Nullable String failure) {
    private static Outcome unusable(@Nullable String failure) {
      return new Outcome(Double.POSITIVE_INFINITY, failure);
    }

    /// Whether all was right.
    public boolean passed() {
      return failure == null;
    }
  }

  private final Map<?, ?> fields;

  private VectorCase(Map<?, ?> fields) {
    this.fields = fields;
  }

  /// The cases of a file.
  ///
  /// @throws VectorException if it is no list of cases
  public static List<VectorCase> listOf(@Nullable Object plain) {
    if (!(plain instanceof List<?> list)) {
      throw new VectorException("a file of vectors must be a list of cases");
    }
    List<VectorCase> result = new ArrayList<>();
    for (Object element : list) {
      if (!(element instanceof Map<?, ?> fields)) {
        throw new VectorException("case %d is %s, but must be {op, attrs, inputs, …}".formatted(result.size(), element));
      }
      result.add(new VectorCase(fields));
    }
    return List.copyOf(result);
  }

  /// The name of the operation, or another where it has none.
  public String operation(String otherwise) {
    return fields.get("op") instanceof String name ? name : otherwise;
  }

  /// Runs the operation in floating numbers of this type, and its derivatives in both modes and of second order, and
  /// compares all with what the case says. Never fails.
  public Outcome check(VectorOperations operations, DType dtype) {
    if (!(fields.get("op") instanceof String name)) {
      return Outcome.unusable("'op' is missing");
    }
    VectorOperation operation = operations.named(name);
    if (operation == null) {
      return Outcome.unusable("there is no operation '%s'".formatted(name));
    }
    Attributes attributes = attributes();
    try {
      Comparison comparison = compare(operation, attributes, dtype, Tolerance.of(dtype, operations.isLinearAlgebra(name)));
      double worst = comparison.worst().values().stream().mapToDouble(Double::doubleValue).max().orElse(0);
      return new Outcome(worst, withUnread(comparison.failure(), attributes));
    } catch (VectorException | ChainruleException refused) {
      return Outcome.unusable(withUnread(refused.getMessage(), attributes));
    } catch (RuntimeException defect) {
      return Outcome.unusable(withUnread(defect.toString(), attributes));
    }
  }

  Attributes attributes() {
    return new Attributes(fields.get("attrs") instanceof Map<?, ?> given ? given : Map.of());
  }

  /// The operation's inputs, the floating ones of this type.
  List<Tensor> inputs(DType dtype) {
    return tensors("inputs", dtype);
  }

  /// A failure may be due to an attribute that the operation does not have.
  private static @Nullable String withUnread(@Nullable String failure, Attributes attributes) {
    Set<String> unread = attributes.unread();
    return failure == null || unread.isEmpty() ? failure : failure + "; attributes that nothing here knows: " + String.join(", ", unread);
  }

  /// All that the case states, held against what the operation gives.
  Comparison compare(VectorOperation operation, Attributes attributes, DType dtype, Tolerance tolerance) {
    Function<List<Tensor>, Tensor> f = x -> operation.apply(attributes, x);
    Comparison comparison = new Comparison(tolerance);
    List<Tensor> x = inputs(dtype);
    Tensor expected = tensor("output", dtype);
    if (!expected.dtype().isFloating() || x.stream().noneMatch(input -> input.dtype().isFloating())) {
      comparison.add(Part.VALUE, f.apply(x), expected);
      return comparison;
    }
    Tensor cotangent = tensor("cotangent", dtype);
    List<Tensor> tangents = tensors("tangents", dtype);
    Vjp<List<Tensor>, Tensor> reverse = vjp(f, x);
    comparison.add(Part.VALUE, reverse.value(), expected);
    comparison.addAll(Part.VJP, reverse.pullback().apply(cotangent), tensors("vjp", dtype));
    comparison.add(Part.JVP, jvp(f, x, tangents).tangent(), tensor("jvp", dtype));
    Function<List<Tensor>, List<Tensor>> gradient = at -> vjp(f, at).pullback().apply(cotangent);
    comparison.addAll(Part.HVP, jvp(gradient, x, tangents).tangent(), tensors("hvp", dtype));
    return comparison;
  }

  private Tensor tensor(String name, DType dtype) {
    return PlainArrays.read(name, present(name), dtype);
  }

  /// Tensors of a list, one for each input: zeros of its own type where there is none.
  private List<Tensor> tensors(String name, DType dtype) {
    List<?> elements = list(name);
    List<?> inputs = list("inputs");
    if (elements.size() != inputs.size()) {
      throw new VectorException("'%s' has %d elements for %d inputs".formatted(name, elements.size(), inputs.size()));
    }
    List<Tensor> result = new ArrayList<>();
    for (int i = 0; i < elements.size(); i++) {
      String element = name + "[" + i + "]";
      result.add(elements.get(i) != null
          ? PlainArrays.read(element, elements.get(i), dtype)
          : PlainArrays.read("inputs[" + i + "]", inputs.get(i), dtype).zerosLike());
    }
    return result;
  }

  private List<?> list(String name) {
    if (present(name) instanceof List<?> list) {
      return list;
    }
    throw new VectorException("'%s' is %s, but must be a list".formatted(name, present(name)));
  }

  private Object present(String name) {
    Object found = fields.get(name);
    if (found == null) {
      throw new VectorException("'%s' is missing".formatted(name));
    }
    return found;
  }

  /// The operation and its parameters.
  @Override
  public String toString() {
    Object attributes = fields.get("attrs");
    return fields.get("op") + (attributes == null || attributes.equals(Map.of()) ? "" : " " + attributes);
  }
}
