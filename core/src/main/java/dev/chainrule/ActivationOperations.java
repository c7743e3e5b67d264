package dev.chainrule;

import dev.chainrule.graph.Operations;
import dev.chainrule.graph.ShapeException;
import dev.chainrule.op.Gates;
import java.util.List;

/// The functions between the layers of networks, element by element: the result has the shape and type of this tensor. All
/// take F32 or F64; those of integers too that need no fractions. [Tensor] says what holds for all operations, and which
/// errors there are.
///
/// Their ends: what tends to a number or to 0 does so without overflow on the way, and so do its derivatives. At −∞
/// itself `silu`, `mish` and `gelu` are 0 · ∞, NaN.
///
/// {@snippet :
/// System.out.println(Tensor.of(-1.0, 0.0, 2.0).relu()); // F64[3] [0.0, 0.0, 2.0]
/// System.out.println(Tensor.of(-1e4f, 1e4f).softplus()); // F32[2] [    0.0, 10000.0]
/// System.out.println(grad(x -> x.relu().sum()).apply(Tensor.of(-1.0, 0.0, 2.0))); // F64[3] [0.0, 0.0, 1.0]
/// }
///
/// Where they come from: `gelu` D. Hendrycks, K. Gimpel 2016; `elu` D.-A. Clevert et al. 2015; `celu` J. T. Barron 2017;
/// `silu` S. Elfwing et al. 2017; `mish` D. Misra 2019; `hardSwish` A. Howard et al. 2019; `prelu` K. He et al. 2015; `glu`
/// Y. N. Dauphin et al. 2016.
@Operations
public sealed interface ActivationOperations extends Valued permits Tensor {
  private Tensor self() {
    return (Tensor) this;
  }

  /// 1 / (1 + e⁻ˣ), as one node whose local derivative is y (1 − y).
  default Tensor sigmoid() {
    return Elementwise.apply(Gates.SIGMOID, self());
  }

  /// log(1 + eˣ), finite at both ends.
  default Tensor softplus() {
    return Elementwise.apply(Gates.SOFTPLUS, self());
  }

  /// log σ(x) = −softplus(−x), finite at both ends.
  default Tensor logSigmoid() {
    return self().neg().softplus().neg();
  }

  /// x σ(x), also called swish.
  default Tensor silu() {
    return self().sigmoid().times(self());
  }

  /// x · tanh(softplus(x)).
  default Tensor mish() {
    return self().softplus().tanh().times(self());
  }

  /// max(x, 0). The derivative at 0 is 0.
  default Tensor relu() {
    return Elementwise.apply(Gates.RELU, self());
  }

  /// x where it is not negative, `slope` · x elsewhere. The derivative at 0 is 1.
  default Tensor leakyRelu(double slope) {
    return self().ge(0).where(self(), self().times(slope));
  }

  /// x where positive, α (eˣ − 1) elsewhere.
  default Tensor elu(double alpha) {
    return self().gt(0).where(self(), self().expm1().times(alpha));
  }

  /// x where positive, α (e^(x/α) − 1) elsewhere: `elu` with a derivative of 1 at 0 for every α.
  default Tensor celu(double alpha) {
    return self().gt(0).where(self(), self().div(alpha).expm1().times(alpha));
  }

  /// λ elu(x, α) with the constants of self-normalising networks (Klambauer et al. 2017), for which inputs of mean 0 and
  /// variance 1 give outputs of mean 0 and variance 1.
  default Tensor selu() {
    return self().elu(1.6732632423543772).times(1.0507009873554805);
  }

  /// The Gaussian error linear unit by its tanh approximation, ½ x (1 + tanh(√(2/π) (x + 0.044715 x³))).
  default Tensor gelu() {
    return gelu(true);
  }

  /// The Gaussian error linear unit x Φ(x), with the normal distribution's function Φ(x) = ½ erfc(−x/√2) itself or, as in
  /// many trained networks, approximated by tanh.
  default Tensor gelu(boolean approximate) {
    if (!approximate) {
      return self().times(-Math.sqrt(0.5)).erfc().times(self()).times(0.5);
    }
    // (1 + tanh u) / 2 = σ(2u), always from the side where σ is small: near 1 it has lost the digits that its derivatives need.
    Tensor doubled = self().square().times(0.044715).plus(1).times(self()).times(2 * Math.sqrt(2 / Math.PI));
    Tensor isPositive = self().gt(0);
    Tensor tail = isPositive.where(doubled.neg(), doubled).sigmoid();
    return isPositive.where(tail.neg().plus(1), tail).times(self());
  }

  /// x / (1 + |x|).
  default Tensor softsign() {
    return self().div(self().abs().plus(1));
  }

  /// x, kept between −1 and 1.
  default Tensor hardTanh() {
    return self().clip(-1, 1);
  }

  /// x, kept between 0 and 6.
  default Tensor relu6() {
    return self().clip(0, 6);
  }

  /// The sigmoid in three straight pieces: (x + 3) / 6, kept between 0 and 1.
  default Tensor hardSigmoid() {
    return self().plus(3).div(6).clip(0, 1);
  }

  /// x times `hardSigmoid`.
  default Tensor hardSwish() {
    return self().times(hardSigmoid());
  }

  /// The gated linear unit a · σ(b), where a and b are the halves of an axis.
  ///
  /// @throws ShapeException if the axis cannot be halved
  default Tensor glu(int axis) {
    int extent = value().shape().extent(value().shape().axis("glu", axis));
    if (extent % 2 != 0) {
      throw new ShapeException("[glu] axis %d of shape %s has extent %d, which cannot be halved".formatted(axis, value().shape(), extent));
    }
    List<Tensor> halves = self().split(2, axis);
    return halves.get(0).times(halves.get(1).sigmoid());
  }

  /// x where positive, x times a slope, which may be learned, elsewhere. The slope broadcasts.
  default Tensor prelu(Tensor slope) {
    return self().gt(0).where(self(), self().times(slope));
  }

  /// x where above the threshold, the number `otherwise` elsewhere.
  default Tensor threshold(double threshold, double otherwise) {
    return self().le(threshold).where(Elementwise.number("threshold", self(), otherwise), self());
  }

  /// x where its magnitude is above λ, 0 elsewhere.
  default Tensor hardShrink(double lambda) {
    return self().abs().le(lambda).where(self().zerosLike(), self());
  }

  /// x brought nearer to 0 by λ, and no further: the proximal map of λ|x|.
  default Tensor softShrink(double lambda) {
    return self().minus(self().clip(-lambda, lambda));
  }

  /// x − tanh x, exact near 0 too.
  default Tensor tanhShrink() {
    return Elementwise.apply(Gates.TANH_SHRINK, self());
  }

  /// (x + √(x² + 4)) / 2, a smooth relu without exponentials; below 0 as 2 / (√(x² + 4) − x), which does not cancel.
  default Tensor squareplus() {
    Tensor x = self();
    Tensor root = Elementwise.apply(Gates.HYPOT, x, 2);
    return x.gt(0).where(x.plus(root).times(0.5), root.minus(x.minimum(0)).reciprocal().times(2));
  }

  /// The softmax of −x along an axis.
  default Tensor softmin(int axis) {
    return self().neg().softmax(axis);
  }
}
