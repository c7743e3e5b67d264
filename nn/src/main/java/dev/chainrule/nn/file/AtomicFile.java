package dev.chainrule.nn.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Writes a file whole or not at all: what stands under its name is, at any moment, what was written completely last.
///
/// {@snippet :
/// Path file = Files.createTempDirectory("chainrule").resolve("greeting.txt");
/// AtomicFile.write(file, channel -> channel.write(ByteBuffer.wrap("hello".getBytes())));
/// System.out.println(Files.readString(file)); // hello
/// }
public final class AtomicFile {
  private static final String UNFINISHED = ".tmp";
  private static final Pattern UNFINISHED_NAME = Pattern.compile("\\..+\\.[0-9a-f]{16}\\.tmp");

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
    // Not as a file of the JDK's temporary kind, which nobody else may read.
    Path fresh = folder.resolve(".%s.%016x%s".formatted(target.getFileName(), ThreadLocalRandom.current().nextLong(), UNFINISHED));
    try {
      try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        contents.writeTo(channel);
        channel.force(true);
      }
      Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(fresh);
    }
    forceNames(folder);
  }

  /// Removes what processes that died while they wrote left in a folder. Not for folders in which others write now.
  ///
  /// @throws IOException if something cannot be removed
  public static void removeUnfinished(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(file -> UNFINISHED_NAME.matcher(file.getFileName().toString()).matches()).toList()) {
        Files.delete(file);
      }
    }
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
