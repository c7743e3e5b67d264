package dev.chainrule.graph;

import java.security.CodeSource;
import org.jspecify.annotations.Nullable;

/// A place in the user's program.
public record SourceLine(String file, int line, String method) {
  private static final StackWalker WALKER = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

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
        .filter(frame -> !LIBRARY.get(frame.getDeclaringClass()))
        .findFirst()
        .map(frame -> new SourceLine(String.valueOf(frame.getFileName()), frame.getLineNumber(), frame.getMethodName()))
        .orElse(null));
  }

  /// By module, or on the class path by the jar or folder that a class comes from: packages do not tell tests from
  /// what they test.
  private static boolean isOwn(Class<?> type) {
    if (type.getModule().isNamed() || SourceLine.class.getModule().isNamed()) {
      return type.getModule() == SourceLine.class.getModule();
    }
    CodeSource source = type.getProtectionDomain().getCodeSource();
    CodeSource own = SourceLine.class.getProtectionDomain().getCodeSource();
    return source != null && own != null
        && source.getLocation().toExternalForm().equals(own.getLocation().toExternalForm());
  }

  /// For example `Main.java:12`.
  @Override
  public String toString() {
    return file + ":" + line;
  }
}
