package dev.chainrule.graph;

import org.jspecify.annotations.Nullable;

/// A place in the user's program.
public record SourceLine(String file, int line, String method) {
  private static final StackWalker WALKER = StackWalker.getInstance();

  /// The innermost frame that is not Chainrule's own, or null where there is none.
  static @Nullable SourceLine ofCaller() {
    return WALKER.walk(frames -> frames
        .filter(frame -> !isOwn(frame.getClassName()))
        .findFirst()
        .map(frame -> new SourceLine(String.valueOf(frame.getFileName()), frame.getLineNumber(), frame.getMethodName()))
        .orElse(null));
  }

  private static boolean isOwn(String className) {
    return className.startsWith("java.")
        || className.startsWith("jdk.")
        || className.startsWith("dev.chainrule.graph.")
        || className.startsWith("dev.chainrule.op.")
        || className.startsWith("dev.chainrule.exec.")
        || className.startsWith("dev.chainrule.transform.")
        || isPublicRoom(className);
  }

  /// Classes directly in `dev.chainrule`, except tests, which are users.
  private static boolean isPublicRoom(String className) {
    String room = "dev.chainrule.";
    return className.startsWith(room)
        && className.indexOf('.', room.length()) < 0
        && !className.contains("Test")
        && !className.contains("Lecture");
  }

  /// For example `Main.java:12`.
  @Override
  public String toString() {
    return file + ":" + line;
  }
}
