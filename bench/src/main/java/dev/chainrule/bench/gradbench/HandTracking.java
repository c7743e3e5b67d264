package dev.chainrule.bench.gradbench;

import static dev.chainrule.Chainrule.F64;
import static dev.chainrule.Chainrule.jacobianForward;
import static dev.chainrule.Chainrule.jit;
import static dev.chainrule.Chainrule.linearize;
import static dev.chainrule.Functions.concat;
import static dev.chainrule.Functions.stack;

import dev.chainrule.Compiled;
import dev.chainrule.Linearized;
import dev.chainrule.Range;
import dev.chainrule.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// How far a posed hand is from the points that were measured on it, and the derivative by forward mode: there are few
/// parameters and many distances.
final class HandTracking {
  private static final int FINGERS = 5;
  private static final double NO_ROTATION = 1e-4;

  /// A hand of B bones and V vertices.
  ///
  /// @param parents  for each bone the one that it hangs on, which comes before it, or -1
  /// @param base     [B, 4, 4], each bone relative to its parent, at rest
  /// @param inverse  [B, 4, 4], from the hand at rest to each bone
  /// @param skin     [4·B, V], for each bone its weight at each vertex, times the vertex at rest
  /// @param mirrored whether it is a left hand
  record Model(List<Integer> parents, Tensor base, Tensor inverse, Tensor skin, boolean mirrored) {}

  /// @param corners [3, C], between which vertices each measured point lies; [1, C] if it is at a vertex
  /// @param points  [3, C]
  record Measured(Model model, Tensor corners, Tensor points) {}

  /// @param theta [26], the hand's rotation and place, and four angles for each finger
  /// @param us    [2, C], where in its triangle each measured point lies; [0, C] if it is at a vertex
  record Parameters(Tensor theta, Tensor us) {}

  static final Compiled.OfTwo<Parameters, Measured, Tensor> OBJECTIVE = jit(HandTracking::distances);
  static final Compiled.OfTwo<Parameters, Measured, Tensor> JACOBIAN = jit(HandTracking::jacobian);

  private HandTracking() {}

  /// The distances [C, 3].
  private static Tensor distances(Parameters parameters, Measured measured) {
    Tensor vertices = vertices(parameters.theta(), measured.model());
    List<Tensor> weights = barycentric(parameters.us());
    Tensor surface = vertices.take(measured.corners().get(0), 1).times(weights.get(0));
    for (int corner = 1; corner < weights.size(); corner++) {
      surface = surface.plus(vertices.take(measured.corners().get(corner), 1).times(weights.get(corner)));
    }
    return measured.points().minus(surface).transpose();
  }

  /// The weights of a triangle's corners, or of a single one.
  private static List<Tensor> barycentric(Tensor us) {
    if (us.shape().extent(0) == 0) {
      return List.of(Tensor.of(1.0));
    }
    Tensor first = us.get(0);
    Tensor second = us.get(1);
    return List.of(first, second, first.plus(second).neg().plus(1));
  }

  /// For each distance its derivatives [C, 3, 2 + 26] with respect to its own place in the triangle, and to theta.
  private static Tensor jacobian(Parameters parameters, Measured measured) {
    Tensor us = parameters.us();
    Tensor theta = jacobianForward((Tensor t) -> distances(new Parameters(t, us), measured)).apply(parameters.theta());
    if (us.size() == 0) {
      return theta;
    }
    Linearized<Tensor, Tensor> place = linearize((Tensor u) -> distances(new Parameters(parameters.theta(), u), measured), us);
    Tensor ones = us.get(0).onesLike();
    Tensor zeros = us.get(0).zerosLike();
    return concat(2,
        place.derivative().apply(stack(0, ones, zeros)).expandDims(2),
        place.derivative().apply(stack(0, zeros, ones)).expandDims(2),
        theta);
  }

