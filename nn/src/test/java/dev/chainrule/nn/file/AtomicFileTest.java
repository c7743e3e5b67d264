package dev.chainrule.nn.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
  @TempDir
  private Path folder;

  private static AtomicFile.Contents text(String text) {
    return channel -> channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }

  private Stream<String> names() throws IOException {
    return Files.list(folder).map(path -> path.getFileName().toString());
  }

  @Test
  void theNewReplacesTheOld() throws IOException {
    Path file = folder.resolve("x");
    AtomicFile.write(file, text("a long first version"));
    AtomicFile.write(file, text("second"));
    assertThat(file).hasContent("second");
    assertThat(names()).containsExactly("x");
  }

  @Test
  void theOldStaysWhereTheNewFails() throws IOException {
    Path file = folder.resolve("x");
    AtomicFile.write(file, text("first"));
    assertThatThrownBy(() -> AtomicFile.write(file, channel -> {
      text("half of the sec").writeTo(channel);
      throw new IOException("No space left on device");
    })).isInstanceOf(IOException.class).hasMessage("No space left on device");
    assertThat(file).hasContent("first");
    assertThat(names()).containsExactly("x");
  }

  /// What was written is seen only under a name of its own until it is complete.
  @Test
  void nobodySeesHalfAFile() throws IOException {
    Path file = folder.resolve("x");
    AtomicFile.write(file, text("first"));
    AtomicFile.write(file, (FileChannel channel) -> {
      text("half").writeTo(channel);
      assertThat(file).hasContent("first");
      text(" and half").writeTo(channel);
    });
    assertThat(file).hasContent("half and half");
  }

  @Test
  void linksAreFollowed() throws IOException {
    Path file = Files.writeString(folder.resolve("x"), "first");
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("x"));
    AtomicFile.write(link, text("second"));
    assertThat(Files.isSymbolicLink(link)).isTrue();
    assertThat(file).hasContent("second");
  }

  @Test
  void aMissingFolderIsNamed() {
    assertThatThrownBy(() -> AtomicFile.write(folder.resolve("missing/x"), text("a")))
        .isInstanceOf(NoSuchFileException.class).hasMessageContaining("missing");
  }

  @Test
  void onlyWhatDiedHalfWrittenIsRemoved() throws IOException {
    Path kept = folder.resolve("kept.tmp");
    Files.writeString(kept, "");
    Files.writeString(folder.resolve(".x.tmp"), "");
    Files.writeString(folder.resolve(".model.0123456789abcdef.tmp"), "");
    AtomicFile.removeUnfinished(folder);
    try (var files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString())).containsExactlyInAnyOrder("kept.tmp", ".x.tmp");
    }
  }
}
