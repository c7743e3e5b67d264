package dev.chainrule.expression;

import dev.chainrule.Tensor;
import dev.chainrule.expression.Evaluation.Known;
import dev.chainrule.graph.DType;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A method of the library as a function of tensors. Numbers that it takes must be known beforehand, that is, be
/// constants; the element type is always F64; a method of a tensor takes that as its first argument.
final class Signature {
  private final Method method;
  private final boolean ofTensor;
  private final Class<?>[] parameters;

  private Signature(Method method) {
    this.method = method;
    this.ofTensor = !Modifier.isStatic(method.getModifiers());
    this.parameters = method.getParameterTypes();
  }

  /// Null if the method takes what expressions do not have.
  static @Nullable Signature of(Method method) {
    for (Class<?> parameter : method.getParameterTypes()) {
      boolean several = method.isVarArgs() && (parameter == int[].class || parameter == Tensor[].class);
      if (!several && parameter != Tensor.class && parameter != double.class && parameter != int.class && parameter != DType.class) {
        return null;
      }
    }
    return new Signature(method);
  }

  /// Sorts what takes tensors before what takes numbers, and what fixes the element type before what does not.
  int preference() {
    int tensors = (int) Arrays.stream(parameters).filter(parameter -> parameter == Tensor.class).count();
    boolean typed = Arrays.asList(parameters).contains(DType.class);
    return -4 * tensors - (typed ? 2 : 0) + (method.isVarArgs() ? 1 : 0);
  }

  /// How many arguments it is written with.
  int count() {
    return (int) Arrays.stream(parameters).filter(parameter -> parameter != DType.class).count() + (ofTensor ? 1 : 0);
  }

  /// The result, or null if these arguments do not fit.
  @Nullable Tensor call(List<Known> arguments) {
    int next = 0;
    Tensor receiver = null;
    if (ofTensor) {
      if (arguments.isEmpty()) {
        return null;
      }
      receiver = arguments.get(next++).tensor();
    }
    Object[] values = new Object[parameters.length];
    for (int i = 0; i < parameters.length; i++) {
      if (parameters[i] == DType.class) {
        values[i] = DType.F64;
      } else if (parameters[i].isArray()) {
        values[i] = several(parameters[i], arguments.subList(next, arguments.size()));
        next = arguments.size();
      } else {
        values[i] = next == arguments.size() ? null : one(parameters[i], arguments.get(next++));
      }
      if (values[i] == null) {
        return null;
      }
    }
    return next == arguments.size() ? invoke(receiver, values) : null;
  }

  private static @Nullable Object several(Class<?> type, List<Known> arguments) {
    if (type == Tensor[].class) {
      return arguments.stream().map(Known::tensor).toArray(Tensor[]::new);
    }
    int[] numbers = new int[arguments.size()];
    for (int i = 0; i < numbers.length; i++) {
      if (!(one(int.class, arguments.get(i)) instanceof Integer number)) {
        return null;
      }
      numbers[i] = number;
    }
    return numbers;
  }

  private static @Nullable Object one(Class<?> type, Known argument) {
    if (type == Tensor.class) {
      return argument.tensor();
    }
    if (!argument.constant() || argument.tensor().rank() != 0 || argument.tensor().dtype() != DType.F64) {
      return null;
    }
    double number = argument.tensor().item();
    if (type == double.class) {
      return number;
    }
    return number == (int) number ? (Object) (int) number : null;
  }

  private Tensor invoke(@Nullable Tensor receiver, Object[] values) {
    try {
      return (Tensor) method.invoke(receiver, values);
    } catch (InvocationTargetException e) {
      switch (e.getCause()) {
        case RuntimeException error -> throw error;
        case Error error -> throw error;
        default -> throw new AssertionError(method + " declares no checked exceptions", e);
      }
    } catch (IllegalAccessException e) {
      throw new AssertionError(method + " is public", e);
    }
  }

  /// For example `clip(tensor, number, number)`.
  @Override
  public String toString() {
    List<String> words = new ArrayList<>(ofTensor ? List.of("tensor") : List.of());
    for (Class<?> parameter : parameters) {
      if (parameter == Tensor.class) {
        words.add("tensor");
      } else if (parameter == Tensor[].class) {
        words.add("tensors…");
      } else if (parameter == double.class) {
        words.add("number");
      } else if (parameter == int.class) {
        words.add("whole number");
      } else if (parameter == int[].class) {
        words.add("whole numbers…");
      }
    }
    return method.getName() + "(" + String.join(", ", words) + ")";
  }
}
