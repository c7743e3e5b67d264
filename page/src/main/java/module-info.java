import org.jspecify.annotations.NullMarked;

/// Explanations as pictures and as a page to step through.
@NullMarked
module dev.chainrule.page {
    requires com.google.gson;
    requires dev.chainrule.expression;
    requires jdk.httpserver;
    requires org.eclipse.elk.alg.layered;
    requires org.eclipse.elk.core;
    requires org.eclipse.elk.graph;
    requires org.eclipse.emf.common;
    requires transitive dev.chainrule;
    requires transitive dev.chainrule.view;
    requires static transitive org.jspecify;

    exports dev.chainrule.page;
}
