package dev.chainrule.bench.gradbench;

import java.util.Arrays;

/// The objectives of the evals as one would write them by hand, with loops over arrays: what tests hold Chainrule's
/// against, and by what the comparison scales times that were taken on other machines.
final class PlainJava {
  private PlainJava() {}

  static double determinant(double[][] a) {
    int[] columns = new int[a.length];
    Arrays.setAll(columns, j -> j);
    return minor(a, 0, columns);
  }

  private static double minor(double[][] a, int row, int[] columns) {
    if (columns.length == 1) {
      return a[row][columns[0]];
    }
    double sum = 0;
    int[] others = new int[columns.length - 1];
    for (int j = 0; j < columns.length; j++) {
      System.arraycopy(columns, 0, others, 0, j);
      System.arraycopy(columns, j + 1, others, j, others.length - j);
      double term = a[row][columns[j]] * minor(a, row + 1, others);
      sum += j % 2 == 0 ? term : -term;
    }
    return sum;
  }

  /// Without the constant, which does not depend on the parameters.
  static double gaussianMixture(double[] alpha, double[][] mu, double[][] q, double[][] l, double[][] x, double gamma, double m) {
    int k = alpha.length;
    int d = x[0].length;
    double[][] diagonals = new double[k][d];
    double[] sums = new double[k];
    double prior = 0;
    for (int c = 0; c < k; c++) {
      for (int j = 0; j < d; j++) {
        diagonals[c][j] = Math.exp(q[c][j]);
        sums[c] += q[c][j];
        prior -= 0.5 * gamma * gamma * diagonals[c][j] * diagonals[c][j];
      }
      for (double below : l[c]) {
        prior -= 0.5 * gamma * gamma * below * below;
      }
      prior += m * sums[c];
    }
    double likelihood = -x.length * logSumExp(alpha) - x.length * d / 2.0 * Math.log(2 * Math.PI);
    double[] beta = new double[k];
    double[] away = new double[d];
    double[] whitened = new double[d];
    for (double[] point : x) {
      for (int c = 0; c < k; c++) {
        for (int j = 0; j < d; j++) {
          away[j] = point[j] - mu[c][j];
          whitened[j] = diagonals[c][j] * away[j];
        }
        int next = 0;
        for (int j = 0; j < d; j++) {
          for (int i = j + 1; i < d; i++) {
            whitened[i] += l[c][next++] * away[j];
          }
        }
        double square = 0;
        for (double w : whitened) {
          square += w * w;
        }
        beta[c] = alpha[c] + sums[c] - 0.5 * square;
      }
      likelihood += logSumExp(beta);
    }
    return likelihood + prior;
  }

  static double logSumExp(double[] x) {
    double largest = Double.NEGATIVE_INFINITY;
    for (double v : x) {
      largest = Math.max(largest, v);
    }
    double sum = 0;
    for (double v : x) {
      sum += Math.exp(v - largest);
    }
    return largest + Math.log(sum);
  }

  static double leastSquares(double[] x, int n) {
    double sum = 0;
    for (int i = 0; i < n; i++) {
      double t = -1 + i * 2.0 / (n - 1);
      double misfit = Math.signum(t);
      double power = 1;
      for (double coefficient : x) {
        misfit -= coefficient * power;
        power *= t;
      }
      sum += misfit * misfit;
    }
    return sum / 2;
  }

  static double[] rungeKutta(double[] x, int steps) {
    int n = x.length;
    double h = 2.0 / steps;
    double[] y = new double[n];
    double[][] k = new double[4][n];
    double[] at = new double[n];
    for (int step = 0; step < steps; step++) {
      slope(x, y, k[0]);
      for (int stage = 1; stage < 4; stage++) {
        double reach = stage == 3 ? h : h / 2;
        for (int i = 0; i < n; i++) {
          at[i] = y[i] + reach * k[stage - 1][i];
        }
        slope(x, at, k[stage]);
      }
      for (int i = 0; i < n; i++) {
        y[i] += h / 6 * (k[0][i] + 2 * k[1][i] + 2 * k[2][i] + k[3][i]);
      }
    }
    return y;
  }

  private static void slope(double[] x, double[] y, double[] result) {
    result[0] = x[0];
    for (int i = 1; i < x.length; i++) {
      result[i] = x[i] * y[i - 1];
    }
  }

