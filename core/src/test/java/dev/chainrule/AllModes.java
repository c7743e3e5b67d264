package dev.chainrule;

import static dev.chainrule.Chainrule.jvp;
import static dev.chainrule.Chainrule.vjp;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/// First and second derivatives of a function of a tensor in every mode, in the direction of ones and summed up with
/// ones: for elementwise functions f' and f'' in every place.
record AllModes(Tensor value, Map<String, Tensor> first, Map<String, Tensor> second) {
  static AllModes of(UnaryOperator<Tensor> f, Tensor x) {
    Tensor value = f.apply(x);
    Tensor v = x.onesLike();
    Tensor w = value.onesLike();
    UnaryOperator<Tensor> forward = at -> jvp(f, at, v).tangent();
    UnaryOperator<Tensor> reverse = at -> vjp(f, at).pullback().apply(w);
    Map<String, Tensor> first = new LinkedHashMap<>();
    first.put("forward", forward.apply(x));
    first.put("reverse", reverse.apply(x));
    Map<String, Tensor> second = new LinkedHashMap<>();
    second.put("forward over forward", jvp(forward, x, v).tangent());
    second.put("reverse over forward", vjp(forward, x).pullback().apply(w));
    second.put("forward over reverse", jvp(reverse, x, v).tangent());
    second.put("reverse over reverse", vjp(reverse, x).pullback().apply(v));
    return new AllModes(value, first, second);
  }

  static double[] elements(Tensor x) {
    return x.to(Chainrule.F64).toDoubles();
  }

  static boolean isFinite(Tensor x) {
    return Arrays.stream(elements(x)).allMatch(Double::isFinite);
  }
}
