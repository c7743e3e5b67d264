import org.jspecify.annotations.NullMarked;

/// Neural networks as records and pure functions over them.
@NullMarked
module dev.chainrule.nn {
    requires transitive dev.chainrule;
    requires static transitive org.jspecify;
}
