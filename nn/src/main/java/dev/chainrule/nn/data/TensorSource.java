package dev.chainrule.nn.data;

import dev.chainrule.Tensor;
import dev.chainrule.nn.file.Idx;
import dev.chainrule.nn.file.Npy;
import dev.chainrule.nn.file.TensorRows;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// The slices of a tensor in a file along its first axis, read one by one: the file may be larger than memory.
///
/// {@snippet :
/// Path file = Files.createTempDirectory("chainrule").resolve("x.npy");
/// Npy.write(file, Tensor.of(new double[][] {{1, 2}, {3, 4}, {5, 6}}));
/// System.out.println(Pipeline.of(TensorSource.npy(file)).map(Tensor::sum).open().toList()); // [F64 3.0, F64 7.0, F64 11.0]
/// }
public final class TensorSource implements Source<Tensor> {
  private interface Opening {
    TensorRows open() throws IOException;
  }

  private final Path file;
  private final Opening opening;

  private TensorSource(Path file, Opening opening) {
    this.file = file;
    this.opening = opening;
  }

  /// Of a file in the IDX format, compressed or not.
  public static TensorSource idx(Path file) {
    return new TensorSource(file, () -> Idx.rows(file));
  }

  /// Of a `.npy` file.
  public static TensorSource npy(Path file) {
    return new TensorSource(file, () -> Npy.rows(file));
  }

  /// Of the tensor with this name in a `.npz` file.
  public static TensorSource npz(Path file, String name) {
    return new TensorSource(file, () -> Npy.rows(file, name));
  }

  @Override
  public Reader<Tensor> open(long first) throws IOException {
    TensorRows rows = opening.open();
    rows.skip(first);
    return new Reader<>() {
      @Override
      public @Nullable Tensor next() throws IOException {
        return rows.next();
      }

      @Override
      public void close() throws IOException {
        rows.close();
      }
    };
  }

  @Override
  public String describe(long index) {
    return "record %d of %s".formatted(index + 1, file);
  }
}
