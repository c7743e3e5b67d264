import org.jspecify.annotations.NullMarked;

/// Models to and from files in the ONNX format.
@NullMarked
module dev.chainrule.onnx {
    requires com.google.protobuf;
    requires org.tribuo.util.onnx;
    requires transitive dev.chainrule;
    requires dev.chainrule.nn;
    requires static transitive org.jspecify;

    exports dev.chainrule.onnx;
}
