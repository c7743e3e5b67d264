package dev.chainrule.conformance;

import dev.chainrule.Tensor;

/// Operations that make few numbers of many, or go along an axis.
final class ReductionRows {
  private ReductionRows() {}

  static void addTo(VectorOperations operations) {
    operations.reduction("all", Tensor::all, Tensor::all);
    operations.reduction("any", Tensor::any, Tensor::any);
    operations.reduction("logSumExp", Tensor::logSumExp, Tensor::logSumExp);
    operations.reduction("max", Tensor::max, Tensor::max);
    operations.reduction("mean", Tensor::mean, Tensor::mean);
    operations.reduction("min", Tensor::min, Tensor::min);
    operations.reduction("norm", Tensor::norm, Tensor::norm);
    operations.reduction("prod", Tensor::prod, Tensor::prod);
    operations.reduction("std", Tensor::std, Tensor::std);
    operations.reduction("sum", Tensor::sum, Tensor::sum);
    operations.reduction("var", Tensor::var, Tensor::var);
    operations.along("logSoftmax", Tensor::logSoftmax);
    operations.along("softmax", Tensor::softmax);
    operations.alongOrFlat("argMax", Tensor::argMax);
    operations.alongOrFlat("argMin", Tensor::argMin);
    operations.alongOrFlat("cumLogSumExp", Tensor::cumLogSumExp);
    operations.alongOrFlat("cumMax", Tensor::cumMax);
    operations.alongOrFlat("cumMin", Tensor::cumMin);
    operations.alongOrFlat("cumProd", Tensor::cumProd);
    operations.alongOrFlat("cumSum", Tensor::cumSum);
  }
}
