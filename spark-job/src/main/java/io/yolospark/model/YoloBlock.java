package io.yolospark.model;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.yolospark.config.MemoryLayout;
import io.yolospark.config.ModelConfig;
import java.util.List;
import java.util.Set;

/**
 * A YOLOv9 or GELAN detector as one DJL block whose parameters carry the official state_dict names.
 * Input: (B, 3, H, W) float32, RGB in [0, 1], H and W multiples of 32. The block itself is
 * stateless: values come from the {@link ParameterStore}.
 */
public final class YoloBlock extends AbstractBlock {

  private static final byte VERSION = 1;

  private final String variant;
  private final int classes;
  private final List<ModelParameter> modelParameters;
  private final Graph graph;
  private final Ops ops;
  private final MemoryLayout layout;

  /**
   * Builds the network of a variant.
   *
   * @param variant gelan-t/s/m/c/e or yolov9-t/s/m/c/e
   * @param classes number of classes, at least 1
   * @throws IllegalArgumentException if there is no such variant
   */
  public YoloBlock(String variant, int classes) {
    this(variant, classes, 0, false);
  }

  /**
   * Builds the network of a variant around given weights: the authors' T weights have a narrower
   * class branch than the formula gives, and weights for other classes may have any.
   *
   * @param classWidth channels of the class branch of the head; 0 for the reference's formula
   * @param fused whether every BatchNorm is folded into its convolution and every RepConvN is one
   *     convolution, as {@link Fusing} makes the weights; such a model cannot be trained
   * @throws IllegalArgumentException if there is no such variant
   */
  public YoloBlock(String variant, int classes, int classWidth, boolean fused) {
    this(variant, classes, classWidth, fused, Ops.plain(), MemoryLayout.CHANNELS_LAST);
  }

  /** The network of a job, around weights whose class branch has the given width. */
  public YoloBlock(ModelConfig config, int classes, int classWidth) {
    this(config.variant(), classes, classWidth, false, Ops.of(config), config.layout());
  }

  private YoloBlock(
      String variant, int classes, int classWidth, boolean fused, Ops ops, MemoryLayout layout) {
    super(VERSION);
    this.ops = ops;
    this.layout = layout;
    this.variant = variant;
    this.classes = classes;
    LayerBuilder builder = new LayerBuilder(classes, fused);
    graph = new Graph(Variant.named(variant), builder, new HeadWidths(classes, classWidth));
    modelParameters = List.copyOf(builder.declared());
    modelParameters.forEach(each -> addParameter(each.parameter()));
  }

  /** Name of the variant. */
  public String variant() {
    return variant;
  }

  /** Number of classes. */
  public int classes() {
    return classes;
  }

  /** Channels of the class branch of the head. */
  public int classWidth() {
    return graph.classWidth();
  }

  /** Every tensor in the order of the official state_dict. */
  public List<ModelParameter> modelParameters() {
    return modelParameters;
  }

  /** Names of the segments, in the order in which the forward pass runs them. */
  public List<String> segments() {
    return graph.segments();
  }

  /** Whether training computes an auxiliary branch. */
  public boolean hasAuxiliary() {
    return graph.hasAuxiliary();
  }

  /**
   * Raw maps of the heads; they and everything in between attach to the manager of {@code images}.
   */
  public HeadMaps heads(ParameterStore store, NDArray images, Mode mode) {
    return heads(store, images, mode, Set.of(), SegmentCut.NONE);
  }

  /**
   * Raw maps of the heads.
   *
   * @param frozen numbers of layers whose BatchNorm keeps to its running statistics in any mode
   * @param cut what later segments read of earlier ones
   */
  public HeadMaps heads(
      ParameterStore store, NDArray images, Mode mode, Set<Integer> frozen, SegmentCut cut) {
    Device device = images.getDevice();
    Pass pass = new Pass(ops, store, device, mode == Mode.TRAIN);
    return graph.apply(pass, arranged(images), mode != Mode.INFER, frozen, cut);
  }

  /** The whole network follows the layout of its input. */
  private NDArray arranged(NDArray images) {
    Shape shape = images.getShape();
    return switch (layout) {
      case CHANNELS_LAST -> images; // as NetworkInput made them
      case CONTIGUOUS -> images.flatten().reshape(shape);
    };
  }

  /**
   * The main maps; with {@code training}, the auxiliary maps stand before them where the model has
   * them.
   */
  @Override
  protected NDList forwardInternal(
      ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
    HeadMaps maps = heads(store, inputs.singletonOrThrow(), training ? Mode.TRAIN : Mode.INFER);
    NDList outputs = new NDList();
    if (maps.auxiliary() != null) {
      outputs.addAll(maps.auxiliary());
    }
    outputs.addAll(maps.main());
    return outputs;
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    Shape image = inputShapes[0];
    Shape[] shapes = new Shape[HeadBranch.STRIDES.length];
    for (int level = 0; level < shapes.length; level++) {
      int stride = HeadBranch.STRIDES[level];
      long channels = HeadBranch.BOX_CHANNELS + (long) classes;
      shapes[level] =
          new Shape(image.get(0), channels, image.get(2) / stride, image.get(3) / stride);
    }
    return shapes;
  }
}
