/// Explanations as pictures and pages, and the server that shows them.
package dev.chainrule.page;
