/// From graph to result: eager execution, the compiler, kernels and the worker team.
package dev.chainrule.exec;
