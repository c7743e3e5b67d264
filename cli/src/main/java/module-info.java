import org.jspecify.annotations.NullMarked;

/// The `chainrule` command.
@NullMarked
module dev.chainrule.cli {
    requires com.google.gson;
    requires dev.chainrule;
    requires dev.chainrule.bench;
    requires dev.chainrule.expression;
    requires dev.chainrule.nn;
    requires dev.chainrule.onnx;
    requires dev.chainrule.page;
    requires dev.chainrule.view;
    requires info.picocli;
    requires java.desktop;
    requires me.tongfei.progressbar;
    requires static org.jspecify;

    opens dev.chainrule.cli to info.picocli;
    // Settings are written to and read from JSON; models are trees of parameters.
    opens dev.chainrule.cli.training to com.google.gson, dev.chainrule;
}
