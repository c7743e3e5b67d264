package dev.chainrule.graph;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/// A place in the user's program.
public record SourceLine(String file, int line, String method) {
  static final StackWalker WALKER = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

  private static final String OWN = "dev.chainrule";
  private static final String DESCRIPTOR = "module-info.class";

  /// Whether a class is the platform's or this library's, so that the user is to be found further up.
  private static final ClassValue<Boolean> LIBRARY = new ClassValue<>() {
    @Override
    protected Boolean computeValue(Class<?> type) {
      return type.getName().startsWith("java.") || type.getName().startsWith("jdk.") || isOwn(type);
    }
  };

  /// The innermost frame that is the user's, or null where there is none.
  public static @Nullable SourceLine ofCaller() {
    return WALKER.walk(frames -> frames
        .filter(frame -> !isLibrary(frame.getDeclaringClass()))
        .findFirst()
        .map(SourceLine::of)
        .orElse(null));
  }

  static SourceLine of(StackWalker.StackFrame frame) {
    return new SourceLine(String.valueOf(frame.getFileName()), frame.getLineNumber(), frame.getMethodName());
  }

  static boolean isLibrary(Class<?> type) {
    return LIBRARY.get(type);
  }

  /// By module; on the class path, where tests are in the packages of what they test, a jar or folder of this library has
  /// a module descriptor.
  private static boolean isOwn(Class<?> type) {
    if (type.getModule().isNamed()) {
      return isOwn(type.getModule().getName());
    }
    CodeSource source = type.getProtectionDomain().getCodeSource();
    return source != null && isOwn(type.getName()) && hasDescriptor(source.getLocation());
  }

  private static boolean isOwn(String name) {
    return name.equals(OWN) || name.startsWith(OWN + ".");
  }

  private static boolean hasDescriptor(URL location) {
    try {
      Path place = Path.of(location.toURI());
      if (Files.isDirectory(place)) {
        return Files.exists(place.resolve(DESCRIPTOR));
      }
      try (ZipFile jar = new ZipFile(place.toFile())) {
        return jar.getEntry(DESCRIPTOR) != null;
      }
    } catch (URISyntaxException | IOException | IllegalArgumentException | FileSystemNotFoundException elsewhere) {
      return false;
    }
  }

  /// For example `Main.java:12`.
  @Override
  public String toString() {
    return file + ":" + line;
  }
}
