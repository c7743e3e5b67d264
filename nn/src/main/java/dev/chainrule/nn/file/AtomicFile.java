package dev.chainrule.nn.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/// Writes a file whole or not at all: what stands under its name is, at any moment, what was written completely last.
///
/// {@snippet :
/// Path file = Files.createTempDirectory("chainrule").resolve("greeting.txt");
/// AtomicFile.write(file, channel -> channel.write(ByteBuffer.wrap("hello".getBytes())));
/// System.out.println(Files.readString(file)); // hello
/// }
public final class AtomicFile {
  private AtomicFile() {}

  /// Writes the contents of a file.
  @FunctionalInterface
  public interface Contents {
    /// Writes into a channel that is empty, and open until this returns.
    void writeTo(FileChannel channel) throws IOException;
  }

  /// Writes to a file beside the wanted one, waits until the disk has it, and gives it the wanted name. A process or a
  /// machine that dies meanwhile leaves the old file as it was. Links are followed.
  ///
  /// @throws IOException if the disk is full, the folder is missing or not writable, and the like; the old file stays
  public static void write(Path file, Contents contents) throws IOException {
    Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
    Path folder = target.getParent();
    Path fresh = Files.createTempFile(folder, "." + target.getFileName() + ".", ".tmp");
    try {
      try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
        contents.writeTo(channel);
        channel.force(true);
      }
      Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(fresh);
    }
    forceNames(folder);
  }

  /// Waits until the new name is on the disk too. Systems that cannot open folders do so by themselves.
  private static void forceNames(Path folder) throws IOException {
    FileChannel names;
    try {
      names = FileChannel.open(folder, StandardOpenOption.READ);
    } catch (IOException noFolderOpens) {
      return;
    }
    try (names) {
      names.force(true);
    }
  }
}
