package dev.chainrule.conformance;

import dev.chainrule.Tensor;
import dev.chainrule.conformance.Comparison.Part;
import dev.chainrule.conformance.Results.Point;
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
  /// @param worst       the largest error, relative to the largest magnitude of the array that it is in; infinite where
  ///                    there is no number to compare
  /// @param conditioned whether some array of F32 was not what the file says within the tolerance: it was held to what
  ///                    F64 gives at the rounded inputs where rounding alone moves it by more than that, else to an error
  ///                    of 10⁻⁷, the spacing of numbers around 1
  /// @param beyond      whether some element of a derivative in F32 was not compared, since its number is beyond F32 and it
  ///                    came out as NaN
  /// @param failure     what was wrong, or null if nothing was
  public record Outcome(double worst, boolean conditioned, boolean beyond, @Nullable String failure) {
    private static Outcome of(Comparison comparison, boolean conditioned) {
      double worst = comparison.worst().values().stream().mapToDouble(Double::doubleValue).max().orElse(0);
      return new Outcome(worst, conditioned, comparison.beyond(), comparison.failure());
    }

    private static Outcome unusable(@Nullable String failure) {
      return new Outcome(Double.POSITIVE_INFINITY, false, false, failure);
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
      result.add(of(result.size(), element));
    }
    return List.copyOf(result);
  }

  /// One case.
  ///
  /// @param position where in its file, for the error
  /// @throws VectorException if it is none
  public static VectorCase of(int position, @Nullable Object plain) {
    if (plain instanceof Map<?, ?> fields) {
      return new VectorCase(fields);
    }
    throw new VectorException("case %d is %s, but must be {op, attrs, inputs, …}".formatted(position, plain));
  }

  /// The name of the operation, or another where it has none.
  public String operation(String otherwise) {
    return fields.get("op") instanceof String name ? name : otherwise;
  }

  /// Runs the operation in floating numbers of this type, and its derivatives in both modes and of second order, and
  /// compares all with what the case says. What is null in the case is not compared. Never fails.
  ///
  /// The numbers of a case are doubles. Rounding them to single precision can move an ill-conditioned result by more than
  /// the tolerance, without any fault of the operation. So where a case fails in F32 and passes in F64, which shows that
  /// our F64 is right about it, the arrays that rounding does move so far in F64 are held in F32 to what F64 gives at the
  /// rounded inputs. All others stay with the case; but they may be off by 10⁻⁷, which is what F32 leaves of a difference
  /// of numbers around 1. Both are told.
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
      if (fields.get("attrs") != null && !(fields.get("attrs") instanceof Map)) {
        throw new VectorException("'attrs' is %s, but must be an object".formatted(fields.get("attrs")));
      }
      if (list("inputs").isEmpty()) {
        throw new VectorException("'inputs' has no tensors, but an operation takes one or more");
      }
      Outcome outcome = check(x -> operation.apply(attributes, x), operations.isLinearAlgebra(name), dtype);
      return new Outcome(outcome.worst(), outcome.conditioned(), outcome.beyond(), withUnread(outcome.failure(), attributes));
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
    return new Point(tensors("inputs"), null, List.of()).to(dtype).x();
  }

  /// All that the case states, held against what the operation gives.
  Comparison compare(VectorOperation operation, Attributes attributes, DType dtype, Tolerance tolerance) {
    Results expected = expected();
    Results actual = Results.of(x -> operation.apply(attributes, x), point(expected).to(dtype), expected.parts());
    Comparison comparison = new Comparison(dtype, tolerance);
    comparison.add(actual, expected);
    return comparison;
  }

  /// An attribute that nobody read is a failure: what it asks for was not done, even if the numbers do not show it.
  private static @Nullable String withUnread(@Nullable String failure, Attributes attributes) {
    Set<String> unread = attributes.unread();
    return unread.isEmpty() ? failure
        : (failure == null ? "" : failure + "; ") + "attributes that nothing here knows: " + String.join(", ", unread);
  }

  private Outcome check(Function<List<Tensor>, Tensor> f, boolean linearAlgebra, DType dtype) {
    Results expected = expected();
    Point at = point(expected);
    Results actual = Results.of(f, at.to(dtype), expected.parts());
    Tolerance tolerance = Tolerance.of(dtype, linearAlgebra);
    Comparison direct = new Comparison(dtype, tolerance);
    direct.add(actual, expected);
    if (dtype == DType.F64 || direct.failure() == null) {
      return Outcome.of(direct, false);
    }
    Results exact = Results.of(f, at, expected.parts());
    Comparison inDoubles = new Comparison(DType.F64, Tolerance.of(DType.F64, linearAlgebra));
    inDoubles.add(exact, expected);
    if (inDoubles.failure() != null) {
      return Outcome.of(direct, false);
    }
    Comparison comparison = new Comparison(dtype, tolerance);
    boolean conditioned = comparison.addWhereRoundingMoves(actual, expected, exact, Results.of(f, at.to(dtype).to(DType.F64), expected.parts()));
    return Outcome.of(comparison, conditioned);
  }

  private Results expected() {
    List<Results.Result> all = new ArrayList<>();
    Tensor output = tensor("output");
    all.add(new Results.Result("value", Part.VALUE, output));
    boolean differentiable = output.dtype().isFloating() && tensors("inputs").stream().anyMatch(x -> x.dtype().isFloating());
    if (differentiable && !isNull("vjp")) {
      Results.addAll(all, Part.VJP, tensors("vjp"));
    }
    if (differentiable && !isNull("jvp")) {
      all.add(new Results.Result("jvp", Part.JVP, tensor("jvp")));
    }
    if (differentiable && !isNull("hvp")) {
      Results.addAll(all, Part.HVP, tensors("hvp"));
    }
    return new Results(all);
  }

  private Point point(Results expected) {
    return expected.all().size() == 1
        ? new Point(tensors("inputs"), null, List.of())
        : new Point(tensors("inputs"), tensor("cotangent"), tensors("tangents"));
  }

  /// Whether a file says that there is nothing to compare, which is other than saying nothing.
  private boolean isNull(String name) {
    return fields.containsKey(name) && fields.get(name) == null;
  }

  private Tensor tensor(String name) {
    return PlainArrays.read(name, present(name), DType.F64);
  }

  /// Tensors of a list, one for each input: zeros of its own type where there is none.
  private List<Tensor> tensors(String name) {
    List<?> elements = list(name);
    List<?> inputs = list("inputs");
    if (elements.size() != inputs.size()) {
      throw new VectorException("'%s' has %d elements for %d inputs".formatted(name, elements.size(), inputs.size()));
    }
    List<Tensor> result = new ArrayList<>();
    for (int i = 0; i < elements.size(); i++) {
      String element = name + "[" + i + "]";
      result.add(elements.get(i) != null
          ? PlainArrays.read(element, elements.get(i), DType.F64)
          : PlainArrays.read("inputs[" + i + "]", inputs.get(i), DType.F64).zerosLike());
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
