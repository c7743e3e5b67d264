/// The public heart of Chainrule: tensors, trees of tensors, and the transforms of functions over them.
package dev.chainrule;
