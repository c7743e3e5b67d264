package dev.chainrule.conformance;

import dev.chainrule.Tensor;

/// What describes many numbers.
final class StatisticsRows {
  private StatisticsRows() {}

  static void addTo(VectorOperations operations) {
    addReductions(operations);
    addNorms(operations);
    addOrders(operations);
    addTables(operations);
  }

  private static void addReductions(VectorOperations operations) {
    operations.reduction("countNonZero", Tensor::countNonZero);
    operations.reduction("logMeanExp", Tensor::logMeanExp);
    operations.reduction("nanMax", Tensor::nanMax);
    operations.reduction("nanMean", Tensor::nanMean);
    operations.reduction("nanMin", Tensor::nanMin);
    operations.reduction("nanProd", Tensor::nanProd);
    operations.reduction("nanStd", Tensor::nanStd);
    operations.reduction("nanSum", Tensor::nanSum);
    operations.reduction("nanVar", Tensor::nanVar);
    operations.reduction("ptp", Tensor::ptp);
    operations.reduction("sampleStd", Tensor::sampleStd);
    operations.reduction("sampleVar", Tensor::sampleVar);
    operations.add("average", (attributes, x) -> x.get(0).average(x.get(1), VectorOperations.axes(attributes)));
    operations.unary("corrcoef", Tensor::corrcoef);
    operations.unary("cov", Tensor::cov);
  }

  private static void addNorms(VectorOperations operations) {
    operations.add("cdist", (attributes, x) -> x.get(0).cdist(x.get(1), attributes.number("p", 2)));
    operations.add("cosineSimilarity", (attributes, x) ->
        x.get(0).cosineSimilarity(x.get(1), attributes.integer("axis", -1), attributes.number("eps", 1e-8)));
    operations.add("normalize", (attributes, x) ->
        x.getFirst().normalize(attributes.integer("axis", -1), attributes.number("eps", 1e-12)));
    operations.add("vectorNorm", (attributes, x) ->
        x.getFirst().vectorNorm(attributes.number("p", 2), VectorOperations.axes(attributes)));
  }

  private static void addOrders(VectorOperations operations) {
    operations.alongOrFlat("median", Tensor::median);
    operations.add("percentile", (attributes, x) -> attributes.has("axis")
        ? x.getFirst().percentile(attributes.number("p", 50), attributes.integer("axis"))
        : x.getFirst().flatten().percentile(attributes.number("p", 50), 0));
    operations.add("quantile", (attributes, x) -> attributes.has("axis")
        ? x.getFirst().quantile(attributes.number("q", 0.5), attributes.integer("axis"))
        : x.getFirst().quantile(attributes.number("q", 0.5)));
    operations.add("searchSorted", (attributes, x) -> x.get(0).searchSorted(x.get(1), attributes.flag("right", false)));
  }

  private static void addTables(VectorOperations operations) {
    operations.add("bincount", (attributes, x) -> x.getFirst().bincount(attributes.integer("count")));
    operations.along("diff", Tensor::diff);
    operations.add("histogram", (attributes, x) ->
        x.getFirst().histogram(attributes.integer("bins", 10), attributes.number("low", 0), attributes.number("high", 1)));
    operations.add("interp", (attributes, x) -> x.get(0).interp(x.get(1), x.get(2)));
    operations.binary("polyval", Tensor::polyval);
    operations.add("trapezoid", (attributes, x) ->
        x.getFirst().trapezoid(attributes.number("dx", 1), attributes.integer("axis", -1)));
  }
}