  /// The places [3, V] of all vertices. The hand's own rotation is applied to the bones and not to the vertices, which are
  /// more.
  private static Tensor vertices(Tensor theta, Model model) {
    Tensor bones = placed(model, model.base().matmul(posed(theta, model.parents().size()))).matmul(model.inverse());
    Tensor upper = bones.get(Range.all(), Range.to(3)).transpose(1, 0, 2).reshape(3, model.parents().size() * 4);
    Tensor mirror = Tensor.of(new double[][] {{model.mirrored() ? -1 : 1}, {1}, {1}});
    Tensor rotation = rotation(theta.slice(0, 0, 3));
    return rotation.matmul(upper.times(mirror)).matmul(model.skin()).plus(theta.slice(0, 3, 6).expandDims(1));
  }

  /// The bones [B, 4, 4] where their parents put them, one generation after the other.
  private static Tensor placed(Model model, Tensor relative) {
    int[] place = new int[model.parents().size()];
    List<Tensor> placed = new ArrayList<>();
    int count = 0;
    for (List<Integer> generation = children(model, List.of(-1)); !generation.isEmpty(); generation = children(model, generation)) {
      Tensor own = relative.take(indices(generation), 0);
      int[] parents = generation.stream().mapToInt(bone -> model.parents().get(bone)).filter(bone -> bone >= 0).map(bone -> place[bone]).toArray();
      placed.add(parents.length == 0 ? own : concat(0, placed).take(Tensor.of(parents), 0).matmul(own));
      for (int bone : generation) {
        place[bone] = count++;
      }
    }
    return concat(0, placed).take(Tensor.of(place), 0);
  }

  private static List<Integer> children(Model model, List<Integer> parents) {
    return IntStream.range(0, model.parents().size()).filter(bone -> parents.contains(model.parents().get(bone))).boxed().toList();
  }

  private static Tensor indices(List<Integer> numbers) {
    return Tensor.of(numbers.stream().mapToInt(Integer::intValue).toArray());
  }

  /// Each bone's own rotation [B, 4, 4], about z after about x. (No bone turns about y.)
  private static Tensor posed(Tensor theta, int bones) {
    Tensor x = angles(theta, bones, true);
    Tensor z = angles(theta, bones, false);
    Tensor one = x.onesLike();
    Tensor zero = x.zerosLike();
    return stack(1,
        z.cos(), z.sin().times(x.cos()).neg(), z.sin().times(x.sin()), zero,
        z.sin(), z.cos().times(x.cos()), z.cos().times(x.sin()).neg(), zero,
        zero, x.sin(), x.cos(), zero,
        zero, zero, zero, one).reshape(bones, 4, 4);
  }

  /// The angle of each bone [B]. Of four numbers for a finger the first and the second turn its first bone, the others the
  /// next two.
  private static Tensor angles(Tensor theta, int bones, boolean aboutX) {
    int none = theta.size();
    int[] numbers = new int[bones];
    Arrays.fill(numbers, none);
    for (int finger = 0; finger < FINGERS; finger++) {
      int first = 6 + 4 * finger;
      int bone = 2 + 4 * finger;
      numbers[bone] = aboutX ? first : first + 1;
      numbers[bone + 1] = aboutX ? first + 2 : none;
      numbers[bone + 2] = aboutX ? first + 3 : none;
    }
    return concat(0, theta, Tensor.zeros(F64, 1)).take(Tensor.of(numbers), 0);
  }

  /// The matrix of a rotation about a vector by its length (Rodrigues), none at all for the shortest.
  private static Tensor rotation(Tensor vector) {
    Tensor turns = vector.norm().ge(NO_ROTATION);
    Tensor safe = turns.where(vector, vector.onesLike());
    Tensor angle = safe.norm();
    Tensor axis = safe.div(angle);
    Tensor zero = Tensor.of(0.0);
    Tensor x = axis.get(0);
    Tensor y = axis.get(1);
    Tensor z = axis.get(2);
    Tensor cross = stack(0, zero, z.neg(), y, z, zero, x.neg(), y.neg(), x, zero).reshape(3, 3);
    Tensor unit = Tensor.of(new double[][] {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}});
    Tensor outer = axis.expandDims(1).times(axis);
    Tensor turned = outer.times(angle.cos().neg().plus(1)).plus(unit.times(angle.cos())).plus(cross.times(angle.sin()));
    return turns.where(turned, unit);
  }
}