  static double kMeans(double[][] centroids, double[][] points) {
    double cost = 0;
    for (double[] point : points) {
      double nearest = Double.POSITIVE_INFINITY;
      for (double[] centroid : centroids) {
        double square = 0;
        for (int i = 0; i < point.length; i++) {
          square += (point[i] - centroid[i]) * (point[i] - centroid[i]);
        }
        nearest = Math.min(nearest, square);
      }
      cost += nearest;
    }
    return cost;
  }

  static double lstm(double[][] main, double[][] extra, double[][] state, double[][] sequence) {
    int bits = extra[0].length;
    double[][] memory = Arrays.stream(state).map(double[]::clone).toArray(double[][]::new);
    double[] v = new double[bits];
    double total = 0;
    for (int t = 0; t + 1 < sequence.length; t++) {
      for (int j = 0; j < bits; j++) {
        v[j] = sequence[t][j] * extra[0][j];
      }
      for (int layer = 0; layer < memory.length; layer += 2) {
        double[] w = main[layer];
        double[] z = main[layer + 1];
        double[] hidden = memory[layer];
        double[] cell = memory[layer + 1];
        for (int j = 0; j < bits; j++) {
          double forget = sigmoid(v[j] * w[j] + z[j]);
          double input = sigmoid(hidden[j] * w[bits + j] + z[bits + j]);
          double output = sigmoid(v[j] * w[2 * bits + j] + z[2 * bits + j]);
          double change = Math.tanh(hidden[j] * w[3 * bits + j] + z[3 * bits + j]);
          cell[j] = cell[j] * forget + input * change;
          hidden[j] = output * Math.tanh(cell[j]);
          v[j] = hidden[j];
        }
      }
      double sum = 2;
      for (int j = 0; j < bits; j++) {
        v[j] = v[j] * extra[1][j] + extra[2][j];
        sum += Math.exp(v[j]);
      }
      double logarithm = Math.log(sum);
      for (int j = 0; j < bits; j++) {
        total += sequence[t + 1][j] * (v[j] - logarithm);
      }
    }
    return -total / ((sequence.length - 1) * bits);
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  /// All reprojection errors, two for each observation.
  static double[] reprojection(double[][] cameras, double[][] points, double[] weights, double[][] features) {
    double[] errors = new double[2 * weights.length];
    for (int i = 0; i < weights.length; i++) {
      double[] c = cameras[i % cameras.length];
      double[] p = points[i % points.length];
      double[] v = {p[0] - c[3], p[1] - c[4], p[2] - c[5]};
      double square = c[0] * c[0] + c[1] * c[1] + c[2] * c[2];
      double angle = Math.sqrt(square);
      double[] a = square == 0 ? c : new double[] {c[0] / angle, c[1] / angle, c[2] / angle};
      double cosine = Math.cos(angle);
      double sine = square == 0 ? 1 : Math.sin(angle);
      double along = (a[0] * v[0] + a[1] * v[1] + a[2] * v[2]) * (1 - cosine);
      double x = v[0] * cosine + (a[1] * v[2] - a[2] * v[1]) * sine + a[0] * along;
      double y = v[1] * cosine + (a[2] * v[0] - a[0] * v[2]) * sine + a[1] * along;
      double z = v[2] * cosine + (a[0] * v[1] - a[1] * v[0]) * sine + a[2] * along;
      double radius = (x * x + y * y) / (z * z);
      double scale = c[6] * (1 + c[9] * radius + c[10] * radius * radius) / z;
      errors[2 * i] = weights[i] * (scale * x + c[7] - features[i][0]);
      errors[2 * i + 1] = weights[i] * (scale * y + c[8] - features[i][1]);
    }
    return errors;
  }

  /// Where the vertices are, from the bones' transforms [B][12] and the vertices at rest [V][4]: what hand tracking
  /// spends its time on.
  static double[][] skinned(double[][] bones, double[][] atRest, double[][] weights) {
    double[][] places = new double[atRest.length][3];
    for (int v = 0; v < atRest.length; v++) {
      double[] p = atRest[v];
      for (int b = 0; b < bones.length; b++) {
        double[] t = bones[b];
        for (int i = 0; i < 3; i++) {
          places[v][i] += weights[v][b] * (t[4 * i] * p[0] + t[4 * i + 1] * p[1] + t[4 * i + 2] * p[2] + t[4 * i + 3] * p[3]);
        }
      }
    }
    return places;
  }
}
