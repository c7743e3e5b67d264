import org.jspecify.annotations.NullMarked;

/// Automatic differentiation on graphs that are plain, typed, straight-line programs.
///
/// An export needs at least one class in its package, so each package is exported together with its first class.
@NullMarked
module dev.chainrule {
    requires jdk.incubator.vector;
    requires static org.jspecify;
}
