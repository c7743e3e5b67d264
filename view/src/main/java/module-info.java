import org.jspecify.annotations.NullMarked;

/// Graphs and derivatives, made visible.
@NullMarked
module dev.chainrule.view {
    requires com.google.gson;
    requires java.compiler;
    requires transitive dev.chainrule;
    requires static transitive org.jspecify;

    exports dev.chainrule.view;

    provides dev.chainrule.graph.JavaPrinter with dev.chainrule.view.JavaPrinting;
}
