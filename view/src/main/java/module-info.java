import org.jspecify.annotations.NullMarked;

/// Graphs and derivatives, made visible.
@NullMarked
module dev.chainrule.view {
    requires com.google.gson;
    requires transitive dev.chainrule;
    requires static transitive org.jspecify;

    exports dev.chainrule.view;
}
