package dev.chainrule.nn.train;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.zip.CRC32C;

/// Figures of a training in a file that TensorBoard draws: `tensorboard --logdir FOLDER`. A training that goes on begins a
/// file of its own; TensorBoard shows both as one.
///
/// A file is a sequence of records, each with its length before it and checksums of both; a record is a message `Event` in the
/// coding of Protocol Buffers. Source: TensorFlow's `record_writer.h`, `event.proto` and `summary.proto`.
///
/// {@snippet :
/// Path folder = Files.createTempDirectory("chainrule");
/// try (EventFile events = EventFile.create(folder)) {
///   events.scalar("train/loss", 1, 0.5);
/// }
/// try (var files = Files.list(folder)) {
///   System.out.println(files.allMatch(file -> file.getFileName().toString().startsWith("events.out.tfevents."))); // true
/// }
/// }
public final class EventFile implements Closeable {
  private static final String VERSION = "brain.Event:2";
  /// What the format adds to checksums, turned by 15 bits.
  private static final int MASK = 0xa282ead8;
  private static final int TURN = 15;
  private static final double MILLIS = 1e3;

  // Numbers of fields, shifted over the kind of their coding: 0 whole number, 1 eight bytes, 2 with a length, 5 four bytes.
  private static final int WALL_TIME = 1 << 3 | 1;
  private static final int STEP = 2 << 3;
  private static final int FILE_VERSION = 3 << 3 | 2;
  private static final int SUMMARY = 5 << 3 | 2;
  private static final int VALUE = 1 << 3 | 2;
  private static final int TAG = 1 << 3 | 2;
  private static final int SIMPLE_VALUE = 2 << 3 | 5;
  private static final int LONGEST_NUMBER = 10;
  private static final int SEVEN_BITS = 0x7F;
  private static final int MORE = 0x80;

  private final FileChannel channel;
  private final Clock clock;

  private EventFile(FileChannel channel, Clock clock) {
    this.channel = channel;
    this.clock = clock;
  }

  /// Begins a file in a folder, which is made if it is missing.
  ///
  /// @throws IOException if it cannot be written
  public static EventFile create(Path folder) throws IOException {
    return create(folder, Clock.systemUTC());
  }

  static EventFile create(Path folder, Clock clock) throws IOException {
    Files.createDirectories(folder);
    FileChannel channel = null;
    for (int attempt = 0; channel == null; attempt++) {
      Path file = folder.resolve("events.out.tfevents.%010d.chainrule.%d.%d".formatted(
          clock.instant().getEpochSecond(), ProcessHandle.current().pid(), attempt));
      if (!Files.exists(file)) {
        channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      }
    }
    EventFile created = new EventFile(channel, clock);
    byte[] version = VERSION.getBytes(StandardCharsets.UTF_8);
    created.write(withLength(created.event(0, version.length), FILE_VERSION, version));
    return created;
  }

  /// Adds a figure. It is in the file when this returns.
  ///
  /// @param tag  its name; what stands before a `/` groups the drawings
  /// @param step when it was
  /// @throws UncheckedIOException if it cannot be written
  public void scalar(String tag, long step, double value) {
    byte[] name = tag.getBytes(StandardCharsets.UTF_8);
    ByteBuffer figure = withLength(buffer(2 * LONGEST_NUMBER + name.length + Float.BYTES), TAG, name);
    figure.put((byte) SIMPLE_VALUE).putFloat((float) value).flip();
    byte[] one = bytes(figure);
    byte[] summary = bytes(withLength(buffer(2 * LONGEST_NUMBER + one.length), VALUE, one).flip());
    try {
      write(withLength(event(step, summary.length), SUMMARY, summary));
    } catch (IOException e) {
      throw new UncheckedIOException("the figures for TensorBoard cannot be written: " + e.getMessage(), e);
    }
  }

  /// What every event has, with room for so many bytes more.
  private ByteBuffer event(long step, int more) {
    ByteBuffer event = buffer(4 * LONGEST_NUMBER + more).put((byte) WALL_TIME).putDouble(clock.millis() / MILLIS);
    return number(event.put((byte) STEP), step);
  }

  private static ByteBuffer withLength(ByteBuffer to, int field, byte... contents) {
    return number(to.put((byte) field), contents.length).put(contents);
  }

  private static ByteBuffer number(ByteBuffer to, long number) {
    long left = number;
    for (; (left & ~SEVEN_BITS) != 0; left >>>= 7) {
      to.put((byte) (left & SEVEN_BITS | MORE));
    }
    return to.put((byte) left);
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  private static ByteBuffer buffer(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  private void write(ByteBuffer event) throws IOException {
    byte[] data = bytes(event.flip());
    ByteBuffer record = buffer(Long.BYTES + Integer.BYTES + data.length + Integer.BYTES).putLong(data.length);
    record.putInt(checksum(record.array(), Long.BYTES)).put(data).putInt(checksum(data, data.length)).flip();
    while (record.hasRemaining()) {
      channel.write(record);
    }
  }

  static int checksum(byte[] data, int length) {
    CRC32C crc = new CRC32C();
    crc.update(data, 0, length);
    return Integer.rotateRight((int) crc.getValue(), TURN) + MASK;
  }

  /// Writes what a training tells: the loss of steps as `train/loss`, and at the end of epochs their `train/epochLoss` and the
  /// scores as `test/…`.
  ///
  /// @param every from step to step that is written
  public <P, S> Listener<P, S> listener(int every) {
    return new Listener<>() {
      @Override
      public void stepped(Training<P, S> now, double loss) {
        if (now.progress().steps() % every == 0) {
          scalar("train/loss", now.progress().steps(), loss);
        }
      }

      @Override
      public void epochEnded(Training<P, S> now, EpochReport report) {
        scalar("train/epochLoss", now.progress().steps(), report.trainLoss());
        report.scores().forEach((name, value) -> scalar("test/" + name, now.progress().steps(), value));
      }
    };
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
