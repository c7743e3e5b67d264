/// Graphs and their derivatives made visible: steps and gates, flat Java, pictures and pages.
package dev.chainrule.view;
