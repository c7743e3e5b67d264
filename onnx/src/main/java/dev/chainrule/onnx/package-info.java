/// Models to and from files in the ONNX format.
package dev.chainrule.onnx;
