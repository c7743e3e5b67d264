package dev.chainrule;

import static dev.chainrule.Chainrule.F32;
import static dev.chainrule.Chainrule.F64;
import static dev.chainrule.Chainrule.vjp;
import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.graph.DType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// What is no number stays none: for every function of elements that [Tensor] has, a NaN in any operand comes out of the
/// value and of the derivatives, but for those listed here with the reason. A new function is tested unasked.
class NotANumberTest {
  private static final List<Class<?>> ELEMENTWISE = List.of(ArithmeticOperations.class, FunctionOperations.class,
      SpecialFunctionOperations.class, ActivationOperations.class);
  /// Not by elements.
  private static final Set<String> OTHERS = Set.of("glu", "softmin", "multigammaln");

  private static final String BY_NUMBER = " by a number";

  /// They are there to put numbers in the place of NaN, or ask for no more than the operand's sign, or do not take a slope
  /// that is NaN.
  private static final Set<String> WITH_VALUE = Set.of("nanToNum", "copySign", "prelu");

  /// Straight lines and steps: their derivative is the same number everywhere, or follows from a comparison, which is
  /// false of NaN.
  private static final Set<String> STRAIGHT = Set.of("plus", "minus", "times by a number", "div by a number",
      "lerp by a number", "rem", "mod", "neg", "unaryMinus", "toDegrees", "toRadians", "maximum", "minimum",
      "clip", "relu", "leakyRelu", "relu6", "hardTanh", "hardSigmoid", "hardShrink", "softShrink", "threshold",
      "sign", "floor", "ceil", "round", "trunc", "floorDiv", "heaviside", "stopGradient");

  private record Named(Method method, int tensors) {
    static Stream<Named> of(Method method) {
      boolean fits = method.getReturnType() == Tensor.class && Modifier.isPublic(method.getModifiers()) && !method.isSynthetic()
          && Arrays.stream(method.getParameterTypes()).allMatch(type -> type == Tensor.class || type.isPrimitive())
          && !OTHERS.contains(method.getName());
      int tensors = 1 + (int) Arrays.stream(method.getParameterTypes()).filter(type -> type == Tensor.class).count();
      return fits ? Stream.of(new Named(method, tensors)) : Stream.empty();
    }

    Tensor apply(List<Tensor> x) {
      List<Tensor> rest = new ArrayList<>(x.subList(1, x.size()));
      Object[] arguments = Arrays.stream(method.getParameterTypes()).map(type -> type == Tensor.class ? rest.removeFirst()
          : type == double.class ? (Object) 0.75 : type == int.class ? (Object) 1 : false).toArray();
      try {
        return (Tensor) method.invoke(x.getFirst(), arguments);
      } catch (ReflectiveOperationException e) {
        throw new AssertionError(this + " of " + x, e);
      }
    }

    boolean isOneOf(Set<String> names) {
      boolean takesNumber = Arrays.asList(method.getParameterTypes()).contains(double.class);
      return names.contains(method.getName()) || takesNumber && names.contains(method.getName() + BY_NUMBER);
    }

    @Override
    public String toString() {
      return method.getName() + Arrays.toString(method.getParameterTypes());
    }
  }

  private static Stream<Named> functions() {
    return ELEMENTWISE.stream().flatMap(type -> Arrays.stream(type.getDeclaredMethods())).flatMap(Named::of);
  }

  /// NaN in the place of one operand, ordinary numbers in the others.
  private static List<Tensor> point(Named named, int operand, DType dtype) {
    double[] ordinary = {0.25, 0.5, 0.75};
    return IntStream.range(0, named.tensors)
        .mapToObj(i -> Tensor.of(i == operand ? Double.NaN : ordinary[i]).to(dtype)).toList();
  }

  private static Stream<DynamicTest> tests(Set<String> exceptions, java.util.function.BiConsumer<Named, List<Tensor>> check) {
    return functions().filter(named -> !named.isOneOf(exceptions))
        .flatMap(named -> IntStream.range(0, named.tensors).boxed().flatMap(operand -> Stream.of(F32, F64).map(dtype ->
            DynamicTest.dynamicTest(named + " " + operand + " " + dtype, () -> check.accept(named, point(named, operand, dtype))))));
  }

  @TestFactory
  Stream<DynamicTest> ofValues() {
    return tests(WITH_VALUE, (named, x) -> assertThat(named.apply(x).to(F64).item()).as("%s of %s", named, x).isNaN());
  }

  @TestFactory
  Stream<DynamicTest> ofDerivatives() {
    Set<String> exceptions = new java.util.HashSet<>(STRAIGHT);
    exceptions.addAll(WITH_VALUE);
    return tests(exceptions, (named, x) -> {
      Function<List<Tensor>, Tensor> f = named::apply;
      List<Tensor> gradients = vjp(f, x).pullback().apply(x.getFirst().onesLike());
      assertThat(gradients).as("%s of %s", named, x).anySatisfy(gradient -> assertThat(gradient.to(F64).item()).isNaN());
    });
  }

  @TestFactory
  Stream<DynamicTest> exceptionsAreFunctions() {
    List<String> names = functions().map(named -> named.method.getName()).toList();
    return Stream.concat(STRAIGHT.stream(), WITH_VALUE.stream())
        .map(name -> DynamicTest.dynamicTest(name, () -> assertThat(names).contains(name.replace(BY_NUMBER, ""))));
  }
}
