/// What a traced function is: types, nodes, graphs, regions, scalar expressions, the verifier and the text form.
package dev.chainrule.graph;
