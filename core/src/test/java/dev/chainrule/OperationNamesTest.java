package dev.chainrule;

import static dev.chainrule.Chainrule.F64;
import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.graph.ChainruleException;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.Operations;
import dev.chainrule.graph.Shape;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Every public operation, called with arguments that do not fit: what it says is said in its own name, whatever it is
/// composed of.
class OperationNamesTest {
  private static final List<Tensor> TENSORS = List.of(Tensor.of(1.0), Functions.arange(F64, 5), Functions.arange(F64, 6).reshape(2, 3),
      Functions.arange(F64, 12).reshape(3, 4), Tensor.zeros(F64, 2, 0), Tensor.of(1f, 2f), Tensor.of(1, 9), Tensor.of(7), Tensor.of(true, false));
  private static final List<Class<?>> TYPES = Stream.of(List.of(Tensor.class.getInterfaces()), List.of(RandomKey.class.getInterfaces()),
      List.of(Tensor.class, RandomKey.class, Functions.class, At.class, AtPositions.class)).<Class<?>>flatMap(List::stream).toList();
  private static final List<Object> OWNERS = List.of(RandomKey.of(1), Functions.arange(F64, 6).reshape(2, 3).at(Range.at(0)),
      Functions.arange(F64, 6).reshape(2, 3).at(Tensor.of(0)));

  /// A method with all choices of its receiver and of its arguments.
  private record Call(Method method, Object @Nullable [] arguments, @Nullable Object receiver) {
    @Nullable Throwable failure() {
      try {
        method.invoke(receiver, arguments);
        return null;
      } catch (InvocationTargetException thrown) {
        return thrown.getCause();
      } catch (IllegalAccessException hidden) {
        throw new AssertionError(hidden);
      }
    }

    @Override
    public String toString() {
      return receiver + "." + method.getName() + Arrays.deepToString(arguments);
    }
  }

  private static Stream<Method> methods() {
    return TYPES.stream().peek(type -> assertThat(type.isAnnotationPresent(Operations.class)).as(type.getName()).isTrue())
        .flatMap(type -> Stream.of(type.getDeclaredMethods()))
        .filter(method -> Modifier.isPublic(method.getModifiers()) && !method.isSynthetic() && method.getDeclaringClass() != Object.class)
        .filter(method -> !List.of("value", "equals", "words", "hashCode", "toString").contains(method.getName()));
  }

  private static List<Object> receivers(Method method) {
    return method.getDeclaringClass().isAssignableFrom(Tensor.class) ? List.copyOf(TENSORS)
        : OWNERS.stream().filter(method.getDeclaringClass()::isInstance).toList();
  }

  private static List<Object> choices(Class<?> type) {
    if (type == Tensor.class) {
      return List.copyOf(TENSORS);
    }
    if (type == int.class) {
      return List.of(0, -1, 2);
    }
    return List.of(switch (type.getName()) {
      case "double" -> 0.5;
      case "float" -> 0.5f;
      case "long" -> 1L;
      case "boolean" -> true;
      case "[I" -> new int[] {1, 1};
      case "[F" -> new float[] {1, 1};
      case "[J" -> new long[] {1, 1};
      case "[Z" -> new boolean[] {true};
      case "[D" -> new double[] {0.5};
      case "[[D" -> new double[][] {{0.5}};
      case "[[F" -> new float[][] {{0.5f}};
      case "java.lang.String" -> "ij,jk->ik";
      case "java.util.List" -> List.of(TENSORS.get(1), TENSORS.get(2));
      case "java.lang.Object" -> new double[] {0.5};
      case "java.util.function.UnaryOperator" -> (UnaryOperator<Tensor>) x -> TENSORS.get(3);
      case "dev.chainrule.graph.DType" -> DType.I64;
      case "dev.chainrule.graph.Shape" -> Shape.of(4);
      case "dev.chainrule.graph.Value" -> TENSORS.getFirst().value();
      case "dev.chainrule.KeepDims" -> KeepDims.of(1);
      case "dev.chainrule.Range" -> Range.at(3);
      case "dev.chainrule.Padding" -> Padding.REFLECT;
      case "dev.chainrule.Pooling" -> new Pooling(2);
      case "dev.chainrule.Convolution" -> new Convolution();
      case "dev.chainrule.MatrixNorm" -> MatrixNorm.ONE;
      case "[Ldev.chainrule.Tensor;" -> new Tensor[] {TENSORS.get(1), TENSORS.get(2)};
      case "[Ldev.chainrule.Range;" -> new Range[] {Range.at(3)};
      default -> throw new AssertionError("no argument is known of the type " + type);
    });
  }

  private static List<Call> calls(Method method) {
    List<Object[]> arguments = new ArrayList<>(List.<Object[]>of(new Object[0]));
    for (Class<?> type : method.getParameterTypes()) {
      arguments = arguments.stream().flatMap(before -> choices(type).stream()
          .map(next -> Stream.concat(Stream.of(before), Stream.of(next)).toArray())).toList();
    }
    List<Object[]> all = arguments;
    return Modifier.isStatic(method.getModifiers())
        ? all.stream().map(given -> new Call(method, given, null)).toList()
        : receivers(method).stream().flatMap(receiver -> all.stream().map(given -> new Call(method, given, receiver))).toList();
  }

  @TestFactory
  Stream<DynamicTest> refusesInItsOwnName() {
    return methods().map(method -> DynamicTest.dynamicTest(method.toString(), () -> {
      for (Call call : calls(method)) {
        if (call.failure() instanceof Throwable thrown) {
          assertThat(thrown).as(call.toString()).isInstanceOf(ChainruleException.class);
          assertThat(thrown.getMessage()).as(call.toString()).startsWith("[" + method.getName() + "] ");
        }
      }
    }));
  }
}
