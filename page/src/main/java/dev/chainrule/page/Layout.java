package dev.chainrule.page;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.elk.alg.layered.LayeredLayoutProvider;
import org.eclipse.elk.alg.layered.options.EdgeLabelSideSelection;
import org.eclipse.elk.alg.layered.options.LayeredMetaDataProvider;
import org.eclipse.elk.alg.layered.options.LayeredOptions;
import org.eclipse.elk.core.data.LayoutMetaDataService;
import org.eclipse.elk.core.math.KVector;
import org.eclipse.elk.core.options.Direction;
import org.eclipse.elk.core.options.EdgeLabelPlacement;
import org.eclipse.elk.core.options.EdgeRouting;
import org.eclipse.elk.core.options.HierarchyHandling;
import org.eclipse.elk.core.util.BasicProgressMonitor;
import org.eclipse.elk.graph.ElkBendPoint;
import org.eclipse.elk.graph.ElkEdge;
import org.eclipse.elk.graph.ElkEdgeSection;
import org.eclipse.elk.graph.ElkLabel;
import org.eclipse.elk.graph.ElkNode;
import org.eclipse.elk.graph.util.ElkGraphUtil;
import org.jspecify.annotations.Nullable;

/// Where the boxes and lines of a drawing go: in layers from left to right, as ELK lays them.
///
/// @param places where each box is, in the order of the boxes
/// @param routes the way of each line, in the order of the lines
record Layout(Map<String, Place> places, List<Route> routes, double width, double height) {
  /// A rectangle.
  record Place(double x, double y, double width, double height) {}

  /// The corners of a line, and where the middle of its label goes, if it has one.
  record Route(List<KVector> corners, @Nullable KVector label) {}

  static final double LINE = 20;
  static final double HEAT = 44;
  private static final double LETTER = 7.6;
  private static final double WIDEST = 250;
  /// Larger drawings have no numbers on their lines: these are in the boxes' descriptions, and in the page.
  private static final int LABELLED = 400;

  static {
    LayoutMetaDataService.getInstance().registerLayoutMetaDataProviders(new LayeredMetaDataProvider());
  }

  static Layout of(Drawing drawing) {
    ElkNode graph = ElkGraphUtil.createGraph();
    graph.setProperty(LayeredOptions.DIRECTION, Direction.RIGHT);
    graph.setProperty(LayeredOptions.EDGE_ROUTING, EdgeRouting.SPLINES);
    graph.setProperty(LayeredOptions.HIERARCHY_HANDLING, HierarchyHandling.SEPARATE_CHILDREN);
    graph.setProperty(LayeredOptions.SPACING_NODE_NODE, 22.0);
    graph.setProperty(LayeredOptions.SPACING_NODE_NODE_BETWEEN_LAYERS, 30.0);
    graph.setProperty(LayeredOptions.EDGE_LABELS_SIDE_SELECTION, EdgeLabelSideSelection.ALWAYS_UP);
    graph.setProperty(LayeredOptions.RANDOM_SEED, 1);
    Map<String, ElkNode> nodes = new HashMap<>();
    drawing.boxes().values().forEach(box -> {
      ElkNode node = ElkGraphUtil.createNode(graph);
      node.setDimensions(width(box), height(box));
      nodes.put(box.id(), node);
    });
    List<ElkEdge> edges = new ArrayList<>();
    boolean labelled = drawing.lines().size() <= LABELLED;
    drawing.lines().forEach(line -> {
      ElkEdge edge = ElkGraphUtil.createSimpleEdge(nodes.get(line.from()), nodes.get(line.to()));
      if (labelled && line.downstream() != null) {
        ElkLabel label = ElkGraphUtil.createLabel("∇", edge);
        label.setDimensions(84, 18);
        label.setProperty(LayeredOptions.EDGE_LABELS_PLACEMENT, EdgeLabelPlacement.CENTER);
      }
      edges.add(edge);
    });
    new LayeredLayoutProvider().layout(graph, new BasicProgressMonitor());
    Map<String, Place> places = new HashMap<>();
    nodes.forEach((id, node) -> places.put(id, new Place(node.getX(), node.getY(), node.getWidth(), node.getHeight())));
    return new Layout(places, edges.stream().map(Layout::route).toList(), graph.getWidth(), graph.getHeight());
  }

  private static Route route(ElkEdge edge) {
    List<KVector> corners = new ArrayList<>();
    ElkEdgeSection section = ElkGraphUtil.firstEdgeSection(edge, false, false);
    corners.add(new KVector(section.getStartX(), section.getStartY()));
    List<ElkBendPoint> bends = section.getBendPoints();
    bends.forEach(bend -> corners.add(new KVector(bend.getX(), bend.getY())));
    corners.add(new KVector(section.getEndX(), section.getEndY()));
    List<ElkLabel> labels = edge.getLabels();
    ElkLabel label = labels.isEmpty() ? null : labels.get(0);
    return new Route(corners, label == null ? null : new KVector(label.getX() + label.getWidth() / 2, label.getY() + label.getHeight() / 2));
  }

  private static double width(Drawing.Box box) {
    int letters = Math.max(box.title().length() + (box.gate().isEmpty() ? 0 : box.gate().length() + 3), box.isFork() ? 26 : box.isTensor() ? 22 : 12);
    return isSmall(box) ? Math.min(WIDEST, Math.max(64, box.title().length() * LETTER + 24)) : Math.min(WIDEST, Math.max(96, letters * LETTER + 24));
  }

  private static double height(Drawing.Box box) {
    if (isSmall(box)) {
      return LINE + 12;
    }
    int lines = 2 + (box.differentiated() ? 1 : 0) + (box.isFork() ? 1 : 0);
    return 14 + lines * LINE + (box.isTensor() ? HEAT : 0);
  }

  /// Whether it has one line.
  static boolean isSmall(Drawing.Box box) {
    return box.kind() == Drawing.Kind.REFERENCE || box.kind() == Drawing.Kind.CONSTANT && !box.isTensor();
  }
}
